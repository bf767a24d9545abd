// `unknot knowledge` and `unknot language`: what an author broke or changed.
#ifndef UNKNOT_CHATBOT_CLI_CHECK_COMMAND_H_
#define UNKNOT_CHATBOT_CLI_CHECK_COMMAND_H_

#include <ostream>
#include <string>

namespace unknot::cli {

// Checks the knowledge base in `folder`; empty means the one shipped. Prints a
// line for each fault, for all that can never come about, and for each vignette
// that fails, those in the folder `vignettes` too (empty: only its own).
// Returns the exit code: 1 if there is one.
int CheckKnowledgeFolder(const std::string& folder,
                         const std::string& vignettes, std::ostream& out,
                         std::ostream& errors);

// Prints which of `count` made-up complaints come out otherwise with the
// knowledge base in `after` than with that in `before`. Returns the exit code:
// 1 if one of them has faults; differences are none.
int DiffKnowledgeFolders(const std::string& before, const std::string& after,
                         int count, std::ostream& out, std::ostream& errors);

// Writes the knowledge base in `folder` (empty: the one shipped) as a page of
// HTML to the file `output`; empty means `out`. Returns the exit code.
int ReportKnowledgeFolder(const std::string& folder, const std::string& output,
                          std::ostream& out, std::ostream& errors);

// Checks the language pack in `folder`, replies included, against the knowledge
// base in `knowledge`; empty means those shipped. As above.
int CheckLanguageFolder(const std::string& folder, const std::string& knowledge,
                        std::ostream& out, std::ostream& errors);

}  // namespace unknot::cli

#endif  // UNKNOT_CHATBOT_CLI_CHECK_COMMAND_H_
