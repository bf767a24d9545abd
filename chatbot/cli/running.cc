#include "chatbot/cli/running.h"

#include <unistd.h>

#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "absl/strings/str_join.h"
#include "chatbot/cli/backend.h"
#include "chatbot/cli/check_command.h"
#include "chatbot/cli/evaluate_command.h"
#include "chatbot/cli/explain_command.h"
#include "chatbot/cli/labeller.h"
#include "chatbot/cli/lines.h"
#include "chatbot/cli/negation_command.h"
#include "chatbot/cli/train_command.h"
#include "chatbot/cli/understand_command.h"
#include "chatbot/embedded/duplicates.h"
#include "chatbot/embedded/generate_therapists.h"
#include "chatbot/embedded/import_places.h"
#include "services/runtime/utf8.h"

namespace unknot::cli {
namespace {

int Fail(const absl::Status& status) {
  std::cerr << runtime::WithoutControls(status.message()) << "\n";
  return kExitFailed;
}

}  // namespace

int RunChat(const Options& options) {
  const runtime::SystemClock clock;
  const auto backend = Backend::Open(options.backend, clock);
  if (!backend.ok()) return Fail(backend.status());
  const std::string note = (*backend)->note();
  if (!note.empty()) std::cerr << note << "\n";
  Session session((*backend)->chatbot().chat(), options.session, std::cout);
  if (options.session.json || options.plain || isatty(STDIN_FILENO) == 0) {
    return session.Run(*MakeStreamLines(std::cin));
  }
  const auto lines = MakeTerminalLines("> ", options.history);
  if (!lines.ok()) return Fail(lines.status());
  return session.Run(**lines);
}

int RunAsk(const Options& options) {
  const runtime::SystemClock clock;
  const auto backend = Backend::Open(options.backend, clock);
  if (!backend.ok()) return Fail(backend.status());
  Session session((*backend)->chatbot().chat(), options.session, std::cout);
  return session.Ask(absl::StrJoin(options.text, " "));
}

int RunUnderstand(const Options& options) {
  const runtime::SystemClock clock;
  const auto backend = Backend::Open(options.backend, clock);
  if (!backend.ok()) return Fail(backend.status());
  const auto& chatbot = (*backend)->chatbot();
  return UnderstandLines(
      std::cin, std::cout, std::cerr,
      LabelWith(chatbot.chat(), chatbot.knowledge(), chatbot.recommender()));
}

int RunNegation(const Options& options) {
  const runtime::SystemClock clock;
  const auto backend = Backend::Open(options.backend, clock);
  if (!backend.ok()) return Fail(backend.status());
  return NegationLines(std::cin, std::cout, std::cerr,
                       (*backend)->chatbot().engine());
}

int RunExplain(const Options& options) {
  const runtime::SystemClock clock;
  const auto backend = Backend::Open(options.backend, clock);
  if (!backend.ok()) return Fail(backend.status());
  const auto& chatbot = (*backend)->chatbot();
  std::string text = absl::StrJoin(options.text, " ");
  if (text.empty()) text.assign(std::istreambuf_iterator<char>(std::cin), {});
  return Explain(text,
                 {chatbot.engine(), chatbot.knowledge(), chatbot.recommender()},
                 options.session.json, options.session.style(), std::cout);
}

int RunEvaluate(const Options& options) {
  std::ifstream file(options.file);
  if (options.file != "-" && !file) {
    std::cerr << "The file to evaluate cannot be read.\n";
    return kExitFailed;
  }
  const runtime::SystemClock clock;
  const auto backend = Backend::Open(options.backend, clock);
  if (!backend.ok()) return Fail(backend.status());
  const auto& chatbot = (*backend)->chatbot();
  return EvaluateLines(
      options.file == "-" ? std::cin : file, options.session.json,
      LabelWith(chatbot.chat(), chatbot.knowledge(), chatbot.recommender()),
      std::cout, std::cerr);
}

int RunImportPlaces(const Options& options) {
  const auto done = embedded::ImportPlaces(options.files, options.output);
  if (!done.ok()) return Fail(done.status());
  for (const std::string& line : *done) std::cout << line << "\n";
  return kExitDone;
}

int RunGenerateTherapists(const Options& options) {
  const absl::Status written =
      embedded::GenerateTherapists(options.count, options.seed, std::cout);
  return written.ok() ? kExitDone : Fail(written);
}

int RunSearchDirectory(const Options& options) {
  const runtime::SystemClock clock;
  const auto backend = Backend::Open(options.backend, clock);
  if (!backend.ok()) return Fail(backend.status());
  const auto& chatbot = (*backend)->chatbot();
  return SearchDirectory(options.search, chatbot.therapists(),
                         chatbot.chat().replies(), options.session.style(),
                         std::cout, std::cerr);
}

int RunCheckKnowledge(const Options& options) {
  return CheckKnowledgeFolder(options.folder, options.vignettes, std::cout,
                              std::cerr);
}

int RunDiffKnowledge(const Options& options) {
  return DiffKnowledgeFolders(options.folder, options.knowledge,
                              options.complaints, std::cout, std::cerr);
}

int RunReportKnowledge(const Options& options) {
  return ReportKnowledgeFolder(options.folder, options.output, std::cout,
                               std::cerr);
}

int RunCheckLanguage(const Options& options) {
  return CheckLanguageFolder(options.folder, options.knowledge, std::cout,
                             std::cerr);
}

int RunTrainLanguage(const Options& options) {
  return TrainLanguage(options.folder, options.knowledge, options.file,
                       std::cout, std::cerr);
}

int RunMeasureIntents(const Options& options) {
  return MeasureIntents(options.intents, std::cout, std::cerr);
}

int RunImportDirectory(const Options& options) {
  embedded::ImportArguments import = options.import;
  import.show_progress = isatty(STDERR_FILENO) == 1;
  return embedded::ImportDirectory(import, std::cout, std::cerr);
}

int RunExportDirectory(const Options& options) {
  embedded::ExportArguments export_to = options.export_to;
  export_to.show_progress = isatty(STDERR_FILENO) == 1;
  return embedded::ExportDirectory(export_to, std::cerr);
}

int RunListDuplicates(const Options& options) {
  const MergeArguments& merge = options.merge;
  return embedded::ListDuplicates(merge.directory, merge.json, std::cout,
                                  std::cerr);
}

int RunMergeDuplicates(const Options& options) {
  const MergeArguments& merge = options.merge;
  return embedded::MergeDuplicates(merge.directory, merge.name,
                                   merge.duplicates, std::cout, std::cerr);
}

int RunUndoMerge(const Options& options) {
  return embedded::UndoMerge(options.merge.directory, options.merge.merge_id,
                             std::cout, std::cerr);
}

}  // namespace unknot::cli
