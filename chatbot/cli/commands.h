// The commands of `unknot`: what each takes, and what it does.
#ifndef UNKNOT_CHATBOT_CLI_COMMANDS_H_
#define UNKNOT_CHATBOT_CLI_COMMANDS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "chatbot/cli/backend.h"
#include "chatbot/cli/directory_command.h"
#include "chatbot/cli/intents_command.h"
#include "chatbot/cli/session.h"
#include "chatbot/embedded/exchange.h"

namespace CLI {
class App;
}

namespace unknot::cli {

// Everything the command line may say.
struct Options {
  // What the command does; set by parsing. Returns the exit code.
  int (*run)(const Options&) = nullptr;

  BackendOptions backend;
  SessionOptions session;
  DirectorySearch search;
  embedded::ImportArguments import;
  embedded::ExportArguments export_to;
  MergeArguments merge;
  IntentFiles intents;
  std::vector<std::string> text;
  std::vector<std::string> files;
  std::string folder;
  std::string file;
  std::string knowledge;
  std::string vignettes;
  std::string output;
  int complaints = 20000;
  int64_t count = 0;
  uint64_t seed = 1;
  bool no_color = false;
  // As it is, for screen readers and programs: neither colours nor wrapping
  // nor line editing.
  bool plain = false;
  // Where a chat at a terminal keeps the lines typed; empty: nowhere.
  std::string history;
  bool jsonl = false;
};

// Adds every command to `app`. Parsing fills in `options`; both must outlive
// it.
void AddCommands(CLI::App& app, Options& options);

}  // namespace unknot::cli

#endif  // UNKNOT_CHATBOT_CLI_COMMANDS_H_
