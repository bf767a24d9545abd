// A server from start to drained end.
#include "services/runtime/server.h"

#include <gmock/gmock.h>
#include <grpcpp/impl/codegen/client_unary_call.h>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"
#include "services/runtime/call.h"
#include "services/runtime/clock.h"
#include "services/runtime/request_id.h"
#include "tests/runtime/server_fixture.h"

namespace unknot::runtime {
namespace {

using testing::HasSubstr;

class ServerTest : public ServerFixture {};

TEST_F(ServerTest, AnswersInProcess) {
  Start();

  EXPECT_EQ(Ask(3).value(), 3);
  EXPECT_EQ(server_->port(), 0);
}

TEST_F(ServerTest, AnswersOverAPort) {
  StartOnPort();

  EXPECT_EQ(Ask(3).value(), 3);
  EXPECT_GT(server_->port(), 0);
}

TEST_F(ServerTest, AnswersManyCallsAtOnce) {
  StartOnPort();
  std::vector<std::thread> clients;
  std::atomic<int> right{0};

  for (int i = 0; i < 8; ++i) {
    clients.emplace_back([this, i, &right] {
      for (int j = 0; j < 100; ++j)
        right += Ask(i * 100 + j).value() == i * 100 + j;
    });
  }
  for (std::thread& client : clients) client.join();

  EXPECT_EQ(right, 800);
}

TEST_F(ServerTest, TakenPortIsAnError) {
  StartOnPort();
  Server second({.listen = absl::StrCat("127.0.0.1:", server_->port())});

  EXPECT_EQ(ReasonOf(second.Start()), "PORT_TAKEN");
}

TEST_F(ServerTest, HandlersErrorArrivesWithDetails) {
  service_.set_handler(
      [](grpc::CallbackServerContext&,
         const probe::AskRequest&) -> absl::StatusOr<probe::AskResponse> {
        return Error(absl::StatusCode::kNotFound, "GONE", "It is gone.",
                     {{"name", "x"}});
      });
  Start();

  const absl::Status status = Ask(1).status();

  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(ReasonOf(status), "GONE");
}

TEST_F(ServerTest, RequestStreamIsAnsweredAtItsEnd) {
  Start();
  grpc::ClientContext context;
  probe::AskResponse response;
  auto stream = stub_->Collect(&context, &response);
  for (int number = 1; number <= 10; ++number) {
    probe::AskRequest request;
    request.set_number(number);
    ASSERT_TRUE(stream->Write(request));
  }
  stream->WritesDone();

  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_EQ(response.number(), 55);
}

TEST_F(ServerTest, ExchangeAnswersEachRequestUntilOneIsWrong) {
  Start();
  grpc::ClientContext context;
  auto stream = stub_->Exchange(&context);
  probe::AskRequest request;
  probe::AskResponse response;
  request.set_number(21);
  ASSERT_TRUE(stream->Write(request));
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_EQ(response.number(), 42);

  request.set_number(-1);
  stream->Write(request);

  EXPECT_FALSE(stream->Read(&response));
  const absl::Status status = FromGrpcStatus(stream->Finish());
  EXPECT_EQ(FieldViolationsOf(status).at(0).field, "number");
}

TEST_F(ServerTest, FullPoolSaysSo) {
  absl::Notification release;
  absl::BlockingCounter busy(2);
  Start();
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(pool_
                    .Submit([&] {
                      busy.DecrementCount();
                      release.WaitForNotification();
                    })
                    .ok());
  }
  busy.Wait();
  while (pool_.Submit([] {}).ok()) {
  }

  const absl::Status status = Ask(1).status();

  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(status), "OVERLOADED");
  release.Notify();
  pool_.Drain();
}

