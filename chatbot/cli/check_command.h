// `unknot knowledge check` and `unknot language check`: what an author broke.
#ifndef UNKNOT_CHATBOT_CLI_CHECK_COMMAND_H_
#define UNKNOT_CHATBOT_CLI_CHECK_COMMAND_H_

#include <ostream>
#include <string>

namespace unknot::cli {

// Checks the knowledge base in `folder`; empty means the one shipped. Prints a
// line for each fault. Returns the exit code: 1 if there is one.
int CheckKnowledgeFolder(const std::string& folder, std::ostream& out,
                         std::ostream& errors);

// Checks the language pack in `folder`, replies included, against the knowledge
// base in `knowledge`; empty means those shipped. As above.
int CheckLanguageFolder(const std::string& folder, const std::string& knowledge,
                        std::ostream& out, std::ostream& errors);

}  // namespace unknot::cli

#endif  // UNKNOT_CHATBOT_CLI_CHECK_COMMAND_H_
