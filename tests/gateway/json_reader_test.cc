// JSON that is read, JSON that is refused, and that a refusal names the field.
#include "chatbot/gateway/json_reader.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <random>

#include "absl/strings/str_cat.h"
#include "services/runtime/errors.h"
#include "tests/gateway/json_probe.pb.h"
#include "tests/gateway/made_message.h"

namespace unknot::gateway {
namespace {

using google::protobuf::util::MessageDifferencer;
using probe::Everything;

// A text, and the field that the refusal names; "-" where it names none.
struct RefusedCase {
  const char* name;
  std::string json;
  std::string field;
};

class RefusedJsonTest : public testing::TestWithParam<RefusedCase> {};

TEST_P(RefusedJsonTest, NamesTheField) {
  Everything message;

  const absl::Status read = ReadJson(GetParam().json, &message);

  ASSERT_TRUE(absl::IsInvalidArgument(read)) << read;
  const auto violations = runtime::FieldViolationsOf(read);
  ASSERT_EQ(violations.size(), 1u);
  EXPECT_EQ(violations[0].field.empty() ? "-" : violations[0].field,
            GetParam().field);
}

INSTANTIATE_TEST_SUITE_P(
    Texts, RefusedJsonTest,
    testing::Values(
        RefusedCase{"Empty", "", "-"}, RefusedCase{"Blank", " \n", "-"},
        RefusedCase{"Array", "[]", "-"}, RefusedCase{"Null", "null", "-"},
        RefusedCase{"SingleQuotes", "{'aString':'x'}", "-"},
        RefusedCase{"NoQuotes", "{aString:\"x\"}", "-"},
        RefusedCase{"CommaAtTheEnd", "{\"aString\":\"x\",}", "-"},
        RefusedCase{"Comment", "{} // that is all", "-"},
        RefusedCase{"TwoValues", "{}{}", "-"},
        RefusedCase{"HalfASurrogate", "{\"aString\":\"\\ud800\"}", "-"},
        RefusedCase{"NoUtf8", "{\"aString\":\"\xff\"}", "-"},
        RefusedCase{"LineBreakInAString", "{\"aString\":\"a\nb\"}", "-"},
        RefusedCase{"UnknownField", "{\"aStrin\":\"x\"}", "aStrin"},
        RefusedCase{"UnknownInside", "{\"inner\":{\"inners\":[{},{\"x\":1}]}}",
                    "inner.inners[1].x"},
        RefusedCase{"NameThatIsASentence", "{\"my neck hurts\":1}",
                    "(a name that is not an identifier)"},
        RefusedCase{"NumberForString", "{\"aString\":5}", "aString"},
        RefusedCase{"StringForMessage", "{\"inner\":\"x\"}", "inner"},
        RefusedCase{"ObjectForArray", "{\"ints\":{}}", "ints"},
        RefusedCase{"NullInArray", "{\"ints\":[1,null]}", "ints[1]"},
        RefusedCase{"ArrayForValue", "{\"anInt32\":[1]}", "anInt32"},
        RefusedCase{"TooLarge", "{\"anInt32\":2147483648}", "anInt32"},
        RefusedCase{"TooSmall", "{\"anInt32\":-2147483649}", "anInt32"},
        RefusedCase{"NegativeUnsigned", "{\"aUint32\":-1}", "aUint32"},
        RefusedCase{"Fraction", "{\"anInt32\":1.5}", "anInt32"},
        RefusedCase{"WordForInteger", "{\"anInt64\":\"many\"}", "anInt64"},
        RefusedCase{"NumberBeyondAllRange", "{\"aDouble\":1e999}", "-"},
        RefusedCase{"DoubleBeyondFloat", "{\"aFloat\":1e39}", "aFloat"},
        RefusedCase{"TruthInQuotes", "{\"aBool\":\"true\"}", "aBool"},
        RefusedCase{"NoBase64", "{\"someBytes\":\"*\"}", "someBytes"},
        RefusedCase{"UnknownEnum", "{\"colour\":\"COLOUR_GREY\"}", "colour"},
        RefusedCase{"EnumInAList", "{\"colours\":[\"COLOUR_RED\",\"x\"]}",
                    "colours[1]"},
        RefusedCase{"TwoOfAKind", "{\"one\":\"a\",\"other\":2}", "other"},
        RefusedCase{"MapWithAWrongValue", "{\"byName\":{\"a\":\"x\"}}",
                    "byName"},
        RefusedCase{"MapWithAWrongKey", "{\"byNumber\":{\"a\":{}}}",
                    "byNumber"},
        RefusedCase{"TimeThatIsNone", "{\"time\":\"noon\"}", "time"},
        RefusedCase{"TimesThatAreNone",
                    "{\"times\":[\"2026-06-01T12:00:00Z\",\"noon\"]}",
                    "times[1]"},
        RefusedCase{"TooDeep", std::string(101, '['), "-"}),
    [](const auto& param) { return param.param.name; });

TEST(JsonReaderTest, SaysLineAndColumnOfWhatIsNoJson) {
  Everything message;

  const absl::Status read =
      ReadJson("{\n  \"aString\": \"x\"\n  \"aBool\": true\n}", &message);

  EXPECT_THAT(std::string(read.message()),
              testing::HasSubstr("line 3, column 9"));
}

TEST(JsonReaderTest, NeitherFormOfANameIsForeign) {
  Everything message;

  ASSERT_TRUE(
      ReadJson("{\"a_string\":\"x\",\"anInt32\":1,\"otherName\":2}", &message)
          .ok());

  EXPECT_EQ(message.a_string(), "x");
  EXPECT_EQ(message.an_int32(), 1);
  EXPECT_EQ(message.renamed(), 2);
}

TEST(JsonReaderTest, IntegersMayBeWrittenAsStringsAndWithExponents) {
  Everything message;

  const absl::Status read = ReadJson(
      R"({"anInt64":"-9223372036854775808","aUint64":18446744073709551615,
          "anInt32":1e3,"ints":[2.0,"7"]})",
      &message);

