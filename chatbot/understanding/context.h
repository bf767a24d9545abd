// Negation, uncertainty, the past, other people: what the words around a
// finding make of it. After ConText (Harkema, Dowling, Thornblade and Chapman
// 2009), with lists and corrections.
#ifndef UNKNOT_CHATBOT_UNDERSTANDING_CONTEXT_H_
#define UNKNOT_CHATBOT_UNDERSTANDING_CONTEXT_H_

#include "chatbot/understanding/found.h"
#include "chatbot/understanding/lexicon.h"

namespace unknot::understanding {

// Sets status, stance, other_person, hypothetical and radiation of every
// finding of `reading` from its cues. A list goes on over words of the pack's
// list `list_joiner` ("or", "any").
void ApplyContext(const Lexicon& lexicon, Reading& reading);

}  // namespace unknot::understanding

#endif  // UNKNOT_CHATBOT_UNDERSTANDING_CONTEXT_H_
