// What a shell offers when Tab is pressed, made from what the command line
// takes, so that the two cannot differ.
#ifndef UNKNOT_CHATBOT_CLI_COMPLETION_H_
#define UNKNOT_CHATBOT_CLI_COMPLETION_H_

#include <string>

#include "absl/strings/string_view.h"

namespace CLI {
class App;
}

namespace unknot::cli {

// The shells there is a script for, as `unknot completion` names them.
inline constexpr const char* kShells[] = {"bash", "zsh", "fish"};

// The script that completes commands, options and their values for `app`, its
// commands and theirs. A value is completed by its type_name(): FILE and FOLDER
// by names of them, and a choice of words by the words.
//
// REQUIRES: `shell` is one of kShells.
std::string CompletionScript(const CLI::App& app, absl::string_view shell);

}  // namespace unknot::cli

#endif  // UNKNOT_CHATBOT_CLI_COMPLETION_H_
