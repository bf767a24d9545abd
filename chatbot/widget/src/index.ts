// Defines <unknot-chat>. Loading the script is all a page has to do.
import { UnknotChatElement } from './element.js';

declare global {
  interface HTMLElementTagNameMap {
    'unknot-chat': UnknotChatElement;
  }
}

// A page that loads the script twice keeps the first.
if (!customElements.get('unknot-chat')) customElements.define('unknot-chat', UnknotChatElement);

export type { UnknotChatElement } from './element.js';
export type {
  MessageKind, UnknotEmergencyDetail, UnknotEventMap, UnknotMessageDetail, UnknotTherapistChosenDetail,
} from './events.js';
export type { StringKey, Strings } from './strings.js';
export type { TriageLevel } from './wire.js';
