// Finds therapists for a recommendation: over gRPC, in process, or faked.
#ifndef UNKNOT_SERVICES_RECOMMENDATION_THERAPIST_FINDER_H_
#define UNKNOT_SERVICES_RECOMMENDATION_THERAPIST_FINDER_H_

#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "unknot/directory/v1/search.pb.h"

namespace unknot::recommendation {

// Asks a therapist directory. Safe to use from any thread.
class TherapistFinder {
 public:
  using Found = absl::StatusOr<directory::v1::SearchTherapistsResponse>;
  using Done = absl::AnyInvocable<void(Found)>;

  virtual ~TherapistFinder() = default;

  // Calls `done` exactly once, from any thread, soon after `deadline` at the
  // latest. Unavailable and DeadlineExceeded are usual: the advice goes out
  // without therapists. `request` is not needed after the call returns.
  // `request_id` is passed on, so that logs of both sides match up.
  virtual void Find(const directory::v1::SearchTherapistsRequest& request,
                    absl::Time deadline, const std::string& request_id,
                    Done done) = 0;
};

}  // namespace unknot::recommendation

#endif  // UNKNOT_SERVICES_RECOMMENDATION_THERAPIST_FINDER_H_
