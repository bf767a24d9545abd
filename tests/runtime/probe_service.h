// The service of probe.proto, which does what a test tells it to.
#ifndef UNKNOT_TESTS_RUNTIME_PROBE_SERVICE_H_
#define UNKNOT_TESTS_RUNTIME_PROBE_SERVICE_H_

#include <atomic>
#include <functional>
#include <utility>

#include "absl/status/statusor.h"
#include "services/runtime/executor.h"
#include "services/runtime/message_pool.h"
#include "services/runtime/reply.h"
#include "services/runtime/stream.h"
#include "tests/runtime/probe.grpc.pb.h"

namespace unknot::runtime::probe {

// Adds up the numbers it is sent.
class CollectCall final : public RequestStream<AskRequest, AskResponse> {
 public:
  using RequestStream::RequestStream;
  absl::Status OnRequest(AskRequest& request) override {
    sum_ += request.number();
    return absl::OkStatus();
  }
  absl::StatusOr<AskResponse> OnEnd() override {
    AskResponse response;
    response.set_number(sum_);
    return response;
  }

 private:
  int sum_ = 0;
};

// Answers a number with its double, and a negative one with an error.
class ExchangeCall final : public RequestExchange<AskRequest, AskResponse> {
 public:
  using RequestExchange::RequestExchange;
  absl::StatusOr<AskResponse> OnRequest(AskRequest& request) override {
    if (request.number() < 0) {
      return InvalidField("number", "must not be negative");
    }
    AskResponse response;
    response.set_number(2 * request.number());
    return response;
  }
};

// Sends nothing and ends.
class TellCall final : public grpc::ServerWriteReactor<AskResponse> {
 public:
  TellCall() { Finish(grpc::Status::OK); }
  void OnDone() override { delete this; }
};

class ProbeService final
    : public Probe::WithCallbackMethod_Ask<
          Probe::WithCallbackMethod_Tell<Probe::WithRawCallbackMethod_Collect<
              Probe::WithRawCallbackMethod_Exchange<Probe::Service>>>> {
 public:
  // What Ask does, on the executor. The usual answer is the request's number.
  using Handler = std::function<absl::StatusOr<AskResponse>(
      grpc::CallbackServerContext&, const AskRequest&)>;

  explicit ProbeService(Executor& executor) : executor_(executor) {
    SetMessageAllocatorFor_Ask(&ask_pool_);
  }

  // Before the server starts.
  void set_handler(Handler handler) { handler_ = std::move(handler); }

  // How many requests came through to Ask and Tell.
  int handled_count() const { return handled_count_; }

  grpc::ServerUnaryReactor* Ask(grpc::CallbackServerContext* context,
                                const AskRequest* request,
                                AskResponse* response) override {
    ++handled_count_;
    return ReplyFrom(
        executor_, context,
        [this, context, request] { return handler_(*context, *request); },
        response);
  }

  grpc::ServerWriteReactor<AskResponse>* Tell(grpc::CallbackServerContext*,
                                              const AskRequest*) override {
    ++handled_count_;
    return new TellCall;
  }

  grpc::ServerReadReactor<grpc::ByteBuffer>* Collect(
      grpc::CallbackServerContext* context,
      grpc::ByteBuffer* response) override {
    return new CollectCall(context, executor_, response);
  }

  grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* Exchange(
      grpc::CallbackServerContext*) override {
    return new ExchangeCall(executor_);
  }

 private:
  static absl::StatusOr<AskResponse> Echo(grpc::CallbackServerContext&,
                                          const AskRequest& request) {
    AskResponse response;
    response.set_number(request.number());
    return response;
  }

  Executor& executor_;
  MessagePool<AskRequest, AskResponse> ask_pool_;
  Handler handler_ = Echo;
  std::atomic<int> handled_count_{0};
};

}  // namespace unknot::runtime::probe

#endif  // UNKNOT_TESTS_RUNTIME_PROBE_SERVICE_H_
