// Where a person writes.
import { button, freshId, h } from './dom.js';
import { icon } from './icons.js';
import type { Strings } from './strings.js';

// Far below the gateway's limit of 20,000 bytes in any script.
const MOST_CHARACTERS = 4000;

export class Composer {
  readonly element: HTMLFormElement;
  readonly bodyButton: HTMLButtonElement;
  private readonly field: HTMLTextAreaElement;
  private readonly send: HTMLButtonElement;

  constructor(strings: Strings, private readonly say: (text: string) => void, showBody: () => void) {
    const id = freshId('message');
    this.field = h('textarea', {
      id, rows: 1, placeholder: strings.placeholder, maxlength: MOST_CHARACTERS, dir: 'auto',
      autocomplete: 'off', enterkeyhint: 'send',
    });
    this.bodyButton = button({ class: 'round', 'aria-label': strings.bodyMap, title: strings.bodyMap },
      showBody, icon('body'));
    this.send = h('button', { class: 'round send', type: 'submit', 'aria-label': strings.send, title: strings.send },
      icon('send'));
    this.element = h('form', { class: 'composer' },
      this.bodyButton, h('label', { for: id, class: 'only-read' }, strings.composer), this.field, this.send);
    this.element.addEventListener('submit', (event) => {
      event.preventDefault();
      this.submit();
    });
    this.field.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.submit();
    });
    this.field.addEventListener('input', () => this.fit());
  }

  // Takes nothing until the greeting with its notice is there.
  setReady(ready: boolean): void {
    this.send.disabled = !ready;
    this.bodyButton.disabled = !ready;
  }

  focus(): void {
    this.field.focus({ preventScroll: true });
  }

  clear(): void {
    this.field.value = '';
    this.fit();
  }

  private submit(): void {
    const text = this.field.value.trim();
    if (!text || this.send.disabled) return;
    this.clear();
    this.say(text);
  }

  // Grows with what is written, up to what the style sheet allows.
  private fit(): void {
    this.field.style.height = 'auto';
    this.field.style.height = this.field.value ? `${this.field.scrollHeight}px` : '';
  }
}
