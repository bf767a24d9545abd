// Label lines: what is reported, under which id.
#include "chatbot/cli/labels.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

namespace unknot::cli {
namespace {

using nlohmann::ordered_json;
using recommendation::v1::TriageLevel;

template <typename Message>
Message FromText(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message));
  return message;
}

class LabelsTest : public testing::Test {
 protected:
  ordered_json Labels(
      const std::string& understanding,
      TriageLevel level = recommendation::v1::TRIAGE_LEVEL_MASSAGE_OK) const {
    return LabelsOf("m1", FromText<chat::v1::Understanding>(understanding),
                    level, knowledge_);
  }

  const dialogue::Knowledge knowledge_{
      FromText<knowledge::v1::KnowledgeBase>(R"pb(
        symptoms {
          id: "fever"
          roles: [ ROLE_ASSOCIATED, ROLE_DANGER_SIGN ]
        }
        symptoms { id: "chills" parent: "fever" }
        symptoms { id: "limb_numbness" roles: ROLE_DANGER_SIGN }
        symptoms { id: "hiccups" }
        conditions { id: "sciatica" roles: ROLE_LABEL }
        conditions { id: "gout" }
        qualities { id: "ache" roles: ROLE_LABEL }
        qualities { id: "dull_ache" parent: "ache" }
        preferences { id: "relaxation" roles: ROLE_LABEL }
        goals { id: "relaxation" roles: ROLE_LABEL }
        techniques { id: "swedish" }
      )pb")};
};

TEST_F(LabelsTest, ADurationCountedFromADateIsLeftOut) {
  constexpr char kDate[] =
      "complaint { duration_days: 5 } findings { value: 5 concept_id: ";

  const auto said = Labels(absl::StrCat(kDate, "'duration/days' }"),
                           recommendation::v1::TRIAGE_LEVEL_UNSPECIFIED);
  const auto counted = Labels(absl::StrCat(kDate, "'duration/since_date' }"),
                              recommendation::v1::TRIAGE_LEVEL_UNSPECIFIED);

  EXPECT_EQ(said["duration_days"], 5);
  EXPECT_TRUE(counted["duration_days"].is_null());
}

TEST_F(LabelsTest, AnEmergencyUnderWayAsksForHelp) {
  constexpr char kToday[] = "scope: SCOPE_MUSCULOSKELETAL";
  constexpr char kLong[] =
      "scope: SCOPE_MUSCULOSKELETAL complaint { duration_days: 400 }";
  constexpr auto kLevel = recommendation::v1::TRIAGE_LEVEL_EMERGENCY;

  EXPECT_EQ(Labels(kToday, kLevel)["intents"].dump(), R"(["emergency"])");
  EXPECT_EQ(Labels(kLong, kLevel)["intents"].dump(), "[]");
  EXPECT_EQ(
      Labels(kToday, recommendation::v1::TRIAGE_LEVEL_URGENT)["intents"].dump(),
      "[]");
}

TEST_F(LabelsTest, EmptyMessageHasEveryField) {
  const auto labels =
      Labels("scope: SCOPE_NONE", recommendation::v1::TRIAGE_LEVEL_UNSPECIFIED);

  EXPECT_EQ(labels.dump(),
            R"({"id":"m1","subject":"self","scope":"none","intents":[],)"
            R"("sites":[],"radiates_to":[],"qualities":[],"severity":null,)"
            R"("duration_days":null,"pattern":[],"causes":[],)"
            R"("conditions":[],"associated":[],"red_flags":[],"age":null,)"
            R"("techniques":[],"place":null,"preferences":[],"triage":null})");
}

TEST_F(LabelsTest, ConceptsAreReportedUnderTheNearestLabel) {
  const auto labels = Labels(
      "complaint { quality_ids: 'dull_ache' symptoms { symptom_id: 'chills' } "
      "symptoms { symptom_id: 'hiccups' } }");

  EXPECT_EQ(labels["qualities"], ordered_json({"ache"}));
  EXPECT_EQ(labels["associated"], ordered_json({"fever"}));
  EXPECT_EQ(labels["red_flags"],
            ordered_json::parse(R"([{"id":"fever","status":"present"}])"));
}

TEST_F(LabelsTest, AbsentSignsAreFlagsButNotSymptoms) {
  const auto labels = Labels(
      "complaint { symptoms { symptom_id: 'fever' "
      "status: STATUS_ABSENT } symptoms { symptom_id: 'limb_numbness' "
      "status: STATUS_PAST } }");

  EXPECT_EQ(labels["associated"], ordered_json::array());
  EXPECT_EQ(labels["red_flags"],
            ordered_json::parse(R"([{"id":"fever","status":"absent"}])"));
}

TEST_F(LabelsTest, ConditionsWithoutALabelAreLeftOut) {
  const auto labels = Labels(
      "complaint { conditions { condition_id: 'gout' "
      "status: STATUS_SUSPECTED } }");

  EXPECT_EQ(labels["conditions"], ordered_json::array());
}

TEST_F(LabelsTest, GoalsAndWishesAreReportedOnce) {
  const auto labels = Labels(
      "complaint { preference_ids: 'relaxation' "
      "goal_ids: 'relaxation' }");

  EXPECT_EQ(labels["preferences"], ordered_json({"relaxation"}));
}

TEST_F(LabelsTest, MassageIsNoStepWhereTheMessageIsAboutSomethingElse) {
  EXPECT_EQ(Labels("scope: SCOPE_MUSCULOSKELETAL")["triage"], "massage_ok");
  EXPECT_EQ(Labels("scope: SCOPE_OTHER_HEALTH")["triage"], nullptr);
  EXPECT_EQ(Labels("scope: SCOPE_OTHER_HEALTH",
                   recommendation::v1::TRIAGE_LEVEL_URGENT)["triage"],
            "urgent");
}

}  // namespace
}  // namespace unknot::cli
