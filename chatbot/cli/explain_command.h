// `unknot explain`: why a message was understood as it was.
#ifndef UNKNOT_CHATBOT_CLI_EXPLAIN_COMMAND_H_
#define UNKNOT_CHATBOT_CLI_EXPLAIN_COMMAND_H_

#include <nlohmann/json.hpp>
#include <ostream>

#include "absl/strings/string_view.h"
#include "chatbot/cli/terminal.h"
#include "chatbot/dialogue/knowledge.h"
#include "chatbot/dialogue/services.h"
#include "chatbot/understanding/engine.h"

namespace unknot::cli {

// What an explanation is made from; all must outlive the call.
struct Explainer {
  const understanding::Engine& engine;
  const dialogue::Knowledge& knowledge;
  dialogue::Recommender& recommender;
};

// The explanation of `text`, whose bytes need not be UTF-8, as JSON:
//   bytes_read   how many bytes of the text were read
//   findings     [{concept, words, begin, end, record, status, confidence,
//                side, value, stance, other_person, hypothetical, radiation,
//                cue}], in order of the text. `begin` and `end` are bytes,
//                `words` what stands between them, `record` file:line in the
//                language pack, "" for values and for what was inferred. `cue`
//                is what set the status, {kind, words, begin, end, record}, or
//                null. `side` and `stance` are null where there is none;
//                `value` (days, 0 to 10, years, weeks) where the concept has
//                none.
//   cues         every cue in force, as above
//   look_alikes  [{words, begin, end, record}]: what hid findings inside it
//   intents      [{intent, confidence, templates}], most certain first;
//                `templates` are the phrases that settled it, as look_alikes
//   labels       what `unknot understand` prints, less the id
//   triage       {level, reasons: [{id, code, level, facts}]}; null where no
//                advice could be had
nlohmann::ordered_json Explained(absl::string_view text,
                                 const Explainer& explainer);

// Writes the explanation of `text` to `out`: as one line of JSON if `json`,
// else for people, in colour if the style says so. The text goes nowhere else.
// Returns the exit code.
int Explain(absl::string_view text, const Explainer& explainer, bool json,
            const TerminalStyle& style, std::ostream& out);

}  // namespace unknot::cli

#endif  // UNKNOT_CHATBOT_CLI_EXPLAIN_COMMAND_H_
