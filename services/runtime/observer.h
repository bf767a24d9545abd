// The seam through which calls are watched: access log today, metrics next.
#ifndef UNKNOT_SERVICES_RUNTIME_OBSERVER_H_
#define UNKNOT_SERVICES_RUNTIME_OBSERVER_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace unknot::runtime {

// What may be known of a call: nothing of what was said in it, nor by whom.
struct CallRecord {
  // As on the wire: "/unknot.directory.v1.TherapistDirectoryService/Search".
  absl::string_view method;
  // As the client sent it in `x-request-id`, or made up here. See call.h.
  absl::string_view request_id;
  // What the client was told. kCancelled if it left before being told.
  absl::StatusCode code = absl::StatusCode::kOk;
  // From the arrival of the request until the last byte was handed over.
  absl::Duration duration;
};

// Told of every call to a Server's own services, also those that never reached
// a handler because their request could not be read. Calls may come from
// several threads at once; an observer must not wait.
class CallObserver {
 public:
  virtual ~CallObserver() = default;
  // `record` is valid during the call only.
  virtual void OnCallDone(const CallRecord& record) = 0;
};

// Writes one log line per call, at level info; health checks at debug.
class AccessLog final : public CallObserver {
 public:
  void OnCallDone(const CallRecord& record) override;
};

}  // namespace unknot::runtime

#endif  // UNKNOT_SERVICES_RUNTIME_OBSERVER_H_
