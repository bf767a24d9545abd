// Negation, uncertainty, the past, other people: what the words around a
// finding make of it. After ConText (Harkema, Dowling, Thornblade and Chapman
// 2009), with lists and corrections.
#ifndef UNKNOT_CHATBOT_UNDERSTANDING_CONTEXT_H_
#define UNKNOT_CHATBOT_UNDERSTANDING_CONTEXT_H_

#include "chatbot/understanding/found.h"

namespace unknot::understanding {

// Sets status, stance, other_person, hypothetical, radiation and retracted of
// every finding of `reading` from its cues.
void ApplyContext(Reading& reading);

}  // namespace unknot::understanding

#endif  // UNKNOT_CHATBOT_UNDERSTANDING_CONTEXT_H_
