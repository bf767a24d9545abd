// Validates, examines, ranks and writes.
#include "services/recommendation/recommender.h"

#include <algorithm>

#include "services/recommendation/advice_writer.h"
#include "services/recommendation/ranking.h"
#include "services/recommendation/triage.h"
#include "services/recommendation/validation.h"

namespace unknot::recommendation {
namespace {

constexpr int kMaxQuestions = 3;

}  // namespace

absl::Status Recommender::Recommend(const v1::RecommendRequest& request,
                                    v1::RecommendResponse* response) const {
  response->Clear();
  const absl::Status valid = Validate(request, *base_);
  if (!valid.ok() || request.validate_only()) return valid;
  const Findings findings = Examine(*base_, request.complaint());
  const Ranking ranking = Rank(*base_, findings);
  const int wanted = request.max_questions() == 0 ? 1 : request.max_questions();
  const std::vector<int> questions = questions_.Choose(
      *base_, findings, ranking, std::min(wanted, kMaxQuestions));
  AdviceWriter(*base_, findings, ranking, request.country_code(), response)
      .Write(questions);
  return absl::OkStatus();
}

}  // namespace unknot::recommendation
