// What a log line may hold, and how it is written.
#include "services/runtime/logging.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "services/runtime/observer.h"

namespace unknot::runtime {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

class LoggingTest : public testing::Test {
 protected:
  ~LoggingTest() override { EXPECT_TRUE(StartLogging({}).ok()); }

  // Returns what `act` logs.
  template <typename Act>
  static std::string Logged(Act act) {
    testing::internal::CaptureStderr();
    act();
    return testing::internal::GetCapturedStderr();
  }
};

TEST_F(LoggingTest, TextLineHasEventAndFields) {
  ASSERT_TRUE(StartLogging({}).ok());

  const std::string line = Logged([] {
    LogInfo("knowledge reloaded",
            {{"version", Id("v12")}, {"records", 7}, {"whole", true}});
  });

  EXPECT_THAT(line,
              EndsWith("info knowledge reloaded version=\"v12\" records=7 "
                       "whole=true\n"));
}

TEST_F(LoggingTest, JsonLineIsAnObject) {
  ASSERT_TRUE(StartLogging({.format = "json"}).ok());

  const std::string line = Logged([] {
    LogWarning("file is bad", {{"path", OperatorText("/a \"b\"\n\xff")},
                               {"took", absl::Microseconds(1500)},
                               {"code", absl::StatusCode::kNotFound}});
  });

  const auto json = nlohmann::json::parse(line);
  EXPECT_EQ(json["level"], "warning");
  EXPECT_EQ(json["event"], "file is bad");
  EXPECT_EQ(json["path"], "/a \"b\"\n\xEF\xBF\xBD");
  EXPECT_EQ(json["took_ms"], 1.5);
  EXPECT_EQ(json["code"], "NOT_FOUND");
  EXPECT_TRUE(json.contains("time"));
}

TEST_F(LoggingTest, LevelHoldsBackWhatIsLess) {
  ASSERT_TRUE(StartLogging({.level = "warning"}).ok());

  const std::string lines = Logged([] {
    LogInfo("less");
    LogError("more");
  });

  EXPECT_THAT(lines, Not(HasSubstr("less")));
  EXPECT_THAT(lines, HasSubstr("more"));
}

TEST_F(LoggingTest, SentenceIsNoId) {
  EXPECT_EQ(Id("therapists/ana-1").get(), "therapists/ana-1");
  EXPECT_EQ(Id("my neck hurts").get(), "(withheld)");
  EXPECT_EQ(Id("na\xC3\xAFve").get(), "(withheld)");
  EXPECT_EQ(Id("").get(), "(withheld)");
  EXPECT_EQ(Id(std::string(129, 'a')).get(), "(withheld)");
}

TEST_F(LoggingTest, UnknownLevelOrFormatIsRefused) {
  EXPECT_FALSE(StartLogging({.level = "loud"}).ok());
  EXPECT_FALSE(StartLogging({.format = "xml"}).ok());
}

TEST_F(LoggingTest, AccessLogHasMethodCodeDurationAndId) {
  ASSERT_TRUE(StartLogging({.format = "json"}).ok());

  const std::string line = Logged([] {
    AccessLog().OnCallDone({.method = "/a.v1.B/C",
                            .request_id = "r1",
                            .code = absl::StatusCode::kUnavailable,
                            .duration = absl::Milliseconds(3)});
  });

  const auto json = nlohmann::json::parse(line);
  EXPECT_EQ(json["method"], "/a.v1.B/C");
  EXPECT_EQ(json["code"], "UNAVAILABLE");
  EXPECT_EQ(json["duration_ms"], 3);
  EXPECT_EQ(json["request_id"], "r1");
}

}  // namespace
}  // namespace unknot::runtime
