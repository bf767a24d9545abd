// What becomes of a call that nobody waits for any more.
#include "chatbot/gateway/methods.h"

#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>

#include <memory>
#include <utility>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "services/runtime/executor.h"
#include "unknot/knowledge/v1/knowledge_service.grpc.pb.h"

namespace unknot::gateway {
namespace {

// Answers when the call is cancelled, or after ten seconds.
class PatientKnowledge final : public knowledge::v1::KnowledgeService::Service {
 public:
  grpc::Status GetTechnique(
      grpc::ServerContext* context,
      const knowledge::v1::GetTechniqueRequest* /*request*/,
      knowledge::v1::GetTechniqueResponse* /*response*/) override {
    begun.Notify();
    const absl::Time end = absl::Now() + absl::Seconds(10);
    while (!context->IsCancelled() && absl::Now() < end) {
      absl::SleepFor(absl::Milliseconds(5));
    }
    was_cancelled = context->IsCancelled();
    return grpc::Status::OK;
  }

  absl::Notification begun;
  bool was_cancelled = false;
};

// Keeps the last task until it is told to run it.
class PatientExecutor final : public runtime::Executor {
 public:
  absl::Status Submit(Task task) override {
    waiting = std::move(task);
    return absl::OkStatus();
  }

  Task waiting;
};

CallInfo InfoOfACall() {
  return {absl::Now() + absl::Minutes(1), "id",
          std::make_shared<Cancellation>()};
}

TEST(MethodsTest, ACallOfAServiceIsCancelledThere) {
  PatientKnowledge knowledge;
  grpc::ServerBuilder builder;
  builder.RegisterService(&knowledge);
  const auto server = builder.BuildAndStart();
  MethodTable table;
  AddKnowledgeMethods(server->InProcessChannel({}), &table);
  const Method* method =
      table.Find("/unknot.knowledge.v1.KnowledgeService/GetTechnique");
  const CallInfo info = InfoOfACall();
  absl::Notification done;
  absl::Status status;
  method->call(info, method->NewRequest(),
               [&](absl::StatusOr<MessagePtr> answer) {
                 status = answer.status();
                 done.Notify();
               });
  knowledge.begun.WaitForNotification();

  info.cancellation->Cancel();
  done.WaitForNotification();
  server->Shutdown();

  EXPECT_TRUE(absl::IsCancelled(status)) << status;
  EXPECT_TRUE(knowledge.was_cancelled);
}

TEST(MethodsTest, AMessageThatNobodyWaitsForIsNotBegun) {
  PatientExecutor executor;
  bool is_begun = false;
  MethodTable table;
  AddChatMethods(
      [&is_begun]() -> std::shared_ptr<const dialogue::Chat> {
        is_begun = true;
        return nullptr;
      },
      executor, &table);
  const Method* method = table.Find("/unknot.chat.v1.ChatService/SendMessage");
  const CallInfo info = InfoOfACall();
  absl::Status status;
  method->call(info, method->NewRequest(),
               [&status](absl::StatusOr<MessagePtr> answer) {
                 status = answer.status();
               });

  info.cancellation->Cancel();
  executor.waiting();

  EXPECT_FALSE(is_begun);
  EXPECT_TRUE(absl::IsCancelled(status)) << status;
}

TEST(CancellationTest, WhatComesTooLateIsCalledAtOnceAndOnce) {
  Cancellation cancellation;
  int first_count = 0;
  int late_count = 0;
  cancellation.OnCancel([&first_count] { ++first_count; });

  cancellation.Cancel();
  cancellation.Cancel();
  cancellation.OnCancel([&late_count] { ++late_count; });

  EXPECT_TRUE(cancellation.is_cancelled());
  EXPECT_EQ(first_count, 1);
  EXPECT_EQ(late_count, 1);
}

}  // namespace
}  // namespace unknot::gateway
