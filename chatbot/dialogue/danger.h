// Danger comes first and alone: what is said when the next step is an emergency
// or a clinician the same day.
#ifndef UNKNOT_CHATBOT_DIALOGUE_DANGER_H_
#define UNKNOT_CHATBOT_DIALOGUE_DANGER_H_

#include "chatbot/dialogue/turn.h"

namespace unknot::dialogue {

// Whether the advice of the turn is one of danger (EMERGENCY or URGENT).
bool IsDanger(recommendation::v1::TriageLevel level);

// Whether the conversation is in danger and the message says that it is over,
// or that the person was misread.
bool SaysAllClear(const Turn& turn);

// Whether the conversation is in danger and the message says that the person
// is safe. That answers despair; what was done to a body it does not undo.
bool SaysSafe(const Turn& turn);

// Whether the advice of the turn warns of suicide, and whether of a danger
// beside it.
bool WarnsOfSuicide(const Turn& turn);
bool WarnsOfMoreThanSuicide(const Turn& turn);

// What is taken back when the danger is over, one step after the other until
// the advice is no longer one of danger.
enum class AllClearStep {
  // Symptoms and conditions behind it are past; a strength of pain is
  // forgotten.
  kSigns,
  // How it feels and behaves and what it is blamed on is forgotten.
  kDescriptions,
  // Where it is is forgotten.
  kRegions,
};

// Takes that out of the complaint, for the facts behind the danger of the
// advice.
void TakeBackDanger(Turn& turn, AllClearStep step);

// Despair and abuse are told also where a message only imagines them ("what if
// he strangles me again"): takes them into the complaint as if they were there.
// Returns whether it did; the advice is then out of date.
bool TakeDisclosure(Turn& turn);

// "What if my legs go numb?": says what to do should a danger sign come that
// the message only imagines. Nothing where it imagines none.
void TellIfItHappens(Turn& turn);

// Says what to do, and nothing else.
//
// REQUIRES: IsDanger(turn.level()).
void TellDanger(Turn& turn);

}  // namespace unknot::dialogue

#endif  // UNKNOT_CHATBOT_DIALOGUE_DANGER_H_
