// The panel: header, conversation, what follows it, where one writes, and the
// sheets over it. Turns what the conversation reports into what is seen.
import { BodyMap, type BodyChoice } from './body_map.js';
import type { CardContext } from './cards/index.js';
import { Composer } from './composer.js';
import type { Conversation, Status, Watcher } from './conversation.js';
import { button, freshId, h } from './dom.js';
import { icon, type IconName } from './icons.js';
import { LogView } from './log.js';
import { forgetSheet, summarySheet } from './sheets.js';
import { isInDanger, type Entry } from './state.js';
import { fillIn } from './strings.js';
import { factInWords, Tray } from './tray.js';

export interface ViewOptions {
  clinic: string;
  // Null where the panel cannot be closed.
  onClose: (() => void) | null;
}

const reducesMotion = () => matchMedia('(prefers-reduced-motion: reduce)').matches;
const isTouch = () => matchMedia('(pointer: coarse)').matches;

export class ChatView implements Watcher {
  readonly panel: HTMLElement;
  private log: LogView;
  private readonly tray: Tray;
  private readonly composer: Composer;
  private readonly scroller: HTMLElement;
  private readonly main: HTMLElement;
  private readonly dots = h('div', { class: 'dots', 'aria-hidden': 'true', hidden: true },
    h('span'), h('span'), h('span'));
  private readonly statusText = h('span');
  private readonly statusLine: HTMLElement;
  private readonly retryButton: HTMLButtonElement;
  private readonly down: HTMLButtonElement;
  private readonly summaryButton: HTMLButtonElement;
  private conversation!: Conversation;
  private sheet: HTMLElement | undefined;
  private opener: HTMLElement | undefined;
  // Whether the alarm was shown when last drawn.
  private showsDanger = false;

  constructor(private readonly context: CardContext, private readonly options: ViewOptions) {
    const { strings } = context;
    this.log = new LogView(context);
    this.tray = new Tray(strings,
      (fact) => this.act(() => this.conversation.correct([fact.id],
        fillIn(strings.removed, { facts: factInWords(fact, strings) }))),
      (reply) => this.act(() => this.conversation.choose(reply)));
    this.composer = new Composer(strings, (text) => this.conversation.say(text), () => this.openBodyMap());
    this.scroller = h('div', { class: 'scroller', tabindex: 0, role: 'region', 'aria-label': strings.log },
      this.log.element, this.dots, this.tray.element);
    this.retryButton = button({ class: 'link', hidden: true }, () => this.conversation.retry(), strings.retryNow);
    this.statusLine = h('div', { class: 'status' },
      h('p', { role: 'status' }, this.statusText), this.retryButton);
    const title = freshId('title');
    this.summaryButton = this.headerButton('document', strings.summary, () => this.openSummary());
    const header = h('div', { class: 'head' },
      h('span', { class: 'mark', 'aria-hidden': 'true' }),
      h('div', { class: 'names' },
        h('h2', { id: title }, options.clinic || strings.title),
        h('p', {}, strings.subtitle)),
      this.summaryButton,
      this.headerButton('erase', strings.forget, () => this.openForget()),
      options.onClose && this.headerButton('close', strings.close, options.onClose));
    this.down = button({ class: 'round down', 'aria-label': strings.toEnd, title: strings.toEnd, hidden: true },
      () => this.act(() => this.toEnd()), icon('send'));
    this.scroller.addEventListener('scroll', () => this.offerEnd(), { passive: true });
    this.main = h('div', { class: 'main' }, header, this.scroller,
      h('div', { class: 'foot' }, this.down, this.statusLine, this.composer.element));
    this.panel = h('div', { class: 'panel', role: options.onClose ? 'dialog' : 'region', 'aria-labelledby': title }, this.main);
    this.panel.addEventListener('keydown', (event) => this.onKey(event));
  }

  // Shows what `conversation` holds, and from now on what it does.
  attach(conversation: Conversation): void {
    this.conversation = conversation;
    for (const entry of conversation.state.entries) this.log.add(entry);
    this.settled();
  }

  // Shows the newest and puts the cursor where one writes.
  focus(): void {
    this.toEnd();
    if (this.sheet) this.sheet.querySelector<HTMLElement>('h2')?.focus();
    else if (isInDanger(this.conversation.state)) this.focusAlarm();
    else if (isTouch()) this.scroller.focus({ preventScroll: true });
    else this.composer.focus();
  }

  added(entry: Entry): void {
    const node = this.log.add(entry);
    const alarm = node.querySelector('.alert');
    if (alarm) return;
    if (entry.from === 'unknot' && node.offsetHeight > this.scrollHost().clientHeight * 0.6) this.toTop(node);
    else this.toEnd();
  }

  changed(entry: Entry): void {
    this.log.change(entry);
  }

