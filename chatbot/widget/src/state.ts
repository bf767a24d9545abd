// What the widget remembers of a conversation: everything that is shown, what
// has yet to be sent, and the sealed conversation itself.
import type {
  AlertMessage, ListMessage, QuickReply, SendMessageResponse, Site, TechniqueCard, TextMessage,
  Therapist, TherapistCard,
} from './wire.js';
import type { Fact } from './facts.js';
import type { StringKey } from './strings.js';

// A therapist's card with what the directory adds to it.
export interface TherapistView extends TherapistCard {
  verified: boolean;
  registerUri?: string;
  websiteUri?: string;
  lat?: number;
  lon?: number;
}

// One thing that is shown; exactly one of these.
export interface Shown {
  text?: TextMessage;
  alert?: AlertMessage;
  techniques?: TechniqueCard[];
  therapists?: TherapistView[];
  list?: ListMessage;
}

export interface PersonEntry {
  id: number;
  from: 'person';
  text: string;
  state: 'sent' | 'waiting' | 'failed';
}

export interface UnknotEntry {
  id: number;
  from: 'unknot';
  shown: Shown[];
}

export interface NoteEntry {
  id: number;
  from: 'note';
  key: StringKey;
}

export type Entry = PersonEntry | UnknotEntry | NoteEntry;

// Something to send. It stays the first of the outbox until it is answered.
export interface Turn {
  // Id of its entry.
  id: number;
  text?: string;
  quickReplyId?: string;
  retract?: string[];
}

export interface State {
  version: 1;
  // Whether the gateway has greeted.
  started: boolean;
  // Sealed; empty before the first answer and after it has run out.
  conversation: string;
  entries: Entry[];
  outbox: Turn[];
  // What could not be answered, until it is tried again.
  failed: Turn[];
  quickReplies: QuickReply[];
  // The complaint as JSON, to see whether it changed.
  complaint: string;
  sites: Site[];
  facts: Fact[];
  lastId: number;
  open: boolean;
}

export const freshState = (): State => ({
  version: 1, started: false, conversation: '', entries: [], outbox: [], failed: [], quickReplies: [],
  complaint: '', sites: [], facts: [], lastId: 0, open: false,
});

// Whether the last answer was one of danger.
export function isInDanger({ entries }: State): boolean {
  const answers = entries.filter((entry) => entry.from === 'unknot');
  return answers[answers.length - 1]?.shown.some((each) => each.alert) ?? false;
}

function therapistView(card: TherapistCard, known: Therapist | undefined): TherapistView {
  const view: TherapistView = {
    ...card, verified: known?.licence?.status === 'LICENCE_STATUS_ACTIVE',
  };
  const point = known?.location?.point;
  if (known?.licence?.registerUri) view.registerUri = known.licence.registerUri;
  if (known?.websiteUri) view.websiteUri = known.websiteUri;
  if (point) {
    view.lat = point.latitude ?? 0;
    view.lon = point.longitude ?? 0;
  }
  return view;
}

// What to show of a response. Where there is danger, that alone.
export function shownOf(response: SendMessageResponse): Shown[] {
  const messages = response.messages ?? [];
  const alerts = messages.filter((message) => message.alert);
  const known = new Map(
    (response.therapists?.results ?? []).map(({ therapist }) => [therapist?.name, therapist]));
  return (alerts.length > 0 ? alerts : messages).map((message) => {
    if (message.techniques) return { techniques: message.techniques.cards ?? [] };
    if (message.therapists) {
      const cards = message.therapists.cards ?? [];
      return { therapists: cards.map((card) => therapistView(card, known.get(card.name))) };
    }
    return message as Shown;
  });
}
