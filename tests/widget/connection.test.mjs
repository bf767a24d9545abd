// Trouble on the way: nothing is lost and nothing happens twice.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { describeWidget } from './harness.mjs';

const SEND = '**/SendMessage';

describeWidget('the connection', (widget) => {
  test('may be reloaded away: the conversation goes on', async (t) => {
    const chat = await widget.open(t);
    await chat.say('my neck is stiff');
    const before = await chat.log.textContent();

    await chat.page.reload();
    await chat.page.getByRole('note').waitFor();

    await chat.button('Remove: neck').waitFor();
    assert.equal(await chat.log.textContent(), before);
    await chat.say('find me a therapist in Toronto');
    await chat.page.getByRole('list', { name: 'Therapists' }).waitFor();
  });

  test('may be reloaded away while a message is on its way', async (t) => {
    const chat = await widget.open(t);
    await chat.page.route(SEND, () => {});
    await chat.field.fill('my neck is stiff');
    await chat.field.press('Enter');
    await chat.bubbles.waitFor();

    await chat.page.unroute(SEND);
    await chat.page.reload();
    await chat.settled();

    assert.equal(await chat.bubbles.count(), 1);
    assert.equal(await chat.answers.count(), 2);
  });

  test('may lose an answer: the message is sent again from where it was, and answered once', async (t) => {
    const chat = await widget.open(t);
    const sent = [];
    await chat.page.route(SEND, async (route) => {
      sent.push(route.request().postDataJSON());
      if (sent.length > 1) return route.continue();
      await route.fetch();
      return route.abort();
    });
    await chat.say('my neck is stiff');

    assert.equal(sent.length, 2);
    assert.deepEqual(sent[0], sent[1]);
    assert.equal(await chat.bubbles.count(), 1);
    assert.equal(await chat.answers.count(), 2);
  });

  test('carries one message at a time, in order', async (t) => {
    const chat = await widget.open(t);
    let atOnce = 0;
    let most = 0;
    const sent = [];
    await chat.page.route(SEND, async (route) => {
      most = Math.max(most, atOnce += 1);
      sent.push(route.request().postDataJSON());
      const response = await route.fetch();
      atOnce -= 1;
      await route.fulfill({ response });
    });
    for (const text of ['my neck hurts', 'it is stiff', 'for 2 weeks']) {
      await chat.field.fill(text);
      await chat.field.press('Enter');
    }
    await chat.settled();

    assert.equal(most, 1);
    assert.deepEqual(sent.map(({ text }) => text), ['my neck hurts', 'it is stiff', 'for 2 weeks']);
    assert.equal(new Set(sent.map(({ conversation }) => conversation)).size, 3);
    assert.equal(await chat.answers.count(), 4);
    await chat.button(/Remove: .*2 weeks/).waitFor();
  });

  test('may be away and come back', async (t) => {
    const chat = await widget.open(t);
    await chat.page.context().setOffline(true);
    await chat.field.fill('my neck is stiff');
    await chat.field.press('Enter');
    await chat.page.getByText('You are offline.').waitFor();
    assert.equal(await chat.page.getByText('Waiting to be sent').isVisible(), true);
    await chat.shot('40-offline');

    await chat.page.context().setOffline(false);
    await chat.settled();

    assert.equal(await chat.bubbles.count(), 1);
    assert.equal(await chat.answers.count(), 2);
    assert.equal(await chat.page.getByText('You are offline.').isVisible(), false);
  });

  test('waits out a server that is too busy', async (t) => {
    const chat = await widget.open(t);
    let refused = 0;
    await chat.page.route(SEND, (route) => (refused++ === 0
      ? route.fulfill({ status: 429, json: { code: 'resource_exhausted', message: 'Too many calls.' } })
      : route.continue()));
    await chat.say('my neck is stiff');

    assert.equal(refused, 2);
    assert.equal(await chat.answers.count(), 2);
  });

  test('says so when a message cannot be answered, and sends it again when asked', async (t) => {
    const chat = await widget.open(t);
    await chat.page.route(SEND, (route) => route.fulfill({
      status: 403, json: { code: 'permission_denied', message: 'This origin may not call.' } }), { times: 1 });
    await chat.field.fill('my neck is stiff');
    await chat.field.press('Enter');
    await chat.page.getByText('This did not work.').first().waitFor();
    await chat.shot('41-failed');

    await chat.page.reload();
    await chat.button('Try now').click();
    await chat.settled();

    assert.equal(await chat.bubbles.count(), 1);
    assert.equal(await chat.answers.count(), 2);
  });

  test('sends nothing that was forgotten while it waited', async (t) => {
    const chat = await widget.open(t);
    const tried = chat.page.waitForEvent('requestfailed', (request) => request.url().includes('SendMessage'));
    await chat.page.route(SEND, (route) => route.abort());
    await chat.field.fill('my secret neck');
    await chat.field.press('Enter');
    await tried;
    await chat.field.fill('a draft');
    const sent = [];
    chat.page.on('request', (request) => sent.push(request.postData() ?? ''));

    await chat.button('Forget me').click();
    await chat.button('Forget it').click();
    await chat.page.unroute(SEND);
    await chat.settled();
    await chat.say('my knee is stiff');

    assert.equal(sent.filter((body) => body.includes('secret')).length, 0);
    assert.equal(sent.filter((body) => body.includes('knee')).length, 1);
    assert.equal(await chat.field.inputValue(), '');
  });

  test('works with storage blocked', async (t) => {
    const chat = await widget.open(t, {
      init: () => {
        const refuse = { get() { throw new DOMException('blocked', 'SecurityError'); } };
        Object.defineProperty(window, 'sessionStorage', refuse);
        Object.defineProperty(window, 'localStorage', refuse);
      },
    });
    await chat.say('my neck is stiff');
    await chat.say('for 2 weeks');

    assert.equal(await chat.answers.count(), 3);
    assert.deepEqual(chat.page.faults, []);
  });

  test('outlasts a change of the element and a move on the page, with storage blocked', async (t) => {
    const chat = await widget.open(t, {
      init: () => Object.defineProperty(window, 'sessionStorage', { get() { throw new DOMException('blocked'); } }),
    });
    await chat.say('my neck is stiff');
    await chat.page.evaluate(() => {
      const element = document.querySelector('unknot-chat');
      element.setAttribute('clinic', 'Another name');
      document.querySelector('main').append(element);
    });
    await chat.say('for 2 weeks');

    assert.equal(await chat.bubbles.count(), 2);
    assert.equal(await chat.answers.count(), 3);
    await chat.button('Remove: neck').waitFor();
  });

  test('keeps the conversation in the tab and nowhere else', async (t) => {
    const chat = await widget.open(t);
    await chat.say('my neck is stiff');

    const kept = await chat.page.evaluate(async () => ({
      session: Object.keys(sessionStorage).length, local: Object.keys(localStorage).length,
      cookies: document.cookie, databases: (await indexedDB.databases()).length,
    }));
    assert.deepEqual(kept, { session: 1, local: 0, cookies: '', databases: 0 });
  });
});

