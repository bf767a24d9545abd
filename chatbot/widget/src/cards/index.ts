// Draws one thing that is shown.
import type { Shown } from '../state.js';
import { alertCard } from './alert.js';
import type { CardContext } from './context.js';
import { techniqueCards } from './technique.js';
import { listCard, textCard } from './text.js';
import { therapistCards } from './therapist.js';

export function card(shown: Shown, context: CardContext): HTMLElement | undefined {
  if (shown.alert) return alertCard(shown.alert, context);
  if (shown.techniques) return techniqueCards(shown.techniques, context);
  if (shown.therapists) return therapistCards(shown.therapists, context);
  if (shown.list) return listCard(shown.list);
  return shown.text && textCard(shown.text, context);
}

export type { CardContext } from './context.js';
