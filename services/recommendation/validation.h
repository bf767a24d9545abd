// Whether a request can be advised on.
#ifndef UNKNOT_SERVICES_RECOMMENDATION_VALIDATION_H_
#define UNKNOT_SERVICES_RECOMMENDATION_VALIDATION_H_

#include "absl/status/status.h"
#include "services/recommendation/fact_table.h"
#include "services/recommendation/knowledge_base.h"
#include "unknot/recommendation/v1/recommendation_service.pb.h"

namespace unknot::recommendation {

// Most entries in all lists of a complaint together.
inline constexpr int kMaxComplaintEntries = 200;

// Most bytes of RecommendRequest.place and of the id of a batched request.
inline constexpr int kMaxTextBytes = 200;

// Returns InvalidArgument listing every field that is out of range or names an
// id that the knowledge base does not know, as `complaint.sites[2].region`.
// Values are not repeated. The therapist filter is left to the directory.
absl::Status Validate(const v1::RecommendRequest& request,
                      const KnowledgeBase& base);

}  // namespace unknot::recommendation

#endif  // UNKNOT_SERVICES_RECOMMENDATION_VALIDATION_H_
