// From findings to the complaint: which places hurt, on which side, where the
// pain goes, whose it is, and what follows from findings taken together.
#ifndef UNKNOT_CHATBOT_UNDERSTANDING_ASSEMBLE_H_
#define UNKNOT_CHATBOT_UNDERSTANDING_ASSEMBLE_H_

#include "absl/strings/string_view.h"
#include "chatbot/understanding/found.h"
#include "chatbot/understanding/lexicon.h"
#include "unknot/chat/v1/understanding.pb.h"

namespace unknot::understanding {

// Fills `complaint`, `scope`, `retracted`, `corrects_sites`, `bare_side`,
// `denies_*` and `times` of `out` from `reading`, to which it adds what the
// pack's inferences yield. `pending_slot` is the slot of the question that the
// text answers, empty where none was asked.
void Assemble(const Lexicon& lexicon, absl::string_view pending_slot,
              Reading& reading, chat::v1::Understanding& out);

}  // namespace unknot::understanding

#endif  // UNKNOT_CHATBOT_UNDERSTANDING_ASSEMBLE_H_
