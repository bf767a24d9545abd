// unknot: the chatbot at the terminal, and tools for those who keep its data.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "chatbot/cli/backend.h"
#include "chatbot/cli/check_command.h"
#include "chatbot/cli/directory_command.h"
#include "chatbot/cli/evaluate_command.h"
#include "chatbot/cli/explain_command.h"
#include "chatbot/cli/intents_command.h"
#include "chatbot/cli/lines.h"
#include "chatbot/cli/negation_command.h"
#include "chatbot/cli/session.h"
#include "chatbot/cli/terminal.h"
#include "chatbot/cli/train_command.h"
#include "chatbot/cli/understand_command.h"
#include "chatbot/embedded/duplicates.h"
#include "chatbot/embedded/generate_therapists.h"
#include "chatbot/embedded/import_places.h"
#include "services/runtime/config.h"
#include "services/runtime/logging.h"
#include "services/runtime/process.h"

namespace {

namespace cli = unknot::cli;
namespace embedded = unknot::embedded;
namespace runtime = unknot::runtime;

// Everything the command line may say.
struct Options {
  cli::BackendOptions backend;
  cli::SessionOptions session;
  cli::DirectorySearch search;
  embedded::ImportArguments import;
  embedded::ExportArguments export_to;
  cli::MergeArguments merge;
  cli::IntentFiles intents;
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
  bool jsonl = false;
};

// The locale of the environment as BCP 47 ("en_CA.UTF-8" is en-CA); English
// where it is another language, since that is the pack there is.
std::string LocaleOfEnvironment() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);
    if (value == nullptr || value[0] == '\0') continue;
    std::string locale(value);
    locale.resize(std::min(locale.find_first_of(".@"), locale.size()));
    if (locale.rfind("en", 0) != 0) return "en";
    return absl::StrReplaceAll(locale, {{"_", "-"}});
  }
  return "en";
}

int Fail(const absl::Status& status) {
  std::cerr << status.message() << "\n";
  return cli::kExitFailed;
}

void AddServices(CLI::App* command, Options& options) {
  command
      ->add_option("--recommendation", options.backend.recommendation,
                   "HOST:PORT of the recommendation service; without it, it "
                   "runs inside")
      ->envname("UNKNOT_RECOMMENDATION");
  cli::AddDirectoryChoice(
      command, options.backend.directory, options.backend.store,
      "HOST:PORT of the therapist directory; without it, it runs inside",
      "where the directory inside keeps therapists: sqlite:PATH, "
      "sqlite::memory: or postgresql://...");
  command
      ->add_option("--knowledge", options.backend.knowledge_dir,
                   "folder of the knowledge base")
      ->envname("UNKNOT_KNOWLEDGE");
  command
      ->add_option("--language-pack", options.backend.language_dir,
                   "folder of the language pack")
      ->envname("UNKNOT_LANGUAGE_PACK");
}

// Makes variables count for the one command that is run. Commands share what
// they say: the variables of all others would overwrite what was typed.
void ReadVariablesOfOneCommand(CLI::App& app) {
  for (CLI::App* command :
       app.get_subcommands(std::function<bool(CLI::App*)>())) {
    // One with such a callback reads its variables itself, when it is parsed.
    command->parse_complete_callback([] {});
    ReadVariablesOfOneCommand(*command);
  }
}

void AddConversation(CLI::App* command, Options& options) {
  AddServices(command, options);
  command->add_option("--locale", options.session.locale,
                      "BCP 47 tag, for example en-CA");
  command
      ->add_option("--country", options.session.country_code,
                   "two letters, for numbers to call and for places")
      ->envname("UNKNOT_COUNTRY");
  command
      ->add_option("--place", options.session.place,
                   "town or postal code to look for therapists in")
      ->envname("UNKNOT_PLACE");
  command->add_flag("--json", options.session.json,
                    "print each answer as a line of JSON");
  command->add_flag("--no-color", options.no_color, "no colours");
}

void AddIntents(CLI::App* command, cli::IntentFiles& files) {
  command
      ->add_option("--train", files.train,
                   "file of {\"text\",\"intent\"} lines to learn from; the "
                   "intent oos marks what is out of scope")
      ->required();
  command->add_option("--test", files.test, "such a file to be tested on")
      ->required();
  command->add_option("--validation", files.validation,
                      "such a file to learn from what to reject; without it, "
                      "from the one to train on");
  command->add_option("--knowledge", files.knowledge_dir,
                      "folder of the knowledge base");
  command->add_option(
      "--language-pack", files.language_dir,
      "folder of the language pack, whose intents are replaced");
  command->footer(
      "Prints a JSON object: accuracy, of messages within scope; rejecting "
      "{accuracy, oos_recall, oos_precision}, where what is likely out of "
      "scope "
      "is rejected; train_seconds, microseconds_per_message, classes, "
      "messages.");
}

