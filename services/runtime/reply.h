// Ends a unary callback method in one line.
//
//   grpc::ServerUnaryReactor* GetTherapist(
//       grpc::CallbackServerContext* context,
//       const v1::GetTherapistRequest* request,
//       v1::Therapist* response) override {
//     return runtime::Reply(context, directory_.Get(request->name()),
//     response);
//   }
#ifndef UNKNOT_SERVICES_RUNTIME_REPLY_H_
#define UNKNOT_SERVICES_RUNTIME_REPLY_H_

#include <grpcpp/support/server_callback.h>

#include <utility>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/runtime/executor.h"

namespace unknot::runtime {

// Finishes the call with `status`, details included; with an OK `status` the
// client gets *response as it is.
grpc::ServerUnaryReactor* Reply(grpc::CallbackServerContext* context,
                                const absl::Status& status);

// Finishes the call with the value of `result`, moved to *response, or with its
// error.
template <typename Response>
grpc::ServerUnaryReactor* Reply(grpc::CallbackServerContext* context,
                                absl::StatusOr<Response> result,
                                Response* response) {
  if (result.ok()) *response = *std::move(result);
  return Reply(context, result.status());
}

// Like Reply, for work that waits: runs `work` on `executor` and finishes the
// call from there. A call whose client has gone, or whose deadline has passed,
// is finished without running it; a full executor finishes it at once with
// ResourceExhausted. `work` may refer to the request and the response.
grpc::ServerUnaryReactor* ReplyFrom(Executor& executor,
                                    grpc::CallbackServerContext* context,
                                    absl::AnyInvocable<absl::Status()> work);

// The same, for `work` that returns absl::StatusOr<Response>.
template <typename Response, typename Work>
grpc::ServerUnaryReactor* ReplyFrom(Executor& executor,
                                    grpc::CallbackServerContext* context,
                                    Work work, Response* response) {
  return ReplyFrom(executor, context,
                   [work = std::move(work), response]() mutable {
                     absl::StatusOr<Response> result = work();
                     if (result.ok()) *response = *std::move(result);
                     return result.status();
                   });
}

}  // namespace unknot::runtime

#endif  // UNKNOT_SERVICES_RUNTIME_REPLY_H_
