// Bundles src/ into one file.
//
//   node build.mjs [FOLDER]     writes FOLDER/unknot-chat.js (default: dist)
import { build, transform } from 'esbuild';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { join, resolve } from 'node:path';

const here = fileURLToPath(new URL('.', import.meta.url));
const folder = resolve(process.argv[2] ?? join(here, 'dist'));

// A style sheet is imported as its text, without blanks and comments.
const styles = {
  name: 'styles',
  setup(plugin) {
    plugin.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const css = await readFile(path, 'utf8');
      const { code } = await transform(css, { loader: 'css', minify: true });
      return { contents: code.trim(), loader: 'text' };
    });
  },
};

await build({
  entryPoints: [join(here, 'src/index.ts')],
  outfile: join(folder, 'unknot-chat.js'),
  bundle: true,
  minify: true,
  // A classic script: it loads from another origin without CORS headers.
  format: 'iife',
  target: 'es2022',
  charset: 'utf8',
  legalComments: 'none',
  banner: { js: '/* Unknot chat. Apache-2.0 */' },
  plugins: [styles],
  logLevel: 'warning',
});
