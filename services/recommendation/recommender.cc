// Validates, examines, ranks and writes.
#include "services/recommendation/recommender.h"

#include <algorithm>
#include <string>
#include <vector>

#include "services/recommendation/advice_writer.h"
#include "services/recommendation/ranking.h"
#include "services/recommendation/triage.h"
#include "services/recommendation/validation.h"

namespace unknot::recommendation {
namespace {

constexpr int kMaxQuestions = 3;

// After so many questions none comes: more are not answered with care.
constexpr int kMaxAsked = 6;

// How many questions may come; 0 for none.
int QuestionsLeft(const v1::RecommendRequest& request, size_t asked) {
  const int wanted = request.max_questions() == 0 ? 1 : request.max_questions();
  return std::min({wanted, kMaxQuestions, kMaxAsked - static_cast<int>(asked)});
}

}  // namespace

absl::Status Recommender::Recommend(const v1::RecommendRequest& request,
                                    v1::RecommendResponse* response) const {
  response->Clear();
  const absl::Status valid = Validate(request, *base_);
  if (!valid.ok() || request.validate_only()) return valid;
  const Findings findings = Examine(*base_, request.complaint());
  const Ranking ranking = Rank(*base_, findings);
  std::vector<int> asked;
  for (const std::string& id : request.asked_question_ids()) {
    const int index = base_->facts().IndexOf(List::kQuestions, id);
    if (std::find(asked.begin(), asked.end(), index) == asked.end()) {
      asked.push_back(index);
    }
  }
  const std::vector<int> questions = questions_.Choose(
      *base_, findings, ranking, asked, QuestionsLeft(request, asked.size()));
  AdviceWriter(*base_, findings, ranking, request.country_code(), response)
      .Write(questions);
  return absl::OkStatus();
}

}  // namespace unknot::recommendation