  settled(): void {
    const { state } = this.conversation;
    const hadFocus = this.tray.element.contains(this.focused());
    const danger = isInDanger(state);
    const wasDanger = this.showsDanger;
    this.showsDanger = danger;
    this.log.setDanger(danger);
    this.composer.setReady(state.started);
    this.composer.bodyButton.hidden = danger;
    this.summaryButton.disabled = !state.conversation;
    const waits = state.outbox.length > 0;
    const atEnd = this.isAtEnd();
    this.tray.show(danger || waits ? [] : state.facts, state.quickReplies);
    const last = state.entries[state.entries.length - 1];
    if (danger && last?.from === 'unknot') {
      this.toTop(this.log.element);
      if (!wasDanger || this.panel.contains(this.focused())) this.focusAlarm();
    } else if (atEnd) {
      this.toEnd();
    }
    this.offerEnd();
    if (hadFocus && !danger && !this.tray.element.contains(this.focused())) this.focusComposer();
  }

  status(status: Status): void {
    const { strings } = this.context;
    const words: Record<Status, string> = {
      idle: '', connecting: strings.connecting, thinking: strings.thinking,
      retrying: strings.retrying, offline: strings.offline, failed: strings.failed,
    };
    this.statusText.textContent = words[status];
    const trouble = status === 'retrying' || status === 'offline' || status === 'failed';
    this.statusLine.classList.toggle('trouble', trouble);
    this.panel.classList.toggle('trouble', trouble);
    this.retryButton.hidden = !trouble;
    this.dots.hidden = status !== 'thinking' && status !== 'connecting';
    if (!this.dots.hidden) this.toEnd();
  }

  reset(): void {
    const fresh = new LogView(this.context);
    this.log.element.replaceWith(fresh.element);
    this.log = fresh;
    this.composer.clear();
    this.settled();
  }

  private headerButton(picture: IconName, label: string, onClick: () => void): HTMLButtonElement {
    return button({ class: 'round', 'aria-label': label, title: label }, onClick, icon(picture));
  }

  private focused(): Element | null {
    const root = this.panel.getRootNode();
    return root instanceof ShadowRoot ? root.activeElement : null;
  }

  // Does what takes the pressed button away, and keeps the focus in the chat.
  private act(action: () => void): void {
    action();
    this.focusComposer();
  }

  // On a phone the keyboard would hide the answer.
  private focusComposer(): void {
    if (isTouch()) this.scroller.focus({ preventScroll: true });
    else this.composer.focus();
  }

  private focusAlarm(): void {
    const headlines = this.panel.querySelectorAll<HTMLElement>('.entry:not([hidden]) .alert-headline');
    headlines[headlines.length - 1]?.focus({ preventScroll: true });
  }

  // What scrolls: the conversation, or in a low window all of the chat.
  private scrollHost(): HTMLElement {
    return getComputedStyle(this.scroller).overflowY === 'visible' ? this.main : this.scroller;
  }

  private isAtEnd(): boolean {
    const { scrollTop, clientHeight, scrollHeight } = this.scrollHost();
    return scrollHeight - scrollTop - clientHeight < 80;
  }

  // Shows the way down where there is more to read.
  private offerEnd(): void {
    this.down.hidden = this.isAtEnd();
  }

  private toEnd(): void {
    const host = this.scrollHost();
    this.scrollTo(host, host.scrollHeight);
  }

  private toTop(node: HTMLElement): void {
    const host = this.scrollHost();
    const distance = node.getBoundingClientRect().top - host.getBoundingClientRect().top;
    this.scrollTo(host, host.scrollTop + distance - 16);
  }

  private scrollTo(host: HTMLElement, top: number): void {
    host.scrollTo({ top, behavior: reducesMotion() ? 'auto' : 'smooth' });
  }

  private onKey(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || event.isComposing) return;
    if (!this.sheet && !this.options.onClose) return;
    event.stopPropagation();
    if (this.sheet) this.closeSheet();
    else this.options.onClose?.();
  }

  private openSheet(sheet: HTMLElement): void {
    this.opener = this.focused() as HTMLElement | undefined;
    this.sheet = sheet;
    this.main.inert = true;
    this.panel.append(sheet);
    sheet.querySelector<HTMLElement>('h2')?.focus();
  }

  private closeSheet(): void {
    this.sheet?.remove();
    this.sheet = undefined;
    this.main.inert = false;
    if (this.opener?.isConnected) this.opener.focus();
    else this.focusComposer();
  }

  private openSummary(): void {
    this.openSheet(summarySheet(this.context.strings, this.conversation.summary(), () => this.closeSheet()));
  }

  private openForget(): void {
    this.openSheet(forgetSheet(this.context.strings, () => {
      this.closeSheet();
      this.conversation.forget();
      this.conversation.note('forgotten');
      this.focusComposer();
    }, () => this.closeSheet()));
  }

  private openBodyMap(): void {
    const map = new BodyMap(this.context.strings, this.conversation.state.sites,
      (choice) => this.takeBody(choice), () => this.closeSheet());
    this.openSheet(map.element);
  }

  private takeBody({ say, unsay, retract }: BodyChoice): void {
    this.closeSheet();
    const { strings } = this.context;
    const text = say.length > 0 ? fillIn(strings.bodySay, { places: say.join(', ') }) : '';
    if (retract.length > 0) {
      const removed = fillIn(strings.removed, { facts: unsay.join(', ') });
      this.conversation.correct(retract, [removed, text].filter(Boolean).join('\n'), text || undefined);
    } else if (text) {
      this.conversation.say(text);
    }
  }
}
