// The whole advice for one complaint.
#include "services/recommendation/recommender.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "services/runtime/errors.h"
#include "tests/recommendation/small_knowledge.h"

namespace unknot::recommendation {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class RecommenderTest : public testing::Test {
 protected:
  static v1::RecommendRequest Request(const std::string& text) {
    v1::RecommendRequest request;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &request));
    return request;
  }
  absl::Status Try(const std::string& request) {
    return Recommender(SmallBase(), questions_)
        .Recommend(Request(request), &response_);
  }
  v1::RecommendResponse Recommend(const std::string& request) {
    const absl::Status status = Try(request);
    EXPECT_TRUE(status.ok()) << status;
    return response_;
  }

  OrderedQuestions questions_;
  v1::RecommendResponse response_;
};

TEST_F(RecommenderTest, OffersTechniquesWithReasonsStrongestFirst) {
  const auto response = Recommend(
      "complaint { sites { region: 'neck' place: 'nape' } "
      "quality_ids: 'knot' }");

  EXPECT_EQ(response.triage().level(), v1::TRIAGE_LEVEL_MASSAGE_OK);
  EXPECT_EQ(response.triage().safety_net(), "Stop if it gets worse.");
  ASSERT_GE(response.techniques_size(), 2);
  const v1::TechniqueRecommendation& soft = response.techniques(0);
  EXPECT_EQ(soft.technique_id(), "soft");
  EXPECT_EQ(soft.score(), 2);
  EXPECT_EQ(soft.fit(), v1::FIT_FAIR);
  ASSERT_EQ(soft.reasons_size(), 3);
  EXPECT_EQ(soft.reasons(0).record_id(), "f_nape");
  EXPECT_EQ(soft.reasons(0).weight(), 2);
  EXPECT_THAT(soft.reasons(0).facts(), ElementsAre("region/nape"));
  EXPECT_EQ(soft.reasons(1).record_id(), "f_neck");
  EXPECT_THAT(soft.reasons(1).facts(), ElementsAre("region/nape"));
  EXPECT_EQ(soft.reasons(2).weight(), -1);
  EXPECT_EQ(soft.evidence_summary(), "Little is known of it.");
}

TEST_F(RecommenderTest, ListsEverySourceItCitesAndNoOther) {
  const auto response = Recommend("complaint { sites { region: 'neck' } }");

  std::vector<std::string> ids;
  for (const auto& source : response.sources()) ids.push_back(source.id());
  EXPECT_THAT(ids, ElementsAre("paper", "book"));
}

TEST_F(RecommenderTest, ExplainsWhatToAvoidAndWhatInstead) {
  const auto response = Recommend(
      "complaint { sites { region: 'neck' } "
      "conditions { condition_id: 'thinners' } "
      "techniques { technique_id: 'hard' stance: STANCE_WANTED } }");

  ASSERT_EQ(response.avoid_size(), 1);
  const v1::AvoidedTechnique& avoid = response.avoid(0);
  EXPECT_EQ(avoid.technique_id(), "hard");
  EXPECT_TRUE(avoid.wanted());
  EXPECT_EQ(avoid.reasons(0).record_id(), "ci_thinners");
  EXPECT_THAT(avoid.reasons(0).facts(), ElementsAre("condition/thinners"));
  EXPECT_EQ(avoid.instead_technique_id(), "firm");
}

TEST_F(RecommenderTest, WantedButUnsuitableIsExplainedToo) {
  const auto response = Recommend(
      "complaint { quality_ids: 'knot' "
      "techniques { technique_id: 'soft' stance: STANCE_WANTED } }");

  ASSERT_EQ(response.avoid_size(), 1);
  EXPECT_EQ(response.avoid(0).technique_id(), "soft");
  EXPECT_EQ(response.avoid(0).reasons(0).record_id(), "f_knot");
}

