// A page of others calls the gateway with @connectrpc/connect-web, across origins:
// by POST, by GET where a method only reads, and reads what an error says.
import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { BIN, describeWidget, serveGuest } from './harness.mjs';

const here = dirname(fileURLToPath(import.meta.url));

async function bundle() {
  const { outputFiles } = await build({
    entryPoints: [join(here, 'guest/page.mjs')],
    bundle: true,
    write: false,
    format: 'iife',
    alias: { descriptors: join(BIN, '../chatbot/gateway/proto_sources.binpb') },
    loader: { '.binpb': 'binary' },
  });
  return outputFiles[0].text;
}

describeWidget('a page that calls with connect-web', (widget) => {
  for (const binary of [false, true]) {
    test(`is answered in ${binary ? 'binary' : 'JSON'}, and reads the details of errors`, async (t) => {
      await serveGuest(t, widget.gateway, {
        '/': ['text/html', '<!doctype html><title>Guest</title><script src="page.js"></script>'],
        '/page.js': ['text/javascript', await bundle()],
      });
      const page = await widget.page(t);
      const asked = [];
      page.on('request', (request) => {
        const { pathname } = new URL(request.url());
        if (pathname.startsWith('/unknot.')) asked.push(`${request.method()} ${pathname.split('/').at(-1)}`);
      });
      await page.goto(widget.gateway.guestAddress);

      const heard = await page.evaluate(
        ([address, useBinary]) => window.callGateway(address, useBinary), [widget.gateway.address, binary]);

      assert.deepEqual(heard.regions, ['neck']);
      assert.equal(heard.technique, 'swedish');
      assert.ok(asked.includes('POST SendMessage'), asked);
      assert.ok(asked.includes('GET GetTechnique'), asked);
      assert.ok(!asked.includes('POST GetTechnique'), asked);

      assert.equal(heard.empty.code, 'InvalidArgument');
      const bad = heard.empty.details.find(({ type }) => type === 'google.rpc.BadRequest');
      assert.equal(bad.debug.fieldViolations[0].field, 'text');
      assert.match(heard.empty.requestId, /^[\w-]+$/);
      assert.equal(heard.unknown.code, 'NotFound');
      const info = heard.unknown.details.find(({ type }) => type === 'google.rpc.ErrorInfo');
      assert.match(info.debug.reason, /^[A-Z_]+$/);
      assert.deepEqual(page.faults, []);
    });
  }

  test('is refused on an origin that nobody allowed', async (t) => {
    const page = await widget.page(t);
    await page.goto(`${widget.gateway.address.replace('127.0.0.1', 'localhost')}/healthz`);
    const answered = await page.evaluate(
      (address) => fetch(`${address}/unknot.chat.v1.ChatService/StartConversation`, {
        method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}',
      }).then(() => true, () => false), widget.gateway.address);
    assert.equal(answered, false);
  });
});
