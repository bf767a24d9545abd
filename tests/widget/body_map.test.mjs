// The body map: pointing at where it hurts, and seeing what was understood.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeWidget } from './harness.mjs';

const pressed = (chat) => chat.page.locator('.spot[aria-pressed="true"]').evaluateAll(
  (all) => [...new Set(all.map((each) => each.getAttribute('aria-label')))].sort());

// Where the person's left is drawn.
const isLeftOf = async (one, other) => (await one.boundingBox()).x < (await other.boundingBox()).x;

describeWidget('the body map', (widget) => {
  test('says what is chosen, and shows it again as understood', async (t) => {
    const chat = await widget.open(t);
    await chat.button('Show where it hurts').click();
    await chat.button('Left shoulder', true).first().click();
    await chat.button('Back of the neck', true).click();
    await chat.shot('20-body-chosen');
    await chat.button('Done').click();
    await chat.settled();

    assert.equal(await chat.bubbles.last().locator('.bubble').textContent(),
      'It hurts here: left shoulder, back of the neck.');
    await chat.page.getByText('What I understood').waitFor();
    await chat.button('Show where it hurts').click();
    assert.deepEqual(await pressed(chat), ['Back of the neck, already noted', 'Left shoulder, already noted']);
    await chat.shot('21-body-understood');
  });

  test('shows what was typed', async (t) => {
    const chat = await widget.open(t);
    await chat.say('my right knee and my lower back hurt');

    await chat.button('Show where it hurts').click();

    assert.deepEqual(await pressed(chat), [
      'Left side of the lower back, already noted', 'Right knee, already noted',
      'Right side of the lower back, already noted']);
  });

  test('takes back what is chosen off, and keeps the other side', async (t) => {
    const chat = await widget.open(t);
    await chat.say('both my shoulders and my neck hurt');
    await chat.button('Show where it hurts').click();
    await chat.button('Left shoulder, already noted').first().click();
    await chat.button('Done').click();
    await chat.settled();

    await chat.button('Show where it hurts').click();

    assert.deepEqual(await pressed(chat), [
      'Back of the neck, already noted', 'Neck, already noted', 'Right shoulder, already noted']);
  });

  test('draws left and right as the person has them', async (t) => {
    const chat = await widget.open(t);
    await chat.button('Show where it hurts').click();
    const front = chat.page.getByRole('group', { name: 'Front' });
    const back = chat.page.getByRole('group', { name: 'Back', exact: true });
    const spot = (figure, name) => figure.getByRole('button', { name, exact: true });

    assert.equal(await isLeftOf(spot(front, 'Left knee'), spot(front, 'Right knee')), false);
    assert.equal(await isLeftOf(spot(back, 'Left knee'), spot(back, 'Right knee')), true);
  });

  test('is worked by the keyboard alone', async (t) => {
    const chat = await widget.open(t);
    await chat.button('Show where it hurts').focus();
    await chat.page.keyboard.press('Enter');
    assert.equal(await chat.focused(), 'Show where it hurts');
    await chat.page.keyboard.press('Tab');
    assert.equal(await chat.focused(), 'Head');
    await chat.page.keyboard.press('ArrowDown');
    await chat.page.keyboard.press('ArrowDown');
    assert.equal(await chat.focused(), 'Neck');
    await chat.page.keyboard.press('Space');
    await chat.shot('22-body-keyboard');
    await chat.page.keyboard.press('ArrowDown');
    await chat.page.keyboard.press('ArrowRight');
    assert.equal(await chat.focused(), 'Left shoulder');
    await chat.page.keyboard.press('Enter');
    for (const expected of ['Back of the head', 'Cancel', 'Done']) {
      await chat.page.keyboard.press('Tab');
      assert.equal(await chat.focused(), expected);
    }
    await chat.page.keyboard.press('Enter');
    await chat.settled();

    assert.equal(await chat.bubbles.last().locator('.bubble').textContent(), 'It hurts here: neck, left shoulder.');
  });

  test('gives the focus back when it is left', async (t) => {
    const chat = await widget.open(t);
    await chat.button('Show where it hurts').click();
    await chat.page.keyboard.press('Escape');

    assert.equal(await chat.focused(), 'Show where it hurts');
    assert.equal(await chat.bubbles.count(), 0);
  });

  test('says every region in words that are understood as it', async (t) => {
    const chat = await widget.open(t);
    await chat.button('Show where it hurts').click();
    const names = await chat.page.locator('.spot').evaluateAll(
      (all) => [...new Set(all.map((each) => each.getAttribute('aria-label')))]);
    assert.ok(names.length >= 35, `${names.length} regions`);
    for (const name of names) {
      const said = name.toLowerCase();
      const response = await fetch(`${widget.gateway.address}/unknot.chat.v1.ChatService/SendMessage`, {
        method: 'POST', headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ text: `It hurts here: ${said}.`, locale: 'en-CA' }),
      });
      const { complaint } = await response.json();

      assert.equal(complaint.sites?.length, 1, said);
      const side = /^(left|right) /.exec(said)?.[1];
      assert.equal(complaint.sites[0].side, side && `SIDE_${side.toUpperCase()}`, said);
      const expected = said.replace(/^(left|right) (side of the )?/, '').replace('back of the neck', 'nape')
        .replace('middle of the back', 'mid back').replace('shoulder blade', 'scapula').replace('belly', 'abdomen')
        .replace('back of the head', 'back of head').replaceAll(' ', '_');
      assert.ok([complaint.sites[0].place, complaint.sites[0].region].includes(expected),
        `${said}: ${JSON.stringify(complaint.sites[0])}`);
    }
  });
});
