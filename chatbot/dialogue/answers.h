// Answers to what a person asks, out of the knowledge base and the replies.
#ifndef UNKNOT_CHATBOT_DIALOGUE_ANSWERS_H_
#define UNKNOT_CHATBOT_DIALOGUE_ANSWERS_H_

#include "chatbot/dialogue/turn.h"

namespace unknot::dialogue {

// Answers, one after the other, everything the message asks that is not a
// recommendation or a search for therapists, and sets `turn.answered` where it
// said something.
//
// REQUIRES: not IsDanger(turn.level()).
void AnswerQuestions(Turn& turn);

// Answers only what needs neither knowledge base nor services: what Unknot is
// and can do, what it keeps, what it does not do.
void AnswerPlainQuestions(Turn& turn);

// Says goodbye, thanks and the like, which come after everything else.
void AnswerCourtesies(Turn& turn);

// Tells why the techniques recommended last were chosen.
void TellWhy(Turn& turn);

}  // namespace unknot::dialogue

#endif  // UNKNOT_CHATBOT_DIALOGUE_ANSWERS_H_
