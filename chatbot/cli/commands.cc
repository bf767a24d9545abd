#include "chatbot/cli/commands.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <string>
#include <vector>

#include "absl/strings/str_replace.h"
#include "chatbot/cli/completion.h"
#include "chatbot/cli/running.h"

namespace unknot::cli {
namespace {

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

// Adds a command below `app` that does `run`.
CLI::App* AddCommand(CLI::App* app, const char* name, const char* description,
                     Options& options, int (*run)(const Options&)) {
  auto* command = app->add_subcommand(name, description);
  command->callback([&options, run] { options.run = run; });
  return command;
}

void AddServices(CLI::App* command, Options& options) {
  command
      ->add_option("--recommendation", options.backend.recommendation,
                   "HOST:PORT of the recommendation service; without it, it "
                   "runs inside")
      ->envname("UNKNOT_RECOMMENDATION");
  AddDirectoryChoice(
      command, options.backend.directory, options.backend.store,
      "HOST:PORT of the therapist directory; without it, it runs inside",
      "where the directory inside keeps therapists: sqlite:PATH, "
      "sqlite::memory: or postgresql://...");
  command
      ->add_option("--knowledge", options.backend.knowledge_dir,
                   "folder of the knowledge base")
      ->type_name("FOLDER")
      ->envname("UNKNOT_KNOWLEDGE");
  command
      ->add_option("--language-pack", options.backend.language_dir,
                   "folder of the language pack")
      ->type_name("FOLDER")
      ->envname("UNKNOT_LANGUAGE_PACK");
}

// How text for people looks.
void AddLook(CLI::App* command, Options& options) {
  command->add_flag("--no-color", options.no_color,
                    "no colours; NO_COLOR=1 does the same");
  command->add_flag("--plain", options.plain,
                    "text as it is, for screen readers: neither colours nor "
                    "wrapping nor line editing");
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
  AddLook(command, options);
}

void AddIntents(CLI::App* command, IntentFiles& files) {
  command
      ->add_option("--train", files.train,
                   "file of {\"text\",\"intent\"} lines to learn from; the "
                   "intent oos marks what is out of scope")
      ->type_name("FILE")
      ->required();
  command->add_option("--test", files.test, "such a file to be tested on")
      ->type_name("FILE")
      ->required();
  command
      ->add_option("--validation", files.validation,
                   "such a file to learn from what to reject; without it, "
                   "from the one to train on")
      ->type_name("FILE");
  command
      ->add_option("--knowledge", files.knowledge_dir,
                   "folder of the knowledge base")
      ->type_name("FOLDER");
  command
      ->add_option("--language-pack", files.language_dir,
                   "folder of the language pack, whose intents are replaced")
      ->type_name("FOLDER");
  command->footer(
      "Prints a JSON object: accuracy, of messages within scope; rejecting "
      "{accuracy, oos_recall, oos_precision}, where what is likely out of "
      "scope "
      "is rejected; train_seconds, microseconds_per_message, classes, "
      "messages.");
}

void AddTalking(CLI::App* app, Options& options) {
  auto* chat =
      AddCommand(app, "chat", "Talk, a message a line", options, RunChat);
  AddConversation(chat, options);
  chat->add_option("--history", options.history,
                   "at a terminal, keep the lines typed in this file, for you "
                   "alone, and offer them next time; without it, nothing "
                   "typed is kept")
      ->type_name("FILE");
  chat->footer(kConversationHelp);

  auto* ask = AddCommand(app, "ask", "Answer one message", options, RunAsk);
  AddConversation(ask, options);
  ask->add_option("text", options.text, "the message")->required();
}

void AddUnderstanding(CLI::App* app, Options& options) {
  auto* understand = AddCommand(app, "understand", "Say what messages mean",
                                options, RunUnderstand);
  AddServices(understand, options);
  understand
      ->add_flag("--jsonl", options.jsonl,
                 "read {\"id\",\"text\"} lines, write label lines")
      ->required();

  auto* negation = AddCommand(
      app, "negation", "Say whether sentences affirm or negate something",
      options, RunNegation);
  AddServices(negation, options);
  negation
      ->add_flag("--jsonl", options.jsonl,
                 "read {\"id\",\"text\",\"concept\"} lines, write "
                 "{\"id\",\"status\"} lines: affirmed or negated")
      ->required();

  auto* explain = AddCommand(
      app, "explain", "Show how a message is understood, and by which records",
      options, RunExplain);
  AddServices(explain, options);
  explain->add_option("text", options.text,
                      "the message; without it, standard input is read");
  explain->add_flag("--json", options.session.json, "print JSON");
  AddLook(explain, options);

  auto* evaluate = AddCommand(
      app, "evaluate", "Measure the understanding against labelled messages",
      options, RunEvaluate);
  AddServices(evaluate, options);
  evaluate
      ->add_option("file", options.file,
                   "lines of {\"text\", labels} as `understand` prints them; "
                   "- is standard input")
      ->type_name("FILE")
      ->required();
  evaluate->add_flag("--json", options.session.json, "print JSON");

  AddIntents(AddCommand(app, "intents",
                        "Measure the classifier on any set of labelled "
                        "messages",
                        options, RunMeasureIntents),
             options.intents);
}

void AddKnowledge(CLI::App* app, Options& options) {
  auto* knowledge = app->add_subcommand("knowledge", "Keep the knowledge base");
  knowledge->require_subcommand(1);
  auto* check = AddCommand(knowledge, "check", "Name what is wrong with it",
                           options, RunCheckKnowledge);
  check
      ->add_option("folder", options.folder,
                   "the folder; without it, the one shipped")
      ->type_name("FOLDER");
  check
      ->add_option("--vignettes", options.vignettes,
                   "folder of vignettes to run besides its own")
      ->type_name("FOLDER");

  auto* diff =
      AddCommand(knowledge, "diff", "Say which complaints come out otherwise",
                 options, RunDiffKnowledge);
  diff->add_option("old", options.folder, "the folder before")
      ->type_name("FOLDER")
      ->required();
  diff->add_option("new", options.knowledge, "the folder after")
      ->type_name("FOLDER")
      ->required();
  diff->add_option("--complaints", options.complaints,
                   "how many complaints are made up")
      ->check(CLI::Range(1, 10000000));

  auto* report = AddCommand(knowledge, "report",
                            "Write it as a page of HTML, to read or to print",
                            options, RunReportKnowledge);
  report
      ->add_option("folder", options.folder,
                   "the folder; without it, the one shipped")
      ->type_name("FOLDER");
  report
      ->add_option("--output", options.output,
                   "file to write; without it, the terminal")
      ->type_name("FILE");
}

void AddLanguage(CLI::App* app, Options& options) {
  auto* language = app->add_subcommand("language", "Keep a language pack");
  language->require_subcommand(1);
  auto* check = AddCommand(language, "check", "Name what is wrong with it",
                           options, RunCheckLanguage);
  auto* train = AddCommand(language, "train",
                           "Learn from it now, so that programs start faster",
                           options, RunTrainLanguage);
  for (auto* command : {check, train}) {
    command
        ->add_option("folder", options.folder,
                     "the folder; without it, the English one shipped")
        ->type_name("FOLDER");
    command
        ->add_option("--knowledge", options.knowledge,
                     "folder of the knowledge base that it speaks of")
        ->type_name("FOLDER");
  }
  train
      ->add_option("--output", options.file,
                   "the file to write; without it, the one programs look for")
      ->type_name("FILE");
}

void AddDirectory(CLI::App* app, Options& options) {
  auto* directory =
      app->add_subcommand("directory", "Look into the therapist directory");
  directory->require_subcommand(1);
  auto* search = AddCommand(directory, "search", "Find therapists", options,
                            RunSearchDirectory);
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
  AddLook(search, options);

  const auto transfer =
      AddTransferCommands(directory, options.import, options.export_to);
  transfer.import->callback([&options] { options.run = RunImportDirectory; });
  transfer.export_to->callback(
      [&options] { options.run = RunExportDirectory; });

  const auto merging = AddMergeCommands(directory, options.merge);
  merging.duplicates->callback([&options] { options.run = RunListDuplicates; });
  merging.merge->callback([&options] { options.run = RunMergeDuplicates; });
  merging.unmerge->callback([&options] { options.run = RunUndoMerge; });

  auto* places = directory->add_subcommand("places", "The places it knows");
  places->require_subcommand(1);
  auto* import = AddCommand(places, "import",
                            "Take over postal codes and towns of GeoNames",
                            options, RunImportPlaces);
  import
      ->add_option("files", options.files,
                   "postal code files of GeoNames, plain or gzip")
      ->type_name("FILE")
      ->required();
  import
      ->add_option(
          "--output", options.output,
          "the file to write, for --places of unknot-directory; without it, "
          "the person's own, which the directory inside reads")
      ->type_name("FILE");

  auto* generate =
      AddCommand(directory, "generate",
                 "Invent therapists, a line of JSON each, for trying out",
                 options, RunGenerateTherapists);
  generate->add_option("--count", options.count, "how many")
      ->required()
      ->check(CLI::Range(int64_t{0}, int64_t{100'000'000}));
  generate->add_option("--seed", options.seed,
                       "the same number makes the same therapists");
}

void AddCompletion(CLI::App* app, Options& options) {
  auto* completion = app->add_subcommand(
      "completion", "Print a script that completes commands at the Tab key");
  completion->add_option("shell", options.file, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember(
          std::vector<std::string>(std::begin(kShells), std::end(kShells))));
  completion->callback([app, &options] {
    std::cout << CompletionScript(*app, options.file);
    options.run = [](const Options&) { return kExitDone; };
  });
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

}  // namespace

void AddCommands(CLI::App& app, Options& options) {
  options.session.locale = LocaleOfEnvironment();
  app.require_subcommand(1);
  AddTalking(&app, options);
  AddUnderstanding(&app, options);
  AddKnowledge(&app, options);
  AddLanguage(&app, options);
  AddDirectory(&app, options);
  AddCompletion(&app, options);
  ReadVariablesOfOneCommand(app);
}

}  // namespace unknot::cli
