// What is UTF-8 and what is not.
#include "services/runtime/utf8.h"

#include <gtest/gtest.h>

#include <string>

namespace unknot::runtime {
namespace {

TEST(Utf8Test, AcceptsTextOfEveryLength) {
  EXPECT_TRUE(IsUtf8(""));
  EXPECT_TRUE(IsUtf8("neck"));
  EXPECT_TRUE(
      IsUtf8("R\xC3\xBC"
             "cken \xE8\x83\x8C \xF0\x9F\xA6\xB4"));
  EXPECT_TRUE(IsUtf8("\xED\x9F\xBF\xEE\x80\x80\xF4\x8F\xBF\xBF"));
  EXPECT_TRUE(IsUtf8(std::string(1, '\0')));
}

class MalformedUtf8Test : public testing::TestWithParam<const char*> {};

TEST_P(MalformedUtf8Test, IsRefused) {
  EXPECT_FALSE(IsUtf8(GetParam()));
  EXPECT_FALSE(IsUtf8(std::string("good ") + GetParam() + " good"));
}

INSTANTIATE_TEST_SUITE_P(Table37, MalformedUtf8Test,
                         testing::Values("\x80", "\xC0\x80", "\xC1\xBF", "\xC3",
                                         "\xC3\x28", "\xE0\x9F\xBF", "\xE2\x82",
                                         "\xED\xA0\x80", "\xED\xBF\xBF",
                                         "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80",
                                         "\xF5\x80\x80\x80", "\xFF"));

}  // namespace
}  // namespace unknot::runtime