  ASSERT_TRUE(read.ok()) << read;
  EXPECT_EQ(message.an_int64(), std::numeric_limits<int64_t>::min());
  EXPECT_EQ(message.a_uint64(), std::numeric_limits<uint64_t>::max());
  EXPECT_EQ(message.an_int32(), 1000);
  EXPECT_THAT(message.ints(), testing::ElementsAre(2, 7));
}

TEST(JsonReaderTest, BothAlphabetsOfBase64AreRead) {
  Everything message;

  ASSERT_TRUE(
      ReadJson(R"({"bytesList":["++//","--__","YQ==","YQ"]})", &message).ok());

  EXPECT_EQ(message.bytes_list(0), message.bytes_list(1));
  EXPECT_EQ(message.bytes_list(2), "a");
  EXPECT_EQ(message.bytes_list(3), "a");
}

TEST(JsonReaderTest, NullIsAbsence) {
  Everything message;

  ASSERT_TRUE(
      ReadJson(R"({"aString":null,"inner":null,"ints":null})", &message).ok());

  EXPECT_FALSE(message.has_inner());
}

// What is read of mangled text may be anything, but a refusal says what is
// wrong and repeats nothing.
TEST(JsonReaderTest, MangledTextIsReadOrRefusedInWords) {
  for (uint32_t seed = 1; seed <= 2000; ++seed) {
    std::mt19937 random(seed);
    Everything made;
    FillAtRandom(random, 1, &made);
    made.set_a_string("zanzibarquux");
    std::string json;
    ASSERT_TRUE(google::protobuf::util::MessageToJsonString(made, &json).ok());
    for (uint32_t i = 1 + random() % 3; i > 0; --i) {
      json[random() % json.size()] = static_cast<char>(random() % 128);
    }

    Everything read;
    const absl::Status status = ReadJson(json, &read);

    if (status.ok()) continue;
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << "seed " << seed;
    EXPECT_FALSE(status.message().empty()) << "seed " << seed;
    EXPECT_EQ(status.ToString().find("zanzibar"), std::string::npos)
        << "seed " << seed;
  }
}

TEST(JsonReaderTest, ReadsWhateverProtobufWrites) {
  for (uint32_t seed = 1; seed <= 500; ++seed) {
    std::mt19937 random(seed);
    Everything made;
    FillAtRandom(random, 3, &made);
    std::string json;
    ASSERT_TRUE(google::protobuf::util::MessageToJsonString(made, &json).ok());

    Everything read;
    const absl::Status status = ReadJson(json, &read);

    ASSERT_TRUE(status.ok()) << "seed " << seed << ": " << status;
    EXPECT_TRUE(MessageDifferencer::Equals(made, read)) << "seed " << seed;
  }
}

}  // namespace
}  // namespace unknot::gateway
