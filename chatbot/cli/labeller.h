// From a text to its labels, advice included.
#ifndef UNKNOT_CHATBOT_CLI_LABELLER_H_
#define UNKNOT_CHATBOT_CLI_LABELLER_H_

#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "absl/status/statusor.h"
#include "chatbot/dialogue/chat.h"
#include "chatbot/dialogue/knowledge.h"
#include "chatbot/dialogue/services.h"

namespace unknot::cli {

// The labels of a text, as LabelsOf has them, with an empty id. Errors are
// those of Chat::Understand.
using Labeller = std::function<absl::StatusOr<nlohmann::ordered_json>(
    const std::string& text)>;

// Labels by the chatbot's own understanding, with the triage of what the text
// says by itself: null where the service gives no advice. The arguments must
// outlive the labeller.
Labeller LabelWith(const dialogue::Chat& chat,
                   const dialogue::Knowledge& knowledge,
                   dialogue::Recommender& recommender);

}  // namespace unknot::cli

#endif  // UNKNOT_CHATBOT_CLI_LABELLER_H_
