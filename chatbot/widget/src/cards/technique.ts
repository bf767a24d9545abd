// Techniques that fit, each with why, what to take care of, and what research
// says.
import { freshId, h } from '../dom.js';
import { icon } from '../icons.js';
import type { StringKey } from '../strings.js';
import type { TechniqueCard } from '../wire.js';
import type { CardContext } from './context.js';

function points(title: string, kind: IconKind, lines: string[] | undefined): HTMLElement | false {
  if (!lines?.length) return false;
  return h('div', { class: `points ${kind}` },
    h('h4', {}, title),
    h('ul', {}, ...lines.map((line) => h('li', {}, icon(kind === 'care' ? 'alert' : 'tick'), h('span', {}, line)))));
}
type IconKind = 'fits' | 'care';

function evidence(card: TechniqueCard, { strings }: CardContext): HTMLElement | false {
  const { evidence: text, sources = [], grade = '', name = '' } = card;
  if (!text && sources.length === 0) return false;
  const graded = grade in strings && strings[grade as StringKey];
  return h('details', {},
    h('summary', {}, strings.evidence, h('span', { class: 'only-read' }, ` (${name})`)),
    text && h('p', {}, text),
    graded && h('p', { class: 'grade' }, h('b', {}, `${strings.grade}: `), graded),
    sources.length > 0 && h('h5', {}, strings.sources),
    sources.length > 0 && h('ul', { class: 'sources' }, ...sources.map((source) => h('li', {}, source))));
}

function technique(card: TechniqueCard, place: number, context: CardContext): HTMLElement {
  const id = freshId('technique');
  const { strings } = context;
  return h('li', {}, h('article', { class: 'card technique', 'aria-labelledby': id },
    h('div', { class: 'technique-head' },
      h('span', { class: 'place', 'aria-hidden': 'true' }, String(place)),
      h('h3', { id }, card.name ?? '')),
    card.summary && h('p', { class: 'summary' }, card.summary),
    points(strings.why, 'fits', card.why),
    points(strings.cautions, 'care', card.cautions),
    evidence(card, context)));
}

export function techniqueCards(cards: TechniqueCard[], context: CardContext): HTMLElement {
  return h('ol', { class: 'cards', 'aria-label': context.strings.techniques },
    ...cards.map((card, index) => technique(card, index + 1, context)));
}
