// Danger: the alarm comes first and stands alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Chat, describeWidget } from './harness.mjs';

const HEADACHE = 'worst headache of my life, it came in one second';

describeWidget('danger', (widget) => {
  test('stands alone, with a button that calls', async (t) => {
    const chat = await widget.open(t);
    await chat.say('my lower back has ached for a week since I moved boxes, no numbness, no fever, I am healthy');
    await chat.say(HEADACHE);

    const alarm = chat.page.getByRole('alert');
    assert.match(await alarm.textContent(), /Call 911 now/);
    assert.equal(await alarm.getByRole('link', { name: 'Call 911' }).getAttribute('href'), 'tel:911');
    assert.equal(await chat.page.locator('unknot-chat').getByRole('article').filter({ visible: true }).count(), 0);
    assert.equal(await chat.bubbles.filter({ visible: true }).count(), 0);
    assert.equal(await chat.chips.count(), 0);
    assert.equal(await chat.button('Show where it hurts').isVisible(), false);
    await chat.shot('10-emergency');
  });

  test('takes the focus to what to do, not to the button that calls', async (t) => {
    const chat = await widget.open(t);
    await chat.say(HEADACHE);

    assert.equal(await chat.focused(), 'Call 911 now.');
  });

  test('is over when the person says so, and the conversation is back', async (t) => {
    const chat = await widget.open(t);
    await chat.say('my neck is stiff');
    await chat.say(HEADACHE);
    await chat.say('ok thanks');
    await chat.button('You misread me').click();
    await chat.settled();

    assert.equal(await chat.page.locator('.panel.danger').count(), 0);
    assert.equal(await chat.bubbles.first().isVisible(), true);
  });

  test('still shows what was said before to whoever asks for it', async (t) => {
    const chat = await widget.open(t);
    await chat.say(HEADACHE);

    await chat.button('Show the earlier conversation').click();

    assert.equal(await chat.bubbles.first().isVisible(), true);
    assert.equal(await chat.page.getByRole('alert').isVisible(), true);
  });

  test('gives every number of a country that can be called or texted', async (t) => {
    const page = await widget.page(t);
    await page.goto(widget.gateway.address);
    await page.evaluate(() => document.querySelector('unknot-chat').setAttribute('locale', 'en-GB'));
    const chat = new Chat(page);
    await chat.open();
    await chat.say('I want to kill myself');

    const links = await page.getByRole('alert').getByRole('link').evaluateAll(
      (all) => all.map((each) => each.getAttribute('href')));
    assert.deepEqual(links, [
      'tel:116123', 'sms:85258', 'tel:111', 'tel:08000684141', 'tel:999', 'tel:112']);
    await chat.shot('11-crisis');
  });

  test('that can wait for a doctor today does not press to call', async (t) => {
    const chat = await widget.open(t);
    await chat.say('my back hurts and I have a fever of 39');

    const alarm = chat.page.getByRole('alert');
    assert.match(await alarm.textContent(), /Please read this first.*clinician today/s);
    assert.equal(await alarm.locator('.solid').count(), 0);
    assert.equal(await alarm.getByRole('link', { name: 'Call 911' }).count(), 1);
    await chat.shot('12-urgent');
  });

  test('is still there after a reload', async (t) => {
    const chat = await widget.open(t);
    await chat.say(HEADACHE);

    await chat.page.reload();

    await chat.page.getByRole('alert').waitFor();
    assert.equal(await chat.bubbles.filter({ visible: true }).count(), 0);
  });
});
