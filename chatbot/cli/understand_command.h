// `unknot understand --jsonl`: messages in, label lines out.
#ifndef UNKNOT_CHATBOT_CLI_UNDERSTAND_COMMAND_H_
#define UNKNOT_CHATBOT_CLI_UNDERSTAND_COMMAND_H_

#include <istream>
#include <ostream>

#include "chatbot/cli/labeller.h"

namespace unknot::cli {

// Reads {"id", "text"} objects, one a line, and writes the labels of each on a
// line of its own, in the same order; blank lines are passed over. A line that
// is not such an object is told on `errors` by its number, without repeating
// it, and the rest is still read. Returns the exit code: 1 if there was one.
int UnderstandLines(std::istream& in, std::ostream& out, std::ostream& errors,
                    const Labeller& labeller);

}  // namespace unknot::cli

#endif  // UNKNOT_CHATBOT_CLI_UNDERSTAND_COMMAND_H_
