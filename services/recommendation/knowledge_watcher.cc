// Loads, puts into use or refuses.
#include "services/recommendation/knowledge_watcher.h"

#include <filesystem>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "services/recommendation/check_knowledge.h"
#include "services/runtime/logging.h"

namespace unknot::recommendation {
namespace {

namespace fs = std::filesystem;

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
    : folder_(std::move(folder)),
      knowledge_(knowledge),
      files_(folder_, ".textproto") {
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
  if (!files_.Changed()) return;
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
