// What is asked next, and what is not.
#include "services/recommendation/questions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/recommendation/small_knowledge.h"

namespace unknot::recommendation {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class QuestionsTest : public testing::Test {
 protected:
  std::vector<std::string> Next(const std::string& complaint, int limit = 3,
                                std::vector<int> asked = {}) {
    const KnowledgeBase::Ptr base = SmallBase();
    const Findings findings = Examine(*base, MakeComplaint(complaint));
    std::vector<std::string> ids;
    for (const int i : OrderedQuestions().Choose(
             *base, findings, Rank(*base, findings), asked, limit)) {
      ids.push_back(base->questions()[i].record->id());
    }
    return ids;
  }
};

TEST_F(QuestionsTest, EmptyComplaintIsAskedWhereItHurts) {
  EXPECT_THAT(Next("", 1), ElementsAre("where"));
}

TEST_F(QuestionsTest, SafetyComesFirstThenOrder) {
  EXPECT_THAT(Next("sites { region: 'neck' }"),
              ElementsAre("fever", "medicines", "how"));
}

TEST_F(QuestionsTest, PartOfADangerSignComesBeforeTheOthers) {
  // Numb is part of an emergency once there is weakness too.
  EXPECT_THAT(Next("sites { region: 'neck' } symptoms { symptom_id: 'numb' } "
                   "pattern_ids: 'checked'",
                   1),
              ElementsAre("weakness"));
}

TEST_F(QuestionsTest, OnlyRelevantSafetyQuestionsAreAsked) {
  EXPECT_THAT(Next("sites { region: 'leg' } symptoms { symptom_id: 'numb' } "
                   "pattern_ids: 'checked'",
                   1),
              ElementsAre("weakness"));
  // Weak alone changes nothing while nothing is numb.
  EXPECT_THAT(Next("sites { region: 'leg' }"),
              testing::Not(testing::Contains("weakness")));
}

TEST_F(QuestionsTest, AnsweredIsNotAskedAgain) {
  EXPECT_THAT(Next("sites { region: 'neck' } answered_question_ids: 'fever' "
                   "symptoms { symptom_id: 'weak' status: STATUS_ABSENT }",
                   1),
              ElementsAre("medicines"));
}

TEST_F(QuestionsTest, AwaitedTechniqueComesBeforeWhatMovesTheRanking) {
  EXPECT_THAT(Next("sites { region: 'neck' } "
                   "answered_question_ids: ['fever', 'weakness']"),
              ElementsAre("medicines", "how", "aim"));
}

TEST_F(QuestionsTest, WhatChangesNothingIsNotAsked) {
  // Nothing depends on age.
  EXPECT_THAT(Next("sites { region: 'neck' } quality_ids: 'knot' "
                   "goal_ids: 'sleep' answered_question_ids: ['fever', "
                   "'weakness', 'medicines']"),
              IsEmpty());
}

TEST_F(QuestionsTest, PlaceIsAskedWhereItMakesAnOldCancerPressing) {
  const KnowledgeBase::Ptr base = ShippedBase();
  const Findings findings =
      Examine(*base, MakeComplaint("conditions { condition_id: 'cancer' "
                                   "status: STATUS_PAST } "
                                   "symptoms { symptom_id: 'night_pain' }"));
  ASSERT_EQ(findings.tier, knowledge::v1::TIER_SEE_CLINICIAN);

  std::vector<std::string> ids;
  for (const int i : OrderedQuestions().Choose(*base, findings,
                                               Rank(*base, findings), {}, 3)) {
    ids.push_back(base->questions()[i].record->id());
  }

  EXPECT_THAT(ids, testing::Contains("site"));
}

TEST_F(QuestionsTest, WhatWasAskedIsNotAskedAgain) {
  const int fever = SmallBase()->facts().IndexOf(List::kQuestions, "fever");

  EXPECT_THAT(Next("sites { region: 'neck' }", 1, {fever}),
              ElementsAre("medicines"));
}

TEST_F(QuestionsTest, EmergencyIsNotInterrupted) {
  EXPECT_THAT(Next("sites { region: 'neck' } symptoms { symptom_id: 'numb' } "
                   "symptoms { symptom_id: 'weak' }"),
              IsEmpty());
}

TEST_F(QuestionsTest, BeforeAClinicianOnlyDangerIsAskedAbout) {
  EXPECT_THAT(Next("sites { region: 'neck' } symptoms { symptom_id: 'fever' } "
                   "symptoms { symptom_id: 'numb' status: STATUS_SUSPECTED }"),
              ElementsAre("weakness"));
  EXPECT_THAT(Next("sites { region: 'neck' } symptoms { symptom_id: 'fever' }"),
              IsEmpty());
}

}  // namespace
}  // namespace unknot::recommendation
