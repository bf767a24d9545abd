// What a handler may ask about the call it is answering.
#ifndef UNKNOT_SERVICES_RUNTIME_CALL_H_
#define UNKNOT_SERVICES_RUNTIME_CALL_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace grpc {
class CallbackServerContext;
class ClientContext;
}  // namespace grpc

namespace unknot::runtime {

class Clock;

// Name of the metadata in which a request id travels.
inline constexpr char kRequestIdKey[] = "x-request-id";

// Returns the id of this call: what the client sent in `x-request-id` if that
// is 1 to 64 characters of [A-Za-z0-9_-], else one made up by the server. The
// same for the life of the call and equal to the one in the access log.
std::string RequestId(const grpc::CallbackServerContext& context);

// Returns when the client stops waiting; InfiniteFuture if it never does.
absl::Time DeadlineOf(const grpc::CallbackServerContext& context);

// Returns how long the client still waits: at least zero, perhaps infinite.
absl::Duration RemainingOf(const grpc::CallbackServerContext& context,
                           const Clock& clock);

// Prepares an outgoing call made on behalf of another: it must be answered by
// `deadline` and carries `request_id`, so that logs of both sides match up.
void PassOn(absl::Time deadline, absl::string_view request_id,
            grpc::ClientContext* outgoing);

}  // namespace unknot::runtime

#endif  // UNKNOT_SERVICES_RUNTIME_CALL_H_
