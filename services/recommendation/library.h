// What the KnowledgeService answers, without gRPC.
#ifndef UNKNOT_SERVICES_RECOMMENDATION_LIBRARY_H_
#define UNKNOT_SERVICES_RECOMMENDATION_LIBRARY_H_

#include "absl/status/statusor.h"
#include "services/recommendation/live_knowledge.h"
#include "unknot/knowledge/v1/knowledge_service.pb.h"

namespace unknot::recommendation {

// Reads the knowledge base in use. Safe to use from any thread. Errors are
// those that knowledge_service.proto states.
class Library {
 public:
  // `knowledge` must outlive the library.
  explicit Library(LiveKnowledge& knowledge) : knowledge_(knowledge) {}

  absl::StatusOr<knowledge::v1::GetKnowledgeBaseResponse> Get(
      const knowledge::v1::GetKnowledgeBaseRequest& request) const;

  absl::StatusOr<knowledge::v1::ListTechniquesResponse> ListTechniques(
      const knowledge::v1::ListTechniquesRequest& request) const;

  absl::StatusOr<knowledge::v1::GetTechniqueResponse> GetTechnique(
      const knowledge::v1::GetTechniqueRequest& request) const;

  absl::StatusOr<knowledge::v1::CompareTechniquesResponse> Compare(
      const knowledge::v1::CompareTechniquesRequest& request) const;

  absl::StatusOr<knowledge::v1::SearchTopicsResponse> Search(
      const knowledge::v1::SearchTopicsRequest& request) const;

  LiveKnowledge& knowledge() const { return knowledge_; }

 private:
  LiveKnowledge& knowledge_;
};

}  // namespace unknot::recommendation

#endif  // UNKNOT_SERVICES_RECOMMENDATION_LIBRARY_H_
