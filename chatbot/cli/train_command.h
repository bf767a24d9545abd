// `unknot language train`: learns once what programs would learn at each start.
#ifndef UNKNOT_CHATBOT_CLI_TRAIN_COMMAND_H_
#define UNKNOT_CHATBOT_CLI_TRAIN_COMMAND_H_

#include <ostream>
#include <string>

namespace unknot::cli {

// Trains on the language pack in `folder` (empty: the English one shipped) with
// the knowledge base in `knowledge` (likewise) and writes the model to `output`
// (empty: where programs that read the pack look for it). Returns the exit
// code.
int TrainLanguage(const std::string& folder, const std::string& knowledge,
                  const std::string& output, std::ostream& out,
                  std::ostream& errors);

}  // namespace unknot::cli

#endif  // UNKNOT_CHATBOT_CLI_TRAIN_COMMAND_H_
