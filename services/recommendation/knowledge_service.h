// KnowledgeService over gRPC.
#ifndef UNKNOT_SERVICES_RECOMMENDATION_KNOWLEDGE_SERVICE_H_
#define UNKNOT_SERVICES_RECOMMENDATION_KNOWLEDGE_SERVICE_H_

#include <memory>

#include "services/recommendation/library.h"

namespace grpc {
class Service;
}

namespace unknot::recommendation {

// Speaks gRPC for `library`, which must outlive the service. Holds no rules of
// its own.
std::unique_ptr<grpc::Service> MakeKnowledgeService(const Library& library);

}  // namespace unknot::recommendation

#endif  // UNKNOT_SERVICES_RECOMMENDATION_KNOWLEDGE_SERVICE_H_
