// <unknot-chat>: puts the chat on a page.
import { ChatApi } from './api.js';
import { Conversation } from './conversation.js';
import { button, h } from './dom.js';
import type { Tell, UnknotEventMap } from './events.js';
import { icon } from './icons.js';
import type { State } from './state.js';
import { TabStorage } from './storage.js';
import { addStrings, stringsFor, type Strings } from './strings.js';
import css from './styles.css';
import { ChatView } from './view.js';
import { followViewport } from './viewport.js';

let styles: CSSStyleSheet | undefined;

function sharedStyles(): CSSStyleSheet {
  if (!styles) {
    styles = new CSSStyleSheet();
    styles.replaceSync(css);
  }
  return styles;
}

// Attributes, all optional but the first:
//   endpoint  address of the gateway, `https://chat.example.org`
//   clinic    name of the clinic, shown in the header
//   locale    BCP 47 tag; else that of the page, else `en`
//   country   ISO 3166-1 code, for numbers to call; else from `locale`
//   place     where to look for therapists at first
//   theme     `auto` (the default), `light` or `dark`
//   mode      `bubble` (the default: a button in the corner) or `inline`
// A change of any but `theme` draws the chat anew; the conversation stays.
export class UnknotChatElement extends HTMLElement {
  static readonly observedAttributes = ['endpoint', 'clinic', 'locale', 'country', 'place', 'mode'];
  // Adds or changes the words of a locale for all chats made afterwards.
  static readonly addStrings = addStrings;

  private readonly root = this.attachShadow({ mode: 'open' });
  private conversation: Conversation | undefined;
  // Where the conversation is kept, by gateway and by id of the element.
  private key = '';
  private view: ChatView | undefined;
  private launcher: HTMLButtonElement | undefined;
  private overrides: Partial<Strings> = {};
  private letGo: (() => void)[] = [];

  constructor() {
    super();
    this.root.adoptedStyleSheets = [sharedStyles()];
  }

  // Words of this chat alone, before those of its locale.
  get strings(): Partial<Strings> {
    return this.overrides;
  }

  set strings(strings: Partial<Strings>) {
    this.overrides = { ...strings };
    this.redraw();
  }

  get isOpen(): boolean {
    return this.inline || !!this.conversation?.state.open;
  }

  // Opens the panel and puts the focus into it.
  open(): void {
    if (!this.view || this.inline) return;
    this.show(true);
    this.conversation?.start();
    this.view.focus();
  }

  // Closes the panel and gives the focus back to its button.
  close(): void {
    if (!this.view || this.inline) return;
    this.show(false);
    this.launcher?.focus();
  }

  // Erases the conversation from this tab and starts a new one.
  forget(): void {
    this.conversation?.forget();
  }

  connectedCallback(): void {
    this.draw();
  }

  disconnectedCallback(): void {
    this.takeDown();
  }

  attributeChangedCallback(_name: string, before: string | null, after: string | null): void {
    if (before !== after) this.redraw();
  }

  private get inline(): boolean {
    return this.getAttribute('mode') === 'inline';
  }

  private get locale(): string {
    return this.getAttribute('locale') || document.documentElement.lang || 'en';
  }

  private redraw(): void {
    if (!this.isConnected || !this.view) return;
    this.takeDown();
    this.draw();
  }

  private draw(): void {
    const endpoint = (this.getAttribute('endpoint') ?? location.origin).replace(/\/+$/, '');
    const strings = stringsFor(this.locale, this.overrides);
    const clinic = this.getAttribute('clinic') ?? '';
    const tell: Tell = (name, detail) => {
      this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
    };
    this.view = new ChatView({ strings, tell }, {
      clinic, onClose: this.inline ? null : () => this.close(),
    });
    const key = `unknot-chat ${endpoint} ${this.id}`.trim();
    // With storage blocked, only the page itself remembers.
    const kept = key === this.key ? this.conversation?.state : undefined;
    this.key = key;
    this.conversation = new Conversation(
      new ChatApi(endpoint), new TabStorage<State>(key), () => this.settings(), this.view, tell, kept);
    this.launcher = button({ class: 'launcher', 'aria-expanded': 'false', 'aria-haspopup': 'dialog' },
      () => this.open(), icon('chat'), h('span', {}, strings.launcher));
    this.view.panel.lang = this.locale;
    this.root.replaceChildren(...(this.inline ? [] : [this.launcher]), this.view.panel);
    this.view.attach(this.conversation);
    this.show(this.isOpen);
    if (this.isOpen) this.conversation.start();
    const retry = () => this.isOpen && this.conversation?.retry();
    window.addEventListener('online', retry);
    this.letGo = [followViewport(this.view.panel), () => window.removeEventListener('online', retry)];
  }

  private takeDown(): void {
    for (const each of this.letGo) each();
    this.letGo = [];
    this.conversation?.stop();
    this.root.replaceChildren();
  }

  private show(open: boolean): void {
    if (this.inline || !this.view || !this.launcher) return;
    this.view.panel.hidden = !open;
    this.launcher.hidden = open;
    this.launcher.setAttribute('aria-expanded', String(open));
    this.conversation?.setOpen(open);
  }

  private settings() {
    const country = this.getAttribute('country');
    const place = this.getAttribute('place');
    return {
      locale: this.locale,
      ...(country ? { countryCode: country.toUpperCase() } : {}),
      ...(place ? { place } : {}),
    };
  }
}

// Typed listeners: `chat.addEventListener('unknot-emergency', (event) => ...)`.
export interface UnknotChatElement {
  addEventListener<Name extends keyof UnknotEventMap>(
    name: Name, listener: (event: UnknotEventMap[Name]) => void, options?: boolean | AddEventListenerOptions): void;
  addEventListener<Name extends keyof HTMLElementEventMap>(
    name: Name, listener: (event: HTMLElementEventMap[Name]) => void, options?: boolean | AddEventListenerOptions): void;
  addEventListener(name: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
}
