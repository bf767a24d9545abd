// The safe next step: the most careful of all that holds.
#include "services/recommendation/triage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/recommendation/rule_records.h"
#include "tests/recommendation/small_knowledge.h"

namespace unknot::recommendation {
namespace {

namespace kv1 = knowledge::v1;

class TriageTest : public testing::Test {
 protected:
  Findings Examine(const std::string& complaint) {
    return recommendation::Examine(*base_, MakeComplaint(complaint));
  }
  kv1::Tier TierOf(const std::string& complaint) {
    return Examine(complaint).tier;
  }

  KnowledgeBase::Ptr base_ = SmallBase();
};

TEST_F(TriageTest, NothingFoundIsOk) {
  const Findings findings = Examine("sites { region: 'leg' }");

  EXPECT_EQ(findings.tier, kv1::TIER_OK);
  EXPECT_TRUE(findings.reasons.empty());
}

TEST_F(TriageTest, MostCarefulRuleOfAFlagWins) {
  EXPECT_EQ(TierOf("symptoms { symptom_id: 'numb' }"), kv1::TIER_SEE_CLINICIAN);
  EXPECT_EQ(TierOf("symptoms { symptom_id: 'numb' } "
                   "symptoms { symptom_id: 'weak' }"),
            kv1::TIER_EMERGENCY);
}

TEST_F(TriageTest, FlagIsAReasonOnceEvenWhereSeveralOfItsRulesHold) {
  const Findings findings = Examine(
      "symptoms { symptom_id: 'numb' } symptoms { symptom_id: 'weak' }");

  ASSERT_EQ(findings.reasons.size(), 1u);
  EXPECT_EQ(findings.reasons[0].tier, kv1::TIER_EMERGENCY);
}

TEST_F(TriageTest, MostCarefulFlagWinsAndAllAreReasons) {
  const Findings findings = Examine(
      "sites { region: 'neck' } symptoms { symptom_id: 'numb' } "
      "symptoms { symptom_id: 'fever' } conditions { condition_id: 'thinners' "
      "}");

  EXPECT_EQ(findings.tier, kv1::TIER_URGENT);
  ASSERT_EQ(findings.reasons.size(), 3u);
  EXPECT_EQ(findings.reasons[0].tier, kv1::TIER_URGENT);
  EXPECT_EQ(findings.reasons[1].tier, kv1::TIER_SEE_CLINICIAN);
  EXPECT_EQ(findings.reasons[2].kind, FiredRecord::Kind::kContraindication);
}

TEST_F(TriageTest, AbsentSignsFireNothing) {
  EXPECT_EQ(TierOf("symptoms { symptom_id: 'numb' status: STATUS_ABSENT }"),
            kv1::TIER_OK);
}

TEST_F(TriageTest, UnclearSignsFire) {
  EXPECT_EQ(TierOf("symptoms { symptom_id: 'numb' status: STATUS_SUSPECTED }"),
            kv1::TIER_SEE_CLINICIAN);
}

TEST_F(TriageTest, CliniciansCheckLowersSeeClinician) {
  EXPECT_EQ(TierOf("symptoms { symptom_id: 'numb' } pattern_ids: 'checked'"),
            kv1::TIER_CAUTION);
}

TEST(FlagTest, CheckLowersOnlyFlagsThatAllowIt) {
  const auto base = MakeBase(
      absl::StrCat(Concept("symptoms", "lump"),
                   Flag("rf_lump", "SEE_CLINICIAN", When({"symptom/lump"}))));

  EXPECT_EQ(Examine(*base, MakeComplaint("symptoms { symptom_id: 'lump' } "
                                         "pattern_ids: 'checked'"))
                .tier,
            kv1::TIER_SEE_CLINICIAN);
}

TEST_F(TriageTest, CheckCountsForNothingOnceItGetsWorse) {
  EXPECT_EQ(TierOf("symptoms { symptom_id: 'numb' } pattern_ids: 'checked' "
                   "pattern_ids: 'worsening'"),
            kv1::TIER_SEE_CLINICIAN);
}

TEST_F(TriageTest, CheckNeverLowersUrgentOrEmergency) {
  EXPECT_EQ(TierOf("sites { region: 'neck' } symptoms { symptom_id: 'fever' } "
                   "pattern_ids: 'checked'"),
            kv1::TIER_URGENT);
  EXPECT_EQ(TierOf("symptoms { symptom_id: 'numb' } pattern_ids: 'checked' "
                   "symptoms { symptom_id: 'weak' }"),
            kv1::TIER_EMERGENCY);
}

TEST_F(TriageTest, FactorsCanSendToAClinician) {
  EXPECT_EQ(TierOf("conditions { condition_id: 'heart' }"),
            kv1::TIER_SEE_CLINICIAN);
}

TEST_F(TriageTest, LocalCautionAtOkIsNoReason) {
  const Findings findings = Examine("conditions { condition_id: 'veins' }");

  EXPECT_EQ(findings.tier, kv1::TIER_OK);
  EXPECT_EQ(findings.contraindications.size(), 1u);
  EXPECT_TRUE(findings.reasons.empty());
}

TEST_F(TriageTest, ReplacedRowsAreInactive) {
  const auto rows = [this](const std::string& complaint) {
    std::vector<std::string> ids;
    for (const FiredRecord& fired : Examine(complaint).factors) {
      ids.push_back(base_->factors()[fired.index].record->id());
    }
    return ids;
  };

  EXPECT_THAT(rows("preference_ids: 'light'"),
              testing::ElementsAre("base", "f_light"));
  EXPECT_THAT(rows("preference_ids: ['light', 'hard_please']"),
              testing::ElementsAre("base", "f_hard_please"));
  // Rows are listed in the order of the records, and none after a replaced one
  // is lost.
  EXPECT_THAT(
      rows("preference_ids: ['light', 'hard_please'] goal_ids: 'sleep' "
           "conditions { condition_id: 'thinners' }"),
      testing::ElementsAre("base", "f_hard_please", "f_thinners", "f_sleep"));
}

TEST_F(TriageTest, AmongEqualsFlagsComeBeforeContraindicationsAndRows) {
  const Findings findings = Examine(
      "symptoms { symptom_id: 'numb' } pattern_ids: 'checked' "
      "conditions { condition_id: 'veins' } "
      "conditions { condition_id: 'thinners' } "
      "conditions { condition_id: 'flu' } "
      "conditions { condition_id: 'pregnancy' }");

  std::vector<FiredRecord::Kind> kinds;
  for (const FiredRecord& reason : findings.reasons) {
    EXPECT_EQ(reason.tier, kv1::TIER_CAUTION);
    kinds.push_back(reason.kind);
  }
  EXPECT_THAT(kinds, testing::ElementsAre(FiredRecord::Kind::kFlag,
                                          FiredRecord::Kind::kContraindication,
                                          FiredRecord::Kind::kContraindication,
                                          FiredRecord::Kind::kFactor));
  EXPECT_EQ(findings.reasons[1].index, 0);
  EXPECT_EQ(findings.reasons[2].index, 1);
  // The local one, which comes to OK, is listed after those at CAUTION.
  ASSERT_EQ(findings.contraindications.size(), 3u);
  EXPECT_EQ(findings.contraindications[2].tier, kv1::TIER_OK);
}

}  // namespace
}  // namespace unknot::recommendation
