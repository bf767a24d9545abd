// Why a message was understood as it was.
#ifndef UNKNOT_CHATBOT_UNDERSTANDING_EXPLAIN_H_
#define UNKNOT_CHATBOT_UNDERSTANDING_EXPLAIN_H_

#include <string>

#include "chatbot/understanding/explanation.h"
#include "chatbot/understanding/found.h"
#include "chatbot/understanding/lexicon.h"

namespace unknot::understanding {

// Adds to `explanation`, whose understanding was made of `reading`, why.
// REQUIRES: findings of both are in the same order.
void Explain(const Lexicon& lexicon, const Reading& reading,
             Explanation& explanation);

}  // namespace unknot::understanding

#endif  // UNKNOT_CHATBOT_UNDERSTANDING_EXPLAIN_H_
