// `unknot negation --jsonl`: what sentences say of something, as label lines.
#ifndef UNKNOT_CHATBOT_CLI_NEGATION_COMMAND_H_
#define UNKNOT_CHATBOT_CLI_NEGATION_COMMAND_H_

#include <istream>
#include <ostream>

#include "chatbot/understanding/engine.h"

namespace unknot::cli {

// Reads {"id", "text", "concept"} objects, one a line, where the concept is
// words that occur in the text, and writes {"id", "status"} for each on a line
// of its own, in the same order: "negated" where the text says that the concept
// is absent, else "affirmed", also where it does not occur. Blank lines are
// passed over. A line that is not such an object is told on `errors` by its
// number, without repeating it, and the rest is still read. Returns the exit
// code: 1 if there was one.
int NegationLines(std::istream& in, std::ostream& out, std::ostream& errors,
                  const understanding::Engine& engine);

}  // namespace unknot::cli

#endif  // UNKNOT_CHATBOT_CLI_NEGATION_COMMAND_H_
