// The advice of this service with therapists: what a call to Recommend does.
#ifndef UNKNOT_SERVICES_RECOMMENDATION_ADVISOR_H_
#define UNKNOT_SERVICES_RECOMMENDATION_ADVISOR_H_

#include <memory>
#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/recommendation/live_knowledge.h"
#include "services/recommendation/questions.h"
#include "services/recommendation/therapist_finder.h"
#include "services/runtime/clock.h"
#include "unknot/recommendation/v1/recommendation_service.pb.h"

namespace unknot::recommendation {

// Advises, and asks a directory where a place is given. The advice itself needs
// no other service and never waits for one. Safe to use from any thread.
class Advisor {
 public:
  using Done = absl::AnyInvocable<void(absl::Status)>;

  // All arguments must outlive the advisor and every call it has begun.
  Advisor(const LiveKnowledge& knowledge, const QuestionChooser& questions,
          TherapistFinder& finder, const runtime::Clock& clock)
      : knowledge_(knowledge),
        questions_(questions),
        finder_(finder),
        clock_(clock) {}

  // Writes the advice to *response and calls `done` exactly once: before it
  // returns where no therapists are looked for, else from any thread, in time
  // for `deadline` (when the caller stops waiting). An error is that of
  // Recommender::Recommend; trouble with the directory is none.
  // `request` and `response` must live until `done` was called.
  void Recommend(const v1::RecommendRequest& request, absl::Time deadline,
                 const std::string& request_id, v1::RecommendResponse* response,
                 Done done) const;

 private:
  struct Search;
  void Find(std::shared_ptr<Search> search, bool with_techniques) const;

  const LiveKnowledge& knowledge_;
  const QuestionChooser& questions_;
  TherapistFinder& finder_;
  const runtime::Clock& clock_;
};

}  // namespace unknot::recommendation

#endif  // UNKNOT_SERVICES_RECOMMENDATION_ADVISOR_H_
