// `unknot intents`: the chatbot's own engine on anybody's labelled messages.
#ifndef UNKNOT_CHATBOT_CLI_INTENTS_COMMAND_H_
#define UNKNOT_CHATBOT_CLI_INTENTS_COMMAND_H_

#include <ostream>
#include <string>

namespace unknot::cli {

// Files of JSON objects {"text","intent"}, one a line. The intent "oos" marks
// what is out of scope.
struct IntentFiles {
  std::string train;
  std::string test;
  std::string validation;     // To learn what to reject; empty: from `train`.
  std::string language_dir;   // Empty: the English pack shipped.
  std::string knowledge_dir;  // Empty: the knowledge base shipped.
};

// Puts the intents of `train` in the place of those of the language pack,
// builds the engine and asks it for the intent of each message of `test`.
// Writes one JSON object to `out`:
//   accuracy: of messages within scope, when none is rejected
//   rejecting: {accuracy, oos_recall, oos_precision}: where what is likely out
//     of scope is rejected; a message within scope that is rejected is wrong
//   train_seconds, microseconds_per_message
//   classes: intents within scope; messages: of `test`
// A figure that nothing in `test` tells is null. Returns the exit code; what is
// wrong is told on `errors` with file and line, and no text is repeated.
int MeasureIntents(const IntentFiles& files, std::ostream& out,
                   std::ostream& errors);

}  // namespace unknot::cli

#endif  // UNKNOT_CHATBOT_CLI_INTENTS_COMMAND_H_
