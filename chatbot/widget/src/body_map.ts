// The body map: a figure of buttons to point at where it hurts. What the
// complaint has already is chosen to begin with; choosing it off takes it back.
import { button, freshId, h, svg } from './dom.js';
import { BACK, FRONT, type Region } from './body_shapes.js';
import { capital, fillIn, type StringKey, type Strings } from './strings.js';
import type { Site } from './wire.js';

export interface BodyChoice {
  // Places to say, in words, lower case.
  say: string[];
  // Places to take back, in words, lower case.
  unsay: string[];
  // Ids to take back, for SendMessageRequest.retract.
  retract: string[];
}

type SideKey = 'left' | 'right' | '';

interface Spot {
  region: Region;
  side: SideKey;
  // The same for the arms of both figures.
  key: string;
}

const keyOf = (region: Region, side: SideKey) => `${region.key}/${side}`;

const sideOf = (site: Site): SideKey | 'either' => {
  if (site.side === 'SIDE_LEFT') return 'left';
  return site.side === 'SIDE_RIGHT' ? 'right' : 'either';
};

// Regions that stand for all of their parent where no place is known.
const WHOLE = new Set<StringKey>([
  'upper_arm', 'forearm', 'thigh', 'hamstring', 'shin', 'calf', 'nape', 'back_of_head', 'heel',
]);
const DRAWN = new Set([...FRONT, ...BACK].map((region) => region.place));

// Whether `site` of the complaint is at `spot`. A place that is not drawn is
// shown by its region.
function lies(site: Site, { region, side }: Spot): boolean {
  const place = DRAWN.has(site.place) ? site.place : undefined;
  const whole = site.region === 'back' && region.region.endsWith('_back');
  if (!whole && site.region !== region.region) return false;
  if (place ? place !== region.place : region.place && !whole && !WHOLE.has(region.key)) return false;
  const where = sideOf(site);
  return side === '' || where === 'either' || where === side;
}

export class BodyMap {
  readonly element: HTMLElement;
  private readonly caption: HTMLElement;
  private readonly spots = new Map<SVGGElement, Spot>();
  private readonly chosen = new Set<string>();
  private readonly known: Map<string, Site[]>;

  constructor(
    private readonly strings: Strings, sites: Site[],
    done: (choice: BodyChoice) => void, cancel: () => void,
  ) {
    const title = freshId('body');
    this.caption = h('p', { class: 'body-caption', role: 'status' });
    const figures = h('div', { class: 'body-figures' },
      this.figure(FRONT, strings.front, false), this.figure(BACK, strings.back_view, true));
    this.element = h('section', { class: 'sheet body', 'aria-labelledby': title },
      h('h2', { id: title, tabindex: -1 }, strings.bodyMap),
      h('p', { class: 'hint' }, strings.bodyHint, ' ',
        h('span', { class: 'only-keys' }, strings.bodyKeys)),
      figures,
      h('div', { class: 'body-foot' }, this.caption,
        h('div', { class: 'sheet-actions' },
          button({ class: 'quiet' }, cancel, strings.cancel),
          button({ class: 'solid' }, () => done(this.choice()), strings.bodyDone))));
    this.known = new Map([...this.spots.values()].map((spot) =>
      [spot.key, sites.filter((site) => lies(site, spot))] as const).filter(([, at]) => at.length > 0));
    for (const key of this.known.keys()) this.chosen.add(key);
    this.show();
  }

  private figure(regions: Region[], name: string, fromBehind: boolean): HTMLElement {
    const id = freshId('figure');
    const drawing = svg('svg', { viewBox: '6 0 108 292', role: 'group', 'aria-labelledby': id });
    for (const region of regions) {
      // Seen from the front, what is drawn on the right is the person's left.
      const sides: SideKey[] = region.paired ? ['right', 'left'] : [''];
      for (const side of sides) {
        const mirrored = side !== '' && (side === 'right') !== fromBehind;
        drawing.append(this.spot(region, side, mirrored));
      }
    }
    (drawing.querySelector('g') as SVGGElement).setAttribute('tabindex', '0');
    drawing.addEventListener('keydown', (event) => this.onKey(event, drawing));
    return h('figure', {}, h('figcaption', { id }, name), drawing);
  }

