// What the dialogue needs of the understanding of text, so that it can be
// tried with one that answers from a table.
#ifndef UNKNOT_CHATBOT_DIALOGUE_UNDERSTANDER_H_
#define UNKNOT_CHATBOT_DIALOGUE_UNDERSTANDER_H_

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "unknot/chat/v1/understanding.pb.h"

namespace unknot::dialogue {

// Reads what a person typed. Implementations are safe to call from any thread.
class Understander {
 public:
  virtual ~Understander() = default;

  // Says what `text` (valid UTF-8) means. `pending_slot` is the slot of the
  // question that waits for an answer, empty where none does; `today` is the
  // day against which "since Monday" is counted. Text that means nothing yields
  // an Understanding without findings, never an error.
  virtual chat::v1::Understanding Understand(absl::string_view text,
                                             absl::string_view pending_slot,
                                             absl::CivilDay today) const = 0;
};

}  // namespace unknot::dialogue

#endif  // UNKNOT_CHATBOT_DIALOGUE_UNDERSTANDER_H_
