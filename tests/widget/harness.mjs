// Starts the real gateway and a real browser, and talks to the widget as a
// person would.
//
//   import { describeWidget } from './harness.mjs';
//   describeWidget('saying where it hurts', (widget) => {
//     test('a message is answered', async (t) => {
//       const chat = await widget.open(t);
//       await chat.say('my neck hurts');
//       ...
//
// Programs come from the folder in UNKNOT_BIN_DIR; screenshots go to the one in
// UNKNOT_SCREENSHOTS. run.mjs has seen to it that everything needed is there.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { after, before, describe } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const here = dirname(fileURLToPath(import.meta.url));
export const SOURCE = resolve(here, '../..');
export const BIN = resolve(process.env.UNKNOT_BIN_DIR ?? join(SOURCE, 'build/release/bin'));
export const SHARE = resolve(BIN, '../share/unknot');
export const WIDGET = join(SHARE, 'widget/unknot-chat.js');
export const SCREENSHOTS = resolve(process.env.UNKNOT_SCREENSHOTS ?? join(BIN, '../widget-screenshots'));
export const CHROMIUM = process.env.UNKNOT_CHROMIUM ?? '/usr/bin/chromium';

// Generous, because the machine may be building something else.
const START_MS = 60_000;
const ANSWER_MS = 30_000;

export function freePort() {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.on('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

// A gateway on a port that stays the same when it is started again.
export class Gateway {
  constructor(ports) {
    Object.assign(this, ports, { key: randomBytes(32).toString('hex') });
    this.address = `http://127.0.0.1:${this.http}`;
    // The page of the sample clinic, which the gateway serves on an origin of its own.
    this.clinicAddress = `http://127.0.0.1:${this.clinic}`;
    this.guestAddress = `http://127.0.0.1:${this.guest}`;
  }

  static async start() {
    const [http, grpc, clinic, guest] = await Promise.all(
      [freePort(), freePort(), freePort(), freePort()]);
    const gateway = new Gateway({ http, grpc, clinic, guest });
    await gateway.start();
    return gateway;
  }

  async start() {
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('UNKNOT_')));
    this.log = '';
    this.process = spawn(join(BIN, 'unknot-gateway'), [
      '--listen', `127.0.0.1:${this.grpc}`, '--http', `127.0.0.1:${this.http}`,
      '--store', 'sqlite::memory:', '--allow-origin', this.guestAddress,
      '--sample-listen', `127.0.0.1:${this.clinic}`,
      '--client-rate', '0', '--global-rate', '0',
    ], { env: { ...env, UNKNOT_SEALING_KEY: this.key }, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream.on('data', (data) => { this.log += data; });
    }
    const deadline = Date.now() + START_MS;
    for (;;) {
      const ready = await fetch(`${this.address}/readyz`).then((r) => r.ok, () => false);
      if (ready) return;
      assert.equal(this.process.exitCode, null, `the gateway did not start:\n${this.log}`);
      assert.ok(Date.now() < deadline, `the gateway is not ready:\n${this.log}`);
      await new Promise((wake) => setTimeout(wake, 50));
    }
  }

  async stop() {
    if (this.process.exitCode === null) {
      this.process.kill('SIGKILL');
      await once(this.process, 'exit');
    }
  }
}

// Serves `files`, { '/': [type, content] }, on the one origin besides the gateway's
// and the clinic's that may call: http://127.0.0.1:PORT of gateway.guestAddress.
export async function serveGuest(t, gateway, files) {
  const server = createHttpServer((request, response) => {
    const [type, content] = files[request.url] ?? [];
    if (!type) return response.writeHead(404).end();
    return response.writeHead(200, { 'content-type': type }).end(content);
  });
  server.listen(gateway.guest, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
}

// The widget on a page, through what a person sees and presses.
export class Chat {
  constructor(page) {
    this.page = page;
    this.log = page.getByRole('log');
    this.field = page.getByRole('textbox', { name: 'Your message' });
    this.answers = page.locator('.entry.unknot');
    this.bubbles = page.locator('.entry.person');
    this.chips = page.locator('.chip:not(.more)');
  }

  button(name, exact = false) {
    return this.page.getByRole('button', { name, exact });
  }

  // Opens the bubble and waits for the greeting with its notice.
  async open() {
    await this.button('Where does it hurt?').click();
    await this.page.getByRole('note').waitFor({ timeout: ANSWER_MS });
  }

  // Types and sends, and waits until everything is answered.
  async say(text) {
    await this.field.fill(text);
    await this.field.press('Enter');
    await this.settled();
  }

  // Waits until nothing is on its way.
  async settled() {
    await this.page.waitForFunction(() => {
      const root = document.querySelector('unknot-chat').shadowRoot;
      return root.querySelector('.entry.unknot') && root.querySelector('.dots').hidden
        && !root.querySelector('.panel').classList.contains('trouble')
        && !root.querySelector('.person[data-state="waiting"]');
    }, undefined, { timeout: ANSWER_MS });
  }

  lastAnswer() {
    return this.answers.last();
  }

  // What has the focus inside the widget, as its accessible name or its text.
  focused() {
    return this.page.evaluate(() => {
      const at = document.querySelector('unknot-chat').shadowRoot.activeElement;
      return at && (at.getAttribute('aria-label') ?? at.textContent.trim() ?? at.tagName);
    });
  }

  async shot(name) {
    // Let what moves come to rest.
    await this.page.evaluate(() => Promise.all(
      document.querySelector('unknot-chat').shadowRoot.getAnimations()
        .filter((each) => each.effect.getTiming().iterations !== Infinity).map((each) => each.finished)));
    mkdirSync(SCREENSHOTS, { recursive: true });
    await this.page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
  }
}

// A gateway and a browser for the tests that `body(widget)` declares.
export function describeWidget(name, body) {
  describe(name, () => {
    const widget = {
      async page(t, options = {}) {
        const { init, ...settings } = options;
        const context = await widget.browser.newContext({
          viewport: { width: 1100, height: 800 }, reducedMotion: 'reduce', ...settings,
        });
        t.after(() => context.close());
        const page = await context.newPage();
        page.setDefaultTimeout(ANSWER_MS);
        page.faults = [];
        page.on('pageerror', (error) => page.faults.push(error.message));
        page.on('console', (said) => {
          if (said.type() === 'error' && !/Failed to load resource/.test(said.text())) page.faults.push(said.text());
        });
        if (init) await page.addInitScript(init);
        return page;
      },
      // The sample page with the chat opened.
      async open(t, options = {}) {
        const page = await widget.page(t, options);
        await page.goto(widget.gateway.address);
        const chat = new Chat(page);
        await chat.open();
        return chat;
      },
    };
    before(async () => {
      widget.browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
      widget.gateway = await Gateway.start();
    });
    after(async () => {
      await widget.browser?.close();
      await widget.gateway?.stop();
    });
    body(widget);
  });
}

// Says what is missing to run the tests, or nothing.
export function missing() {
  if (!existsSync(CHROMIUM)) return `no Chromium at ${CHROMIUM}; "apt-get install chromium"`;
  if (!existsSync(join(BIN, 'unknot-gateway'))) return 'unknot-gateway is not built';
  if (!existsSync(WIDGET)) return 'the widget is not built, for want of npm';
  return '';
}
