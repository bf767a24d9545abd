// Danger comes first and alone: what is said when the next step is an emergency
// or a clinician the same day.
#ifndef UNKNOT_CHATBOT_DIALOGUE_DANGER_H_
#define UNKNOT_CHATBOT_DIALOGUE_DANGER_H_

#include "chatbot/dialogue/turn.h"

namespace unknot::dialogue {

// Whether the advice of the turn is one of danger (EMERGENCY or URGENT).
bool IsDanger(recommendation::v1::TriageLevel level);

// Before the advice is fetched: where the conversation is in danger and the
// person says that it is over, or that they were misread, takes the facts
// behind it out of the complaint. Returns whether they said so.
bool TakeAllClear(Turn& turn);

// Says what to do, and nothing else.
//
// REQUIRES: IsDanger(turn.level()).
void TellDanger(Turn& turn);

}  // namespace unknot::dialogue

#endif  // UNKNOT_CHATBOT_DIALOGUE_DANGER_H_
