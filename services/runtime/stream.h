// Reactors for methods whose requests are a stream. Each message is checked, so
// that one that cannot be read ends the call with InvalidArgument instead of
// passing for the end of the stream.
//
// A method with a stream of requests and one response, among many others:
//
//   class DirectoryService final
//       : public v1::Directory::WithRawCallbackMethod_Import<
//             v1::Directory::CallbackService> {
//     grpc::ServerReadReactor<grpc::ByteBuffer>* Import(
//         grpc::CallbackServerContext* context,
//         grpc::ByteBuffer* response) override {
//       return new ImportCall(context, pool_, response);  // a RequestStream
//     }
//
// A method with streams both ways must not be among those of CallbackService,
// so the others are listed by name:
//
//   class RecommendationService final
//       : public v1::Recommendation::WithCallbackMethod_Recommend<
//             v1::Recommendation::WithRawCallbackMethod_Batch<
//                 v1::Recommendation::Service>> {
//     grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* Batch(
//         grpc::CallbackServerContext* context) override {
//       return new BatchCall(pool_);  // a RequestExchange
//     }
#ifndef UNKNOT_SERVICES_RUNTIME_STREAM_H_
#define UNKNOT_SERVICES_RUNTIME_STREAM_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/runtime/errors.h"
#include "services/runtime/executor.h"
#include "services/runtime/wire.h"

namespace unknot::runtime {

// A stream of requests and one response at its end. Derive, and allocate with
// new: it deletes itself. Both virtual methods run one after another on
// `executor`, which must outlive the call.
template <typename Request, typename Response>
class RequestStream : public grpc::ServerReadReactor<grpc::ByteBuffer> {
 public:
  // `context` and `response` are those that gRPC handed over.
  RequestStream(grpc::CallbackServerContext* context, Executor& executor,
                grpc::ByteBuffer* response)
      : context_(context), executor_(executor), response_(response) {
    StartRead(&bytes_);
  }

  // Takes the next request. An error ends the call with it.
  virtual absl::Status OnRequest(Request& request) = 0;
  // Answers after the last request. Not called when the client broke off.
  virtual absl::StatusOr<Response> OnEnd() = 0;

 private:
  void OnReadDone(bool ok) final {
    const absl::Status taken = executor_.Submit([this, ok] {
      const absl::Status status = ok ? TakeOne() : End();
      if (!ok || !status.ok()) {
        Finish(ToGrpcStatus(status));
      } else {
        StartRead(&bytes_);
      }
    });
    if (!taken.ok()) Finish(ToGrpcStatus(taken));
  }
  void OnDone() final { delete this; }

  absl::Status TakeOne() {
    const absl::Status parsed = ParseMessage(bytes_, &request_);
    return parsed.ok() ? OnRequest(request_) : parsed;
  }
  absl::Status End() {
    if (context_->IsCancelled()) return absl::CancelledError("client left");
    const absl::StatusOr<Response> result = OnEnd();
    return result.ok() ? SerializeMessage(*result, response_) : result.status();
  }

  grpc::CallbackServerContext* const context_;
  Executor& executor_;
  grpc::ByteBuffer* const response_;
  grpc::ByteBuffer bytes_;
  Request request_;
};

// A stream of requests, each answered by one response in the same order.
// Derive, and allocate with new: it deletes itself. Read-ahead is one message:
// a client that does not read its answers is not read from either.
template <typename Request, typename Response>
class RequestExchange
    : public grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  explicit RequestExchange(Executor& executor) : executor_(executor) {
    StartRead(&bytes_);
  }

  // Answers one request, on `executor`. An error ends the call with it.
  virtual absl::StatusOr<Response> OnRequest(Request& request) = 0;

 private:
  void OnReadDone(bool ok) final {
    if (!ok) return Finish(grpc::Status::OK);
    const absl::Status taken = executor_.Submit([this] {
      const absl::Status status = Answer();
      if (status.ok()) {
        StartWrite(&answer_);
      } else {
        Finish(ToGrpcStatus(status));
      }
    });
    if (!taken.ok()) Finish(ToGrpcStatus(taken));
  }
  void OnWriteDone(bool ok) final {
    if (!ok) return Finish(ToGrpcStatus(absl::CancelledError("client left")));
    StartRead(&bytes_);
  }
  void OnDone() final { delete this; }

  absl::Status Answer() {
    const absl::Status parsed = ParseMessage(bytes_, &request_);
    if (!parsed.ok()) return parsed;
    const absl::StatusOr<Response> result = OnRequest(request_);
    return result.ok() ? SerializeMessage(*result, &answer_) : result.status();
  }

  Executor& executor_;
  grpc::ByteBuffer bytes_;
  grpc::ByteBuffer answer_;
  Request request_;
};

}  // namespace unknot::runtime

#endif  // UNKNOT_SERVICES_RUNTIME_STREAM_H_
