// `unknot directory`: therapists without a chat, and filling the directory.
#ifndef UNKNOT_CHATBOT_CLI_DIRECTORY_COMMAND_H_
#define UNKNOT_CHATBOT_CLI_DIRECTORY_COMMAND_H_

#include <ostream>
#include <string>
#include <vector>

#include "chatbot/cli/terminal.h"
#include "chatbot/dialogue/replies.h"
#include "chatbot/dialogue/services.h"
#include "chatbot/embedded/exchange.h"

namespace CLI {
class App;
}

namespace unknot::cli {

// What to look for.
struct DirectorySearch {
  std::string place;
  // Reach in kilometres; 0 means the directory's own choice.
  double radius_km = 0;
  std::vector<std::string> technique_ids;
  // BCP 47 tags.
  std::vector<std::string> languages;
  // ISO 3166-1 alpha-2; may be empty.
  std::string country_code;
  std::string locale = "en";
  int limit = 10;
  // A SearchTherapistsResponse as proto3 JSON instead of text.
  bool json = false;
};

// Searches and prints who was found. Returns the exit code: 1 where the place
// is not known or the directory cannot answer, which `errors` tells.
int SearchDirectory(const DirectorySearch& search,
                    dialogue::TherapistFinder& finder,
                    const dialogue::ReplyBook& replies,
                    const TerminalStyle& style, std::ostream& out,
                    std::ostream& errors);

// Adds --directory and --store, with their variables, and what their help says.
// What is typed of one wins over what a variable says of the other. Both
// strings must outlive the parsing.
void AddDirectoryChoice(CLI::App* command, std::string& server,
                        std::string& store, const std::string& about_server,
                        const std::string& about_store);

// Adds `import` and `export` to the command `directory`. The arguments are
// filled in when the command line is parsed; all must outlive that.
struct TransferCommands {
  CLI::App* import = nullptr;
  CLI::App* export_to = nullptr;
};
TransferCommands AddTransferCommands(CLI::App* directory,
                                     embedded::ImportArguments& import,
                                     embedded::ExportArguments& export_to);

// What `duplicates`, `merge` and `unmerge` work on.
struct MergeArguments {
  embedded::DirectoryChoice directory;
  bool json = false;
  std::string name;
  std::vector<std::string> duplicates;
  std::string merge_id;
};

// Adds those three in the same way.
struct MergeCommands {
  CLI::App* duplicates = nullptr;
  CLI::App* merge = nullptr;
  CLI::App* unmerge = nullptr;
};
MergeCommands AddMergeCommands(CLI::App* directory, MergeArguments& arguments);

}  // namespace unknot::cli

#endif  // UNKNOT_CHATBOT_CLI_DIRECTORY_COMMAND_H_