TEST_F(RecommenderTest, CautionsSayHowAndWhatToTell) {
  const auto response = Recommend(
      "complaint { sites { region: 'neck' } "
      "conditions { condition_id: 'thinners' } }");

  EXPECT_EQ(response.triage().level(), v1::TRIAGE_LEVEL_MASSAGE_WITH_CAUTION);
  ASSERT_EQ(response.cautions_size(), 1);
  EXPECT_EQ(response.cautions(0).code(), "CI-THINNERS");
  EXPECT_EQ(response.cautions(0).adaptation(), "Even pressure.");
  EXPECT_THAT(response.session_plan().tell_therapist(),
              ElementsAre("I take blood thinners."));
  EXPECT_EQ(response.session_plan().tips_size(), 1);
  for (const auto& technique : response.techniques()) {
    EXPECT_EQ(technique.cautions_size(),
              technique.technique_id() == "firm" ? 1 : 0);
  }
}

TEST_F(RecommenderTest, EmergencySaysOnlyWhatMatters) {
  const auto response = Recommend(
      "country_code: 'GB' complaint { sites { region: 'neck' } "
      "symptoms { symptom_id: 'numb' } symptoms { symptom_id: 'weak' } "
      "techniques { technique_id: 'soft' stance: STANCE_WANTED } }");

  EXPECT_EQ(response.triage().level(), v1::TRIAGE_LEVEL_EMERGENCY);
  EXPECT_EQ(response.triage().advice(), "Call 999 now.");
  EXPECT_EQ(response.triage().contacts().emergency(), "999");
  EXPECT_EQ(response.triage().reasons(0).code(), "RF-NUMB");
  EXPECT_EQ(response.triage().reasons(0).advice(), "Call 999 if it spreads.");
  EXPECT_THAT(response.triage().reasons(0).facts(),
              ElementsAre("symptom/numb", "symptom/weak"));
  EXPECT_THAT(response.techniques(), IsEmpty());
  EXPECT_THAT(response.avoid(), IsEmpty());
  EXPECT_THAT(response.self_care(), IsEmpty());
  EXPECT_THAT(response.next_questions(), IsEmpty());
  EXPECT_FALSE(response.has_session_plan());
}

TEST_F(RecommenderTest, UnknownCountryGetsTheNumbersOfAll) {
  const std::string urgent =
      "complaint { sites { region: 'neck' } "
      "symptoms { symptom_id: 'fever' } }";

  EXPECT_EQ(Recommend(urgent).triage().advice(), "Today: a doctor.");
  EXPECT_EQ(Recommend(urgent + " country_code: 'FR'").triage().advice(),
            "Today: a doctor.");
  EXPECT_EQ(Recommend(urgent + " country_code: 'GB'").triage().advice(),
            "Today: NHS 111.");
}

TEST_F(RecommenderTest, WantedTechniqueWaitsForTheClinician) {
  const auto response = Recommend(
      "complaint { symptoms { symptom_id: 'numb' } "
      "techniques { technique_id: 'soft' stance: STANCE_WANTED } }");

  EXPECT_EQ(response.triage().level(), v1::TRIAGE_LEVEL_SEE_CLINICIAN);
  ASSERT_EQ(response.avoid_size(), 1);
  EXPECT_EQ(response.avoid(0).reasons(0).record_id(), "rf_numb");
  EXPECT_EQ(response.avoid(0).instead_technique_id(), "");
}

TEST_F(RecommenderTest, SaysSoWhenNothingFits) {
  const auto response =
      Recommend("complaint { conditions { condition_id: 'flu' } }");

  EXPECT_THAT(response.techniques(), IsEmpty());
  EXPECT_EQ(response.techniques_note(), "Nothing fits.");
  EXPECT_FALSE(response.has_session_plan());
}

TEST_F(RecommenderTest, SelfCareFollowsRulesOrderAndCountry) {
  const auto titles = [this](const std::string& request) {
    std::vector<std::string> all;
    const v1::RecommendResponse response = Recommend(request);
    for (const auto& advice : response.self_care()) {
      all.push_back(advice.title());
    }
    return all;
  };

  EXPECT_THAT(titles("complaint { sites { region: 'neck' } }"),
              ElementsAre("Warm neck", "Move"));
  EXPECT_THAT(titles("country_code: 'GB' complaint { conditions { "
                     "condition_id: 'flu' } }"),
              ElementsAre("In Britain"));
}

