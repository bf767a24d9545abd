// What every card needs to be drawn.
import type { Tell } from '../events.js';
import type { Strings } from '../strings.js';

export interface CardContext {
  strings: Strings;
  tell: Tell;
}
