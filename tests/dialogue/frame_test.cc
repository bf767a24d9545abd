// How one more message changes the complaint so far.
#include "chatbot/dialogue/frame.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include "tests/dialogue/fakes.h"

namespace unknot::dialogue {
namespace {

using chat::v1::Understanding;
using complaint::v1::Complaint;

MATCHER_P(IsComplaint, text, "") {
  return google::protobuf::util::MessageDifferencer::Equals(
      arg, FromText<Complaint>(text));
}

struct FrameCase {
  std::string name;
  std::string before;
  std::string pending_slot;
  std::string pending_question;
  std::string understood;
  std::string after;
};

std::ostream& operator<<(std::ostream& out, const FrameCase& c) {
  return out << c.name;
}

class FrameTest : public testing::TestWithParam<FrameCase> {
 protected:
  const Knowledge knowledge_{SmallKnowledge()};
};

TEST_P(FrameTest, MergesAsThePersonMeans) {
  const FrameCase& c = GetParam();
  Complaint complaint = FromText<Complaint>(c.before);
  const Pending pending{c.pending_slot,
                        knowledge_.FindQuestion(c.pending_question)};

  Merge(FromText<Understanding>(c.understood), pending, knowledge_, complaint);

  EXPECT_THAT(complaint, IsComplaint(c.after)) << complaint.DebugString();
}

INSTANTIATE_TEST_SUITE_P(
    Messages, FrameTest,
    testing::Values(
        FrameCase{"AFactIsAdded", "sites { region: 'neck' }", "", "",
                  "complaint { duration_days: 14 quality_ids: 'stiffness' }",
                  "sites { region: 'neck' } duration_days: 14 "
                  "quality_ids: 'stiffness'"},
        FrameCase{"AFactSaidTwiceStaysOne", "sites { region: 'neck' }", "", "",
                  "complaint { sites { region: 'neck' side: SIDE_LEFT } }",
                  "sites { region: 'neck' side: SIDE_LEFT }"},
        FrameCase{"AFeelingThatIsNotThereGoes",
                  "sites { region: 'neck' } quality_ids: 'stiffness'", "", "",
                  "complaint { quality_ids: 'ache' } findings { concept_id: "
                  "'quality/stiffness' status: STATUS_ABSENT }",
                  "sites { region: 'neck' } quality_ids: 'ache'"},
        FrameCase{"ACauseThatWasNoneGoes",
                  "sites { region: 'neck' } cause_ids: 'sport'", "", "",
                  "findings { concept_id: 'cause/sport' "
                  "status: STATUS_ABSENT }",
                  "sites { region: 'neck' }"},
        FrameCase{"AWishThatIsNoneAnyLongerGoes",
                  "preference_ids: 'therapist_female'", "", "",
                  "findings { concept_id: 'preference/therapist_female' "
                  "status: STATUS_ABSENT }",
                  ""},
        FrameCase{"ACorrectionReplacesSites", "sites { region: 'lower_back' }",
                  "", "",
                  "corrects_sites: true "
                  "complaint { sites { region: 'upper_back' } }",
                  "sites { region: 'upper_back' }"},
        FrameCase{"WhatIsTakenBackGoes",
                  "sites { region: 'neck' } sites { region: 'knee' }", "", "",
                  "retracted: 'region/knee'", "sites { region: 'neck' }"},
        FrameCase{"NumbersTakenBackGo",
                  "duration_days: 7 severity: 6 age_years: 40", "", "",
                  "retracted: 'duration/days' retracted: 'severity/number' "
                  "retracted: 'age/years'",
                  ""},
        FrameCase{"ARegionSaidToBeFineGoes",
                  "sites { region: 'neck' } sites { region: 'knee' }", "", "",
                  "findings { concept_id: 'region/knee' "
                  "status: STATUS_ABSENT }",
                  "sites { region: 'neck' }"},
        FrameCase{"AMoreExactRegionReplaces", "sites { region: 'back' }", "",
                  "", "complaint { sites { region: 'lower_back' } }",
                  "sites { region: 'lower_back' }"},
        FrameCase{"TheOtherSideIsAnotherSite",
                  "sites { region: 'knee' side: SIDE_LEFT }", "", "",
                  "complaint { sites { region: 'knee' side: SIDE_RIGHT } }",
                  "sites { region: 'knee' side: SIDE_LEFT } "
                  "sites { region: 'knee' side: SIDE_RIGHT }"},
        FrameCase{"NoTheLeftOneReplacesTheSide",
                  "sites { region: 'knee' side: SIDE_RIGHT }", "", "",
                  "bare_side: SIDE_LEFT intents { intent_id: 'correct' "
                  "confidence: 1 }",
                  "sites { region: 'knee' side: SIDE_LEFT }"},
        FrameCase{"AStatusChanges",
                  "symptoms { symptom_id: 'fever' status: STATUS_PRESENT }", "",
                  "",
                  "complaint { symptoms { symptom_id: 'fever' "
                  "status: STATUS_PAST } }",
                  "symptoms { symptom_id: 'fever' status: STATUS_PAST }"},
        FrameCase{"ABareNumberAnswersSeverity", "sites { region: 'neck' }",
                  "severity", "", "bare_numbers: 4",
                  "sites { region: 'neck' } severity: 4"},
        FrameCase{"ABareNumberWithoutQuestionIsNothing",
                  "sites { region: 'neck' }", "", "", "bare_numbers: 4",
                  "sites { region: 'neck' }"},
        FrameCase{"ABareSideAnswers", "sites { region: 'neck' }", "side", "",
                  "bare_side: SIDE_BOTH",
                  "sites { region: 'neck' side: SIDE_BOTH }"},
        FrameCase{"NoMakesAbsentWhatWasAsked", "sites { region: 'neck' }",
                  "red_flags", "red_flags",
                  "intents { intent_id: 'deny' confidence: 1 }",
                  "sites { region: 'neck' } "
                  "symptoms { symptom_id: 'fever' status: STATUS_ABSENT } "
                  "symptoms { symptom_id: 'limb_numbness' "
                  "status: STATUS_ABSENT } answered_question_ids: 'red_flags'"},
        FrameCase{"NoOfOneSignLeavesTheOthersOpen", "sites { region: 'neck' }",
                  "red_flags", "red_flags",
                  "intents { intent_id: 'deny' confidence: 1 } "
                  "complaint { symptoms { symptom_id: 'fever' "
                  "status: STATUS_ABSENT } } findings { "
                  "concept_id: 'symptom/fever' status: STATUS_ABSENT }",
                  "sites { region: 'neck' } "
                  "symptoms { symptom_id: 'fever' status: STATUS_ABSENT }"},
        FrameCase{"NoOfWhatNobodyAskedIsNoAnswer", "sites { region: 'neck' }",
                  "red_flags", "red_flags",
                  "intents { intent_id: 'deny' confidence: 1 } "
                  "findings { concept_id: 'quality/ache' "
                  "status: STATUS_ABSENT }",
                  "sites { region: 'neck' }"},
        FrameCase{"NoDoesNotTakeBackWhatWasSaid",
                  "symptoms { symptom_id: 'fever' status: STATUS_PRESENT }",
                  "red_flags", "red_flags",
                  "intents { intent_id: 'deny' confidence: 1 }",
                  "symptoms { symptom_id: 'fever' status: STATUS_PRESENT } "
                  "symptoms { symptom_id: 'limb_numbness' "
                  "status: STATUS_ABSENT } answered_question_ids: 'red_flags'"},
        FrameCase{"YesMakesPresentWhatTheQuestionSays",
                  "sites { region: 'neck' }", "conditions", "pregnant",
                  "intents { intent_id: 'affirm' confidence: 1 }",
                  "sites { region: 'neck' } conditions { "
                  "condition_id: 'pregnancy' status: STATUS_PRESENT } "
                  "answered_question_ids: 'pregnant'"},
        FrameCase{"UnsureOfDangerIsNoAnswer", "sites { region: 'neck' }",
                  "red_flags", "red_flags",
                  "intents { intent_id: 'unsure' confidence: 1 }",
                  "sites { region: 'neck' }"},
        FrameCase{"UnsureOfTheRestIsOne", "sites { region: 'neck' }",
                  "duration", "duration",
                  "intents { intent_id: 'unsure' confidence: 1 }",
                  "sites { region: 'neck' } answered_question_ids: 'duration'"},
        FrameCase{"AnotherPersonStartsAfresh",
                  "subject: SUBJECT_OTHER sites { region: 'upper_back' } "
                  "age_years: 81",
                  "", "",
                  "complaint { subject: SUBJECT_SELF age_years: 50 "
                  "sites { region: 'neck' } }",
                  "subject: SUBJECT_SELF age_years: 50 "
                  "sites { region: 'neck' }"},
        FrameCase{"WhoseItIsMayBeSaidLater", "sites { region: 'neck' }", "", "",
                  "complaint { subject: SUBJECT_OTHER }",
                  "subject: SUBJECT_OTHER sites { region: 'neck' }"},
        FrameCase{"OnePressureAtATime", "preference_ids: 'pressure_firm'", "",
                  "", "complaint { preference_ids: 'pressure_light' }",
                  "preference_ids: 'pressure_light'"}),
    [](const auto& test) { return test.param.name; });

TEST(FrameDetailsTest, PlainYesToManyThingsAsksWhich) {
  const Knowledge knowledge(SmallKnowledge());
  Complaint complaint;

  const Merged merged = Merge(
      FromText<Understanding>("intents { intent_id: 'affirm' confidence: 1 }"),
      {"red_flags", knowledge.FindQuestion("red_flags")}, knowledge, complaint);

  EXPECT_TRUE(merged.needs_which);
}

TEST(FrameDetailsTest, MakePastFindsKindsOfTheFact) {
  const Knowledge knowledge(SmallKnowledge());
  Complaint complaint = FromText<Complaint>(
      "symptoms { symptom_id: 'numb_groin' status: STATUS_PRESENT }");

  EXPECT_TRUE(MakePast("symptom/saddle_numbness", knowledge, complaint));

  EXPECT_THAT(complaint, IsComplaint("symptoms { symptom_id: 'numb_groin' "
                                     "status: STATUS_PAST }"));
}

TEST(FrameDetailsTest, WishesAloneAreNoComplaint) {
  EXPECT_FALSE(HasComplaint(FromText<Complaint>("preference_ids: 'no_oils'")));
  EXPECT_TRUE(HasComplaint(FromText<Complaint>("sites { region: 'neck' }")));
}

}  // namespace
}  // namespace unknot::dialogue
