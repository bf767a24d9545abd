// What is asked for wrongly, field by field, and what is just within bounds.
#include "services/recommendation/validation.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "services/runtime/errors.h"
#include "tests/recommendation/small_knowledge.h"

namespace unknot::recommendation {
namespace {

using testing::ElementsAre;

v1::RecommendRequest Request(const std::string& text) {
  v1::RecommendRequest request;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &request));
  return request;
}

// The fields that are at fault; none for a good request.
std::vector<std::string> FaultsOf(const v1::RecommendRequest& request) {
  const absl::Status status = Validate(request, *SmallBase());
  std::vector<std::string> fields;
  for (const auto& violation : runtime::FieldViolationsOf(status)) {
    fields.push_back(violation.field);
  }
  EXPECT_EQ(status.code(), fields.empty() ? absl::StatusCode::kOk
                                          : absl::StatusCode::kInvalidArgument);
  return fields;
}

struct InvalidCase {
  const char* request;
  const char* field;
};

class InvalidFieldTest : public testing::TestWithParam<InvalidCase> {};

TEST_P(InvalidFieldTest, IsNamed) {
  EXPECT_THAT(FaultsOf(Request(GetParam().request)),
              ElementsAre(GetParam().field));
}

INSTANTIATE_TEST_SUITE_P(
    Fields, InvalidFieldTest,
    testing::Values(
        InvalidCase{"", "complaint"},
        InvalidCase{"complaint {} max_questions: -1", "max_questions"},
        InvalidCase{"complaint {} asked_question_ids: ['fever', 'x']",
                    "asked_question_ids[1]"},
        InvalidCase{"complaint {} read_mask { paths: 'colour' }",
                    "read_mask.paths[0]"},
        InvalidCase{"complaint {} country_code: 'gb'", "country_code"},
        InvalidCase{"complaint {} country_code: 'Gb'", "country_code"},
        InvalidCase{"complaint {} country_code: 'gB'", "country_code"},
        InvalidCase{"complaint {} country_code: 'GBR'", "country_code"},
        InvalidCase{"complaint {} country_code: 'G'", "country_code"},
        InvalidCase{"complaint { severity: 10.5 }", "complaint.severity"},
        InvalidCase{"complaint { severity: -0.1 }", "complaint.severity"},
        InvalidCase{"complaint { severity: nan }", "complaint.severity"},
        InvalidCase{"complaint { duration_days: -1 }",
                    "complaint.duration_days"},
        InvalidCase{"complaint { duration_days: inf }",
                    "complaint.duration_days"},
        InvalidCase{"complaint { duration_days: nan }",
                    "complaint.duration_days"},
        InvalidCase{"complaint { age_years: 131 }", "complaint.age_years"},
        InvalidCase{"complaint { age_years: -1 }", "complaint.age_years"},
        InvalidCase{"complaint { pregnancy_weeks: -1 }",
                    "complaint.pregnancy_weeks"},
        InvalidCase{"complaint { pregnancy_weeks: 46 }",
                    "complaint.pregnancy_weeks"},
        InvalidCase{"complaint { sites {} }", "complaint.sites[0].region"},
        InvalidCase{"complaint { sites { region: 'nape' } }",
                    "complaint.sites[0].region"},
        InvalidCase{"complaint { sites { region: 'neck' } "
                    "sites { region: 'leg' place: 'nape' } }",
                    "complaint.sites[1].place"},
        InvalidCase{"complaint { sites { region: 'neck' side: 9 } }",
                    "complaint.sites[0].side"},
        InvalidCase{"complaint { sites { region: 'neck' place: 'toe' } }",
                    "complaint.sites[0].place"},
        InvalidCase{"complaint { radiates_to { region: 'toe' } }",
                    "complaint.radiates_to[0].region"},
        InvalidCase{"complaint { quality_ids: ['knot', 'blue'] }",
                    "complaint.quality_ids[1]"},
        InvalidCase{"complaint { quality_ids: '' }",
                    "complaint.quality_ids[0]"},
        InvalidCase{"complaint { cause_ids: 'knot' }",
                    "complaint.cause_ids[0]"},
        InvalidCase{"complaint { pattern_ids: 'x' }",
                    "complaint.pattern_ids[0]"},
        InvalidCase{"complaint { goal_ids: 'x' }", "complaint.goal_ids[0]"},
        InvalidCase{"complaint { preference_ids: 'x' }",
                    "complaint.preference_ids[0]"},
        InvalidCase{"complaint { conditions { condition_id: 'x' } }",
                    "complaint.conditions[0].condition_id"},
        InvalidCase{
            "complaint { conditions { condition_id: 'flu' status: 7 } }",
            "complaint.conditions[0].status"},
        InvalidCase{"complaint { conditions { condition_id: 'flu' } "
                    "conditions { condition_id: 'x' } }",
                    "complaint.conditions[1].condition_id"},
        InvalidCase{"complaint { symptoms { symptom_id: 'numb' status: 9 } }",
                    "complaint.symptoms[0].status"},
        InvalidCase{"complaint { symptoms { symptom_id: 'numb' } "
                    "symptoms { symptom_id: 'x' } }",
                    "complaint.symptoms[1].symptom_id"},
        InvalidCase{"complaint { techniques { technique_id: 'soft' } "
                    "techniques { technique_id: 'x' } }",
                    "complaint.techniques[1].technique_id"},
        InvalidCase{"complaint { conditions {} }",
                    "complaint.conditions[0].condition_id"},
        InvalidCase{"complaint { techniques {} }",
                    "complaint.techniques[0].technique_id"},
        InvalidCase{"complaint { symptoms { } }",
                    "complaint.symptoms[0].symptom_id"},
        InvalidCase{"complaint { techniques { technique_id: 'x' } }",
                    "complaint.techniques[0].technique_id"},
        InvalidCase{
            "complaint { techniques { technique_id: 'soft' stance: 8 } }",
            "complaint.techniques[0].stance"},
        InvalidCase{"complaint { answered_question_ids: 'x' }",
                    "complaint.answered_question_ids[0]"},
        InvalidCase{"complaint { subject: 5 }", "complaint.subject"}));

