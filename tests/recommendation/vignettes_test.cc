// Stories of people in pain, as data: the step, the technique and the cautions
// that the shipped knowledge base must lead to.
#include "services/recommendation/vignettes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "services/recommendation/recommender.h"
#include "tests/recommendation/small_knowledge.h"
#include "tests/recommendation/test_knowledge.h"

namespace unknot::recommendation {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// What is shipped; the form of all is checked by the test of the command.
std::vector<ReadVignette> Shipped() {
  std::vector<KnowledgeProblem> problems;
  return ReadVignettes(std::string(UNKNOT_SOURCE_DIR) +
                           "/services/recommendation/knowledge/vignettes",
                       problems);
}

class VignetteTest : public testing::TestWithParam<ReadVignette> {};

TEST_P(VignetteTest, ComesOutAsItMust) {
  const OrderedQuestions questions;

  EXPECT_THAT(
      RunVignette(GetParam().vignette, Recommender(ShippedBase(), questions)),
      IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    All, VignetteTest, testing::ValuesIn(Shipped()),
    [](const testing::TestParamInfo<ReadVignette>& vignette) {
      return vignette.param.vignette.id();
    });

TEST(VignettesTest, EveryStepHasItsShare) {
  std::map<knowledge::v1::Tier, int> counts;
  for (const ReadVignette& one : Shipped()) ++counts[one.vignette.tier()];

  EXPECT_GE(counts[knowledge::v1::TIER_EMERGENCY], 12);
  EXPECT_GE(counts[knowledge::v1::TIER_URGENT], 8);
  EXPECT_GE(counts[knowledge::v1::TIER_SEE_CLINICIAN], 6);
  EXPECT_GE(counts[knowledge::v1::TIER_CAUTION], 12);
  EXPECT_GE(counts[knowledge::v1::TIER_OK], 10);
}

TEST(VignettesTest, EveryDifferenceIsSaid) {
  knowledge::v1::Vignette vignette;
  *vignette.mutable_complaint() = MakeComplaint("sites { region: 'neck' }");
  vignette.set_tier(knowledge::v1::TIER_URGENT);
  vignette.add_flags("RF-FEVER");
  vignette.add_first("soft");
  vignette.add_forbidden("flat");
  vignette.add_cautions("CI-FLU");
  vignette.set_question("aim");
  const OrderedQuestions questions;

  EXPECT_THAT(RunVignette(vignette, Recommender(SmallBase(), questions)),
              ElementsAre("the step is TIER_OK, not TIER_URGENT",
                          "no flag RF-FEVER among none", "offers firm first",
                          "offers flat, which is forbidden",
                          "no caution CI-FLU among none",
                          "no question aim among fever, medicines, how"));
}

TEST(VignettesTest, WhereNothingIsWantedNothingMayBeOffered) {
  knowledge::v1::Vignette vignette;
  *vignette.mutable_complaint() = MakeComplaint("sites { region: 'neck' }");
  vignette.set_tier(knowledge::v1::TIER_OK);
  const OrderedQuestions questions;

  EXPECT_THAT(RunVignette(vignette, Recommender(SmallBase(), questions)),
              ElementsAre("offers firm"));
}

TEST(VignettesTest, FactsThatCannotBeAdvisedOnFail) {
  knowledge::v1::Vignette vignette;
  *vignette.mutable_complaint() = MakeComplaint("quality_ids: 'unheard_of'");
  const OrderedQuestions questions;

  EXPECT_THAT(RunVignette(vignette, Recommender(SmallBase(), questions)),
              ElementsAre(HasSubstr("complaint.quality_ids[0]")));
}

TEST(VignettesTest, FaultsOfFormHaveFileAndLine) {
  const std::string folder =
      testing::TempDir() + "/vignettes_test-" + std::to_string(getpid());
  std::filesystem::create_directories(folder);
  std::ofstream(folder + "/a.textproto")
      << "vignettes {\n  id: \"one\"\n  complaint {}\n  tier: TIER_OK\n}\n"
      << "vignettes {\n  id: \"one\"\n}\n";
  std::ofstream(folder + "/b.textproto") << "vignettes {\n  colour: 1\n}\n";
  std::vector<KnowledgeProblem> problems;

  const auto read = ReadVignettes(folder, problems);

  std::vector<std::string> lines;
  for (const auto& problem : problems) lines.push_back(ToString(problem));
  EXPECT_EQ(read.size(), 2u);
  EXPECT_THAT(lines, Contains(HasSubstr("a.textproto:6: Vignette.tier")));
  EXPECT_THAT(lines, Contains(HasSubstr("a.textproto:6: Vignette.complaint")));
  EXPECT_THAT(lines, Contains(HasSubstr("a.textproto:6: \"one\" is already")));
  EXPECT_THAT(lines, Contains(HasSubstr("b.textproto:2: ")));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace unknot::recommendation
