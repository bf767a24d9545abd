// Which of several spans of time is how long the complaint has lasted.
#ifndef UNKNOT_CHATBOT_UNDERSTANDING_OWN_DURATION_H_
#define UNKNOT_CHATBOT_UNDERSTANDING_OWN_DURATION_H_

#include "absl/strings/string_view.h"
#include "chatbot/understanding/found.h"
#include "chatbot/understanding/lexicon.h"

namespace unknot::understanding {

// The duration among the findings that is the complaint's own, with the first
// of several alike; null where there is none. It is part of `reading`.
// `pending_slot` is what was asked.
//
// REQUIRES: `reading` is indexed and its statuses are settled.
const Found* OwnDuration(const Lexicon& lexicon, absl::string_view pending_slot,
                         const Reading& reading);

}  // namespace unknot::understanding

#endif  // UNKNOT_CHATBOT_UNDERSTANDING_OWN_DURATION_H_
