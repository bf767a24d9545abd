// What was understood, to be put right.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeWidget } from './harness.mjs';

const words = (chat) => chat.chips.locator('span').allTextContents();

describeWidget('what was understood', (widget) => {
  test('is shown fact by fact', async (t) => {
    const chat = await widget.open(t);
    await chat.say('my lower back and neck have been burning for a week, 6 out of 10');
    await chat.page.getByText('What I understood').waitFor();

    assert.deepEqual((await words(chat)).sort(), ['6 out of 10', 'burning', 'for 1 week', 'lower back', 'neck']);
    await chat.shot('30-understood');
  });

  for (const fact of ['lower back', 'burning', 'for 1 week', '6 out of 10']) {
    test(`loses "${fact}" when its chip is removed, and nothing else`, async (t) => {
      const chat = await widget.open(t);
      await chat.say('my lower back and neck have been burning for a week, 6 out of 10');
      await chat.page.getByText('What I understood').waitFor();
      const before = await words(chat);

      await chat.button(`Remove: ${fact}`).click();
      await chat.settled();
      await chat.button(`Remove: ${fact}`).waitFor({ state: 'detached' });
      await chat.button('Remove: neck').waitFor();

      assert.deepEqual((await words(chat)).sort(), before.filter((each) => each !== fact).sort());
      assert.equal(await chat.bubbles.last().locator('.bubble').textContent(), `Not right: ${fact}`);
    });
  }

  test('does not take a removed chip for an answer about danger signs', async (t) => {
    const chat = await widget.open(t);
    const answers = [];
    chat.page.on('response', async (response) => {
      if (response.url().endsWith('/SendMessage')) answers.push(response.json());
    });
    await chat.say('my lower back and neck have been burning for a week');
    await chat.button('Remove: burning').click();
    await chat.settled();

    const [, { complaint }] = await Promise.all(answers);
    assert.equal(complaint.symptoms, undefined);
    assert.equal(complaint.answeredQuestionIds, undefined);
  });

  test('folds what is long away, and unfolds it', async (t) => {
    const chat = await widget.open(t);
    await chat.say('my lower back has ached for a week since I moved boxes, no numbness, no fever, I am healthy');
    const more = chat.page.locator('.chip.more');
    await more.waitFor();
    const folded = await chat.chips.count();
    const rest = Number((await more.textContent()).slice(1));

    await more.click();

    assert.equal(await chat.chips.count(), folded + rest);
    assert.equal((await words(chat)).includes('fever: no'), true);
    await chat.shot('31-understood-all');
  });
});
