// Makes elements. Text only ever becomes text nodes, so no data can become
// markup.

export type Child = Node | string | false | null | undefined;
type Attributes = Record<string, string | number | boolean | undefined>;

const SVG = 'http://www.w3.org/2000/svg';

function fill<E extends Element>(element: E, attributes: Attributes, children: Child[]): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.filter((child): child is Node | string => !!child || child === ''));
  return element;
}

export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag, attributes: Attributes = {}, ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  return fill(document.createElement(tag), attributes, children);
}

export function svg<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag, attributes: Attributes = {}, ...children: Child[]
): SVGElementTagNameMap[Tag] {
  return fill(document.createElementNS(SVG, tag) as SVGElementTagNameMap[Tag], attributes, children);
}

export function button(
  attributes: Attributes, onClick: (event: MouseEvent) => void, ...children: Child[]
): HTMLButtonElement {
  const made = h('button', { type: 'button', ...attributes }, ...children);
  made.addEventListener('click', onClick);
  return made;
}

// A link that leaves the page without telling where it came from.
export function outside(attributes: Attributes, ...children: Child[]): HTMLAnchorElement {
  return h('a', { target: '_blank', rel: 'noopener noreferrer', ...attributes }, ...children);
}

// An http or https address, or undefined: others do not become links.
export function webAddress(uri: string | undefined): string | undefined {
  return uri && /^https?:\/\//i.test(uri) ? uri : undefined;
}

let last = 0;

// An id that nothing else in the page's widgets has.
export function freshId(prefix: string): string {
  return `${prefix}-${++last}`;
}
