// Everything that takes a technique away, each alone and several together.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "services/recommendation/ranking.h"
#include "tests/recommendation/rule_records.h"
#include "tests/recommendation/test_knowledge.h"

namespace unknot::recommendation {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

// "rub" and "press" have stand-ins in pregnancy; "cups" and "oil" fit nobody
// here.
std::string Knowledge() {
  const std::string pregnant =
      absl::StrCat("eligible_when { ", When({"condition/pregnancy"}), "} ");
  const std::string never =
      absl::StrCat("eligible_when { ", When({"quality/odd"}), "} ");
  return absl::StrCat(
      Concept("conditions", "pregnancy"), Concept("conditions", "thinners"),
      Concept("conditions", "clot"), Concept("qualities", "odd"),
      Concept("qualities", "nerve"), Concept("qualities", "sore"),
      Concept("goals", "sleep"),
      Technique("rub", 3, "eligible_when { unless: 'quality/odd' }"),
      Technique("rub_aside", 5, absl::StrCat(pregnant, "replaces: 'rub' ")),
      Technique("cups", 6, never), Technique("press", 2), Technique("hold", 1),
      Technique("sway", 4, "ask_before: 'medicines' "),
      Technique("press_aside", 7, absl::StrCat(pregnant, "replaces: 'press' ")),
      Technique("oil", 8, never),
      Technique("walk", 9, "ask_before: 'medicines' "),
      Question("medicines", "conditions", "asks: 'condition/thinners' "),
      Row("always", "",
          {{"rub", 1},
           {"cups", 1},
           {"press", 1},
           {"hold", 1},
           {"sway", 1},
           {"oil", 1},
           {"walk", 1}}),
      Row("nerve", When({"quality/nerve"}), {{"rub", -2}, {"walk", 2}}),
      Row("sore", When({"quality/sore"}), {{"press", -2}, {"hold", 2}}),
      Row("pregnant", When({"condition/pregnancy"}),
          {{"rub", -2}, {"rub_aside", 1}, {"press_aside", -1}},
          "condition_row: true "),
      Row("sleep", When({"goal/sleep"}), {{"press", 2}}),
      Blocking("ci_thinners",
               absl::StrCat("when { ", When({"condition/thinners"}), "}"),
               {"hold"}),
      Blocking("ci_clot",
               absl::StrCat("when { ", When({"condition/clot"}), "}"),
               {"press"}));
}

class ExclusionTest : public testing::Test {
 protected:
  ExclusionTest() : base_(MakeBase(Knowledge())) {}

  Ranking Rank(const std::string& complaint) {
    return recommendation::Rank(*base_,
                                Examine(*base_, MakeComplaint(complaint)));
  }
  std::vector<std::string> Names(TechniqueSet set) {
    std::vector<std::string> names;
    for (int i = 0; i < static_cast<int>(base_->techniques().size()); ++i) {
      if (set & Bit(i)) names.push_back(NameOf(i));
    }
    return names;
  }
  std::vector<std::string> Offered(const std::string& complaint) {
    std::vector<std::string> names;
    for (const int i : Rank(complaint).offered) names.push_back(NameOf(i));
    return names;
  }
  std::string NameOf(int technique) {
    return base_->techniques()[technique].record->id();
  }
  int Index(const std::string& id) {
    return base_->facts().IndexOf(List::kTechniques, id);
  }

