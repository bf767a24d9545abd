// The card of danger: what to do, who to call, and nothing else.
import { freshId, h } from '../dom.js';
import { icon } from '../icons.js';
import { numbersIn, type Number } from '../phone.js';
import { fillIn } from '../strings.js';
import type { AlertMessage } from '../wire.js';
import type { CardContext } from './context.js';
import { paragraphs } from './text.js';

function callButton(number: Number, { strings }: CardContext, first: boolean): HTMLElement {
  const words = fillIn(number.kind === 'call' ? strings.call : strings.text, { number: number.shown });
  return h('a', { class: first ? 'solid danger call' : 'outline danger call', href: number.href },
    icon(number.kind === 'call' ? 'phone' : 'message'), words);
}

// A line such as "Samaritans 116 123, free, 24/7" with its buttons. A line that
// is no more than its number needs no words beside the button.
function contact(line: string, context: CardContext, first: boolean): HTMLElement {
  const numbers = numbersIn(line);
  const bare = numbers.length === 1 && numbers[0]?.shown === line.trim();
  return h('li', {},
    !bare && h('span', {}, line),
    numbers.length > 0 && h('span', { class: 'calls' },
      ...numbers.map((number, index) => callButton(number, context, first && index === 0))));
}

export function alertCard(alert: AlertMessage, context: CardContext): HTMLElement {
  const id = freshId('alert');
  const emergency = alert.level === 'TRIAGE_LEVEL_EMERGENCY';
  const { strings } = context;
  return h('section', { class: `card alert${emergency ? ' emergency' : ''}`, role: 'alert', 'aria-labelledby': id },
    h('p', { class: 'alert-kind' }, icon('alert'), emergency ? strings.emergency : strings.urgent),
    h('h3', { id, tabindex: -1, class: 'alert-headline' }, alert.headline ?? ''),
    h('ul', { class: 'contacts' },
      ...(alert.contacts ?? []).map((line, index) => contact(line, context, emergency && index === 0))),
    h('div', { class: 'alert-text' }, ...paragraphs(alert.text ?? '')));
}
