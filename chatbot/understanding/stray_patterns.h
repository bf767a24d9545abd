// Words for how pain behaves that are said of something else.
#ifndef UNKNOT_CHATBOT_UNDERSTANDING_STRAY_PATTERNS_H_
#define UNKNOT_CHATBOT_UNDERSTANDING_STRAY_PATTERNS_H_

#include "absl/strings/string_view.h"
#include "chatbot/understanding/found.h"
#include "chatbot/understanding/lexicon.h"

namespace unknot::understanding {

// Takes back the patterns that are said of nothing felt: "can I come in the
// morning", "I always book with her". A pattern is told of a complaint where
// its sentence has something felt, speaks of "it", or says little else ("mostly
// at night"); any is where a question was asked.
//
// REQUIRES: `reading` is indexed; it is so afterwards too.
void DropStrayPatterns(const Lexicon& lexicon, absl::string_view pending_slot,
                       Reading& reading);

}  // namespace unknot::understanding

#endif  // UNKNOT_CHATBOT_UNDERSTANDING_STRAY_PATTERNS_H_
