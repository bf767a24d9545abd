// Asks for advice.
#include "chatbot/cli/advice.h"

namespace unknot::cli {

absl::StatusOr<recommendation::v1::RecommendResponse> AdviceOn(
    const complaint::v1::Complaint& said, const dialogue::Knowledge& knowledge,
    dialogue::Recommender& recommender) {
  recommendation::v1::RecommendRequest request;
  *request.mutable_complaint() = said;
  auto* techniques = request.mutable_complaint()->mutable_techniques();
  for (int i = techniques->size() - 1; i >= 0; --i) {
    if (knowledge.FindTechnique(techniques->Get(i).technique_id()) == nullptr) {
      techniques->DeleteSubrange(i, 1);
    }
  }
  return recommender.Recommend(request);
}

}  // namespace unknot::cli
