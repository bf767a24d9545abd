// Negation, uncertainty, the past, other people: what the words around a
// finding make of it. After ConText (Harkema, Dowling, Thornblade and Chapman
// 2009), with lists and corrections.
#ifndef UNKNOT_CHATBOT_UNDERSTANDING_CONTEXT_H_
#define UNKNOT_CHATBOT_UNDERSTANDING_CONTEXT_H_

#include "chatbot/understanding/found.h"
#include "chatbot/understanding/lexicon.h"

namespace unknot::understanding {

// Sets status, stance, other_person, own, hypothetical and radiation of every
// finding of `reading` from its cues, and drops the cues that are none. The
// cost grows with the length of the text, also where it is one sentence. How
// far a cue reaches is told in scope.h. Of somebody else are also the sentences
// after one that is, up to a word of the pack's list `first_person` ("i", "my")
// that is not part of its list `aside` ("i think", "should i take").
void ApplyContext(const Lexicon& lexicon, Reading& reading);

}  // namespace unknot::understanding

#endif  // UNKNOT_CHATBOT_UNDERSTANDING_CONTEXT_H_
