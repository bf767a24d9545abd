// A server of the probe service, in the process of the test.
#ifndef UNKNOT_TESTS_RUNTIME_SERVER_FIXTURE_H_
#define UNKNOT_TESTS_RUNTIME_SERVER_FIXTURE_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "services/runtime/errors.h"
#include "services/runtime/executor.h"
#include "services/runtime/observer.h"
#include "services/runtime/server.h"
#include "tests/runtime/probe_service.h"

namespace unknot::runtime {

// Remembers the calls it was told of.
class FakeObserver final : public CallObserver {
 public:
  struct Call {
    std::string method;
    std::string request_id;
    absl::StatusCode code;
    absl::Duration duration;
  };

  void OnCallDone(const CallRecord& record) override {
    absl::MutexLock lock(&mutex_);
    calls_.push_back({std::string(record.method),
                      std::string(record.request_id), record.code,
                      record.duration});
  }

  // Waits until there are `count` calls, at most five seconds.
  std::vector<Call> WaitForCalls(size_t count) {
    absl::MutexLock lock(&mutex_);
    const auto enough = [this, count] { return calls_.size() >= count; };
    mutex_.AwaitWithTimeout(absl::Condition(&enough), absl::Seconds(5));
    return calls_;
  }

 private:
  absl::Mutex mutex_;
  std::vector<Call> calls_;
};

class ServerFixture : public testing::Test {
 protected:
  ServerFixture() : service_(pool_) {}

  // Starts the server, on a port if `options` say so, and connects to it.
  void Start(ServerOptions options = {}) {
    const bool has_port = !options.listen.empty();
    server_ = std::make_unique<Server>(std::move(options));
    server_->AddService<probe::Probe>(service_);
    server_->AddObserver(observer_);
    const absl::Status started = server_->Start();
    ASSERT_TRUE(started.ok()) << started;
    channel_ = has_port ? Connect() : server_->InProcessChannel();
    stub_ = probe::Probe::NewStub(channel_);
  }

  // Starts it on a port.
  void StartOnPort(ServerOptions options = {}) {
    options.listen = "127.0.0.1:0";
    Start(std::move(options));
  }

  // Returns a new connection to the server.
  std::shared_ptr<grpc::Channel> Connect() {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    return grpc::CreateCustomChannel(
        absl::StrCat("127.0.0.1:", server_->port()),
        grpc::InsecureChannelCredentials(), arguments);
  }

  // Calls Ask with `number` and returns the number that comes back.
  absl::StatusOr<int> Ask(int number) {
    grpc::ClientContext context;
    return Ask(number, &context);
  }
  absl::StatusOr<int> Ask(int number, grpc::ClientContext* context) {
    probe::AskRequest request;
    request.set_number(number);
    probe::AskResponse response;
    const grpc::Status status = stub_->Ask(context, request, &response);
    if (!status.ok()) return FromGrpcStatus(status);
    return response.number();
  }

  WorkerPool pool_{WorkerPool::Options{.thread_count = 2}};
  FakeObserver observer_;
  probe::ProbeService service_;
  std::unique_ptr<Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<probe::Probe::Stub> stub_;
};

}  // namespace unknot::runtime

#endif  // UNKNOT_TESTS_RUNTIME_SERVER_FIXTURE_H_
