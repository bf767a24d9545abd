// The script as it is shipped: how large it is, and that it keeps its hands to
// itself.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { SOURCE, WIDGET } from './harness.mjs';

const MOST_BYTES = 25 * 1024;
const script = readFileSync(WIDGET);

const esbuild = createRequire(join(SOURCE, 'chatbot/widget/package.json'))('esbuild');

// A module of the widget, as JavaScript.
async function load(path) {
  const { outputFiles } = await esbuild.build({
    entryPoints: [join(SOURCE, 'chatbot/widget/src', path)], bundle: true, format: 'esm', write: false,
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}

test('the script has at most 25 KB, compressed', (t) => {
  const size = gzipSync(script, { level: 9 }).length;
  t.diagnostic(`${script.length} bytes, ${size} compressed`);

  assert.ok(size <= MOST_BYTES, `${size} bytes`);
});

test('the script writes no markup and runs no text', () => {
  assert.doesNotMatch(script.toString(), /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/);
});

test('the source and a page that uses its types pass the compiler', () => {
  const tsc = join(SOURCE, 'chatbot/widget/node_modules/.bin/tsc');
  for (const project of ['chatbot/widget', 'tests/widget/consumer']) {
    const { status, stdout } = spawnSync(tsc, ['--noEmit', '--project', join(SOURCE, project)], { encoding: 'utf8' });

    assert.equal(status, 0, stdout);
  }
});

test('only web addresses become links', async () => {
  const { webAddress } = await load('dom.ts');

  assert.equal(webAddress('https://clinic.example/a?b'), 'https://clinic.example/a?b');
  for (const other of ['javascript:alert(1)', 'data:text/html,x', ' https://x', '//x', '', undefined]) {
    assert.equal(webAddress(other), undefined, other);
  }
});

test('numbers to call are found in lines for people', async () => {
  const { numbersIn } = await load('phone.ts');
  const cases = {
    911: ['tel:911'],
    '999 or 112': ['tel:999', 'tel:112'],
    'Call or text 988 (Suicide Crisis Helpline, 24/7)': ['tel:988'],
    'Text SHOUT to 85258': ['sms:85258'],
    'England: NHS 111, mental health option (2)': ['tel:111'],
    'Under 35: Papyrus 0800 068 4141': ['tel:08000684141'],
    'US: 1-800-799-7233 or text START to 88788': ['tel:18007997233', 'sms:88788'],
    'Australia: Lifeline 13 11 14': ['tel:131114'],
    '911 (US, Canada) / 999 or 112 (UK)': ['tel:911', 'tel:999', 'tel:112'],
    '(416) 555-0123': ['tel:4165550123'],
    '+44 20 7946 0018': ['tel:+442079460018'],
    'Elsewhere: findahelpline.com': [],
    'open 24/7, option 2': [],
  };
  for (const [line, expected] of Object.entries(cases)) {
    assert.deepEqual(numbersIn(line).map(({ href }) => href), expected, line);
  }
});

test('words come from the locale, then its language, then English', async () => {
  const { addStrings, stringsFor, fillIn } = await load('strings.ts');
  addStrings('fr', { send: 'Envoyer', close: 'Fermer' });
  addStrings('fr-CA', { close: 'Fermer la fenêtre' });

  const strings = stringsFor('fr-CA', { launcher: 'Où ?' });

  assert.deepEqual([strings.close, strings.send, strings.launcher, strings.copy],
    ['Fermer la fenêtre', 'Envoyer', 'Où ?', 'Copy']);
  assert.equal(stringsFor('en-US').register, 'Check the license');
  assert.equal(stringsFor('en-GB').register, 'Check the licence');
  assert.equal(fillIn('{a} of {b}, {c}', { a: '1', b: '{a}' }), '1 of {a}, {c}');
});

test('facts that are not of the expected form are left out', async () => {
  const { factsOf } = await load('facts.ts');

  assert.deepEqual(factsOf('no JSON'), []);
  assert.deepEqual(factsOf('{}'), []);
  assert.deepEqual(factsOf(JSON.stringify({ item: [
    { linkId: 'sites', answer: [{ valueCoding: { code: 'region/neck', display: 'neck' } }, { valueCoding: {} }, {}] },
    { linkId: 'subject', answer: [{ valueString: "The person's own" }] },
    { linkId: 'duration', answer: [{ valueString: 'for 1 week' }] },
    { linkId: 'absent', answer: [{ valueCoding: { code: 'symptom/fever', display: 'fever' } }] },
  ] })), [
    { id: 'region/neck', words: 'neck' },
    { id: 'duration/days', words: 'for 1 week' },
    { id: 'symptom/fever', words: 'fever', how: 'absent' },
  ]);
});