int Chat(const Options& options) {
  const runtime::SystemClock clock;
  const auto backend = cli::Backend::Open(options.backend, clock);
  if (!backend.ok()) return Fail(backend.status());
  const std::string note = (*backend)->note();
  if (!note.empty()) std::cerr << note << "\n";
  cli::Session session((*backend)->chatbot().chat(), options.session,
                       std::cout);
  const bool terminal = isatty(STDIN_FILENO) == 1 && !options.session.json;
  const auto lines =
      terminal ? cli::MakeTerminalLines("> ") : cli::MakeStreamLines(std::cin);
  return session.Run(*lines);
}

int Ask(const Options& options) {
  const runtime::SystemClock clock;
  const auto backend = cli::Backend::Open(options.backend, clock);
  if (!backend.ok()) return Fail(backend.status());
  cli::Session session((*backend)->chatbot().chat(), options.session,
                       std::cout);
  return session.Ask(absl::StrJoin(options.text, " "));
}

int Understand(const Options& options) {
  const runtime::SystemClock clock;
  const auto backend = cli::Backend::Open(options.backend, clock);
  if (!backend.ok()) return Fail(backend.status());
  const auto& chatbot = (*backend)->chatbot();
  return cli::UnderstandLines(
      std::cin, std::cout, std::cerr,
      cli::LabelWith(chatbot.chat(), chatbot.knowledge(),
                     chatbot.recommender()));
}

int Negation(const Options& options) {
  const runtime::SystemClock clock;
  const auto backend = cli::Backend::Open(options.backend, clock);
  if (!backend.ok()) return Fail(backend.status());
  return cli::NegationLines(std::cin, std::cout, std::cerr,
                            (*backend)->chatbot().engine());
}

int Explain(const Options& options) {
  const runtime::SystemClock clock;
  const auto backend = cli::Backend::Open(options.backend, clock);
  if (!backend.ok()) return Fail(backend.status());
  const auto& chatbot = (*backend)->chatbot();
  std::string text = absl::StrJoin(options.text, " ");
  if (text.empty()) text.assign(std::istreambuf_iterator<char>(std::cin), {});
  return cli::Explain(
      text, {chatbot.engine(), chatbot.knowledge(), chatbot.recommender()},
      options.session.json, options.session.style, std::cout);
}

int Evaluate(const Options& options) {
  std::ifstream file(options.file);
  if (options.file != "-" && !file) {
    std::cerr << "The file to evaluate cannot be read.\n";
    return cli::kExitFailed;
  }
  const runtime::SystemClock clock;
  const auto backend = cli::Backend::Open(options.backend, clock);
  if (!backend.ok()) return Fail(backend.status());
  const auto& chatbot = (*backend)->chatbot();
  return cli::EvaluateLines(options.file == "-" ? std::cin : file,
                            options.session.json,
                            cli::LabelWith(chatbot.chat(), chatbot.knowledge(),
                                           chatbot.recommender()),
                            std::cout, std::cerr);
}

int ImportPlaces(const Options& options) {
  const auto done = embedded::ImportPlaces(options.files, options.output);
  if (!done.ok()) return Fail(done.status());
  for (const std::string& line : *done) std::cout << line << "\n";
  return cli::kExitDone;
}

int GenerateTherapists(const Options& options) {
  const absl::Status written =
      embedded::GenerateTherapists(options.count, options.seed, std::cout);
  return written.ok() ? cli::kExitDone : Fail(written);
}

int SearchDirectory(const Options& options) {
  const runtime::SystemClock clock;
  const auto backend = cli::Backend::Open(options.backend, clock);
  if (!backend.ok()) return Fail(backend.status());
  const auto& chatbot = (*backend)->chatbot();
  return cli::SearchDirectory(options.search, chatbot.therapists(),
                              chatbot.chat().replies(), options.session.style,
                              std::cout, std::cerr);
}

