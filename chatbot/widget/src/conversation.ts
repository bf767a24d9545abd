// Holds a conversation with the gateway: one message on its way at a time, each
// sent again until it is answered, and answered once.
//
// The gateway keeps nothing: an answer follows from the message and the sealed
// conversation that goes with it. So a message whose answer was lost is sent
// again with the same conversation, and an answer counts only while its message
// is the first of the outbox.
import { CallError, type ChatApi } from './api.js';
import type { Tell } from './events.js';
import { factsOf } from './facts.js';
import { freshState, isInDanger, shownOf, type Entry, type State, type Turn } from './state.js';
import type { TabStorage } from './storage.js';
import type { StringKey } from './strings.js';
import type { QuickReply, SendMessageResponse, StartConversationRequest } from './wire.js';

export type Status = 'idle' | 'connecting' | 'thinking' | 'retrying' | 'offline' | 'failed';

// Whoever shows the conversation.
export interface Watcher {
  added(entry: Entry): void;
  changed(entry: Entry): void;
  // Quick replies, facts, sites or danger are different.
  settled(): void;
  status(status: Status): void;
  reset(): void;
}

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 15_000;
// Faults of the server itself are not waited out for ever.
const MOST_FAULTS = 4;
const MOST_ENTRIES = 200;

// Forms of the union without the id, which is given when an entry is added.
type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;

export class Conversation {
  state: State = freshState();
  private abort = new AbortController();
  private busy = false;
  private wakeUp: () => void = () => {};

  constructor(
    private readonly api: ChatApi,
    private readonly storage: TabStorage<State>,
    private readonly settings: () => StartConversationRequest,
    private readonly watcher: Watcher,
    private readonly tell: Tell,
    // What to go on with; else what the storage holds.
    kept: State | undefined = storage.load(),
  ) {
    if (kept?.version === 1) this.state = { ...freshState(), ...kept };
  }

  // Greets if that has not been done, and sends what a reload interrupted.
  start(): void {
    void this.pump();
  }

  say(text: string): void {
    this.enqueue({ text }, text);
  }

  choose(reply: QuickReply): void {
    const label = reply.label ?? '';
    this.enqueue(reply.id ? { quickReplyId: reply.id, text: label } : { text: label }, label);
  }

  // Takes facts back and, with `text`, says others. `shown` is what the log
  // shows of it.
  correct(retract: string[], shown: string, text?: string): void {
    this.enqueue({ retract, ...(text ? { text } : {}) }, shown);
  }

  // Tries again now what waits, or what failed.
  retry(): void {
    const { outbox, failed } = this.state;
    for (const turn of failed) this.mark(turn.id, 'waiting');
    outbox.unshift(...failed.splice(0));
    this.save();
    this.wakeUp();
    void this.pump();
  }

  // Erases everything and starts afresh.
  forget(): void {
    this.stop();
    const { open } = this.state;
    this.state = { ...freshState(), open };
    this.storage.clear();
    this.watcher.reset();
    this.start();
  }

  // Lets go of the network; `start` takes it up again.
  stop(): void {
    this.abort.abort();
    this.abort = new AbortController();
    this.busy = false;
    this.wakeUp();
  }

  // The summary as text. Fails with CallError.
  async summary(): Promise<string> {
    const { conversation } = this.state;
    const { summary = '' } = await this.api.getTranscriptSummary(
      { conversation, format: 'SUMMARY_FORMAT_TEXT' }, this.abort.signal);
    return summary;
  }

  note(key: StringKey): void {
    this.add({ from: 'note', key });
  }

  setOpen(open: boolean): void {
    this.state.open = open;
    this.save();
  }

  private enqueue(turn: Omit<Turn, 'id'>, shown: string): void {
    const entry = this.add({ from: 'person', text: shown, state: 'waiting' });
    this.state.outbox.push({ id: entry.id, ...turn });
    this.state.quickReplies = [];
    this.save();
    this.watcher.settled();
    this.tell('unknot-message', { from: 'person', kinds: ['text'] });
    void this.pump();
  }

  private async pump(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    const { signal } = this.abort;
    try {
      while (!signal.aborted && (!this.state.started || this.state.outbox[0])) {
        const turn = this.state.started ? this.state.outbox[0] : undefined;
        this.watcher.status(turn ? 'thinking' : 'connecting');
        if (!await this.patiently(() => (turn ? this.send(turn, signal) : this.greet(signal)), turn, signal)) return;
      }
      if (!signal.aborted) this.watcher.status(this.state.failed.length > 0 ? 'failed' : 'idle');
    } finally {
      if (!signal.aborted) this.busy = false;
    }
  }

