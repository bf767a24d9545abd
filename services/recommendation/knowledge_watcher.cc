// Notices changed files by name, size and time.
#include "services/recommendation/knowledge_watcher.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/recommendation/check_knowledge.h"
#include "services/runtime/logging.h"

namespace unknot::recommendation {
namespace {

namespace fs = std::filesystem;

std::string Fingerprint(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->path().extension() != ".textproto") continue;
    std::error_code gone;
    files.push_back(
        absl::StrCat(entry->path().string(), " ", entry->file_size(gone), " ",
                     entry->last_write_time(gone).time_since_epoch().count()));
  }
  std::sort(files.begin(), files.end());
  return absl::StrJoin(files, "\n");
}

// The faults that the files have, without the folder they lie in; `status`
// where they have been mended meanwhile.
std::vector<std::string> ProblemsOf(const std::string& folder,
                                    const absl::Status& status) {
  std::vector<std::string> problems;
  for (KnowledgeProblem& problem : CheckKnowledge(folder)) {
    problem.file = fs::path(problem.file).filename().string();
    problems.push_back(ToString(problem));
  }
  if (problems.empty()) problems.emplace_back(status.message());
  return problems;
}

}  // namespace

KnowledgeWatcher::KnowledgeWatcher(std::string folder, absl::Duration interval,
                                   LiveKnowledge& knowledge)
    : folder_(std::move(folder)), knowledge_(knowledge) {
  if (interval <= absl::ZeroDuration()) return;
  thread_ = std::thread([this, interval] {
    while (!stop_.WaitForNotificationWithTimeout(interval)) LookNow();
  });
}

KnowledgeWatcher::~KnowledgeWatcher() {
  stop_.Notify();
  if (thread_.joinable()) thread_.join();
}

void KnowledgeWatcher::LookNow() {
  std::string found = Fingerprint(folder_);
  if (found == seen_) return;
  seen_ = std::move(found);
  absl::StatusOr<KnowledgeBase::Ptr> base = KnowledgeBase::Load(folder_);
  if (!base.ok()) {
    runtime::LogError(
        "knowledge base not reloaded",
        {{"problems", runtime::OperatorText(base.status().message())}});
    knowledge_.Refuse(ProblemsOf(folder_, base.status()));
    return;
  }
  const std::string version = (*base)->version();
  if (knowledge_.Replace(*std::move(base))) {
    runtime::LogInfo("knowledge base reloaded",
                     {{"version", runtime::Id(version)}});
  }
}

}  // namespace unknot::recommendation
