#include "services/runtime/call.h"

#include <grpcpp/client_context.h>
#include <grpcpp/server_context.h>

#include <algorithm>
#include <chrono>

#include "services/runtime/call_context.h"
#include "services/runtime/clock.h"

namespace unknot::runtime {

std::string RequestId(const grpc::CallbackServerContext& context) {
  const auto* ours = dynamic_cast<const CallContext*>(&context);
  return ours == nullptr ? "" : ours->request_id();
}

absl::Time DeadlineOf(const grpc::CallbackServerContext& context) {
  const std::chrono::system_clock::time_point deadline = context.deadline();
  return deadline == std::chrono::system_clock::time_point::max()
             ? absl::InfiniteFuture()
             : absl::FromChrono(deadline);
}

absl::Duration RemainingOf(const grpc::CallbackServerContext& context,
                           const Clock& clock) {
  return std::max(DeadlineOf(context) - clock.Now(), absl::ZeroDuration());
}

void PassOn(absl::Time deadline, absl::string_view request_id,
            grpc::ClientContext* outgoing) {
  if (deadline != absl::InfiniteFuture()) {
    outgoing->set_deadline(absl::ToChronoTime(deadline));
  }
  if (!request_id.empty()) {
    outgoing->AddMetadata(kRequestIdKey, std::string(request_id));
  }
}

}  // namespace unknot::runtime
