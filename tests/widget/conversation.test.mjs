// A whole conversation, from the first word to a therapist, and what goes with it.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { Chat, describeWidget } from './harness.mjs';

const COMPLAINT = 'my lower back has ached for a week since I moved boxes, no numbness, no fever, I am healthy';

describeWidget('a conversation', (widget) => {
  test('begins with the notice, before anything can be sent', async (t) => {
    const page = await widget.page(t);
    let greet;
    const asked = new Promise((seen) => {
      void page.route('**/StartConversation', (route) => {
        greet = () => route.continue();
        seen();
      });
    });
    await page.goto(widget.gateway.address);
    const chat = new Chat(page);
    await chat.button('Where does it hurt?').click();
    await asked;

    const early = await chat.button('Send', true).isDisabled();
    await greet();
    await page.getByRole('note').waitFor();

    assert.equal(early, true);
    assert.match(await page.getByRole('note').textContent(), /do not diagnose.*911/s);
    assert.equal(await chat.button('Send', true).isEnabled(), true);
    await chat.shot('01-notice');
  });

  test('leads to techniques with reasons and sources, and to a therapist', async (t) => {
    const chat = await widget.open(t);
    await chat.say(COMPLAINT);

    const techniques = chat.page.getByRole('list', { name: 'Techniques that fit' }).getByRole('article');
    const first = techniques.first();
    assert.ok(await techniques.count() >= 2);
    assert.match(await first.textContent(), /Why this may suit you/);
    await chat.shot('02-techniques');
    await first.locator('summary').click();
    assert.ok(await first.locator('.sources li').count() >= 1);
    assert.match(await first.locator('.grade').textContent(), /Evidence: \w+/);
    await chat.shot('03-research');

    await chat.say('find me a therapist in Toronto');
    const therapist = chat.page.getByRole('list', { name: 'Therapists' }).getByRole('article').first();
    assert.match(await therapist.textContent(), /licence active when checked on \d{4}-\d\d-\d\d/);
    assert.match(await therapist.textContent(), /km away/);
    assert.match(await therapist.textContent(), /Speaks \w+/);
    assert.match(await therapist.textContent(), /not a real therapist/);
    assert.match(await therapist.getByRole('link', { name: /^Call/ }).getAttribute('href'), /^tel:\d{7,}$/);
    assert.match(await therapist.getByRole('link', { name: /^Map/ }).getAttribute('href'), /^https:.*mlat=-?\d+\.\d+/);
    assert.match(await therapist.getByRole('link', { name: /^Directions/ }).getAttribute('href'), /to=-?\d+\.\d+,-?\d+/);
    await chat.shot('04-therapists');
    assert.deepEqual(chat.page.faults, []);
  });

  test('shows what looks like markup as what it is', async (t) => {
    const chat = await widget.open(t);
    const text = '<img src=x onerror="window.hurt=1"> my <b>neck</b> hurts & aches';
    await chat.say(text);

    assert.equal(await chat.bubbles.last().locator('.bubble').textContent(), text);
    assert.equal(await chat.bubbles.last().locator('img, b').count(), 0);
    assert.equal(await chat.page.evaluate(() => window.hurt), undefined);
  });

  test('goes on by suggested answers', async (t) => {
    const chat = await widget.open(t);
    await chat.button('My neck is stiff').click();
    await chat.settled();

    await chat.button('None of these').first().click();
    await chat.settled();

    assert.equal(await chat.bubbles.count(), 2);
    assert.equal(await chat.bubbles.last().locator('.bubble').textContent(), 'None of these');
    assert.equal(await chat.answers.count(), 3);
  });

  test('tells the page what happens, and not what was typed', async (t) => {
    const chat = await widget.open(t);
    await chat.page.evaluate(() => {
      window.heard = [];
      for (const name of ['unknot-message', 'unknot-emergency', 'unknot-therapist-chosen']) {
        document.addEventListener(name, (event) => {
          window.heard.push([name, event.detail]);
        });
      }
      document.addEventListener('click', (event) => event.preventDefault());
    });
    await chat.say(COMPLAINT);
    await chat.say('find me a therapist in Toronto');
    await chat.page.getByRole('link', { name: /^Call/ }).first().click();
    await chat.say('worst headache of my life, it came in one second');

    const heard = await chat.page.evaluate(() => window.heard);
    const details = (name) => heard.filter(([each]) => each === name).map(([, detail]) => detail);
    assert.deepEqual(details('unknot-message').map(({ from }) => from),
      ['person', 'unknot', 'person', 'unknot', 'person', 'unknot']);
    assert.ok(details('unknot-message')[1].kinds.includes('techniques'));
    assert.equal(details('unknot-therapist-chosen')[0].action, 'call');
    assert.match(details('unknot-therapist-chosen')[0].name, /^therapists\//);
    assert.deepEqual(details('unknot-emergency'), [{ level: 'TRIAGE_LEVEL_EMERGENCY', contacts: ['911'] }]);
    assert.doesNotMatch(JSON.stringify(heard), /lower back|headache/);
  });

  test('is summed up to copy, download and print', async (t) => {
    const chat = await widget.open(t, { permissions: ['clipboard-read', 'clipboard-write'], acceptDownloads: true });
    await chat.say(COMPLAINT);
    await chat.button('Summary to take with you').click();
    const summary = chat.page.locator('.summary-text');
    await chat.page.getByText('Where it hurts: lower back').waitFor();
    const text = await summary.textContent();
    await chat.shot('05-summary');

    await chat.button('Copy').click();
    await chat.page.getByText('Copied', { exact: true }).waitFor();
    assert.equal((await chat.page.evaluate(() => navigator.clipboard.readText())).trim(), text);

    const [saved] = await Promise.all([chat.page.waitForEvent('download'), chat.button('Download').click()]);
    assert.equal(saved.suggestedFilename(), 'unknot-summary.txt');
    assert.equal(await readFile(await saved.path(), 'utf8'), text);

    await chat.page.evaluate(() => {
      window.print = () => { window.printed = [...document.body.children].at(-1).textContent; };
    });
    await chat.button('Print').click();
    assert.equal(await chat.page.evaluate(() => window.printed), text);
    await chat.page.emulateMedia({ media: 'print' });
    assert.equal(await chat.page.locator('main').isVisible(), false);
    assert.equal(await chat.page.locator('unknot-print').isVisible(), true);
    await chat.page.emulateMedia({ media: 'screen' });
    await chat.page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
    assert.equal(await chat.page.locator('unknot-print').count(), 0);
  });

  test('is forgotten when asked, and leaves nothing behind', async (t) => {
    const chat = await widget.open(t);
    await chat.say(COMPLAINT);
    await chat.button('Forget me').click();
    await chat.shot('06-forget');
    await chat.button('Forget it').click();
    await chat.page.getByText('Forgotten.').waitFor();
    await chat.page.getByRole('note').waitFor();

    assert.equal(await chat.bubbles.count(), 0);
    const kept = await chat.page.evaluate(() => JSON.stringify({ ...sessionStorage }) + JSON.stringify({ ...localStorage }));
    assert.doesNotMatch(kept, /boxes/);
  });
});
