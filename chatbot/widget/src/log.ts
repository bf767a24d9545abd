// The conversation as it is read: what was said, in order. While there is
// danger, the alarm stands alone.
import { card, type CardContext } from './cards/index.js';
import { button, h } from './dom.js';
import type { Entry } from './state.js';

export class LogView {
  readonly element: HTMLElement;
  private readonly nodes = new Map<number, HTMLElement>();
  private readonly earlier: HTMLButtonElement;
  private alarm: HTMLElement | undefined;

  constructor(private readonly context: CardContext) {
    const { strings } = context;
    this.element = h('div', { class: 'log', role: 'log', 'aria-label': strings.log });
    this.earlier = button({ class: 'quiet earlier', hidden: true }, () => this.showAll(), strings.earlier);
  }

  add(entry: Entry): HTMLElement {
    const node = this.draw(entry);
    this.nodes.set(entry.id, node);
    this.element.append(node);
    return node;
  }

  change(entry: Entry): void {
    const old = this.nodes.get(entry.id);
    if (!old || entry.from !== 'person') return;
    old.dataset['state'] = entry.state;
    const mark = old.querySelector('.mark');
    if (mark) mark.textContent = this.markOf(entry.state);
  }

  // With `danger`, hides all that came before the last alarm.
  setDanger(danger: boolean): void {
    const alarms = this.element.querySelectorAll<HTMLElement>('.entry:has(.alert)');
    this.alarm = danger ? alarms[alarms.length - 1] : undefined;
    let before = !!this.alarm;
    let hidden = 0;
    for (const node of this.nodes.values()) {
      if (node === this.alarm) before = false;
      node.hidden = before;
      if (before) hidden += 1;
    }
    this.earlier.hidden = hidden === 0;
    // Below the alarm, which comes first.
    if (hidden > 0) this.element.append(this.earlier);
  }

  private showAll(): void {
    for (const node of this.nodes.values()) node.hidden = false;
    this.earlier.hidden = true;
    this.alarm?.querySelector<HTMLElement>('.alert-headline')?.focus();
  }

  private markOf(state: string): string {
    const { strings } = this.context;
    return state === 'waiting' ? strings.waiting : state === 'failed' ? strings.failed : '';
  }

  private draw(entry: Entry): HTMLElement {
    const { strings } = this.context;
    if (entry.from === 'note') return h('p', { class: 'entry note' }, strings[entry.key]);
    if (entry.from === 'person') {
      return h('div', { class: 'entry person', 'data-state': entry.state },
        h('span', { class: 'only-read' }, `${strings.you}: `),
        h('p', { class: 'bubble', dir: 'auto' }, entry.text),
        h('span', { class: 'mark' }, this.markOf(entry.state)));
    }
    return h('div', { class: 'entry unknot' },
      h('span', { class: 'only-read' }, `${strings.unknot}: `),
      ...entry.shown.map((shown) => card(shown, this.context)));
  }
}
