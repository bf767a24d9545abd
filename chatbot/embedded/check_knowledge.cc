// Passes the check on to the recommendation service, which owns the knowledge.
#include "chatbot/embedded/check_knowledge.h"

#include "services/recommendation/check_knowledge.h"

namespace unknot::embedded {

std::vector<std::string> CheckKnowledge(const std::string& folder) {
  std::vector<std::string> problems;
  for (const auto& problem : recommendation::CheckKnowledge(folder))
    problems.push_back(recommendation::ToString(problem));
  return problems;
}

}  // namespace unknot::embedded
