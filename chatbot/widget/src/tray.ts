// What follows the last answer: what was understood, to be put right, and short
// answers to choose from.
import { button, freshId, h } from './dom.js';
import type { Fact } from './facts.js';
import { icon } from './icons.js';
import { fillIn, type Strings } from './strings.js';
import type { QuickReply } from './wire.js';

const MOST_CHIPS = 7;

// A fact as a person reads it.
export function factInWords({ words, how }: Fact, strings: Strings): string {
  if (how === 'age') return fillIn(strings.age, { n: words });
  return how ? fillIn(strings[how], { fact: words }) : words;
}

export class Tray {
  readonly element = h('div', { class: 'tray' });
  private unfolded = false;
  private factsShown = '';
  private repliesShown = '';

  constructor(
    private readonly strings: Strings,
    private readonly remove: (fact: Fact) => void,
    private readonly choose: (reply: QuickReply) => void,
  ) {}

  // What has not changed stays as it is: whoever is on it by keyboard keeps
  // their place, though the facts may come later than the answers.
  show(facts: Fact[], replies: QuickReply[]): void {
    const factsNow = JSON.stringify(facts);
    if (factsNow !== this.factsShown) {
      this.element.querySelector('section')?.remove();
      this.element.prepend(...this.chips(facts));
      this.factsShown = factsNow;
    }
    const repliesNow = JSON.stringify(replies);
    if (repliesNow !== this.repliesShown) {
      this.element.querySelector('.replies')?.remove();
      this.element.append(...this.replies(replies));
      this.repliesShown = repliesNow;
    }
  }

  private chips(facts: Fact[]): HTMLElement[] {
    if (facts.length === 0) return [];
    const id = freshId('understood');
    // What is so before what is not.
    const sorted = [...facts.filter((fact) => fact.how !== 'absent'), ...facts.filter((fact) => fact.how === 'absent')];
    const shown = this.unfolded ? sorted : sorted.slice(0, MOST_CHIPS);
    const rest = sorted.length - shown.length;
    const list = h('ul', { class: 'chips' }, ...shown.map((fact) => this.chip(fact)));
    if (rest > 0) {
      const more = button({ class: 'chip more', 'aria-expanded': 'false' }, () => {
        this.unfolded = true;
        this.element.querySelector('section')?.replaceWith(...this.chips(facts));
        this.element.querySelectorAll<HTMLElement>('.chip button')[shown.length]?.focus();
      }, `+${rest}`);
      list.append(h('li', {}, more));
    }
    return [h('section', { class: 'understood', 'aria-labelledby': id },
      h('h3', { id }, this.strings.understood),
      h('p', { class: 'only-read' }, this.strings.understoodHint), list)];
  }

  private chip(fact: Fact): HTMLElement {
    const words = factInWords(fact, this.strings);
    const label = fillIn(this.strings.remove, { fact: words });
    return h('li', { class: fact.how === 'absent' ? 'chip absent' : 'chip' },
      h('span', {}, words),
      button({ 'aria-label': label, title: label }, () => this.remove(fact), icon('close')));
  }

  private replies(replies: QuickReply[]): HTMLElement[] {
    if (replies.length === 0) return [];
    return [h('ul', { class: 'replies', 'aria-label': this.strings.quickReplies },
      ...replies.map((reply) => h('li', {},
        button({ class: 'reply' }, () => this.choose(reply), reply.label ?? ''))))];
  }
}
