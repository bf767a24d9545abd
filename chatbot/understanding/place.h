// The place named for finding somebody: a town after "in" or "near", or a
// postal code.
#ifndef UNKNOT_CHATBOT_UNDERSTANDING_PLACE_H_
#define UNKNOT_CHATBOT_UNDERSTANDING_PLACE_H_

#include <string>

#include "absl/strings/string_view.h"
#include "chatbot/understanding/found.h"
#include "chatbot/understanding/lexicon.h"

namespace unknot::understanding {

// The place as typed in `text`, of which `reading` was made; empty where none
// is named. `pending_slot` is "place" where it was asked for: then a bare name
// will do.
std::string FindPlace(const Lexicon& lexicon, absl::string_view text,
                      absl::string_view pending_slot, const Reading& reading);

}  // namespace unknot::understanding

#endif  // UNKNOT_CHATBOT_UNDERSTANDING_PLACE_H_
