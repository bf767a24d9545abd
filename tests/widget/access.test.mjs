// For everybody: the keyboard, screen readers, and axe.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { Chat, describeWidget } from './harness.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const COMPLAINT = 'my lower back has ached for a week since I moved boxes, no numbness, no fever, I am healthy';

// What axe finds, a line each; none is what we want. Where it cannot tell whether
// text stands out, since something lies over it, the contrast with the nearest
// background behind it is worked out here; all else that axe leaves open counts.
async function faultsOf(chat) {
  return chat.page.evaluate(async (rules) => {
    const channels = (colour) => colour.match(/[\d.]+/g).map(Number);
    const luminance = ([r, g, b]) => [r, g, b].map((c) => c / 255)
      .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
      .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
    const backgroundOf = (element) => {
      const colour = channels(getComputedStyle(element).backgroundColor);
      const behind = element.parentElement ?? element.getRootNode().host;
      return (colour[3] ?? 1) === 1 || !behind ? colour : backgroundOf(behind);
    };
    const standsOut = (target) => {
      const element = target.flat().reduce(
        (root, selector) => (root.shadowRoot ?? root).querySelector(selector), document);
      const [dark, light] = [channels(getComputedStyle(element).color), backgroundOf(element)]
        .map(luminance).sort((a, b) => a - b);
      return (light + 0.05) / (dark + 0.05) >= 4.5;
    };
    const { violations, incomplete } = await window.axe.run(document, { runOnly: rules });
    const open = incomplete.map(({ id, nodes }) => ({
      id, nodes: id === 'color-contrast' ? nodes.filter(({ target }) => !standsOut(target)) : nodes,
    }));
    return [...violations, ...open].flatMap(({ id, nodes }) => nodes.map(
      (node) => `${id}: ${node.target.flat().join(' ')}: ${node.any[0]?.message ?? node.failureSummary}`));
  }, RULES);
}

// What a person meets, one after another.
const STATES = {
  greeting: async () => {},
  techniques: async (chat) => {
    await chat.say(COMPLAINT);
    await chat.chips.first().waitFor();
    for (const each of await chat.page.locator('summary').all()) await each.click();
  },
  therapists: async (chat) => {
    await chat.say(COMPLAINT);
    await chat.say('find me a therapist in Toronto');
    for (const each of await chat.page.locator('summary').all()) await each.click();
  },
  emergency: async (chat) => chat.say('worst headache of my life, it came in one second'),
  'body map': async (chat) => {
    await chat.say(COMPLAINT);
    await chat.button('Show where it hurts').click();
  },
  summary: async (chat) => {
    await chat.say(COMPLAINT);
    await chat.button('Summary to take with you').click();
    await chat.page.getByText('Where it hurts:').waitFor();
  },
  'forget me': async (chat) => chat.button('Forget me').click(),
  offline: async (chat) => {
    await chat.page.context().setOffline(true);
    await chat.field.fill('hello');
    await chat.field.press('Enter');
    await chat.page.getByText('You are offline.').waitFor();
  },
};
const LOOKS = {
  light: {},
  dark: { colorScheme: 'dark' },
  'right to left': { init: () => document.addEventListener('DOMContentLoaded', () => { document.documentElement.dir = 'rtl'; }) },
  phone: { viewport: { width: 360, height: 720 }, hasTouch: true, isMobile: true },
};

describeWidget('axe', (widget) => {
  for (const [look, options] of Object.entries(LOOKS)) {
    for (const [state, reach] of Object.entries(STATES)) {
      test(`finds nothing in ${look}, ${state}`, async (t) => {
        const chat = await widget.open(t, { ...options, bypassCSP: true });
        await reach(chat);
        await chat.page.evaluate(AXE);
        await chat.shot(`axe-${look}-${state}`.replaceAll(' ', '-'));

        assert.deepEqual(await faultsOf(chat), []);
      });
    }
  }

  test('finds nothing on the closed page', async (t) => {
    const page = await widget.page(t, { bypassCSP: true });
    await page.goto(widget.gateway.address);
    await page.getByRole('button', { name: 'Where does it hurt?' }).waitFor();
    await page.evaluate(AXE);

    assert.deepEqual(await faultsOf({ page }), []);
  });
});

describeWidget('the keyboard', (widget) => {
  test('is enough for a whole conversation', async (t) => {
    const page = await widget.page(t);
    await page.goto(widget.gateway.address);
    const chat = new Chat(page);
    const { keyboard } = page;
    await chat.button('Where does it hurt?').focus();
    await keyboard.press('Enter');
    await page.getByRole('note').waitFor();
    await chat.settled();
    await keyboard.type('my neck is stiff');
    await keyboard.press('Enter');
    await chat.settled();
    // Back from the field to the suggested answers.
    for (const expected of ['Show where it hurts', 'Not sure', 'Yes, one of these', 'None of these']) {
      await keyboard.press('Shift+Tab');
      assert.equal(await chat.focused(), expected);
    }
    await chat.shot('50-keyboard');
    await keyboard.press('Enter');
    // Until it is drawn nothing is on its way, and all looks settled.
    await chat.bubbles.filter({ hasText: 'None of these' }).waitFor();
    await chat.settled();

    assert.equal(await chat.bubbles.last().locator('.bubble').textContent(), 'None of these');
    await keyboard.type('find me a therapist in Toronto');
    await keyboard.press('Enter');
    // The page says where it is, so that the first came with the advice.
    await page.getByRole('list', { name: 'Therapists' }).last().waitFor();
  });

  test('opens, closes, and comes back to where it was', async (t) => {
    const chat = await widget.open(t);
    await chat.page.keyboard.press('Escape');

    assert.equal(await chat.focused(), 'Where does it hurt?');
    assert.equal(await chat.field.isVisible(), false);
  });

  test('stays out of what a sheet covers', async (t) => {
    const chat = await widget.open(t);
    await chat.button('Forget me').click();
    const seen = new Set();
    for (let press = 0; press < 4; press += 1) {
      await chat.page.keyboard.press('Tab');
      seen.add(await chat.focused());
    }

    assert.equal(seen.has('Keep it') && seen.has('Forget it'), true);
    assert.equal(seen.has('Send') || seen.has('Show where it hurts'), false);
    await chat.button('Keep it').focus();
    await chat.page.keyboard.press('Escape');
    assert.equal(await chat.focused(), 'Forget me');
  });

  test('writes a new line with Shift and Enter', async (t) => {
    const chat = await widget.open(t);
    await chat.field.pressSequentially('my neck');
    await chat.page.keyboard.press('Shift+Enter');
    await chat.field.pressSequentially('is stiff');

    assert.equal(await chat.field.inputValue(), 'my neck\nis stiff');
    assert.equal(await chat.bubbles.count(), 0);
  });
});

describeWidget('a screen reader', (widget) => {
  test('hears what is new, and who says it', async (t) => {
    const chat = await widget.open(t);
    await chat.say('my neck is stiff');

    assert.equal(await chat.page.getByRole('log', { name: 'Conversation' }).count(), 1);
    assert.match(await chat.bubbles.last().textContent(), /^You: my neck is stiff/);
    assert.match(await chat.lastAnswer().textContent(), /^Unknot: /);
    assert.equal(await chat.page.getByRole('dialog', { name: 'Harbour Lane' }).count(), 1);
  });
});