TEST_F(RecommenderTest, EmptyComplaintGetsTheFirstQuestion) {
  const auto response = Recommend("complaint {}");

  ASSERT_EQ(response.next_questions_size(), 1);
  EXPECT_EQ(response.next_questions(0).question_id(), "where");
}

TEST_F(RecommenderTest, AtMostThreeQuestions) {
  EXPECT_EQ(Recommend("complaint { sites { region: 'neck' } } "
                      "max_questions: 50")
                .next_questions_size(),
            3);
}

TEST_F(RecommenderTest, SameFactsGiveTheSameBytesInAnyOrder) {
  const auto one = Recommend(
      "complaint { sites { region: 'neck' } sites { region: 'leg' } "
      "conditions { condition_id: 'thinners' } "
      "conditions { condition_id: 'veins' } quality_ids: ['knot', 'nerve'] }");
  const auto other = Recommend(
      "complaint { quality_ids: ['nerve', 'knot', 'knot'] "
      "conditions { condition_id: 'veins' } "
      "conditions { condition_id: 'thinners' } "
      "sites { region: 'leg' } sites { region: 'neck' } }");

  EXPECT_EQ(one.SerializeAsString(), other.SerializeAsString());
}

TEST_F(RecommenderTest, ValidateOnlyAnswersEmpty) {
  const auto response =
      Recommend("validate_only: true complaint { sites { region: 'neck' } }");

  EXPECT_EQ(response.ByteSizeLong(), 0u);
}

TEST_F(RecommenderTest, BadRequestsAreRefusedWithNothingWritten) {
  const absl::Status status = Try("complaint { severity: 10.5 }");

  EXPECT_EQ(runtime::FieldViolationsOf(status)[0].field, "complaint.severity");
  EXPECT_EQ(response_.ByteSizeLong(), 0u);
}

TEST_F(RecommenderTest, PresentAndAbsentAtOnceIsPresent) {
  const absl::Status status =
      Try("complaint { sites { region: 'neck' } symptoms { symptom_id: 'fever' "
          "status: STATUS_ABSENT } "
          "symptoms { symptom_id: 'fever' } }");

  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(response_.triage().level(), v1::TRIAGE_LEVEL_URGENT);
}

TEST_F(RecommenderTest, QuestionsThatWereAskedDoNotComeAgain) {
  ASSERT_TRUE(Try("complaint { sites { region: 'neck' } } max_questions: 3 "
                  "asked_question_ids: 'fever'")
                  .ok());

  ASSERT_EQ(response_.next_questions_size(), 3);
  for (const auto& question : response_.next_questions()) {
    EXPECT_NE(question.question_id(), "fever");
  }
}

TEST_F(RecommenderTest, NotKnowingDoesNotFreeWhatWaits) {
  // Hard waits for the medicines: asked and not known leaves it waiting.
  ASSERT_TRUE(Try("complaint { sites { region: 'neck' } } "
                  "asked_question_ids: ['fever', 'medicines']")
                  .ok());

  for (const auto& technique : response_.techniques()) {
    EXPECT_NE(technique.technique_id(), "hard");
  }
}

TEST_F(RecommenderTest, AfterSixQuestionsNoneComes) {
  const KnowledgeBase::Ptr base = ShippedBase();
  v1::RecommendRequest request;
  request.mutable_complaint()->add_sites()->set_region("neck");
  request.set_max_questions(3);
  const Recommender recommender(base, questions_);
  int asked = 0;
  for (int turn = 0; turn < 10; ++turn) {
    ASSERT_TRUE(recommender.Recommend(request, &response_).ok());
    EXPECT_LE(response_.next_questions_size(), 3);
    for (const auto& question : response_.next_questions()) {
      request.add_asked_question_ids(question.question_id());
      ++asked;
    }
  }
  EXPECT_EQ(asked, 6);
}

TEST_F(RecommenderTest, AllBadFieldsAreNamedAndNoneIsRepeated) {
  const absl::Status status =
      Try("complaint { quality_ids: 'my secret' cause_ids: 'my shame' }");

  EXPECT_EQ(runtime::FieldViolationsOf(status).size(), 2u);
  EXPECT_THAT(status.ToString(), testing::Not(testing::HasSubstr("my s")));
}

}  // namespace
}  // namespace unknot::recommendation
