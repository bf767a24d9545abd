// What is said next, over fakes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/dialogue/dialogue_fixture.h"

namespace unknot::dialogue {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST_F(DialogueTest, ABareComplaintIsAskedAboutSafetyFirst) {
  const auto response = Hear(kNeck);

  EXPECT_EQ(response.pending_question().slot(), "red_flags");
  EXPECT_EQ(response.pending_question().question_id(), "red_flags");
  EXPECT_FALSE(Recommends(response));
  EXPECT_EQ(response.recommendation().triage().level(),
            recommendation::v1::TRIAGE_LEVEL_MASSAGE_OK);
}

TEST_F(DialogueTest, NoDangerSignsLeadToARecommendation) {
  Hear(kNeck);

  const auto response = Hear(Intent("deny"));

  EXPECT_TRUE(Recommends(response));
  EXPECT_TRUE(ShowsCards(response));
  EXPECT_EQ(response.pending_question().slot(), "place");
}

TEST_F(DialogueTest, OfOneSignDeniedTheOthersAreAskedOnceMore) {
  constexpr char kNoFever[] =
      "intents { intent_id: 'deny' confidence: 1 } complaint { symptoms { "
      "symptom_id: 'fever' status: STATUS_ABSENT } } "
      "findings { concept_id: 'symptom/fever' status: STATUS_ABSENT }";
  Hear(kNeck);

  const auto once = Hear(kNoFever, "no fever");
  const auto again = Hear(kNoFever, "no fever");

  EXPECT_EQ(once.messages(0).text().reply_id(), "noted_some");
  EXPECT_EQ(once.pending_question().question_id(), "red_flags");
  EXPECT_NE(again.pending_question().question_id(), "red_flags");
}

TEST_F(DialogueTest, ADirectRequestIsMetAtOnce) {
  const auto response = Hear(absl::StrCat(kNeck, Intent("ask_treatment")));

  EXPECT_TRUE(Recommends(response));
  EXPECT_EQ(response.pending_question().slot(), "red_flags");
}

TEST_F(DialogueTest, AWishAloneIsEnoughWhereAdviceIsAskedFor) {
  const std::string relax = "complaint { goal_ids: 'relaxation' } ";

  const auto told = Hear(relax);
  const auto asked = Hear(Intent("ask_treatment"));

  EXPECT_FALSE(Recommends(told));
  EXPECT_TRUE(Recommends(asked));
}

TEST_F(DialogueTest, WhichOneMeansAMassageWhileNobodyWasShown) {
  const auto response =
      Hear(Intent("find_therapist"), "which one do you recommend?");

  EXPECT_NE(response.pending_question().slot(), "place");
  EXPECT_EQ(response.pending_question().slot(), "site");
}

TEST_F(DialogueTest, NoQuestionIsAskedTwice) {
  Hear(kNeck);

  const auto response =
      Hear("complaint { quality_ids: 'stiffness' } " + Intent("give_detail"));

  EXPECT_NE(response.pending_question().question_id(), "red_flags");
}

TEST_F(DialogueTest, AfterACorrectionAQuestionOfSafetyIsAskedOnceMore) {
  Hear(kNeck);

  const auto again =
      Hear(Intent("correct") + "complaint { quality_ids: 'ache' }");
  const auto not_again =
      Hear(Intent("correct") + "complaint { quality_ids: 'knot' }");

  EXPECT_EQ(again.pending_question().question_id(), "red_flags");
  EXPECT_NE(not_again.pending_question().question_id(), "red_flags");
}

TEST_F(DialogueTest, QuestionsComeToAnEnd) {
  Hear(kNeck);
  int asked = 0;
  bool recommended = false;
  for (int turn = 0; turn < 5; ++turn) {
    const auto response = Hear(Intent("unsure"));
    if (Recommends(response)) recommended = true;
    if (!recommended && response.has_pending_question()) ++asked;
  }
  EXPECT_TRUE(recommended);
  EXPECT_LE(asked, 3);
}

TEST_F(DialogueTest, ADenialOfOtherThingsThanWereAskedIsEnoughToGoOn) {
  Hear(kNeck);

  const auto response =
      Hear("denies_conditions: true " + Intent("out_of_scope"));

  EXPECT_TRUE(Recommends(response));
}

TEST_F(DialogueTest, AllDeniedAtOnceIsNotAskedAgain) {
  const auto response = Hear(
      absl::StrCat(kNeck, "denies_symptoms: true denies_conditions: true"));

  EXPECT_TRUE(Recommends(response));
}

TEST_F(DialogueTest, DangerIsToldFirstAndAlone) {
  const auto response = Hear(
      absl::StrCat(kNeck, Intent("ask_treatment"), Intent("find_therapist"),
                   "place: 'Springfield' complaint { symptoms { "
                   "symptom_id: 'saddle_numbness' status: STATUS_PRESENT } }"));

  ASSERT_EQ(response.messages_size(), 1);
  const auto& alert = response.messages(0).alert();
  EXPECT_EQ(alert.level(), recommendation::v1::TRIAGE_LEVEL_EMERGENCY);
  EXPECT_EQ(alert.headline(), "Call 911 now.");
  EXPECT_THAT(alert.contacts(), testing::ElementsAre("911"));
  EXPECT_FALSE(response.has_therapists());
  EXPECT_FALSE(response.has_pending_question());
  EXPECT_TRUE(therapists_.requests.empty());
}

TEST_F(DialogueTest, InsistingInAnEmergencyGetsNothingElse) {
  Hear("complaint { symptoms { symptom_id: 'saddle_numbness' } }");

  const auto massage = Hear(Intent("ask_treatment"));
  const auto therapist =
      Hear(Intent("find_therapist") + "place: 'Springfield'");

  for (const auto& response : {massage, therapist}) {
    ASSERT_EQ(response.messages_size(), 1);
    EXPECT_TRUE(response.messages(0).has_alert());
    EXPECT_EQ(response.recommendation().triage().level(),
              recommendation::v1::TRIAGE_LEVEL_EMERGENCY);
    EXPECT_FALSE(Recommends(response));
  }
  EXPECT_NE(massage.messages(0).alert().text(),
            therapist.messages(0).alert().text());
}

TEST_F(DialogueTest, AnEmergencyEndsWhenThePersonSaysSo) {
  Hear(absl::StrCat(
      kNeck, "complaint { symptoms { symptom_id: 'saddle_numbness' } }"));

  const auto response = Hear("", "You misread me");

  EXPECT_EQ(response.recommendation().triage().level(),
            recommendation::v1::TRIAGE_LEVEL_MASSAGE_OK);
  EXPECT_FALSE(state_.in_emergency());
  EXPECT_EQ(response.complaint().symptoms(0).status(),
            complaint::v1::STATUS_PAST);
}

TEST_F(DialogueTest, WhatCameWithTheDangerGoesWithIt) {
  Hear(absl::StrCat(
      kNeck,
      "complaint { symptoms { symptom_id: 'saddle_numbness' } "
      "symptoms { symptom_id: 'limb_numbness' status: STATUS_PRESENT } }"));

  const auto response = Hear("", "It has passed");

  EXPECT_EQ(response.recommendation().triage().level(),
            recommendation::v1::TRIAGE_LEVEL_MASSAGE_OK);
}

TEST_F(DialogueTest, SuicidalThoughtsAreAnsweredWithPeopleToTalkTo) {
  const auto response = Hear(
      absl::StrCat(kNeck, "complaint { symptoms { symptom_id: 'suicidal' } }"));

  ASSERT_EQ(response.messages_size(), 1);
  const auto& alert = response.messages(0).alert();
  EXPECT_THAT(alert.contacts(), testing::ElementsAre("988", "911"));
  EXPECT_THAT(alert.headline(), Not(HasSubstr("911")));
}

TEST_F(DialogueTest, AJokeDoesNotEndTalkOfSuicideAtOnce) {
  Hear(
      absl::StrCat(kNeck, "complaint { symptoms { symptom_id: 'suicidal' } }"));

  const auto asked = Hear("", "just joking");
  const auto believed = Hear("", "I am safe");

  EXPECT_THAT(asked.messages(0).alert().contacts(),
              testing::ElementsAre("988", "911"));
  EXPECT_THAT(asked.messages(0).alert().text(), HasSubstr("safe"));
  EXPECT_EQ(asked.recommendation().triage().level(),
            recommendation::v1::TRIAGE_LEVEL_EMERGENCY);
  EXPECT_EQ(believed.recommendation().triage().level(),
            recommendation::v1::TRIAGE_LEVEL_MASSAGE_OK);
}

TEST_F(DialogueTest, AJokeIsAskedAboutAgainAfterOtherTalk) {
  Hear(
      absl::StrCat(kNeck, "complaint { symptoms { symptom_id: 'suicidal' } }"));
  Hear("", "just joking");
  Hear(Intent("ask_treatment"), "so which massage");

  const auto response = Hear("", "only joking");

  EXPECT_EQ(response.recommendation().triage().level(),
            recommendation::v1::TRIAGE_LEVEL_EMERGENCY);
}

TEST_F(DialogueTest, ADenialDoesNotEndTalkOfSuicideAtOnce) {
  const std::string denial =
      "complaint { symptoms { symptom_id: 'suicidal' status: STATUS_ABSENT } }";
  Hear(
      "complaint { symptoms { symptom_id: 'suicidal' "
      "status: STATUS_PRESENT } }");

  const auto first = Hear(denial);
  const auto second = Hear(denial);

  EXPECT_EQ(first.recommendation().triage().level(),
            recommendation::v1::TRIAGE_LEVEL_EMERGENCY);
  EXPECT_NE(second.recommendation().triage().level(),
            recommendation::v1::TRIAGE_LEVEL_EMERGENCY);
}

TEST_F(DialogueTest, NotSureToBeSafeEndsNothing) {
  Hear(
      absl::StrCat(kNeck, "complaint { symptoms { symptom_id: 'suicidal' } }"));
  Hear("", "I am safe");

  const auto response = Hear("", "not sure I am safe");

  EXPECT_EQ(response.recommendation().triage().level(),
            recommendation::v1::TRIAGE_LEVEL_EMERGENCY);
}

TEST_F(DialogueTest, BeingSafeUndoesNoSignOfTheBody) {
  Hear(absl::StrCat(
      kNeck, "complaint { symptoms { symptom_id: 'saddle_numbness' } }"));

  Hear("", "I'm safe now");
  const auto response = Hear("", "I'm safe now");

  EXPECT_EQ(response.recommendation().triage().level(),
            recommendation::v1::TRIAGE_LEVEL_EMERGENCY);
}

TEST_F(DialogueTest, UrgentComesWithoutTechniquesAndTherapists) {
  const auto response =
      Hear(absl::StrCat(kNeck, Intent("ask_treatment"),
                        "place: 'Springfield' "
                        "complaint { symptoms { symptom_id: 'fever' } }"));

  ASSERT_EQ(response.messages_size(), 1);
  EXPECT_THAT(response.messages(0).alert().contacts(),
              testing::ElementsAre("811", "911"));
  EXPECT_TRUE(therapists_.requests.empty());
}

TEST_F(DialogueTest, AlarmWithoutAKnownSignGetsNumbersAlone) {
  const auto response =
      Hear(absl::StrCat(kNeck, Intent("emergency"), Intent("ask_treatment")));

  ASSERT_EQ(response.messages_size(), 1);
  EXPECT_THAT(response.messages(0).alert().headline(), HasSubstr("911"));
  EXPECT_FALSE(Recommends(response));
}

TEST_F(DialogueTest, AGuessOfAlarmBesidesAComplaintIsLeftToTheAdvice) {
  const auto response = Hear(absl::StrCat(
      kNeck, "intents { intent_id: 'emergency' confidence: 0.7 }"));

  EXPECT_FALSE(response.messages(0).has_alert());
}

TEST_F(DialogueTest, AClinicianFirstIsToldOnce) {
  const auto first = Hear(absl::StrCat(
      kNeck, "complaint { symptoms { symptom_id: 'limb_numbness' } }"));
  EXPECT_THAT(Said(first), HasSubstr("See a clinician before any massage."));

  const auto second =
      Hear("complaint { duration_days: 3 } " + Intent("give_detail"));
  EXPECT_THAT(Said(second),
              Not(HasSubstr("See a clinician before any massage.")));
  EXPECT_FALSE(Recommends(second));
}

TEST_F(DialogueTest, ATechniqueIsPickedByNumber) {
  Hear(kNeck + Intent("ask_treatment"));

  const auto response = Hear("", "tell me about the first one");

  ASSERT_EQ(response.messages(0).techniques().cards_size(), 1);
  EXPECT_EQ(response.messages(0).techniques().cards(0).technique_id(),
            state_.recommended_technique_ids(0));
}

TEST_F(DialogueTest, TheOtherSideDeniesNothing) {
  Hear(
      "complaint { sites { region: 'neck' side: SIDE_LEFT } } "
      "scope: SCOPE_MUSCULOSKELETAL");

  const auto response =
      Hear(Intent("correct") + Intent("deny"), "no, the other side");

  EXPECT_EQ(state_.complaint().sites(0).side(), complaint::v1::SIDE_RIGHT);
  EXPECT_TRUE(state_.complaint().answered_question_ids().empty());
}

TEST_F(DialogueTest, AQuestionCanBeSkipped) {
  Hear(kNeck);

  const auto response = Hear(Intent("help") + Intent("medication"), "skip");

  EXPECT_EQ(response.messages(0).text().reply_id(), "unsure_safety");
}

TEST_F(DialogueTest, ALoneNumberIsHowStrongItIs) {
  Hear(kNeck);

  Hear("bare_numbers: 7", "7ish");

  EXPECT_EQ(state_.complaint().severity(), 7);
}

TEST_F(DialogueTest, WeeksOfPregnancyEndWithIt) {
  Hear(
      "complaint { sites { region: 'neck' } pregnancy_weeks: 30 "
      "conditions { condition_id: 'pregnancy' status: STATUS_PRESENT } }");

  Hear(
      "complaint { conditions { condition_id: 'pregnancy' "
      "status: STATUS_ABSENT } }",
      "not pregnant anymore");

  EXPECT_FALSE(state_.complaint().has_pregnancy_weeks());
}

TEST_F(DialogueTest, WhatIsKnownIsToldWhenAsked) {
  Hear(kNeck);

  const auto response = Hear(Intent("privacy"), "what do you know about me?");

  EXPECT_GT(response.messages(0).list().items_size(), 0);
  EXPECT_THAT(Said(response), HasSubstr("neck"));
}

TEST_F(DialogueTest, ARecommenderThatIsAwayLosesNothing) {
  Hear(kNeck);
  const auto before = state_.complaint().SerializeAsString();
  recommender_.away = absl::UnavailableError("down");

  const auto response = Hear("complaint { duration_days: 3 }");

  EXPECT_EQ(response.messages(0).text().reply_id(), "service_away");
  EXPECT_THAT(response.messages(0).text().text(), HasSubstr("911"));
  EXPECT_EQ(state_.complaint().SerializeAsString(), before);
}

TEST_F(DialogueTest, WhatNeedsNoAdviceIsAnsweredWhileItIsAway) {
  Hear(kNeck);
  recommender_.away = absl::DeadlineExceededError("slow");

  const auto response = Hear(Intent("privacy"));

  EXPECT_EQ(response.messages(0).text().reply_id(), "privacy");
  EXPECT_EQ(response.messages(1).text().reply_id(), "service_away");
}

TEST_F(DialogueTest, FactsGetNothingElseWhileAdviceIsAway) {
  recommender_.away = absl::DeadlineExceededError("slow");

  const auto response = Hear(absl::StrCat(kNeck, Intent("privacy")));

  ASSERT_EQ(response.messages_size(), 1);
  EXPECT_EQ(response.messages(0).text().reply_id(), "service_away");
}

TEST_F(DialogueTest, ForgettingOnePlaceDoesNotStartOver) {
  Hear(kNeck);
  Hear("complaint { sites { region: 'knee' } }");

  const auto response = Hear(absl::StrCat(
      Intent("restart"),
      "findings { concept_id: 'region/knee' status: STATUS_ABSENT }"));

  ASSERT_EQ(response.complaint().sites_size(), 1);
  EXPECT_EQ(response.complaint().sites(0).region(), "neck");
}

TEST_F(DialogueTest, APartOfThePlaceTakesItsPlace) {
  Hear("complaint { sites { region: 'lower_back' side: SIDE_LEFT } }");

  const auto response = Hear(Intent("out_of_scope"), "I meant upper");

  ASSERT_EQ(response.complaint().sites_size(), 1);
  EXPECT_EQ(response.complaint().sites(0).region(), "upper_back");
}

TEST_F(DialogueTest, AWomanIsAWishOnceTherapistsWereShown) {
  const auto early = Hear(Intent("out_of_scope"), "a woman");
  state_.add_shown_therapists("therapists/ana");
  state_.set_place("Springfield");

  const auto late = Hear(Intent("out_of_scope"), "a woman");

  EXPECT_EQ(early.complaint().preference_ids_size(), 0);
  ASSERT_EQ(late.complaint().preference_ids_size(), 1);
  EXPECT_EQ(late.complaint().preference_ids(0), "therapist_female");
  EXPECT_GT(late.therapists().results_size(), 0);
}

TEST_F(DialogueTest, PregnancyToldLateTakesTheFirmOneBack) {
  Hear(absl::StrCat(kNeck, Intent("ask_treatment"),
                    "complaint { techniques { technique_id: 'deep_tissue' "
                    "stance: STANCE_WANTED } }"));

  const auto response = Hear(
      "complaint { conditions { condition_id: 'pregnancy' "
      "status: STATUS_PRESENT } }");

  ASSERT_EQ(response.recommendation().techniques_size(), 1);
  EXPECT_EQ(response.recommendation().techniques(0).technique_id(), "swedish");
  EXPECT_THAT(Said(response), HasSubstr("Firm pressure is left out"));
  EXPECT_THAT(Said(response), HasSubstr("You are pregnant."));
}

TEST_F(DialogueTest, StartingOverForgetsEverything) {
  Hear(absl::StrCat(kNeck, Intent("ask_treatment"), "place: 'Springfield'"));

  const auto response = Hear(Intent("restart"));

  EXPECT_EQ(response.complaint().ByteSizeLong(), 0u);
  EXPECT_TRUE(state_.place().empty());
  EXPECT_TRUE(state_.recommended_technique_ids().empty());
  EXPECT_FALSE(response.has_recommendation());
}

TEST_F(DialogueTest, AnotherPersonIsANewComplaint) {
  Hear("complaint { subject: SUBJECT_OTHER sites { region: 'upper_back' } }");

  const auto response =
      Hear("complaint { subject: SUBJECT_SELF sites { region: 'neck' } }");

  ASSERT_EQ(response.complaint().sites_size(), 1);
  EXPECT_EQ(response.complaint().sites(0).region(), "neck");
}

TEST_F(DialogueTest, WhyIsAnsweredWithReasonsAndSourcesWhenAsked) {
  Hear(absl::StrCat(kNeck, Intent("ask_treatment")));

  const auto why = Hear(Intent("ask_cause"), "why that one?");
  EXPECT_THAT(Said(why), HasSubstr("It eases tight muscles."));

  const auto source = Hear(Intent("ask_source"));
  EXPECT_THAT(Said(source), HasSubstr("A trial of massage, 2009"));
}

TEST_F(DialogueTest, AClaimIsToldInItsSafeWordingWithItsGrade) {
  const auto response =
      Hear(Intent("ask_benefits"), "does it flush toxins out");

  EXPECT_THAT(Said(response), HasSubstr("does not flush anything"));
  EXPECT_THAT(Said(response), HasSubstr("studies do not support"));
  EXPECT_EQ(state_.last_topic(), "claim/uc_01");
}

TEST_F(DialogueTest, TechniquesAreComparedSideBySide) {
  const auto response =
      Hear(Intent("compare_techniques") +
           "complaint { techniques { technique_id: 'swedish' } "
           "techniques { technique_id: 'deep_tissue' } }");

  EXPECT_THAT(Said(response), HasSubstr("light to medium"));
  EXPECT_THAT(Said(response), HasSubstr("firm"));
  EXPECT_FALSE(Recommends(response));
}

TEST_F(DialogueTest, SeveralQuestionsGetSeveralAnswers) {
  const auto response = Hear(Intent("privacy") + Intent("bot_identity"));

  EXPECT_EQ(response.messages(0).text().reply_id(), "privacy");
  EXPECT_EQ(response.messages(1).text().reply_id(), "bot_identity");
}

TEST_F(DialogueTest, AnAsideLeavesTheQuestionWaiting) {
  Hear(kNeck);

  Hear(Intent("out_of_scope") + "scope: SCOPE_NONE");

  EXPECT_EQ(state_.pending_question_id(), "red_flags");
}

TEST_F(DialogueTest, GibberishIsMetPolitely) {
  const auto response = Hear("scope: SCOPE_NONE", "fghj kjh");

  EXPECT_EQ(response.messages(0).text().reply_id(), "did_not_catch");
  EXPECT_FALSE(response.has_recommendation());
  EXPECT_THAT(Said(response), Not(HasSubstr("fghj")));
}

TEST_F(DialogueTest, GoodbyeAsksNothing) {
  Hear(kNeck);

  const auto response = Hear(Intent("thanks") + Intent("goodbye"));

  EXPECT_FALSE(response.has_pending_question());
  EXPECT_TRUE(response.quick_replies().empty());
}

TEST_F(DialogueTest, EveryIntentIsAnsweredWithWords) {
  for (const char* intent : {"ask_cause",
                             "ask_advice",
                             "ask_treatment",
                             "ask_technique",
                             "compare_techniques",
                             "ask_benefits",
                             "ask_frequency",
                             "ask_self_care",
                             "ask_safety",
                             "ask_session",
                             "ask_when_see_doctor",
                             "ask_choose_therapist",
                             "ask_cost",
                             "ask_technique_list",
                             "ask_source",
                             "find_therapist",
                             "book_appointment",
                             "state_preference",
                             "give_location",
                             "give_detail",
                             "correct",
                             "affirm",
                             "deny",
                             "unsure",
                             "greet",
                             "thanks",
                             "goodbye",
                             "help",
                             "restart",
                             "human_handoff",
                             "feedback_good",
                             "feedback_bad",
                             "privacy",
                             "bot_identity",
                             "second_opinion",
                             "interpret_test",
                             "medication",
                             "emergency",
                             "out_of_scope"}) {
    state_.Clear();
    const auto response = Hear(Intent(intent));
    EXPECT_GT(response.messages_size(), 0) << intent;
    EXPECT_FALSE(Recommends(response)) << intent;
  }
}

TEST_F(DialogueTest, BlankTextKeepsTheQuestionWaiting) {
  Hear(kNeck);

  const auto response = Hear("", "  ");

  EXPECT_EQ(response.messages(0).text().reply_id(), "blank");
  EXPECT_EQ(state_.pending_question_id(), "red_flags");
}

}  // namespace
}  // namespace unknot::dialogue