describeWidget('a gateway that is started again', (widget) => {
  test('goes on with the conversation where the key is the same', async (t) => {
    const chat = await widget.open(t);
    await chat.say('my neck is stiff');
    await widget.gateway.stop();
    await chat.field.fill('for 2 weeks');
    await chat.field.press('Enter');
    await chat.page.getByText('No answer yet.').waitFor();

    await widget.gateway.start();
    await chat.settled();

    assert.equal(await chat.bubbles.count(), 2);
    assert.equal(await chat.answers.count(), 3);
    await chat.button(/Remove: .*2 weeks/).waitFor();
    assert.equal(await chat.button('Remove: neck').isVisible(), true);
  });

  test('says that the conversation has run out where the key is another, and answers all the same', async (t) => {
    const chat = await widget.open(t);
    await chat.say('my neck is stiff');
    await widget.gateway.stop();
    widget.gateway.key = randomBytes(32).toString('hex');
    await widget.gateway.start();

    await chat.say('my lower back aches');

    await chat.page.getByText('The conversation had run out').waitFor();
    await chat.button('Remove: lower back').waitFor();
    assert.equal(await chat.button('Remove: neck').count(), 0);
    assert.equal(await chat.answers.count(), 3);
    await chat.shot('42-run-out');
  });
});
