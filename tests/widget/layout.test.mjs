// How it looks and fits: phones, dark, right to left, magnified, themed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Chat, describeWidget } from './harness.mjs';

const COMPLAINT = 'my lower back has ached for a week since I moved boxes, no numbness, no fever, I am healthy';

// Every element of the widget that sticks out of the window sideways, or of the
// panel, by name.
const sticksOut = (chat) => chat.page.evaluate(() => {
  const root = document.querySelector('unknot-chat').shadowRoot;
  return [...root.querySelectorAll('.panel *')]
    .filter((each) => each.checkVisibility() && !each.closest('.only-read, .status'))
    .filter((each) => {
      const { left, right, width } = each.getBoundingClientRect();
      return width > 0 && (left < -1 || right > innerWidth + 1);
    }).map((each) => each.className || each.tagName);
});

const panelBox = (chat) => chat.page.locator('.panel').boundingBox();

async function walkThrough(chat, prefix) {
  await chat.shot(`${prefix}-1-greeting`);
  await chat.say(COMPLAINT);
  await chat.shot(`${prefix}-2-techniques`);
  assert.deepEqual(await sticksOut(chat), []);
  await chat.chips.first().waitFor();
  await chat.chips.last().scrollIntoViewIfNeeded();
  await chat.shot(`${prefix}-3-understood`);
  await chat.say('find me a therapist in Toronto');
  await chat.shot(`${prefix}-4-therapists`);
  assert.deepEqual(await sticksOut(chat), []);
  await chat.button('Show where it hurts').click();
  await chat.shot(`${prefix}-5-body`);
  assert.deepEqual(await sticksOut(chat), []);
  await chat.page.keyboard.press('Escape');
  await chat.say('worst headache of my life, it came in one second');
  await chat.shot(`${prefix}-6-emergency`);
  assert.deepEqual(await sticksOut(chat), []);
  const call = await chat.page.getByRole('link', { name: 'Call 911' }).boundingBox();
  const { height } = chat.page.viewportSize();
  assert.ok(call.y >= 0 && call.y + call.height <= height, `the call button is at ${call.y} of ${height}`);
}

describeWidget('the layout', (widget) => {
  test('fits a large window', async (t) => {
    await walkThrough(await widget.open(t), '60-wide');
  });

  test('is dark where the system is', async (t) => {
    await walkThrough(await widget.open(t, { colorScheme: 'dark' }), '61-dark');
  });

  test('fills the screen of a phone', async (t) => {
    const viewport = { width: 360, height: 720 };
    const chat = await widget.open(t, { viewport, hasTouch: true, isMobile: true, deviceScaleFactor: 2 });

    assert.deepEqual(await panelBox(chat), { x: 0, y: 0, ...viewport });
    assert.equal(await chat.focused(), 'Conversation', 'the keyboard of the phone stays away');
    await walkThrough(chat, '62-phone');
  });

  test('stays above the keyboard of a phone', async (t) => {
    const chat = await widget.open(t, {
      viewport: { width: 360, height: 720 }, hasTouch: true, isMobile: true,
      init: () => {
        const view = new EventTarget();
        Object.assign(view, { height: 720, offsetTop: 0, scale: 1 });
        Object.defineProperty(window, 'visualViewport', { value: view });
      },
    });
    await chat.page.evaluate(() => {
      Object.assign(window.visualViewport, { height: 380, offsetTop: 40 });
      window.visualViewport.dispatchEvent(new Event('resize'));
    });

    const { y, height } = await panelBox(chat);
    assert.deepEqual([y, height], [40, 380]);
    const field = await chat.field.boundingBox();
    assert.ok(field.y + field.height <= 420);
  });

  test('reads from right to left where the page does', async (t) => {
    const chat = await widget.open(t, {
      init: () => document.addEventListener('DOMContentLoaded', () => {
        document.documentElement.dir = 'rtl';
        document.querySelector('unknot-chat').strings = {
          launcher: 'Where does it hurt?', placeholder: 'ספרו לי מה כואב', understood: 'What I understood',
          subtitle: 'הכוונה, לא אבחנה',
        };
      }),
    });
    const panel = await panelBox(chat);
    const send = await chat.button('Send', true).boundingBox();
    const field = await chat.field.boundingBox();

    assert.ok(panel.x < 100, 'the panel is in the other corner');
    assert.ok(send.x < field.x, 'the send button is on the other side');
    await walkThrough(chat, '63-rtl');
  });

  test('flows anew when magnified to 400 per cent', async (t) => {
    // A window of 1280 by 1024 at 400 per cent.
    const chat = await widget.open(t, { viewport: { width: 320, height: 256 }, deviceScaleFactor: 4 });
    await walkThrough(chat, '64-zoom');
    assert.equal(await chat.page.evaluate(() => document.documentElement.scrollWidth), 320);
  });

  test('takes the colours and measures of the page', async (t) => {
    const chat = await widget.open(t);
    await chat.page.evaluate(() => {
      const style = document.querySelector('unknot-chat').style;
      style.setProperty('--unknot-accent', '#5b3a8c');
      style.setProperty('--unknot-tint', '#efe8f7');
      style.setProperty('--unknot-radius', '4px');
    });
    await chat.say('my neck is stiff');

    const send = await chat.button('Send', true).evaluate((each) => getComputedStyle(each).backgroundColor);
    assert.equal(send, 'rgb(91, 58, 140)');
    await chat.shot('65-themed');
  });

  test('moves nothing for those who do not want it', async (t) => {
    const chat = await widget.open(t, { reducedMotion: 'reduce' });
    await chat.page.route('**/SendMessage', () => {});
    await chat.field.fill('my neck is stiff');
    await chat.field.press('Enter');
    await chat.page.locator('.dots').waitFor();

    const moving = await chat.page.evaluate(
      () => document.querySelector('unknot-chat').shadowRoot.getAnimations().length);
    assert.equal(moving, 0);
  });
});

describeWidget('a page of a clinic with a strict policy on another origin', (widget) => {
  test('holds the chat in its text, and nothing of it breaks the policy', async (t) => {
    const page = await widget.page(t, {
      init: () => {
        window.broken = [];
        document.addEventListener('securitypolicyviolation', (event) => {
          window.broken.push(`${event.violatedDirective} ${event.blockedURI}`);
        });
      },
    });
    await page.goto(widget.gateway.clinicAddress);
    const chat = new Chat(page);
    await page.getByRole('note').waitFor();
    await chat.settled();
    await chat.say('my lower back has ached for a week since I moved boxes, no numbness, no fever, I am healthy');
    await chat.button('Show where it hurts').click();
    await page.keyboard.press('Escape');
    await chat.button('Summary to take with you').click();
    await page.getByText('Where it hurts:').waitFor();
    await page.evaluate(() => { window.print = () => {}; });
    await chat.button('Print').click();
    await chat.button('Download').click();
    await page.keyboard.press('Escape');
    await page.locator('unknot-chat').scrollIntoViewIfNeeded();
    await chat.shot('70-clinic');

    assert.deepEqual(await page.evaluate(() => window.broken), []);
    assert.deepEqual(page.faults, []);
    assert.equal(await page.locator('.launcher').count(), 0);
    assert.equal(await page.getByRole('dialog').count(), 0);
    assert.ok(await chat.answers.count() >= 2);
  });
});
