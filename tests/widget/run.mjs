// Runs one file of tests, or skips it, saying why, where this machine cannot.
//
//   node run.mjs FILE     exit codes: 0 passed, 1 failed, 77 skipped
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

async function whyNot() {
  if (!existsSync(join(here, 'node_modules'))) return 'node modules are missing; "npm ci" in tests/widget installs them';
  const { missing } = await import('./harness.mjs');
  return missing();
}

const why = await whyNot();
if (why) {
  console.log(`Skipped: ${why}.`);
  process.exit(77);
}
const { status } = spawnSync(
  process.execPath, ['--test', '--test-reporter=spec', join(here, process.argv[2])], { stdio: 'inherit' });
process.exit(status ?? 1);
