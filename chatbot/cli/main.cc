// unknot: the chatbot at the terminal, and tools for those who keep its data.
#include <CLI/CLI.hpp>
#include <iostream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "chatbot/cli/commands.h"
#include "services/runtime/config.h"
#include "services/runtime/logging.h"
#include "services/runtime/manual_page.h"
#include "services/runtime/process.h"

namespace {

namespace cli = unknot::cli;
namespace runtime = unknot::runtime;

constexpr char kDashes[] = " What begins with a dash is put after `--`.";
constexpr char kExitCodes[] =
    "Exit codes: 0 done, 1 failed, 2 wrong usage, 10 the last answer was to "
    "call the emergency number.";

std::vector<runtime::ManualSection> ManualSections() {
  return {
      {"PRIVACY",
       "What you type is neither logged nor sent anywhere but to the services "
       "that --recommendation and --directory name; without them, everything "
       "stays inside the program. It is kept in no file, unless --history "
       "names one."},
      {"ENVIRONMENT",
       "NO_COLOR, set to anything, turns colours off. UNKNOT_DATA_DIR names "
       "the folder that holds knowledge/ and language/, if not the ones "
       "installed. LC_ALL, LC_MESSAGES and LANG choose the locale."},
      {"EXIT STATUS", kExitCodes},
      {"EXAMPLES",
       "A conversation:\n"
       "    unknot chat\n"
       "One message, one answer:\n"
       "    unknot ask \"my lower back has ached for a week\"\n"
       "Completion in bash, until the shell ends:\n"
       "    source <(unknot completion bash)"},
      {"SEE ALSO",
       "unknot-gateway(1), unknot-recommendation(1), unknot-directory(1)"}};
}

// The deepest command that was named: "unknot directory search".
const CLI::App& NamedCommand(const CLI::App& app, std::string& path) {
  absl::StrAppend(&path, path.empty() ? "" : " ", app.get_name());
  const auto named = app.get_subcommands();
  return named.empty() ? app : NamedCommand(*named.front(), path);
}

// Says what is wrong without repeating what was typed: with `ask` it may be a
// complaint.
std::string WhatIsWrong(const CLI::App& app, const CLI::ParseError& error) {
  std::string path;
  const CLI::App& command = NamedCommand(app, path);
  const auto below =
      command.get_subcommands([](const CLI::App*) { return true; });
  if (!below.empty()) {
    std::string names;
    for (const CLI::App* next : below) {
      absl::StrAppend(&names, names.empty() ? "" : ", ", next->get_name());
    }
    return absl::StrCat("After `", path, "` comes a command: ", names, ". `",
                        path, " --help` says what each does.");
  }
  const std::string ask =
      absl::StrCat(" `", path, " --help` lists what it takes.");
  // CLI11 begins with the option's name, which is ours, and goes on with what
  // was typed, which is not.
  const std::string what = error.what();
  for (const CLI::Option* option : command.get_options()) {
    const std::string name = option->get_name();
    if (error.get_name() == "RequiredError" && absl::StartsWith(what, name)) {
      return absl::StrCat("`", path, "` needs ", name, ".",
                          option->nonpositional() ? "" : kDashes, ask);
    }
    if (error.get_name() != "ExtrasError" &&
        absl::StrContains(what.substr(0, what.find(" = ")), name)) {
      return absl::StrCat("`", path, "` cannot use what was given for ", name,
                          ".", ask);
    }
  }
  return absl::StrCat("`", path, "` was given something that it does not take.",
                      kDashes, ask);
}

int Run(int argc, char** argv) {
  runtime::PrepareProcess();
  // A person's terminal is no place for a log; faults are said in words.
  if (!runtime::StartLogging({.level = "off"}).ok()) return cli::kExitFailed;

  CLI::App app(
      "Tells someone in pain what is safe to do next, which massage technique "
      "fits, and who nearby offers it. It does not diagnose, and it keeps "
      "nothing that people type.",
      "unknot");
  app.set_version_flag(
      "--version", std::string("unknot ").append(runtime::Version().data(),
                                                 runtime::Version().size()));
  runtime::AddManualFlag(app, ManualSections());
  app.footer(kExitCodes);
  cli::Options options;
  cli::AddCommands(app, options);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    // Help, the version and the manual page are no errors.
    if (error.get_exit_code() == 0) return app.exit(error);
    std::cerr << WhatIsWrong(app, error) << "\n";
    return cli::kExitUsage;
  }
  options.session.style = [no_color = options.no_color, plain = options.plain] {
    cli::TerminalStyle style = cli::StyleOfStdout(no_color || plain);
    if (plain) style.width = cli::kUnwrapped;
    return style;
  };
  return options.run(options);
}

}  // namespace

int main(int argc, char** argv) { return Run(argc, argv); }
