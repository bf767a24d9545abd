// Messages that are used again are empty again.
#include "services/runtime/message_pool.h"

#include <gtest/gtest.h>

#include "tests/runtime/probe.pb.h"

namespace unknot::runtime {
namespace {

using Pool = MessagePool<probe::AskRequest, probe::AskResponse>;

TEST(MessagePoolTest, HandsOutClearedMessagesAgain) {
  Pool pool;
  auto* first = pool.AllocateMessages();
  first->request()->set_text("somebody's words");
  first->response()->set_number(1);
  first->Release();

  auto* second = pool.AllocateMessages();

  EXPECT_EQ(second, first);
  EXPECT_EQ(second->request()->ByteSizeLong(), 0);
  EXPECT_EQ(second->response()->ByteSizeLong(), 0);
  second->Release();
}

TEST(MessagePoolTest, MessagesInUseAreDistinct) {
  Pool pool;
  auto* first = pool.AllocateMessages();
  auto* second = pool.AllocateMessages();

  EXPECT_NE(first->request(), second->request());

  first->Release();
  second->Release();
}

TEST(MessagePoolTest, SurvivesManyUses) {
  Pool pool(/*kept_limit=*/1);
  for (int i = 0; i < 1000; ++i) {
    auto* first = pool.AllocateMessages();
    auto* second = pool.AllocateMessages();
    first->request()->set_number(i);
    second->Release();
    EXPECT_EQ(first->request()->number(), i);
    first->Release();
  }
}

}  // namespace
}  // namespace unknot::runtime