TEST_F(ServerTest, HandlerKnowsTheDeadline) {
  absl::Duration left;
  service_.set_handler(
      [&left](grpc::CallbackServerContext& context, const probe::AskRequest&) {
        left = RemainingOf(context, SystemClock());
        return probe::AskResponse();
      });
  Start();
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() +
                       std::chrono::seconds(20));

  ASSERT_TRUE(Ask(1, &context).ok());
  EXPECT_GT(left, absl::Seconds(15));
  EXPECT_LE(left, absl::Seconds(20.1));  // gRPC rounds up.

  ASSERT_TRUE(Ask(1).ok());
  EXPECT_EQ(left, absl::InfiniteDuration());
}

TEST_F(ServerTest, CallThatWaitedPastItsDeadlineIsNotHandled) {
  absl::Notification release;
  std::atomic<int> answered{0};
  service_.set_handler(
      [&](grpc::CallbackServerContext&, const probe::AskRequest&) {
        ++answered;
        return probe::AskResponse();
      });
  Start();
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(
        pool_.Submit([&release] { release.WaitForNotification(); }).ok());
  }
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() +
                       std::chrono::milliseconds(50));

  const absl::Status status = Ask(1, &context).status();
  release.Notify();
  pool_.Drain();

  EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(answered, 0);
}

TEST_F(ServerTest, RequestIdIsTheClients) {
  std::string seen;
  service_.set_handler(
      [&seen](grpc::CallbackServerContext& context, const probe::AskRequest&) {
        seen = RequestId(context);
        return probe::AskResponse();
      });
  Start();
  grpc::ClientContext context;
  context.AddMetadata(kRequestIdKey, "abc-123");

  ASSERT_TRUE(Ask(1, &context).ok());

  EXPECT_EQ(seen, "abc-123");
  EXPECT_EQ(observer_.WaitForCalls(1).at(0).request_id, "abc-123");
}

TEST_F(ServerTest, SpeechInTheRequestIdIsReplaced) {
  Start();
  grpc::ClientContext context;
  context.AddMetadata(kRequestIdKey, "my neck hurts");

  ASSERT_TRUE(Ask(1, &context).ok());

  const std::string id = observer_.WaitForCalls(1).at(0).request_id;
  EXPECT_NE(id, "my neck hurts");
  EXPECT_TRUE(IsRequestId(id)) << id;
}

TEST_F(ServerTest, RequestIdIsPassedOn) {
  Start();
  grpc::ClientContext context;
  PassOn(absl::Now() + absl::Seconds(5), "up-stream", &context);

  ASSERT_TRUE(Ask(1, &context).ok());

  EXPECT_EQ(observer_.WaitForCalls(1).at(0).request_id, "up-stream");
}

TEST_F(ServerTest, ObserversHearMethodCodeAndDuration) {
  Start();

  ASSERT_TRUE(Ask(1).ok());

  const auto call = observer_.WaitForCalls(1).at(0);
  EXPECT_EQ(call.method, "/unknot.runtime.probe.Probe/Ask");
  EXPECT_EQ(call.code, absl::StatusCode::kOk);
  EXPECT_GT(call.duration, absl::ZeroDuration());
  EXPECT_LT(call.duration, absl::Seconds(5));
}

TEST_F(ServerTest, ObserversHearThatTheClientLeft) {
  absl::Notification started;
  absl::Notification release;
  service_.set_handler(
      [&](grpc::CallbackServerContext&, const probe::AskRequest&) {
        started.Notify();
        release.WaitForNotification();
        return probe::AskResponse();
      });
  StartOnPort();
  grpc::ClientContext context;
  std::thread client([&] { EXPECT_FALSE(Ask(1, &context).ok()); });
  started.WaitForNotification();

  context.TryCancel();
  client.join();
  absl::SleepFor(absl::Milliseconds(100));
  release.Notify();

  EXPECT_EQ(observer_.WaitForCalls(1).at(0).code, absl::StatusCode::kCancelled);
}

TEST_F(ServerTest, ShutdownLetsCallsEnd) {
  absl::Notification started;
  service_.set_handler([&started](grpc::CallbackServerContext&,
                                  const probe::AskRequest& request) {
    started.Notify();
    absl::SleepFor(absl::Milliseconds(200));
    probe::AskResponse response;
    response.set_number(request.number());
    return response;
  });
  StartOnPort();
  absl::StatusOr<int> answer = 0;
  std::thread client([&] { answer = Ask(9); });
  started.WaitForNotification();

  server_->Shutdown();
  client.join();

  EXPECT_EQ(answer.value(), 9);
}

