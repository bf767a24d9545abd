// The services the dialogue asks, as seams: over gRPC in the product (see
// remote_services.h), fakes in tests.
#ifndef UNKNOT_CHATBOT_DIALOGUE_SERVICES_H_
#define UNKNOT_CHATBOT_DIALOGUE_SERVICES_H_

#include "absl/status/statusor.h"
#include "unknot/directory/v1/search.pb.h"
#include "unknot/knowledge/v1/knowledge_service.pb.h"
#include "unknot/recommendation/v1/recommendation_service.pb.h"

namespace unknot::dialogue {

// Advises on a complaint. Safe to call from any thread; may wait for a network.
class Recommender {
 public:
  virtual ~Recommender() = default;

  // Returns the advice. Unavailable and DeadlineExceeded are usual and mean
  // that it should be tried again later; InvalidArgument means that the
  // service does not know an id of the complaint.
  virtual absl::StatusOr<recommendation::v1::RecommendResponse> Recommend(
      const recommendation::v1::RecommendRequest& request) = 0;
};

// Finds therapists. Safe to call from any thread; may wait for a network.
class TherapistFinder {
 public:
  virtual ~TherapistFinder() = default;

  // Returns who was found; nobody is an answer. NotFound: the place is not
  // known. Unavailable and DeadlineExceeded: try again later.
  virtual absl::StatusOr<directory::v1::SearchTherapistsResponse> Search(
      const directory::v1::SearchTherapistsRequest& request) = 0;
};

// Looks things up in the knowledge base. Safe to call from any thread; may wait
// for a network.
class Topics {
 public:
  virtual ~Topics() = default;

  // Returns claims, contradictions, advice and techniques that fit the words,
  // best first; none is an answer.
  virtual absl::StatusOr<knowledge::v1::SearchTopicsResponse> Search(
      const knowledge::v1::SearchTopicsRequest& request) = 0;

  // Sets two to five techniques side by side. NotFound: one is unknown.
  virtual absl::StatusOr<knowledge::v1::CompareTechniquesResponse> Compare(
      const knowledge::v1::CompareTechniquesRequest& request) = 0;
};

}  // namespace unknot::dialogue

#endif  // UNKNOT_CHATBOT_DIALOGUE_SERVICES_H_