class ValidRequestTest : public testing::TestWithParam<const char*> {};

TEST_P(ValidRequestTest, IsTaken) {
  EXPECT_THAT(FaultsOf(Request(GetParam())), testing::IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    Bounds, ValidRequestTest,
    testing::Values(
        "complaint {}", "complaint {} country_code: 'GB'",
        "complaint {} max_questions: 0",
        "complaint {} asked_question_ids: 'fever'", "complaint { severity: 0 }",
        "complaint { severity: 10 }", "complaint { duration_days: 0 }",
        "complaint { age_years: 0 }", "complaint { age_years: 130 }",
        "complaint { pregnancy_weeks: 0 }", "complaint { pregnancy_weeks: 45 }",
        "complaint { sites { region: 'neck' } }",
        "complaint { sites { region: 'neck' place: 'nape' side: SIDE_LEFT } }",
        "complaint { sites { region: 'neck' place: 'neck' } }",
        "complaint { conditions { condition_id: 'flu' } subject: "
        "SUBJECT_OTHER }"));

TEST(ValidationTest, TwoHundredEntriesAreTakenAndNoMore) {
  v1::RecommendRequest request;
  for (int i = 0; i < 200; ++i) {
    request.mutable_complaint()->add_quality_ids("knot");
  }
  EXPECT_THAT(FaultsOf(request), testing::IsEmpty());

  request.mutable_complaint()->add_goal_ids("sleep");
  EXPECT_THAT(FaultsOf(request), ElementsAre("complaint"));
}

TEST(ValidationTest, EntriesOfAllListsCountTogether) {
  v1::RecommendRequest request;
  complaint::v1::Complaint& complaint = *request.mutable_complaint();
  for (int i = 0; i < 19; ++i) {
    complaint.add_sites()->set_region("neck");
    complaint.add_radiates_to()->set_region("leg");
    complaint.add_quality_ids("knot");
    complaint.add_pattern_ids("checked");
    complaint.add_cause_ids("crash");
    complaint.add_conditions()->set_condition_id("flu");
    complaint.add_symptoms()->set_symptom_id("numb");
    complaint.add_preference_ids("light");
    complaint.add_goal_ids("sleep");
    complaint.add_techniques()->set_technique_id("soft");
    complaint.add_answered_question_ids("fever");
  }

  EXPECT_THAT(FaultsOf(request), ElementsAre("complaint"));
}

TEST(ValidationTest, TwoHundredAskedQuestionsAreTakenAndNoMore) {
  v1::RecommendRequest request;
  request.mutable_complaint();
  for (int i = 0; i < 200; ++i) request.add_asked_question_ids("fever");
  EXPECT_THAT(FaultsOf(request), testing::IsEmpty());

  request.add_asked_question_ids("fever");
  EXPECT_THAT(FaultsOf(request), ElementsAre("asked_question_ids"));
}

TEST(ValidationTest, TenThousandRepeatedEntriesAreRefused) {
  v1::RecommendRequest request;
  for (int i = 0; i < 10000; ++i) {
    request.mutable_complaint()->add_symptoms()->set_symptom_id("fever");
    request.add_asked_question_ids("fever");
  }

  EXPECT_THAT(FaultsOf(request),
              ElementsAre("complaint", "asked_question_ids"));
}

TEST(ValidationTest, PlaceTakesTwoHundredBytes) {
  v1::RecommendRequest request;
  request.mutable_complaint();
  request.set_place(std::string(200, 'a'));
  EXPECT_THAT(FaultsOf(request), testing::IsEmpty());

  request.mutable_place()->push_back('a');
  EXPECT_THAT(FaultsOf(request), ElementsAre("place"));
}

TEST(ValidationTest, AtMostTwentyFaultsAreListed) {
  v1::RecommendRequest request;
  for (int i = 0; i < 30; ++i) request.mutable_complaint()->add_goal_ids("x");

  const std::vector<std::string> faults = FaultsOf(request);

  ASSERT_EQ(faults.size(), 20u);
  EXPECT_EQ(faults[19], "complaint.goal_ids[19]");
}

}  // namespace
}  // namespace unknot::recommendation
