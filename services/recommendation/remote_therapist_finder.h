// Finds therapists in a directory over gRPC.
#ifndef UNKNOT_SERVICES_RECOMMENDATION_REMOTE_THERAPIST_FINDER_H_
#define UNKNOT_SERVICES_RECOMMENDATION_REMOTE_THERAPIST_FINDER_H_

#include <memory>

#include "services/recommendation/therapist_finder.h"

namespace grpc {
class Channel;
}

namespace unknot::recommendation {

// Calls the TherapistDirectoryService behind `channel`, on gRPC's own threads
// and without retries: a second try would come too late for the answer.
std::unique_ptr<TherapistFinder> MakeRemoteTherapistFinder(
    std::shared_ptr<grpc::Channel> channel);

// A finder for a service without a directory: always Unavailable.
std::unique_ptr<TherapistFinder> MakeAbsentTherapistFinder();

}  // namespace unknot::recommendation

#endif  // UNKNOT_SERVICES_RECOMMENDATION_REMOTE_THERAPIST_FINDER_H_
