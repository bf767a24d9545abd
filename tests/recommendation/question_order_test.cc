// What makes one question more useful than another, one reason at a time.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "services/recommendation/questions.h"
#include "tests/recommendation/rule_records.h"
#include "tests/recommendation/test_knowledge.h"

namespace unknot::recommendation {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Ids of at most `limit` questions for a complaint.
std::vector<std::string> Next(const KnowledgeBase& base,
                              const std::string& complaint, int limit = 3) {
  const Findings findings = Examine(base, MakeComplaint(complaint));
  std::vector<std::string> ids;
  for (const int i : OrderedQuestions().Choose(
           base, findings, Rank(base, findings), {}, limit)) {
    ids.push_back(base.questions()[i].record->id());
  }
  return ids;
}

std::string Symptom(const std::string& id) {
  return absl::StrCat("symptoms { symptom_id: '", id, "' } ");
}

std::string Asked(const std::string& slot, const std::string& symptoms,
                  const std::string& region, const std::string& more = "") {
  return absl::StrCat("asks: ['", symptoms, "'] when { ",
                      When({absl::StrCat("region/", region)}), "} ", more,
                      slot == "red_flags" ? " safety: true " : "");
}

// In the neck "beta" leads to URGENT and "gamma" to an emergency. In the leg
// three questions lead to URGENT and differ in their order only.
std::string SafetyKnowledge() {
  std::string text =
      absl::StrCat(Concept("regions", "neck"), Concept("regions", "leg"),
                   Concept("regions", "arm"), Concept("regions", "back"));
  for (const char* symptom : {"alpha", "alpha_too", "beta", "gamma", "eps",
                              "zeta", "late", "second", "first"}) {
    text += Concept("symptoms", symptom);
  }
  const auto ask = [](const std::string& symptom, const std::string& region,
                      const std::string& order) {
    return Question(symptom, "red_flags",
                    Asked("red_flags", "symptom/" + symptom, region, order));
  };
  return absl::StrCat(
      text, Technique("rub", 1), Row("always", "", {{"rub", 1}}),
      ask("beta", "neck", "order: 3"), ask("gamma", "neck", "order: 5"),
      ask("late", "leg", ""), ask("second", "leg", "order: 2"),
      ask("first", "leg", "order: 1"),
      Question("checked", "pattern", "yes: 'pattern/checked' order: 3"),
      Flag("rf_plain", "URGENT", When({"symptom/alpha", "symptom/beta"})),
      Flag("rf_pair", "URGENT",
           When({"symptom/alpha|symptom/alpha_too", "symptom/beta"}), "beta"),
      Flag("rf_place", "URGENT", When({"region/neck", "symptom/beta"}), "beta"),
      Flag("rf_second", "URGENT", When({"symptom/zeta", "symptom/second"}),
           "second"),
      Question("where", "site", "order: 30"),
      Flag("rf_back", "URGENT", When({"symptom/eps", "region/back"})),
      Flag("rf_gamma", "EMERGENCY", When({"symptom/gamma"}), "gamma"),
      Flag("rf_both", "SEE_CLINICIAN", When({"symptom/eps", "symptom/zeta"}),
           "beta"),
      absl::StrCat("red_flags { id: 'rf_eps' code: 'E' name: 'e' reason: 'r' "
                   "lowered_by_clinician_check: true rules { tier: "
                   "TIER_SEE_CLINICIAN when { ",
                   When({"symptom/eps"}),
                   "} } citations { source_id: 'book' } }\n"),
      Flag("rf_leg", "URGENT",
           When({"symptom/late|symptom/second|symptom/first"})));
}

class SafetyOrderTest : public testing::Test {
 protected:
  std::vector<std::string> Next(const std::string& complaint, int limit = 3) {
    static const auto* const base =
        new KnowledgeBase::Ptr(MakeBase(SafetyKnowledge()));
    return recommendation::Next(**base, complaint, limit);
  }
};

constexpr char kNeck[] = "sites { region: 'neck' } ";

TEST_F(SafetyOrderTest, WorseStepComesFirst) {
  EXPECT_THAT(Next(kNeck), ElementsAre("gamma", "beta"));
}

TEST_F(SafetyOrderTest, PartOfASignComesBeforeAWorseStep) {
  EXPECT_THAT(Next(kNeck + Symptom("alpha")), ElementsAre("beta", "gamma"));
  EXPECT_THAT(Next(kNeck + Symptom("alpha_too")), ElementsAre("beta", "gamma"));
}

TEST_F(SafetyOrderTest, SignsNoMoreCarefulThanTheStepAreNotWaitedFor) {
  // Half of rf_both is there, but SEE_CLINICIAN has been reached already.
  EXPECT_THAT(Next(kNeck + Symptom("eps"), 2), ElementsAre("gamma", "beta"));
}

TEST_F(SafetyOrderTest, OrderOfTheRecordsDecidesAmongEquals) {
  EXPECT_THAT(Next("sites { region: 'leg' }"),
              ElementsAre("first", "second", "late"));
}

TEST_F(SafetyOrderTest, PartOfASignComesBeforeTheOrderOfTheRecords) {
  EXPECT_THAT(Next("sites { region: 'leg' } " + Symptom("zeta")),
              ElementsAre("second", "first", "late"));
}

TEST_F(SafetyOrderTest, AtMostAsManyAsAskedFor) {
  EXPECT_THAT(Next("sites { region: 'leg' }", 2),
              ElementsAre("first", "second"));
  EXPECT_THAT(Next("sites { region: 'leg' }", 0), IsEmpty());
  EXPECT_THAT(Next("sites { region: 'leg' }", -1), IsEmpty());
}

TEST_F(SafetyOrderTest, CheckIsAskedForBeforeAClinicianAndAfterSafety) {
  EXPECT_THAT(Next("sites { region: 'arm' } " + Symptom("eps")),
              ElementsAre("checked"));
  EXPECT_THAT(Next(kNeck + Symptom("eps")),
              ElementsAre("gamma", "beta", "checked"));
}

TEST_F(SafetyOrderTest, WhatAloneMakesItMorePressingIsAskedBeforeAClinician) {
  // Where it hurts is no question of safety, but here it could lead to URGENT.
  EXPECT_THAT(Next(Symptom("eps")), ElementsAre("where", "checked"));
  EXPECT_THAT(Next(""), IsEmpty());
}

TEST_F(SafetyOrderTest, CheckIsNotAskedForWhereItWouldChangeNothing) {
  EXPECT_THAT(Next("sites { region: 'arm' }"), IsEmpty());
  EXPECT_THAT(Next("sites { region: 'leg' } " + Symptom("first")), IsEmpty());
  EXPECT_THAT(Next("sites { region: 'arm' } pattern_ids: 'worsening' " +
                   Symptom("eps")),
              IsEmpty());
}

TEST_F(SafetyOrderTest, NothingIsAskedInAnEmergency) {
  EXPECT_THAT(Next(kNeck + Symptom("gamma")), IsEmpty());
}

// Three techniques that always fit and two that must be earned; each test adds
// the rows and questions that it is about.
KnowledgeBase::Ptr RankingBase(const std::string& rows) {
  std::string text =
      absl::StrCat(Concept("regions", "neck"), Concept("regions", "leg"));
  for (const char* quality : {"ache", "knot", "nerve"}) {
    text += Concept("qualities", quality);
  }
  for (const char* cause : {"desk", "fall"}) text += Concept("causes", cause);
  for (const char* goal : {"sleep", "sport"}) text += Concept("goals", goal);
  for (const char* condition : {"thinners", "rash", "clot"}) {
    text += Concept("conditions", condition);
  }
  return MakeBase(absl::StrCat(
      text, Technique("one", 1), Technique("two", 2), Technique("three", 3),
      Technique("four", 4), Technique("five", 5),
      Row("always", "", {{"one", 2}, {"two", 1}}),
      Row("always_too", "", {{"one", 1}, {"two", 1}, {"three", 1}}), rows));
}

std::string OnQuality(const std::string& quality,
                      const std::vector<std::pair<absl::string_view, int>>& by,
                      const std::string& id = "row") {
  return Row(id, When({"quality/" + quality}), by);
}

const char kHow[] = "how";

std::string AskHow() { return Question(kHow, "quality", "order: 50"); }

TEST(RankingOrderTest, RowThatReordersIsAskedAbout) {
  const auto base =
      RankingBase(absl::StrCat(AskHow(), OnQuality("ache", {{"three", 2}})));

  EXPECT_THAT(Next(*base, ""), ElementsAre(kHow));
}

TEST(RankingOrderTest, SlotThatNothingSaysIsKnownStaysOpenUntilAnswered) {
  const auto base = RankingBase(absl::StrCat(
      Concept("preferences", "light"), Question("press", "pressure"),
      Row("light", When({"preference/light"}), {{"three", 2}})));

  EXPECT_THAT(Next(*base, ""), ElementsAre("press"));
  EXPECT_THAT(Next(*base, "answered_question_ids: 'press'"), IsEmpty());
}

TEST(RankingOrderTest, RowThatLeavesTheOfferIsNot) {
  const auto base = RankingBase(
      absl::StrCat(AskHow(), OnQuality("ache", {{"one", 2}, {"four", -1}})));

  EXPECT_THAT(Next(*base, ""), IsEmpty());
}

TEST(RankingOrderTest, RowThatBringsUpWhatWaitsIsAskedAbout) {
  // What is offered stays; "six" would come to wait for the medicines.
  const auto base = RankingBase(absl::StrCat(
      Technique("six", 6, "ask_before: 'medicines' "), AskHow(),
      Question("medicines", "conditions", "asks: 'condition/thinners' "),
      OnQuality("ache", {{"six", 2}})));

  EXPECT_THAT(Next(*base, ""), ElementsAre(kHow));
}

TEST(RankingOrderTest, SafetyInConcertComesBeforeWhatWaits) {
  // Neither sign leads anywhere without the other.
  const auto base = RankingBase(absl::StrCat(
      Concept("symptoms", "chill"), Concept("symptoms", "spot"),
      Flag("rf", "URGENT", When({"symptom/chill", "symptom/spot"})),
      Question("chill", "red_flags",
               "asks: 'symptom/chill' safety: true order: 50"),
      Question("spot", "red_flags",
               "asks: 'symptom/spot' safety: true order: 51"),
      Technique("six", 6, "ask_before: 'medicines' "),
      Row("six", "", {{"six", 2}}),
      Question("medicines", "conditions",
               "asks: 'condition/thinners' order: 1")));

  EXPECT_THAT(Next(*base, ""), ElementsAre("chill", "spot", "medicines"));
}

TEST(RankingOrderTest, RowThatLowersIsAskedAbout) {
  const auto base =
      RankingBase(absl::StrCat(AskHow(), OnQuality("ache", {{"three", -1}})));

  EXPECT_THAT(Next(*base, ""), ElementsAre(kHow));
}

TEST(RankingOrderTest, RowsThatCannotHoldAreSkippedAndOthersCount) {
  const std::string in_the_leg =
      Row("leg", When({"quality/nerve", "region/leg"}), {{"three", 2}});
  EXPECT_THAT(Next(*RankingBase(absl::StrCat(AskHow(), in_the_leg)), kNeck),
              IsEmpty());

  const auto base = RankingBase(
      absl::StrCat(AskHow(), in_the_leg, OnQuality("ache", {{"three", 2}})));
  EXPECT_THAT(Next(*base, kNeck), ElementsAre(kHow));
}

TEST(RankingOrderTest, OneOfSeveralRulesOfARowIsEnough) {
  const auto base = RankingBase(absl::StrCat(
      AskHow(), absl::StrCat("factors { id: 'row' reason: 'r' when { ",
                             When({"quality/nerve", "region/leg"}), "} when { ",
                             When({"quality/ache"}),
                             "} weights { technique_id: 'three' weight: 2 } "
                             "citations { source_id: 'book' } }\n")));

  EXPECT_THAT(Next(*base, kNeck), ElementsAre(kHow));
}

TEST(RankingOrderTest, WhatIsExceptedAlreadyIsNotAskedAbout) {
  const auto base = RankingBase(absl::StrCat(
      AskHow(),
      Row("row", When({"quality/ache"}, "region/neck"), {{"three", 2}})));

  EXPECT_THAT(Next(*base, kNeck), IsEmpty());
  EXPECT_THAT(Next(*base, "sites { region: 'leg' }"), ElementsAre(kHow));
}

TEST(RankingOrderTest, WiderSwingComesFirst) {
  const auto base = RankingBase(absl::StrCat(
      Question("why", "cause", "order: 1"), AskHow(),
      Question("aim", "goal", "order: 2"),
      Row("cause", When({"cause/desk"}), {{"three", 2}}),
      OnQuality("ache", {{"two", 2}, {"one", -2}}),
      Row("goal", When({"goal/sleep"}), {{"three", 2}, {"one", -1}})));

  EXPECT_THAT(Next(*base, ""), ElementsAre(kHow, "aim", "why"));
}

TEST(RankingOrderTest, WidestRowOfAQuestionCounts) {
  const auto base = RankingBase(absl::StrCat(
      Question("why", "cause", "order: 1"), AskHow(),
      Row("cause", When({"cause/desk"}), {{"three", 2}, {"one", -1}}),
      OnQuality("ache", {{"two", 2}, {"one", -2}}, "wide"),
      OnQuality("knot", {{"three", 2}}, "narrow")));

  EXPECT_THAT(Next(*base, ""), ElementsAre(kHow, "why"));
}

TEST(RankingOrderTest, WeightsOfWhatIsExcludedDoNotSwing) {
  const auto base = RankingBase(
      absl::StrCat(Question("why", "cause", "order: 40"), AskHow(),
                   Row("cause", When({"cause/desk"}), {{"three", 2}}),
                   OnQuality("ache", {{"one", 2}, {"two", -1}, {"three", 1}})));
  const std::string refused =
      "techniques { technique_id: 'one' stance: STANCE_REFUSED }";

  // Without "one" both swing by two, and the order of the records decides.
  EXPECT_THAT(Next(*base, refused), ElementsAre("why", kHow));
}

TEST(RankingOrderTest, VetoOfWhatIsOfferedIsAskedAbout) {
  const auto base = RankingBase(
      absl::StrCat(AskHow(), OnQuality("ache", {{"one", -2}}),
                   Row("more", When({"goal/sleep"}), {{"one", 2}})));

  // With 6 - 2 it would still be the first.
  EXPECT_THAT(Next(*base, "goal_ids: 'sleep'"), ElementsAre(kHow));
}

TEST(RankingOrderTest, VetoThatHoldsAlreadyStays) {
  const auto base = RankingBase(
      absl::StrCat(AskHow(), OnQuality("ache", {{"five", -2}}),
                   Row("more", When({"goal/sleep"}), {{"four", 2}}),
                   Row("again", When({"goal/sleep"}), {{"four", 2}}),
                   Row("veto", When({"cause/fall"}), {{"four", -2}})));

  EXPECT_THAT(Next(*base, "goal_ids: 'sleep' cause_ids: 'fall'"), IsEmpty());
}

TEST(RankingOrderTest, VetoThatAnExceptionLiftsIsAskedAbout) {
  const std::string rows =
      absl::StrCat(AskHow(), Row("more", When({"goal/sleep"}), {{"four", 2}}),
                   Row("again", When({"goal/sleep"}), {{"four", 2}}),
                   Row("veto", When({"cause/fall"}, "quality/ache"),
                       {{"five", -1}, {"four", -2}}));
  const std::string said = "goal_ids: 'sleep' cause_ids: 'fall'";

  EXPECT_THAT(Next(*RankingBase(rows), said), ElementsAre(kHow));
}

TEST(RankingOrderTest, VetoThatAnotherRowHasTooIsNotLifted) {
  const std::string rows =
      absl::StrCat(AskHow(), Row("more", When({"goal/sleep"}), {{"four", 2}}),
                   Row("again", When({"goal/sleep"}), {{"four", 2}}),
                   Row("thrice", When({"goal/sleep"}), {{"four", 2}}),
                   Row("veto", When({"cause/fall"}, "quality/ache"),
                       {{"five", -1}, {"four", -2}}),
                   Row("other", When({"cause/desk"}), {{"four", -2}}));

  EXPECT_THAT(
      Next(*RankingBase(rows), "goal_ids: 'sleep' cause_ids: ['fall', 'desk']"),
      IsEmpty());
  EXPECT_THAT(Next(*RankingBase(rows), "goal_ids: 'sleep' cause_ids: 'fall'"),
              ElementsAre(kHow));
}

TEST(RankingOrderTest, VetoLiftedFromWhatWouldNotBeOfferedChangesNothing) {
  const auto base = RankingBase(
      absl::StrCat(AskHow(), Row("veto", When({"cause/fall"}, "quality/ache"),
                                 {{"four", -1}, {"five", -2}})));

  EXPECT_THAT(Next(*base, "cause_ids: 'fall'"), IsEmpty());
}

TEST(RankingOrderTest, RowThatNoAnswerTurnsOffIsNotAskedAbout) {
  // The row holds by the fall; pain of a certain kind would make it hold too.
  const auto base = RankingBase(absl::StrCat(
      AskHow(), Row("row", When({"cause/fall|quality/ache"}), {{"four", 2}})));

  EXPECT_THAT(Next(*base, "cause_ids: 'fall'"), IsEmpty());
  EXPECT_THAT(Next(*base, "cause_ids: 'desk'"), ElementsAre(kHow));
}

TEST(RankingOrderTest, ContraindicationOfWhatIsOfferedIsAskedAbout) {
  const std::string rows = absl::StrCat(
      Question("ill", "conditions", "asks: ['condition/thinners']"),
      Blocking(
          "ci",
          absl::StrCat("when { ", When({"condition/thinners", "region/leg"}),
                       "} when { ", When({"condition/thinners"}), "}"),
          {"two"}));

  EXPECT_THAT(Next(*RankingBase(rows), kNeck), ElementsAre("ill"));
  EXPECT_THAT(Next(*RankingBase(rows),
                   "techniques { technique_id: 'two' stance: STANCE_REFUSED }"),
              IsEmpty());
}

TEST(RankingOrderTest, WithoutAnOrderAQuestionCountsAsTheHundredth) {
  const auto base = RankingBase(
      absl::StrCat(Question("no_order", "quality"),
                   Question("hundredth", "goal", "order: 100"),
                   Question("before", "cause", "order: 99"),
                   OnQuality("ache", {{"three", 2}}, "by_quality"),
                   Row("by_goal", When({"goal/sleep"}), {{"three", 2}}),
                   Row("by_cause", When({"cause/desk"}), {{"three", 2}})));

  EXPECT_THAT(Next(*base, ""), ElementsAre("before", "no_order", "hundredth"));
}

TEST(RankingOrderTest, SwingIsMeasuredFromNoWeightAtAll) {
  const std::string refused =
      "techniques { technique_id: 'one' stance: STANCE_REFUSED }";
  const std::string why =
      absl::StrCat(Question("why", "cause", "order: 2"),
                   Row("cause", When({"cause/desk"}), {{"three", 2}}),
                   Question(kHow, "quality", "order: 1"));

  // Both swing by two: "how" lifts all that is left, from one to two.
  EXPECT_THAT(
      Next(*RankingBase(absl::StrCat(
               why, OnQuality(
                        "ache",
                        {{"two", 1}, {"three", 2}, {"four", 1}, {"five", 1}}))),
           refused),
      ElementsAre(kHow, "why"));
  // By two and by one: "how" lowers all that is left by one.
  EXPECT_THAT(
      Next(*RankingBase(absl::StrCat(why, OnQuality("ache", {{"two", -1},
                                                             {"three", -1},
                                                             {"four", -1},
                                                             {"five", -1}}))),
           refused),
      ElementsAre("why", kHow));
}

TEST(RankingOrderTest, ContraindicationSwingsAsFarAsTheWidestRow) {
  const auto base = RankingBase(absl::StrCat(
      Question("why", "cause", "order: 1"),
      Row("cause", When({"cause/desk"}), {{"two", 2}, {"one", -2}}),
      Question("ill", "conditions", "asks: ['condition/thinners'] order: 2"),
      Blocking("ci", absl::StrCat("when { ", When({"condition/thinners"}), "}"),
               {"one"})));

  EXPECT_THAT(Next(*base, ""), ElementsAre("why", "ill"));
}

TEST(RankingOrderTest, ContraindicationComesBeforeANarrowerSwing) {
  const auto base = RankingBase(absl::StrCat(
      Question("why", "cause", "order: 1"),
      Row("cause", When({"cause/desk"}), {{"three", 2}, {"one", -1}}),
      Question("ill", "conditions", "asks: ['condition/thinners'] order: 2"),
      Blocking("ci", absl::StrCat("when { ", When({"condition/thinners"}), "}"),
               {"one"})));

  EXPECT_THAT(Next(*base, ""), ElementsAre("ill", "why"));
}

}  // namespace
}  // namespace unknot::recommendation
