// Stories of people in pain, as data: the step, the technique and the cautions
// that the shipped knowledge base must lead to.
#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "services/recommendation/recommender.h"
#include "tests/recommendation/test_knowledge.h"

namespace unknot::recommendation {
namespace {

using nlohmann::json;
using testing::Contains;
using testing::IsSupersetOf;

std::vector<json> Vignettes() {
  std::vector<json> all;
  std::ifstream in(std::string(UNKNOT_SOURCE_DIR) +
                   "/tests/recommendation/vignettes.jsonl");
  for (std::string line; std::getline(in, line);) {
    all.push_back(json::parse(line));
  }
  return all;
}

std::vector<std::string> Strings(const json& vignette, const char* key) {
  return vignette.value(key, std::vector<std::string>());
}

class VignetteTest : public testing::TestWithParam<json> {
 protected:
  v1::RecommendResponse Recommend() {
    v1::RecommendRequest request;
    const auto parsed = google::protobuf::util::JsonStringToMessage(
        GetParam()["complaint"].dump(), request.mutable_complaint());
    EXPECT_TRUE(parsed.ok()) << parsed.ToString();
    request.set_max_questions(3);
    v1::RecommendResponse response;
    const absl::Status status =
        Recommender(ShippedBase(), questions_).Recommend(request, &response);
    EXPECT_TRUE(status.ok()) << status;
    return response;
  }

  OrderedQuestions questions_;
};

TEST_P(VignetteTest, LeadsToTheSafeStep) {
  const v1::RecommendResponse response = Recommend();

  EXPECT_EQ(v1::TriageLevel_Name(response.triage().level()),
            GetParam()["level"])
      << response.triage().DebugString();
  std::vector<std::string> codes;
  for (const auto& reason : response.triage().reasons()) {
    codes.push_back(reason.code());
  }
  EXPECT_THAT(codes, IsSupersetOf(Strings(GetParam(), "flags")));
}

TEST_P(VignetteTest, OffersWhatFitsAndNothingForbidden) {
  const v1::RecommendResponse response = Recommend();
  const std::vector<std::string> first = Strings(GetParam(), "first");
  std::vector<std::string> offered;
  for (const auto& technique : response.techniques()) {
    offered.push_back(technique.technique_id());
  }

  if (first.empty()) {
    EXPECT_THAT(offered, testing::IsEmpty());
    return;
  }
  ASSERT_FALSE(offered.empty()) << response.DebugString();
  EXPECT_THAT(first, Contains(offered.front()));
  for (const std::string& forbidden : Strings(GetParam(), "forbidden")) {
    EXPECT_THAT(offered, testing::Not(Contains(forbidden)));
  }
}

TEST_P(VignetteTest, ShowsCautionsAndAsks) {
  const v1::RecommendResponse response = Recommend();
  std::vector<std::string> cautions, questions;
  for (const auto& caution : response.cautions()) {
    cautions.push_back(caution.code());
  }
  for (const auto& question : response.next_questions()) {
    questions.push_back(question.question_id());
  }

  EXPECT_THAT(cautions, IsSupersetOf(Strings(GetParam(), "cautions")));
  if (GetParam().contains("question")) {
    EXPECT_THAT(questions, Contains(GetParam()["question"]));
  }
  if (response.triage().level() == v1::TRIAGE_LEVEL_EMERGENCY) {
    EXPECT_THAT(questions, testing::IsEmpty());
  }
}

INSTANTIATE_TEST_SUITE_P(All, VignetteTest, testing::ValuesIn(Vignettes()),
                         [](const testing::TestParamInfo<json>& vignette) {
                           return vignette.param["id"].get<std::string>();
                         });

}  // namespace
}  // namespace unknot::recommendation
