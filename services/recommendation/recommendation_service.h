// RecommendationService over gRPC.
#ifndef UNKNOT_SERVICES_RECOMMENDATION_RECOMMENDATION_SERVICE_H_
#define UNKNOT_SERVICES_RECOMMENDATION_RECOMMENDATION_SERVICE_H_

#include <memory>

#include "services/recommendation/advisor.h"

namespace grpc {
class Service;
}

namespace unknot::recommendation {

// Speaks gRPC for `advisor`, which must outlive the service. Holds no rules of
// its own.
std::unique_ptr<grpc::Service> MakeRecommendationService(
    const Advisor& advisor);

}  // namespace unknot::recommendation

#endif  // UNKNOT_SERVICES_RECOMMENDATION_RECOMMENDATION_SERVICE_H_
