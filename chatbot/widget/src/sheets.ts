// What lies over the conversation for a moment: the summary, and the question
// whether to forget.
import { button, freshId, h } from './dom.js';
import { icon } from './icons.js';
import type { Strings } from './strings.js';
import { printText } from './print.js';

export function forgetSheet(strings: Strings, yes: () => void, no: () => void): HTMLElement {
  const id = freshId('forget');
  return h('section', { class: 'sheet', 'aria-labelledby': id },
    h('h2', { id, tabindex: -1 }, strings.forgetAsk),
    h('p', {}, strings.forgetHint),
    h('div', { class: 'sheet-actions wrap' },
      button({ class: 'solid' }, yes, strings.forgetYes),
      button({ class: 'quiet' }, no, strings.forgetNo)));
}

function download(text: string): void {
  const href = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }));
  h('a', { href, download: 'unknot-summary.txt' }).click();
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
}

// `fetched` is the text of the summary.
export function summarySheet(strings: Strings, fetched: Promise<string>, back: () => void): HTMLElement {
  const id = freshId('summary');
  const text = h('pre', { class: 'summary-text' }, `${strings.summaryWait} …`);
  const said = h('p', { class: 'hint', role: 'status' });
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text.textContent ?? '');
      said.textContent = strings.copied;
    } catch {
      getSelection()?.selectAllChildren(text);
      said.textContent = strings.copyFailed;
    }
  };
  const whole = () => text.textContent ?? '';
  const actions = [
    button({ class: 'outline' }, () => void copy(), icon('document'), strings.copy),
    button({ class: 'outline' }, () => download(whole()), strings.download),
    button({ class: 'outline' }, () => printText(whole()), strings.print),
  ];
  for (const each of actions) each.disabled = true;
  fetched.then((summary) => {
    text.textContent = summary.trim();
    for (const each of actions) each.disabled = false;
  }, () => {
    text.textContent = strings.summaryFailed;
  });
  return h('section', { class: 'sheet', 'aria-labelledby': id },
    h('h2', { id, tabindex: -1 }, strings.summary),
    h('p', { class: 'hint' }, strings.summaryHint),
    text,
    h('div', { class: 'sheet-actions wrap' }, ...actions), said,
    h('div', { class: 'sheet-actions' }, button({ class: 'solid' }, back, strings.back)));
}
