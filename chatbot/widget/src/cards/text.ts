// Plain sentences, lists, and the notice that comes before anything else.
import { freshId, h } from '../dom.js';
import { icon } from '../icons.js';
import type { ListMessage, TextMessage } from '../wire.js';
import type { CardContext } from './context.js';

export function paragraphs(text: string, attributes: Record<string, string> = {}): HTMLElement[] {
  return text.split(/\n+/).filter((line) => line.trim())
    .map((line) => h('p', attributes, line));
}

export function textCard({ text = '', replyId }: TextMessage, { strings }: CardContext): HTMLElement {
  if (replyId !== 'notice') return h('div', { class: 'said' }, ...paragraphs(text));
  return h('div', { class: 'card notice', role: 'note', 'aria-label': strings.notice },
    icon('info'), h('div', {}, ...paragraphs(text)));
}

export function listCard({ title = '', items = [] }: ListMessage): HTMLElement {
  const id = freshId('list');
  return h('section', { class: 'card list', 'aria-labelledby': id },
    h('h3', { id }, title),
    h('ul', {}, ...items.map((item) => h('li', {}, item))));
}
