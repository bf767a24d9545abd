// Scores of labelled messages: what counts as right, missed and wrong.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "chatbot/cli/evaluate_command.h"

namespace unknot::cli {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;

std::map<std::string, FieldScore> Scored(const char* expected,
                                         const char* found) {
  std::map<std::string, FieldScore> scores;
  Score(json::parse(expected), json::parse(found), scores);
  return scores;
}

TEST(EvaluateTest, LabelsAreRightMissedOrWrong) {
  auto scores = Scored(R"({"qualities": ["ache", "sharp"]})",
                       R"({"qualities": ["ache", "dull"]})");

  const FieldScore& qualities = scores["qualities"];
  EXPECT_EQ(qualities.right, 1);
  EXPECT_THAT(qualities.missed, ElementsAre(Pair("sharp", 1)));
  EXPECT_THAT(qualities.wrong, ElementsAre(Pair("dull", 1)));
  EXPECT_DOUBLE_EQ(qualities.precision(), 0.5);
  EXPECT_DOUBLE_EQ(qualities.recall(), 0.5);
  EXPECT_DOUBLE_EQ(qualities.f1(), 0.5);
}

TEST(EvaluateTest, FieldsNotExpectedAreNotScored) {
  const auto scores = Scored(R"({"id": "1", "text": "x", "age": null})",
                             R"({"id": "", "age": null, "causes": ["fall"]})");

  EXPECT_THAT(scores, ElementsAre(Pair("age", testing::_)));
}

TEST(EvaluateTest, NothingExpectedAndNothingFoundIsRight) {
  auto scores = Scored(R"({"causes": []})", R"({"causes": []})");

  EXPECT_DOUBLE_EQ(scores["causes"].f1(), 1);
}

TEST(EvaluateTest, SitesAreScoredWithAndWithoutTheirSide) {
  auto scores = Scored(R"({"sites": [{"region": "knee", "side": "left"}]})",
                       R"({"sites": [{"region": "knee", "side": null}]})");

  EXPECT_EQ(scores["sites"].right, 1);
  EXPECT_THAT(scores["sites+side"].missed, ElementsAre(Pair("knee left", 1)));
  EXPECT_THAT(scores["sites+side"].wrong, ElementsAre(Pair("knee", 1)));
}

TEST(EvaluateTest, NumbersNearEnoughAreRight) {
  EXPECT_EQ(
      Scored(R"({"severity": 7})", R"({"severity": 8})")["severity"].right, 1);
  EXPECT_EQ(
      Scored(R"({"severity": 7})", R"({"severity": 9})")["severity"].right, 0);
  EXPECT_EQ(Scored(R"({"duration_days": 100})",
                   R"({"duration_days": 125})")["duration_days"]
                .right,
            1);
  EXPECT_EQ(Scored(R"({"age": 41})", R"({"age": 42})")["age"].right, 0);
}

TEST(EvaluateTest, CaseAndCommasOfAPlaceDoNotMatter) {
  auto scores = Scored(R"({"place": "Leeds, Yorkshire"})",
                       R"({"place": "leeds  yorkshire"})");

  EXPECT_EQ(scores["place"].right, 1);
}

TEST(EvaluateTest, ABadLineIsToldByItsNumberAndTheRestCounts) {
  std::istringstream in(
      "{\"text\": \"my secret\", \"age\": 41}\nnot json with a secret\n"
      "{\"age\": 3}\n{\"text\": \"x\", \"age\": 41}\n");
  std::ostringstream out;
  std::ostringstream errors;

  const int code = EvaluateLines(
      in, /*json=*/true,
      [](const std::string&) {
        return nlohmann::ordered_json{{"age", 41}};
      },
      out, errors);

  EXPECT_EQ(code, 1);
  const json scores = json::parse(out.str());
  EXPECT_EQ(scores["rows"], 2);
  EXPECT_EQ(scores["fields"]["age"]["right"], 2);
  EXPECT_THAT(errors.str(), HasSubstr("Line 2"));
  EXPECT_THAT(errors.str(), HasSubstr("Line 3"));
  EXPECT_THAT(errors.str() + out.str(), Not(HasSubstr("secret")));
}

TEST(EvaluateTest, TheMostFrequentConfusionsComeFirst) {
  std::istringstream in(
      "{\"text\": \"a\", \"causes\": [\"fall\"]}\n"
      "{\"text\": \"b\", \"causes\": [\"desk\", \"fall\"]}\n");
  std::ostringstream out;
  std::ostringstream errors;

  EvaluateLines(
      in, /*json=*/false,
      [](const std::string&) {
        return nlohmann::ordered_json{{"causes", json::array()}};
      },
      out, errors);

  EXPECT_THAT(out.str(), HasSubstr("missed: fall 2, desk 1"));
  EXPECT_THAT(errors.str(), IsEmpty());
}

TEST(EvaluateTest, NoMessageAtAllIsAFailure) {
  std::istringstream in("\n");
  std::ostringstream out;
  std::ostringstream errors;

  EXPECT_EQ(EvaluateLines(in, false, nullptr, out, errors), 1);
}

}  // namespace
}  // namespace unknot::cli
