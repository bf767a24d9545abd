// Work that waits runs on threads of its own, and a full queue says so.
#include "services/runtime/executor.h"

#include <gtest/gtest.h>

#include <atomic>

#include "absl/synchronization/notification.h"
#include "services/runtime/errors.h"

namespace unknot::runtime {
namespace {

TEST(InlineExecutorTest, RunsAtOnce) {
  InlineExecutor executor;
  bool ran = false;

  EXPECT_TRUE(executor.Submit([&ran] { ran = true; }).ok());

  EXPECT_TRUE(ran);
}

TEST(WorkerPoolTest, RunsEveryTaskOnce) {
  WorkerPool pool({.thread_count = 3});
  std::atomic<int> count{0};

  for (int i = 0; i < 500; ++i) {
    ASSERT_TRUE(pool.Submit([&count] { ++count; }).ok());
  }
  pool.Drain();

  EXPECT_EQ(count, 500);
}

TEST(WorkerPoolTest, RefusesWhatDoesNotFitTheQueue) {
  WorkerPool pool({.thread_count = 1, .queue_limit = 1});
  absl::Notification started;
  absl::Notification release;
  ASSERT_TRUE(pool.Submit([&] {
                    started.Notify();
                    release.WaitForNotification();
                  })
                  .ok());
  started.WaitForNotification();
  ASSERT_TRUE(pool.Submit([] {}).ok());
  bool ran = false;

  const absl::Status refused = pool.Submit([&ran] { ran = true; });

  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(refused), "OVERLOADED");
  release.Notify();
  pool.Drain();
  EXPECT_FALSE(ran);
}

TEST(WorkerPoolTest, FinishesItsQueueBeforeItEnds) {
  std::atomic<int> count{0};
  {
    WorkerPool pool({.thread_count = 1});
    for (int i = 0; i < 50; ++i) {
      ASSERT_TRUE(pool.Submit([&count] { ++count; }).ok());
    }
  }

  EXPECT_EQ(count, 50);
}

}  // namespace
}  // namespace unknot::runtime
