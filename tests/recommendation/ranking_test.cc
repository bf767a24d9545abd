// Which techniques fit, on a small weight matrix.
#include "services/recommendation/ranking.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/recommendation/small_knowledge.h"

namespace unknot::recommendation {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class RankingTest : public testing::Test {
 protected:
  std::vector<std::string> Names(absl::Span<const int> techniques) {
    std::vector<std::string> names;
    for (const int i : techniques) {
      names.push_back(base_->techniques()[i].record->id());
    }
    return names;
  }
  Ranking Rank(const std::string& complaint) {
    return recommendation::Rank(*base_,
                                Examine(*base_, MakeComplaint(complaint)));
  }
  std::vector<std::string> Offered(const std::string& complaint) {
    return Names(Rank(complaint).offered);
  }
  int Index(const std::string& id) {
    return base_->facts().IndexOf(List::kTechniques, id);
  }

  KnowledgeBase::Ptr base_ = SmallBase();
};

constexpr char kAnswered[] = " answered_question_ids: 'medicines'";

TEST_F(RankingTest, BestTotalComesFirst) {
  // firm 2, soft 1, flat 1 (base); soft is gentler than flat.
  EXPECT_THAT(Offered("sites { region: 'neck' }"),
              ElementsAre("firm", "soft", "flat"));
}

TEST_F(RankingTest, RegionAndFinerPlaceBothCount) {
  // soft 1 + 2, firm 2 - 1, flat 1: ties go to the gentler one.
  EXPECT_THAT(Offered("sites { region: 'neck' place: 'nape' }"),
              ElementsAre("soft", "flat", "firm"));
}

TEST_F(RankingTest, NothingBelowOneIsOffered) {
  // soft has -1.
  EXPECT_THAT(Offered("quality_ids: 'knot'"), ElementsAre("flat", "firm"));
}

TEST_F(RankingTest, MinusTwoRemovesWhateverTheTotal) {
  // hard: 2 + 2 + 2 - 2; firm: 2 + 1 + 1 - 2.
  const Ranking ranking = Rank(
      std::string("sites { region: 'neck' } quality_ids: ['knot', 'nerve'] "
                  "preference_ids: 'hard_please'") +
      kAnswered);

  EXPECT_GE(ranking.totals[Index("hard")], 4);
  EXPECT_THAT(Names(ranking.offered), ElementsAre("soft", "flat"));
}

TEST_F(RankingTest, ContraindicationBlocks) {
  EXPECT_THAT(
      Offered(std::string("sites { region: 'neck' } quality_ids: 'knot' "
                          "conditions { condition_id: 'thinners' }") +
              kAnswered),
      testing::Not(testing::Contains("hard")));
}

TEST_F(RankingTest, AbsoluteContraindicationBlocksAll) {
  EXPECT_THAT(Offered("sites { region: 'neck' } "
                      "conditions { condition_id: 'flu' }"),
              IsEmpty());
}

TEST_F(RankingTest, WishNeverOverridesAnExclusion) {
  EXPECT_THAT(
      Offered(std::string(
                  "sites { region: 'neck' } quality_ids: 'nerve' "
                  "techniques { technique_id: 'hard' stance: STANCE_WANTED }") +
              kAnswered),
      testing::Not(testing::Contains("hard")));
}

TEST_F(RankingTest, WantedAndAllowedIsAlwaysAmongThoseOffered) {
  const std::string many =
      std::string(
          "sites { region: 'neck' place: 'nape' } quality_ids: 'knot' "
          "preference_ids: 'hard_please'") +
      kAnswered;
  ASSERT_THAT(Offered(many), ElementsAre("hard", "firm", "soft"));

  EXPECT_THAT(Offered(many + " techniques { technique_id: 'flat' "
                             "stance: STANCE_WANTED }"),
              ElementsAre("hard", "firm", "flat"));
}

TEST_F(RankingTest, RefusedIsNeverOffered) {
  EXPECT_THAT(Offered("sites { region: 'neck' } techniques { "
                      "technique_id: 'firm' stance: STANCE_REFUSED }"),
              ElementsAre("soft", "flat"));
}

TEST_F(RankingTest, QuestionComesBeforeATechniqueThatNeedsIt) {
  const std::string knot = "sites { region: 'neck' } quality_ids: 'knot'";

  EXPECT_THAT(Names(Rank(knot).offered), ElementsAre("firm", "flat"));
  EXPECT_THAT(Names(Rank(knot).awaiting), ElementsAre("hard"));
  EXPECT_THAT(Offered(knot + kAnswered), ElementsAre("hard", "firm", "flat"));
}

TEST_F(RankingTest, FactsAnswerAQuestionToo) {
  const std::string knot = "sites { region: 'neck' } quality_ids: 'knot' ";
  const std::string no_thinners =
      "conditions { condition_id: 'thinners' status: STATUS_ABSENT } ";
  const std::string not_pregnant =
      "conditions { condition_id: 'pregnancy' status: STATUS_ABSENT } ";

  EXPECT_THAT(Offered(knot + no_thinners),
              testing::Not(testing::Contains("hard")));
  EXPECT_THAT(Offered(knot + no_thinners + not_pregnant),
              testing::Contains("hard"));
}

TEST_F(RankingTest, StandInTakesPlaceAndTotal) {
  // belly: 2, and of flat base 1 and sleep 2, but not the row of the condition.
  const Ranking ranking = Rank(
      "conditions { condition_id: 'pregnancy' } goal_ids: 'sleep' "
      "sites { region: 'neck' }");

  EXPECT_EQ(ranking.totals[Index("belly")], 5);
  EXPECT_THAT(Names(ranking.offered), ElementsAre("belly", "firm", "soft"));
}

TEST_F(RankingTest, NotEligibleIsNotOffered) {
  EXPECT_THAT(Offered("goal_ids: 'sleep'"), ElementsAre("flat"));
}

TEST_F(RankingTest, NothingIsOfferedBeforeAClinician) {
  EXPECT_THAT(Offered("sites { region: 'neck' } "
                      "symptoms { symptom_id: 'numb' }"),
              IsEmpty());
}

TEST_F(RankingTest, NearestIsTheAllowedOneNextInGentleness) {
  const Ranking ranking =
      Rank("sites { region: 'neck' } conditions { condition_id: 'thinners' }");

  EXPECT_EQ(Nearest(*base_, ranking, Index("hard")), Index("firm"));
}

}  // namespace
}  // namespace unknot::recommendation
