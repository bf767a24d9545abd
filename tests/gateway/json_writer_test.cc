// The JSON writer against protobuf's, which is the oracle.
#include "chatbot/gateway/json_writer.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>
#include <random>

#include "tests/gateway/json_probe.pb.h"
#include "tests/gateway/made_message.h"

namespace unknot::gateway {
namespace {

using google::protobuf::util::JsonStringToMessage;
using google::protobuf::util::MessageDifferencer;
using google::protobuf::util::MessageToJsonString;
using nlohmann::json;
using probe::Everything;

TEST(JsonWriterTest, MeansTheSameAsWhatProtobufWrites) {
  for (uint32_t seed = 1; seed <= 500; ++seed) {
    std::mt19937 random(seed);
    Everything made;
    FillAtRandom(random, 3, &made);
    std::string expected;
    ASSERT_TRUE(MessageToJsonString(made, &expected).ok());

    const auto written = WriteJson(made);

    ASSERT_TRUE(written.ok()) << "seed " << seed << ": " << written.status();
    const json ours = json::parse(*written, nullptr, false);
    ASSERT_FALSE(ours.is_discarded()) << "seed " << seed << ": " << *written;
    EXPECT_EQ(ours, json::parse(expected)) << "seed " << seed;
  }
}

TEST(JsonWriterTest, ProtobufReadsItBack) {
  for (uint32_t seed = 501; seed <= 800; ++seed) {
    std::mt19937 random(seed);
    Everything made;
    FillAtRandom(random, 3, &made);

    Everything read;
    ASSERT_TRUE(JsonStringToMessage(*WriteJson(made), &read).ok()) << seed;

    EXPECT_TRUE(MessageDifferencer::Equals(made, read)) << "seed " << seed;
  }
}

TEST(JsonWriterTest, EmptyMessageIsAnEmptyObject) {
  EXPECT_EQ(*WriteJson(Everything()), "{}");
}

TEST(JsonWriterTest, WhatJsonHasNoNumberForIsAString) {
  Everything message;
  message.add_doubles(std::numeric_limits<double>::quiet_NaN());
  message.add_doubles(-std::numeric_limits<double>::infinity());

  EXPECT_EQ(*WriteJson(message), R"({"doubles":["NaN","-Infinity"]})");
}

TEST(JsonWriterTest, UnknownValueOfAnEnumIsItsNumber) {
  Everything message;
  message.set_colour(static_cast<probe::Colour>(77));

  EXPECT_EQ(*WriteJson(message), R"({"colour":77})");
}

TEST(JsonWriterTest, TextThatIsNoUtf8IsAnError) {
  Everything message;
  message.set_a_string("\xff");

  EXPECT_TRUE(absl::IsInternal(WriteJson(message).status()));
}

TEST(JsonWriterTest, TimeOutOfRangeIsAnError) {
  Everything message;
  message.mutable_time()->set_seconds(std::numeric_limits<int64_t>::max());

  EXPECT_TRUE(absl::IsInternal(WriteJson(message).status()));
}

}  // namespace
}  // namespace unknot::gateway
