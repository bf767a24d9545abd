// Checks data for its authors.
#include "chatbot/cli/check_command.h"

#include <fstream>
#include <vector>

#include "absl/status/statusor.h"
#include "chatbot/cli/session.h"
#include "chatbot/dialogue/remote_services.h"
#include "chatbot/dialogue/replies.h"
#include "chatbot/embedded/check_knowledge.h"
#include "chatbot/embedded/embedded.h"
#include "chatbot/embedded/services.h"
#include "chatbot/understanding/language_pack.h"
#include "services/runtime/data_dir.h"

namespace unknot::cli {
namespace {

int Report(const std::vector<std::string>& problems, const std::string& folder,
           std::ostream& out) {
  for (const auto& problem : problems) out << problem << "\n";
  if (problems.empty()) {
    out << folder << ": no problems found\n";
    return kExitDone;
  }
  out << problems.size() << (problems.size() == 1 ? " problem" : " problems")
      << "\n";
  return kExitFailed;
}

int Fail(const absl::Status& status, std::ostream& errors) {
  errors << status.message() << "\n";
  return kExitFailed;
}

absl::StatusOr<std::string> FolderOrShipped(const std::string& folder) {
  if (!folder.empty()) return folder;
  return runtime::DataDirectory("knowledge");
}

}  // namespace

int CheckKnowledgeFolder(const std::string& folder,
                         const std::string& vignettes, std::ostream& out,
                         std::ostream& errors) {
  const auto checked = FolderOrShipped(folder);
  if (!checked.ok()) return Fail(checked.status(), errors);
  return Report(embedded::CheckKnowledge(*checked, vignettes), *checked, out);
}

int DiffKnowledgeFolders(const std::string& before, const std::string& after,
                         int count, std::ostream& out, std::ostream& errors) {
  const auto lines = embedded::DiffKnowledge(before, after, count);
  if (!lines.ok()) return Fail(lines.status(), errors);
  for (const auto& line : *lines) out << line << "\n";
  return kExitDone;
}

int ReportKnowledgeFolder(const std::string& folder, const std::string& output,
                          std::ostream& out, std::ostream& errors) {
  const auto read = FolderOrShipped(folder);
  if (!read.ok()) return Fail(read.status(), errors);
  const auto page = embedded::ReportKnowledge(*read);
  if (!page.ok()) return Fail(page.status(), errors);
  if (output.empty()) {
    out << *page;
    return kExitDone;
  }
  std::ofstream file(output, std::ios::binary);
  file << *page;
  file.close();
  if (file.fail()) {
    errors << output << " cannot be written.\n";
    return kExitFailed;
  }
  return kExitDone;
}

int CheckLanguageFolder(const std::string& folder, const std::string& knowledge,
                        std::ostream& out, std::ostream& errors) {
  std::string checked = folder;
  if (checked.empty()) {
    const auto shipped = embedded::ShippedLanguageDir();
    if (!shipped.ok()) {
      errors << shipped.status().message() << "\n";
      return kExitFailed;
    }
    checked = *shipped;
  }
  // The concepts come from the service, as they do for the chatbot itself.
  const runtime::SystemClock clock;
  const auto services = embedded::Embedded::Start(
      {.knowledge_dir = knowledge, .store = "sqlite::memory:"}, clock);
  if (!services.ok()) {
    errors << services.status().message() << "\n";
    return kExitFailed;
  }
  const auto fetched = dialogue::FetchKnowledge((*services)->recommendation());
  if (!fetched.ok()) {
    errors << fetched.status().message() << "\n";
    return kExitFailed;
  }
  std::vector<understanding::PackProblem> found;
  const auto pack = understanding::ReadLanguagePack(checked, found);
  if (!pack.ok()) {
    errors << pack.status().message() << "\n";
    return kExitFailed;
  }
  for (auto& problem : understanding::CheckLanguagePack(*pack, fetched->base)) {
    found.push_back(std::move(problem));
  }
  std::vector<std::string> problems;
  for (const auto& problem : found) problems.push_back(problem.ToString());
  for (auto& problem : dialogue::ReplyBook::Check(pack->pack)) {
    problems.push_back(std::move(problem));
  }
  return Report(problems, checked, out);
}

}  // namespace unknot::cli
