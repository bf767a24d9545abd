// The whole advice for one complaint, without any network.
#ifndef UNKNOT_SERVICES_RECOMMENDATION_RECOMMENDER_H_
#define UNKNOT_SERVICES_RECOMMENDATION_RECOMMENDER_H_

#include "absl/status/status.h"
#include "services/recommendation/knowledge_base.h"
#include "services/recommendation/questions.h"
#include "unknot/recommendation/v1/recommendation_service.pb.h"

namespace unknot::recommendation {

// Advises on complaints. Holds no state: the same request and the same version
// of the knowledge base give the same bytes, whatever the order of the lists in
// the complaint. Safe to use from any thread.
class Recommender {
 public:
  // Takes a share of `base`. `questions` must outlive the recommender.
  Recommender(KnowledgeBase::Ptr base, const QuestionChooser& questions)
      : base_(std::move(base)), questions_(questions) {}

  // Writes the advice, therapists excepted, over *response. The read mask is
  // left to the caller: therapists are looked for by what is recommended.
  // Returns InvalidArgument as Validate does; *response is then empty, as it is
  // for a request that only wants to be validated.
  absl::Status Recommend(const v1::RecommendRequest& request,
                         v1::RecommendResponse* response) const;

  const KnowledgeBase& base() const { return *base_; }

 private:
  KnowledgeBase::Ptr base_;
  const QuestionChooser& questions_;
};

}  // namespace unknot::recommendation

#endif  // UNKNOT_SERVICES_RECOMMENDATION_RECOMMENDER_H_
