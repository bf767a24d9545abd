// Label lines: what a message means, as one flat JSON object, for measuring the
// understanding and for programs that want no more.
#ifndef UNKNOT_CHATBOT_CLI_LABELS_H_
#define UNKNOT_CHATBOT_CLI_LABELS_H_

#include <nlohmann/json.hpp>

#include "absl/strings/string_view.h"
#include "chatbot/dialogue/knowledge.h"
#include "unknot/chat/v1/understanding.pb.h"
#include "unknot/recommendation/v1/recommendation_service.pb.h"

namespace unknot::cli {

// The labels of one message: id, subject, scope, intents, sites, radiates_to,
// qualities, severity, duration_days, pattern, causes, conditions, associated,
// red_flags, age, techniques, place, preferences, triage. Unknown numbers and
// words are null, unknown sets empty. Concepts are reported under the nearest
// concept above them that the knowledge base marks for reporting; those without
// one are left out. A duration counted from a date to today is left out too,
// since the message may be of any day. A complaint that is an emergency and
// began within two weeks has the intent `emergency` too. `level` UNSPECIFIED
// gives triage null.
nlohmann::ordered_json LabelsOf(absl::string_view id,
                                const chat::v1::Understanding& understood,
                                recommendation::v1::TriageLevel level,
                                const dialogue::Knowledge& knowledge);

}  // namespace unknot::cli

#endif  // UNKNOT_CHATBOT_CLI_LABELS_H_
