// Therapists found, each with licence, ways to reach them, and why they are
// here.
import { freshId, h, outside, webAddress } from '../dom.js';
import type { UnknotTherapistChosenDetail } from '../events.js';
import { icon, type IconName } from '../icons.js';
import { numbersIn } from '../phone.js';
import type { TherapistView } from '../state.js';
import { fillIn } from '../strings.js';
import type { CardContext } from './context.js';

type Action = UnknotTherapistChosenDetail['action'];

const initials = (name: string) =>
  name.split(/\s+/).filter(Boolean).map((part) => [...part][0] ?? '').slice(0, 2).join('');

function line(name: IconName, text: string | undefined): HTMLElement | false {
  return !!text && h('li', {}, icon(name), h('span', {}, text));
}

function links(card: TherapistView, { strings, tell }: CardContext): HTMLElement {
  const { displayName = '', phone = '', name = '', lat, lon } = card;
  const named = (action: Action, link: HTMLAnchorElement) => {
    link.addEventListener('click', () => tell('unknot-therapist-chosen', { name, displayName, phone, action }));
    return link;
  };
  const elsewhere = (action: Action, href: string, picture: IconName, words: string) =>
    named(action, outside({ class: 'outline', href, 'aria-label': `${words}: ${displayName} (${strings.newTab})` },
      icon(picture), words));
  const number = numbersIn(phone)[0];
  const point = lat !== undefined && lon !== undefined && { lat: String(lat), lon: String(lon) };
  const website = webAddress(card.websiteUri);
  return h('div', { class: 'links' },
    number && named('call', h('a', { class: 'solid', href: number.href }, icon('phone'),
      fillIn(strings.call, { number: phone }))),
    point && elsewhere('map', fillIn(strings.mapUrl, point), 'pin', strings.map),
    point && elsewhere('directions', fillIn(strings.directionsUrl, point), 'route', strings.directions),
    website && elsewhere('website', website, 'globe', strings.website));
}

function licence(card: TherapistView, { strings }: CardContext): HTMLElement | false {
  if (!card.licence) return false;
  const register = webAddress(card.registerUri);
  return h('p', { class: card.verified ? 'licence verified' : 'licence' },
    icon(card.verified ? 'shield' : 'info'),
    h('span', {}, card.licence, register && ' ', register && outside({
      href: register, 'aria-label': `${strings.register}: ${card.displayName ?? ''} (${strings.newTab})`,
    }, strings.register)));
}

function therapist(card: TherapistView, context: CardContext): HTMLElement {
  const id = freshId('therapist');
  const { strings } = context;
  const { displayName = '', languages = [], why = [] } = card;
  return h('li', {}, h('article', { class: 'card therapist', 'aria-labelledby': id },
    h('div', { class: 'therapist-head' },
      h('span', { class: 'initials', 'aria-hidden': 'true' }, initials(displayName)),
      h('div', {}, h('h3', { id }, displayName), card.where && h('p', { class: 'where' }, card.where)),
      card.distance && h('span', { class: 'distance' }, card.distance)),
    card.notice && h('p', { class: 'caveat' }, card.notice),
    licence(card, context),
    h('ul', { class: 'facts' },
      line('star', card.rating),
      line('tag', card.price),
      line('globe', languages.length > 0 ? fillIn(strings.languages, { languages: languages.join(', ') }) : undefined)),
    why.length > 0 && h('details', {},
      h('summary', {}, strings.therapistWhy, h('span', { class: 'only-read' }, `: ${displayName}`)),
      h('ul', { class: 'plain' }, ...why.map((reason) => h('li', {}, reason)))),
    links(card, context)));
}

export function therapistCards(cards: TherapistView[], context: CardContext): HTMLElement {
  return h('ul', { class: 'cards', 'aria-label': context.strings.therapists },
    ...cards.map((card) => therapist(card, context)));
}