TEST_F(ServerTest, ShutdownCancelsCallsAfterTheGrace) {
  StartOnPort({.drain_grace = absl::Milliseconds(100)});
  grpc::ClientContext context;
  auto stream = stub_->Exchange(&context);  // Nobody ends it.
  probe::AskRequest request;
  probe::AskResponse response;
  stream->Write(request);
  ASSERT_TRUE(stream->Read(&response));
  const absl::Time began = absl::Now();

  server_->Shutdown();

  EXPECT_LT(absl::Now() - began, absl::Seconds(5));
  EXPECT_GE(absl::Now() - began, absl::Milliseconds(100));
}

TEST_F(ServerTest, ShutdownHookCanEndStreams) {
  bool hooked = false;
  Server server(ServerOptions{});
  server.OnShutdown([&hooked] { hooked = true; });
  ASSERT_TRUE(server.Start().ok());

  server.Shutdown();
  server.Shutdown();

  EXPECT_TRUE(hooked);
}

TEST_F(ServerTest, WaitEndsBySignal) {
  StartOnPort();
  std::thread killer([] {
    absl::SleepFor(absl::Milliseconds(100));
    kill(getpid(), SIGTERM);
  });

  server_->Wait();
  killer.join();

  EXPECT_EQ(Ask(1).status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(ServerTest, WaitEndsByShutdown) {
  StartOnPort();
  std::thread other([this] { server_->Shutdown(); });

  server_->Wait();

  other.join();
}

TEST_F(ServerTest, ConnectionsBeyondTheLimitAreClosed) {
  StartOnPort({.max_connections = 1});
  ASSERT_TRUE(Ask(1).ok());

  auto second = probe::Probe::NewStub(Connect());
  grpc::ClientContext context;
  probe::AskResponse response;
  const grpc::Status status =
      second->Ask(&context, probe::AskRequest(), &response);

  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_TRUE(Ask(2).ok());
}

TEST_F(ServerTest, UnknownMethodIsUnimplemented) {
  StartOnPort();
  const grpc::internal::RpcMethod method("/no.such.Service/Method",
                                         grpc::internal::RpcMethod::NORMAL_RPC);
  for (int i = 0; i < 10; ++i) {
    grpc::ClientContext context;
    probe::AskResponse response;
    const grpc::Status status =
        grpc::internal::BlockingUnaryCall<probe::AskRequest,
                                          probe::AskResponse>(
            channel_.get(), method, &context, probe::AskRequest(), &response);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::UNIMPLEMENTED);
  }

  EXPECT_TRUE(Ask(1).ok());
  const auto calls = observer_.WaitForCalls(1);
  EXPECT_EQ(calls.at(0).method, "/unknot.runtime.probe.Probe/Ask");
}

// A service that leaves its request stream to gRPC.
class CarelessService final : public probe::Probe::CallbackService {};

TEST(ServerStartTest, RequestStreamThatIsNotRawIsRefused) {
  CarelessService service;
  Server server(ServerOptions{});
  server.AddService<probe::Probe>(service);

  const absl::Status started = server.Start();

  EXPECT_EQ(started.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(started.message()),
              HasSubstr("WithRawCallbackMethod_Collect"));
}

TEST(ServerStartTest, SynchronousServiceIsRefused) {
  probe::Probe::Service service;
  Server server(ServerOptions{});
  server.AddService<probe::Probe>(service);

  EXPECT_THAT(std::string(server.Start().message()),
              HasSubstr("CallbackService"));
}

TEST(ServerStartTest, UnknownServiceIsRefused) {
  CarelessService service;
  Server server(ServerOptions{});
  server.AddService("no.such.Service", service);

  EXPECT_EQ(ReasonOf(server.Start()), "CANNOT_SERVE");
}

}  // namespace
}  // namespace unknot::runtime