  private spot(region: Region, side: SideKey, mirrored: boolean): SVGGElement {
    const spot = { region, side, key: keyOf(region, side) };
    const element = svg('g', { role: 'button', tabindex: -1, class: 'spot' },
      svg('path', { d: region.path, ...(mirrored ? { transform: 'matrix(-1 0 0 1 120 0)' } : {}) }));
    element.addEventListener('click', () => this.toggle(element));
    element.addEventListener('focus', () => this.describe(spot));
    element.addEventListener('pointerenter', () => this.describe(spot));
    element.addEventListener('pointerleave', () => this.describe());
    this.spots.set(element, spot);
    return element;
  }

  private words({ region, side }: Spot): string {
    const shown = side && this.strings[side];
    return fillIn(this.strings[region.key], { side: shown }).trim();
  }

  private toggle(element: SVGGElement): void {
    const spot = this.spots.get(element);
    if (!spot) return;
    if (!this.chosen.delete(spot.key)) this.chosen.add(spot.key);
    this.show();
  }

  private show(): void {
    for (const [element, spot] of this.spots) {
      const known = this.known.has(spot.key) ? `, ${this.strings.known}` : '';
      element.setAttribute('aria-pressed', String(this.chosen.has(spot.key)));
      element.setAttribute('aria-label', capital(this.words(spot)) + known);
    }
    this.describe();
  }

  // Names the place under the pointer, or all that is chosen.
  private describe(spot?: Spot): void {
    const chosen = this.wordsOf(this.chosen);
    this.caption.textContent = capital(
      spot ? this.words(spot) : chosen.join(', ') || this.strings.bodyNone);
    this.caption.classList.toggle('pointing', !!spot);
  }

  // The words for keys, each place once.
  private wordsOf(keys: Set<string>): string[] {
    const found = new Map<string, string>();
    for (const spot of this.spots.values()) {
      if (!keys.has(spot.key)) continue;
      const { key, paired } = spot.region;
      const both = paired && keys.has(`${key}/left`) && keys.has(`${key}/right`);
      if (both) found.set(key, this.strings[`${key}_both` as StringKey]);
      else found.set(spot.key, this.words(spot));
    }
    return [...found.values()];
  }

  private onKey(event: KeyboardEvent, drawing: SVGSVGElement): void {
    const at = (event.target as Element).closest<SVGGElement>('.spot');
    if (!at) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      this.toggle(at);
      const spot = this.spots.get(at);
      if (spot) this.describe(spot);
    } else if (event.key.startsWith('Arrow')) {
      event.preventDefault();
      const next = neighbour(at, [...drawing.querySelectorAll<SVGGElement>('.spot')], event.key);
      if (!next) return;
      at.setAttribute('tabindex', '-1');
      next.setAttribute('tabindex', '0');
      next.focus();
    }
  }

  // What was chosen and chosen off. Facts are taken back by the id of their
  // place, with all their sides; a side that stays is said again.
  private choice(): BodyChoice {
    const off = new Set([...this.known.keys()].filter((key) => !this.chosen.has(key)));
    const gone = new Set<Site>();
    for (const key of off) for (const site of this.known.get(key) ?? []) gone.add(site);
    const retract = new Set([...gone].map((site) => `region/${site.place || site.region}`));
    const again = new Set([...this.chosen].filter((key) => {
      const sites = this.known.get(key);
      return !sites || sites.every((site) => retract.has(`region/${site.place || site.region}`));
    }));
    return { say: this.wordsOf(again), unsay: this.wordsOf(off), retract: [...retract] };
  }
}

// The closest spot in the direction of an arrow key.
function neighbour(at: SVGGElement, all: SVGGElement[], key: string): SVGGElement | undefined {
  const centre = (element: Element) => {
    const box = element.getBoundingClientRect();
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };
  const from = centre(at);
  const sideways = key === 'ArrowLeft' || key === 'ArrowRight';
  const sign = key === 'ArrowLeft' || key === 'ArrowUp' ? -1 : 1;
  let best: SVGGElement | undefined;
  let least = Infinity;
  for (const element of all) {
    const to = centre(element);
    const along = sign * (sideways ? to.x - from.x : to.y - from.y);
    const across = Math.abs(sideways ? to.y - from.y : to.x - from.x);
    // Something straight ahead is better than something closer at the side.
    if (along > 2 && along + 2 * across < least) {
      least = along + 2 * across;
      best = element;
    }
  }
  return best;
}
