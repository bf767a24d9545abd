// Ids of calls: taken over when sound, made up else.
#include "services/runtime/request_id.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace unknot::runtime {
namespace {

TEST(RequestIdTest, AcceptsShortIds) {
  EXPECT_TRUE(IsRequestId("a"));
  EXPECT_TRUE(IsRequestId("7f3c-Az_9"));
  EXPECT_TRUE(IsRequestId(std::string(64, 'x')));
}

TEST(RequestIdTest, RefusesWhatCouldBeSpeech) {
  EXPECT_FALSE(IsRequestId(""));
  EXPECT_FALSE(IsRequestId("my neck hurts"));
  EXPECT_FALSE(IsRequestId("a\nb"));
  EXPECT_FALSE(IsRequestId(std::string(65, 'x')));
}

TEST(RequestIdTest, MadeUpOnesAreValidAndDiffer) {
  std::set<std::string> ids;
  for (int i = 0; i < 1000; ++i) ids.insert(NewRequestId());

  EXPECT_EQ(ids.size(), 1000);
  for (const std::string& id : ids) EXPECT_TRUE(IsRequestId(id)) << id;
}

}  // namespace
}  // namespace unknot::runtime