int Run(int argc, char** argv) {
  runtime::PrepareProcess();
  // A person's terminal is no place for a log; faults are said in words.
  if (!runtime::StartLogging({.level = "off"}).ok()) return cli::kExitFailed;

  Options options;
  options.session.locale = LocaleOfEnvironment();
  CLI::App app(
      "Tells someone in pain what is safe to do next, which massage technique "
      "fits, and who nearby offers it. It does not diagnose, and it keeps "
      "nothing that people type.",
      "unknot");
  app.set_version_flag(
      "--version", std::string("unknot ").append(runtime::Version().data(),
                                                 runtime::Version().size()));
  app.require_subcommand(1);
  app.footer(
      "Exit codes: 0 done, 1 failed, 2 wrong usage, 10 the last answer was to "
      "call the emergency number.");

  auto* chat = app.add_subcommand("chat", "Talk, a message a line");
  AddConversation(chat, options);

  auto* ask = app.add_subcommand("ask", "Answer one message");
  AddConversation(ask, options);
  ask->add_option("text", options.text, "the message")->required();

  auto* understand = app.add_subcommand("understand", "Say what messages mean");
  AddServices(understand, options);
  understand
      ->add_flag("--jsonl", options.jsonl,
                 "read {\"id\",\"text\"} lines, write label lines")
      ->required();

  auto* negation = app.add_subcommand(
      "negation", "Say whether sentences affirm or negate something");
  AddServices(negation, options);
  negation
      ->add_flag("--jsonl", options.jsonl,
                 "read {\"id\",\"text\",\"concept\"} lines, write "
                 "{\"id\",\"status\"} lines: affirmed or negated")
      ->required();

  auto* explain = app.add_subcommand(
      "explain", "Show how a message is understood, and by which records");
  AddServices(explain, options);
  explain->add_option("text", options.text,
                      "the message; without it, standard input is read");
  explain->add_flag("--json", options.session.json, "print JSON");
  explain->add_flag("--no-color", options.no_color, "no colours");

  auto* evaluate = app.add_subcommand(
      "evaluate", "Measure the understanding against labelled messages");
  AddServices(evaluate, options);
  evaluate
      ->add_option("file", options.file,
                   "lines of {\"text\", labels} as `understand` prints them; "
                   "- is standard input")
      ->required();
  evaluate->add_flag("--json", options.session.json, "print JSON");

  auto* intents = app.add_subcommand(
      "intents", "Measure the classifier on any set of labelled messages");
  AddIntents(intents, options.intents);

  auto* knowledge = app.add_subcommand("knowledge", "Keep the knowledge base");
  knowledge->require_subcommand(1);
  auto* knowledge_check =
      knowledge->add_subcommand("check", "Name what is wrong with it");
  knowledge_check->add_option("folder", options.folder,
                              "the folder; without it, the one shipped");
  knowledge_check->add_option("--vignettes", options.vignettes,
                              "folder of vignettes to run besides its own");
  auto* knowledge_diff = knowledge->add_subcommand(
      "diff", "Say which complaints come out otherwise");
  knowledge_diff->add_option("old", options.folder, "the folder before")
      ->required();
  knowledge_diff->add_option("new", options.knowledge, "the folder after")
      ->required();
  knowledge_diff
      ->add_option("--complaints", options.complaints,
                   "how many complaints are made up")
      ->check(CLI::Range(1, 10000000));
  auto* knowledge_report = knowledge->add_subcommand(
      "report", "Write it as a page of HTML, to read or to print");
  knowledge_report->add_option("folder", options.folder,
                               "the folder; without it, the one shipped");
  knowledge_report->add_option("--output", options.output,
                               "file to write; without it, the terminal");

  auto* language = app.add_subcommand("language", "Keep a language pack");
  language->require_subcommand(1);
  auto* language_check =
      language->add_subcommand("check", "Name what is wrong with it");
  language_check->add_option("folder", options.folder,
                             "the folder; without it, the English one shipped");
  language_check->add_option("--knowledge", options.knowledge,
                             "folder of the knowledge base to check against");

  auto* language_train = language->add_subcommand(
      "train", "Learn from it now, so that programs start faster");
  language_train->add_option("folder", options.folder,
                             "the folder; without it, the English one shipped");
  language_train->add_option("--knowledge", options.knowledge,
                             "folder of the knowledge base");
  language_train->add_option("--output", options.file,
                             "the file to write; without it, the one programs "
                             "look for");

  auto* directory =
      app.add_subcommand("directory", "Look into the therapist directory");
  directory->require_subcommand(1);
  auto* search = directory->add_subcommand("search", "Find therapists");
  AddServices(search, options);
  search->add_option("--place", options.search.place, "town or postal code");
  search
      ->add_option("--radius-km", options.search.radius_km,
                   "reach in kilometres")
      ->check(CLI::Range(0.0, 200.0));
  search->add_option("--technique", options.search.technique_ids,
                     "id of a technique, such as deep_tissue; may be repeated");
  search->add_option("--language", options.search.languages,
                     "BCP 47 tag, such as fr; may be repeated");
  search->add_option("--country", options.search.country_code,
                     "two letters, where a name is used in several");
  search->add_option("--limit", options.search.limit, "most therapists shown")
      ->check(CLI::Range(1, 100));
  search->add_flag("--json", options.search.json, "print JSON");
  search->add_flag("--no-color", options.no_color, "no colours");
  const auto transfer =
      cli::AddTransferCommands(directory, options.import, options.export_to);
  const auto merging = cli::AddMergeCommands(directory, options.merge);

  auto* places = directory->add_subcommand("places", "The places it knows");
  places->require_subcommand(1);
  auto* places_import = places->add_subcommand(
      "import", "Take over postal codes and towns of GeoNames");
  places_import
      ->add_option("files", options.files,
                   "postal code files of GeoNames, plain or gzip")
      ->required();
  places_import->add_option(
      "--output", options.output,
      "the file to write, for --places of unknot-directory; without it, the "
      "person's own, which the directory inside reads");

  auto* generate = directory->add_subcommand(
      "generate", "Invent therapists, a line of JSON each, for trying out");
  generate->add_option("--count", options.count, "how many")
      ->required()
      ->check(CLI::Range(int64_t{0}, int64_t{100'000'000}));
  generate->add_option("--seed", options.seed,
                       "the same number makes the same therapists");

  ReadVariablesOfOneCommand(app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    // Help and version are no errors. What was typed is not repeated: with
    // `ask` it may be a complaint.
    const bool asked = error.get_exit_code() == 0;
    if (asked) return app.exit(error);
    std::cerr << "That is not how this command is used; add --help to see "
                 "how.\n";
    return cli::kExitUsage;
  }
  options.session.style = cli::StyleOfStdout(options.no_color);
  if (chat->parsed()) return Chat(options);
  if (ask->parsed()) return Ask(options);
  if (understand->parsed()) return Understand(options);
  if (negation->parsed()) return Negation(options);
  if (explain->parsed()) return Explain(options);
  if (evaluate->parsed()) return Evaluate(options);
  if (intents->parsed())
    return cli::MeasureIntents(options.intents, std::cout, std::cerr);
  if (knowledge_check->parsed()) {
    return cli::CheckKnowledgeFolder(options.folder, options.vignettes,
                                     std::cout, std::cerr);
  }
  if (knowledge_diff->parsed()) {
    return cli::DiffKnowledgeFolders(options.folder, options.knowledge,
                                     options.complaints, std::cout, std::cerr);
  }
  if (knowledge_report->parsed()) {
    return cli::ReportKnowledgeFolder(options.folder, options.output, std::cout,
                                      std::cerr);
  }
  if (language_check->parsed()) {
    return cli::CheckLanguageFolder(options.folder, options.knowledge,
                                    std::cout, std::cerr);
  }
  if (language_train->parsed()) {
    return cli::TrainLanguage(options.folder, options.knowledge, options.file,
                              std::cout, std::cerr);
  }
  if (places_import->parsed()) return ImportPlaces(options);
  if (generate->parsed()) return GenerateTherapists(options);
  if (transfer.import->parsed()) {
    options.import.show_progress = isatty(STDERR_FILENO) == 1;
    return embedded::ImportDirectory(options.import, std::cout, std::cerr);
  }
  if (transfer.export_to->parsed()) {
    options.export_to.show_progress = isatty(STDERR_FILENO) == 1;
    return embedded::ExportDirectory(options.export_to, std::cerr);
  }
  const cli::MergeArguments& merge = options.merge;
  if (merging.duplicates->parsed()) {
    return embedded::ListDuplicates(merge.directory, merge.json, std::cout,
                                    std::cerr);
  }
  if (merging.merge->parsed()) {
    return embedded::MergeDuplicates(merge.directory, merge.name,
                                     merge.duplicates, std::cout, std::cerr);
  }
  if (merging.unmerge->parsed()) {
    return embedded::UndoMerge(merge.directory, merge.merge_id, std::cout,
                               std::cerr);
  }
  return SearchDirectory(options);
}

}  // namespace

int main(int argc, char** argv) { return Run(argc, argv); }
