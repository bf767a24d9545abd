#include "services/runtime/reply.h"

#include <grpcpp/server_context.h>

#include "absl/time/clock.h"
#include "services/runtime/call.h"
#include "services/runtime/errors.h"

namespace unknot::runtime {
namespace {

// Returns why the answer to this call would be of no use, or OK.
absl::Status StillWanted(const grpc::CallbackServerContext& context) {
  if (DeadlineOf(context) <= absl::Now()) {
    return Error(
        absl::StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED",
        "The deadline passed before the server could start. Allow more "
        "time, or try again when it is less busy.");
  }
  if (context.IsCancelled()) {
    return Error(absl::StatusCode::kCancelled, "CANCELLED",
                 "The client no longer waits for the answer.");
  }
  return absl::OkStatus();
}

}  // namespace

grpc::ServerUnaryReactor* Reply(grpc::CallbackServerContext* context,
                                const absl::Status& status) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  reactor->Finish(ToGrpcStatus(status));
  return reactor;
}

grpc::ServerUnaryReactor* ReplyFrom(Executor& executor,
                                    grpc::CallbackServerContext* context,
                                    absl::AnyInvocable<absl::Status()> work) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const absl::Status taken =
      executor.Submit([context, reactor, work = std::move(work)]() mutable {
        absl::Status status = StillWanted(*context);
        if (status.ok()) status = work();
        reactor->Finish(ToGrpcStatus(status));
      });
  if (!taken.ok()) reactor->Finish(ToGrpcStatus(taken));
  return reactor;
}

}  // namespace unknot::runtime
