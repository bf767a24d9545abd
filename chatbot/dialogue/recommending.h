// Telling the advice of the recommendation service where nothing is in danger.
#ifndef UNKNOT_CHATBOT_DIALOGUE_RECOMMENDING_H_
#define UNKNOT_CHATBOT_DIALOGUE_RECOMMENDING_H_

#include "chatbot/dialogue/turn.h"

namespace unknot::dialogue {

// Shows the techniques that fit, what to watch out for, what to leave, and what
// can be done meanwhile; or why no technique fits.
//
// REQUIRES: turn.massage_allowed().
void TellRecommendation(Turn& turn);

// Says that a clinician comes first and why: in full when it is news or asked
// for, else not at all.
//
// REQUIRES: turn.level() == TRIAGE_LEVEL_SEE_CLINICIAN.
void TellClinician(Turn& turn);

}  // namespace unknot::dialogue

#endif  // UNKNOT_CHATBOT_DIALOGUE_RECOMMENDING_H_