  const KnowledgeBase::Ptr base_;
};

constexpr char kPregnant[] = "conditions { condition_id: 'pregnancy' } ";

TEST_F(ExclusionTest, WhatFitsNobodyHereIsSetAside) {
  EXPECT_THAT(Names(Rank("").aside),
              ElementsAre("rub_aside", "cups", "press_aside", "oil"));
}

TEST_F(ExclusionTest, TheFirstTechniqueIsSetAsideTooWhereItDoesNotFit) {
  EXPECT_THAT(Names(Rank("quality_ids: 'odd'").aside),
              ElementsAre("rub", "rub_aside", "press_aside"));
}

TEST_F(ExclusionTest, StandInsSetAsideWhatTheyStandInFor) {
  EXPECT_THAT(Names(Rank(kPregnant).aside),
              ElementsAre("rub", "cups", "press", "oil"));
}

TEST_F(ExclusionTest, VetoOfATechniqueCountsForItsStandIn) {
  const Ranking ranking = Rank(absl::StrCat(kPregnant, "quality_ids: 'nerve'"));

  EXPECT_THAT(Names(ranking.vetoed), ElementsAre("rub", "rub_aside"));
}

TEST_F(ExclusionTest, VetoByTheRowOfTheConditionIsNotForItsStandIn) {
  const Ranking ranking = Rank(kPregnant);

  EXPECT_THAT(Names(ranking.vetoed), ElementsAre("rub"));
  EXPECT_EQ(ranking.totals[Index("rub_aside")], 2);
  EXPECT_EQ(NameOf(ranking.offered[0]), "rub_aside");
}

TEST_F(ExclusionTest, EveryVetoCounts) {
  EXPECT_THAT(Names(Rank("quality_ids: ['nerve', 'sore']").vetoed),
              ElementsAre("rub", "rub_aside", "press", "press_aside"));
}

TEST_F(ExclusionTest, EveryContraindicationCounts) {
  EXPECT_THAT(Names(Rank("conditions { condition_id: 'thinners' } "
                         "conditions { condition_id: 'clot' }")
                        .blocked),
              UnorderedElementsAre("press", "hold"));
}

TEST_F(ExclusionTest, EveryRefusalCounts) {
  const Ranking ranking = Rank(
      "techniques { technique_id: 'rub' stance: STANCE_REFUSED } "
      "techniques { technique_id: 'hold' stance: STANCE_REFUSED }");

  EXPECT_THAT(Names(ranking.refused), ElementsAre("rub", "hold"));
  EXPECT_THAT(
      Names(ranking.excluded()),
      testing::AllOf(testing::Contains("rub"), testing::Contains("hold")));
}

TEST_F(ExclusionTest, EveryTechniqueWithAQuestionWaitsForIt) {
  const Ranking ranking = Rank("quality_ids: 'nerve'");

  EXPECT_THAT(Names(ranking.withheld), ElementsAre("sway", "walk"));
  ASSERT_EQ(ranking.awaiting.size(), 1u);
  EXPECT_EQ(NameOf(ranking.awaiting[0]), "walk");
  EXPECT_THAT(Offered("quality_ids: 'nerve'"), ElementsAre("hold", "press"));
}

TEST_F(ExclusionTest, OfferMadeAnewForgetsWhatWasAwaited) {
  Ranking ranking = Rank("quality_ids: 'nerve'");
  const Findings findings =
      Examine(*base_, MakeComplaint("quality_ids: 'nerve'"));
  ranking.withheld = 0;

  Offer(*base_, findings.facts, ranking);

  EXPECT_THAT(ranking.awaiting, IsEmpty());
}

TEST_F(ExclusionTest, TheFirstTechniqueMayBeAwaitedToo) {
  Ranking ranking = Rank("");
  ranking.withheld = Bit(Index("rub"));
  ASSERT_EQ(Index("rub"), 0);

  Offer(*base_, Examine(*base_, MakeComplaint("")).facts, ranking);

  EXPECT_THAT(ranking.awaiting, ElementsAre(0));
}

TEST_F(ExclusionTest, TotalOfOneIsEnoughAndOfZeroIsNot) {
  const Ranking ranking = Rank(kPregnant);

  EXPECT_EQ(ranking.totals[Index("press_aside")], 0);
  EXPECT_FALSE(ranking.Allowed(Index("press_aside")));
  EXPECT_EQ(ranking.totals[Index("hold")], 1);
  EXPECT_TRUE(ranking.Allowed(Index("hold")));
}

TEST_F(ExclusionTest, NearestMayBeTheFirstOrALaterOne) {
  const Ranking ranking = Rank("");

  // Of press (2) and sway (4), both next to rub (3): sway waits for a question.
  EXPECT_EQ(NameOf(Nearest(*base_, ranking, Index("rub"))), "press");
  // Next to sway is only rub, the first of all.
  EXPECT_EQ(NameOf(Nearest(*base_, ranking, Index("sway"))), "rub");
  EXPECT_EQ(NameOf(Nearest(*base_, ranking, Index("walk"))), "rub");
}

TEST_F(ExclusionTest, NearestOfTwoEquallyGentleIsTheBetterThenTheGentler) {
  // Next to press (2) are hold (1) and rub (3).
  EXPECT_EQ(NameOf(Nearest(*base_, Rank(""), Index("press"))), "hold");
  EXPECT_EQ(
      NameOf(Nearest(*base_, Rank("quality_ids: 'sore'"), Index("press"))),
      "hold");
  // Next to rub (3), once its question is answered: press with 3, sway with 1.
  EXPECT_EQ(NameOf(Nearest(*base_,
                           Rank("goal_ids: 'sleep' "
                                "answered_question_ids: 'medicines'"),
                           Index("rub"))),
            "press");
}

TEST_F(ExclusionTest, NearestIsNoneWhereNothingIsAllowed) {
  const Ranking none = Rank(
      "quality_ids: 'sore' conditions { condition_id: 'clot' } "
      "techniques { technique_id: 'rub' stance: STANCE_REFUSED } "
      "techniques { technique_id: 'hold' stance: STANCE_REFUSED }");
  EXPECT_EQ(Nearest(*base_, none, Index("oil")), -1);
}

}  // namespace
}  // namespace unknot::recommendation
