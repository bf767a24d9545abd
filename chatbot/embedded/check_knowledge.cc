// Passes the tools on to the recommendation service, which owns the knowledge.
#include "chatbot/embedded/check_knowledge.h"

#include "services/recommendation/review_knowledge.h"

namespace unknot::embedded {

std::vector<std::string> CheckKnowledge(const std::string& folder,
                                        const std::string& more_vignettes) {
  return recommendation::ReviewKnowledge(folder, more_vignettes);
}

absl::StatusOr<std::vector<std::string>> DiffKnowledge(
    const std::string& before, const std::string& after, int count) {
  return recommendation::DiffKnowledge(before, after, count);
}

absl::StatusOr<std::string> ReportKnowledge(const std::string& folder) {
  return recommendation::ReportKnowledge(folder);
}

}  // namespace unknot::embedded