  // Does one call, again and again while that may help. Returns whether the
  // next one may follow.
  private async patiently(
    call: () => Promise<void>, turn: Turn | undefined, signal: AbortSignal,
  ): Promise<boolean> {
    let wait = FIRST_WAIT_MS;
    let faults = 0;
    for (;;) {
      try {
        await call();
        return !signal.aborted;
      } catch (error) {
        if (signal.aborted) return false;
        const failure = error instanceof CallError ? error : new CallError('internal');
        if (failure.reason === 'CONVERSATION_INVALID' && this.state.conversation) {
          this.startAfresh(turn);
          return true;
        }
        if (failure.code !== 'unavailable') faults += 1;
        if (!failure.passing || faults > MOST_FAULTS) {
          this.giveUp(turn, failure);
          return false;
        }
        this.watcher.status(navigator.onLine ? 'retrying' : 'offline');
        await this.pause(Math.max(failure.retryAfterMs, wait * (0.75 + Math.random() / 2)));
        // What was forgotten meanwhile is sent no more.
        if (signal.aborted) return false;
        wait = Math.min(wait * 2, LONGEST_WAIT_MS);
      }
    }
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private async greet(signal: AbortSignal): Promise<void> {
    const response = await this.api.startConversation(this.settings(), signal);
    if (signal.aborted) return;
    this.state.started = true;
    this.state.conversation = response.conversation ?? '';
    this.apply(response);
  }

  private async send(turn: Turn, signal: AbortSignal): Promise<void> {
    const { conversation } = this.state;
    const { id, text, quickReplyId, retract } = turn;
    const response = await this.api.sendMessage({
      ...this.settings(),
      ...(quickReplyId ? { quickReplyId } : text ? { text } : {}),
      ...(retract ? { retract } : {}),
      ...(conversation ? { conversation } : {}),
    }, signal);
    if (signal.aborted || this.state.outbox[0]?.id !== id) return;
    this.state.outbox.shift();
    this.state.conversation = response.conversation ?? '';
    this.mark(id, 'sent');
    this.apply(response);
    void this.learnFacts(response, signal);
  }

  private apply(response: SendMessageResponse): void {
    const shown = shownOf(response);
    const alert = shown.find((each) => each.alert)?.alert;
    this.state.quickReplies = this.state.outbox.length > 0 ? [] : response.quickReplies ?? [];
    this.state.sites = response.complaint?.sites ?? [];
    this.add({ from: 'unknot', shown });
    this.watcher.settled();
    this.tell('unknot-message', {
      from: 'unknot',
      kinds: shown.map((each) => (each.alert ? 'alert' : each.techniques ? 'techniques'
        : each.therapists ? 'therapists' : each.list ? 'list' : 'text')),
    });
    if (alert) {
      this.tell('unknot-emergency', {
        level: alert.level ?? 'TRIAGE_LEVEL_UNSPECIFIED', contacts: alert.contacts ?? [],
      });
    }
  }

  // Fetches the names of the facts, where they changed.
  private async learnFacts(response: SendMessageResponse, signal: AbortSignal): Promise<void> {
    const complaint = JSON.stringify(response.complaint ?? {});
    const { conversation } = this.state;
    if (complaint === this.state.complaint || isInDanger(this.state) || !conversation) return;
    try {
      const { summary = '' } = await this.api.getTranscriptSummary(
        { conversation, format: 'SUMMARY_FORMAT_FHIR_JSON' }, signal);
      if (signal.aborted || this.state.conversation !== conversation) return;
      this.state.facts = factsOf(summary);
      this.state.complaint = complaint;
      this.save();
      this.watcher.settled();
    } catch {
      // The chips stay as they were; the next answer asks again.
    }
  }

  // The sealed conversation has run out, or another server cannot open it.
  private startAfresh(turn: Turn | undefined): void {
    Object.assign(this.state, { conversation: '', complaint: '', sites: [], facts: [] });
    this.note('restarted');
    if (turn?.retract) {
      // There is nothing left to take back.
      delete turn.retract;
      if (!turn.text) {
        this.state.outbox.shift();
        this.mark(turn.id, 'sent');
      }
    }
    // An id belongs to the last answer; its words mean the same without one.
    if (turn?.text) delete turn.quickReplyId;
    this.watcher.settled();
    this.save();
  }

  private giveUp(turn: Turn | undefined, failure: CallError): void {
    if (turn) {
      this.state.outbox.shift();
      this.state.failed.push(turn);
      this.mark(turn.id, 'failed');
      if (failure.reason === 'TEXT_TOO_LONG') this.note('tooLong');
    }
    this.watcher.status('failed');
  }

  private add(entry: WithoutId<Entry>): Entry {
    const added = { ...entry, id: ++this.state.lastId } as Entry;
    this.state.entries.push(added);
    this.state.entries.splice(0, this.state.entries.length - MOST_ENTRIES);
    this.save();
    this.watcher.added(added);
    return added;
  }

  private mark(id: number, state: 'sent' | 'waiting' | 'failed'): void {
    const entry = this.state.entries.find((each) => each.id === id);
    if (entry?.from !== 'person') return;
    entry.state = state;
    this.save();
    this.watcher.changed(entry);
  }

  private save(): void {
    this.storage.save(this.state);
  }
}
