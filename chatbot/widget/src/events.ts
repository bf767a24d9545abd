// What the element tells the page. No event carries what the person typed:
// pages often run scripts that pass events on.
import type { TriageLevel } from './wire.js';

export type MessageKind = 'text' | 'alert' | 'techniques' | 'therapists' | 'list';

export interface UnknotMessageDetail {
  // Who spoke.
  from: 'person' | 'unknot';
  // What the message holds, in order.
  kinds: MessageKind[];
}

export interface UnknotEmergencyDetail {
  // How careful the next step is.
  level: TriageLevel;
  // Numbers to call, as said to people, the most important first.
  contacts: string[];
}

export interface UnknotTherapistChosenDetail {
  // Resource name, `therapists/{id}`.
  name: string;
  displayName: string;
  phone: string;
  // What the person pressed.
  action: 'call' | 'map' | 'directions' | 'website';
}

export interface UnknotEventMap {
  'unknot-message': CustomEvent<UnknotMessageDetail>;
  'unknot-emergency': CustomEvent<UnknotEmergencyDetail>;
  'unknot-therapist-chosen': CustomEvent<UnknotTherapistChosenDetail>;
}

// Tells the page of one event.
export type Tell = <Name extends keyof UnknotEventMap>(
  name: Name, detail: UnknotEventMap[Name]['detail'],
) => void;
