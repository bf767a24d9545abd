// A clinic that decides an open point otherwise gets other outcomes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "absl/strings/str_join.h"
#include "services/recommendation/questions.h"
#include "services/recommendation/ranking.h"
#include "services/recommendation/triage.h"
#include "tests/recommendation/test_knowledge.h"

namespace unknot::recommendation {
namespace {

// What comes of `complaint` where nothing was decided, and with `option`: the
// step, then what is offered, and "trend?" where massage may be had and whether
// it gets better is still to be asked.
struct OptionCase {
  const char* option;
  const char* complaint;
  const char* by_default;
  const char* decided;
};

// For printing a failed case.
void PrintTo(const OptionCase& one, std::ostream* out) { *out << one.option; }

std::string Outcome(const KnowledgeBase& base, const std::string& text) {
  const Findings findings = Examine(base, MakeComplaint(text));
  const Ranking ranking = Rank(base, findings);
  const std::string tier =
      knowledge::v1::Tier_Name(findings.tier).substr(sizeof("TIER_") - 1);
  const auto has = [&](const char* id) {
    const int index = base.facts().IndexOf(List::kTechniques, id);
    return findings.AllowsMassage() && ranking.Allowed(index)
               ? absl::StrCat(" ", id)
               : std::string();
  };
  std::string asked;
  if (!findings.AllowsMassage()) return tier;
  for (const int i :
       OrderedQuestions().Choose(base, findings, ranking, {}, 100)) {
    if (base.questions()[i].record->id() == "trend") asked = " trend?";
  }
  return absl::StrCat(tier, has("swedish"), has("deep_tissue"), asked);
}

const OptionCase kCases[] = {
    {"thoracic_urgent",
     "sites { region: 'upper_back' } cause_ids: 'desk_work' severity: 4 "
     "goal_ids: 'relaxation'",
     "OK swedish deep_tissue", "URGENT"},
    {"ces_two_signs",
     "sites { region: 'lower_back' } "
     "symptoms { symptom_id: 'saddle_numbness' }",
     "EMERGENCY", "URGENT"},
    {"ces_two_signs",
     "sites { region: 'lower_back' } "
     "symptoms { symptom_id: 'urinary_retention' }",
     "EMERGENCY", "URGENT"},
    {"ces_two_signs",
     "sites { region: 'lower_back' } "
     "symptoms { symptom_id: 'saddle_numbness' } "
     "symptoms { symptom_id: 'urinary_retention' }",
     "EMERGENCY", "EMERGENCY"},
    {"myelopathy_emergency",
     "sites { region: 'neck' } duration_days: 60 "
     "symptoms { symptom_id: 'clumsy_hands' } "
     "symptoms { symptom_id: 'unsteady_walking' }",
     "URGENT", "EMERGENCY"},
    {"sciatica_clinician",
     "sites { region: 'lower_back' } conditions { condition_id: 'sciatica' } "
     "pattern_ids: 'checked_by_clinician' duration_days: 700",
     "CAUTION swedish", "SEE_CLINICIAN"},
    {"first_trimester_refused",
     "sites { region: 'lower_back' } pattern_ids: 'checked_by_clinician' "
     "conditions { condition_id: 'pregnancy' } pregnancy_weeks: 9",
     "CAUTION", "SEE_CLINICIAN"},
    {"cancer_any_pain",
     "sites { region: 'lower_back' } duration_days: 2000 "
     "conditions { condition_id: 'cancer' status: STATUS_PAST }",
     "CAUTION swedish deep_tissue", "URGENT"},
    {"night_pain_asked",
     "sites { region: 'lower_back' } symptoms { symptom_id: 'night_pain' }",
     "SEE_CLINICIAN", "OK swedish deep_tissue"},
    {"night_pain_urgent",
     "sites { region: 'lower_back' } symptoms { symptom_id: 'night_pain' }",
     "SEE_CLINICIAN", "URGENT"},
    {"thinners_consent",
     "sites { region: 'lower_back' } duration_days: 200 "
     "quality_ids: 'tightness' preference_ids: 'pressure_firm' "
     "conditions { condition_id: 'anticoagulants' }",
     "CAUTION swedish", "CAUTION swedish deep_tissue"},
    {"pressure_checked_first",
     "sites { region: 'neck' } "
     "conditions { condition_id: 'high_blood_pressure' }",
     "CAUTION swedish", "SEE_CLINICIAN"},
    {"child_from_16", "sites { region: 'neck' } age_years: 17 duration_days: 5",
     "SEE_CLINICIAN", "CAUTION swedish"},
    {"child_from_16", "sites { region: 'neck' } age_years: 15 duration_days: 5",
     "SEE_CLINICIAN", "SEE_CLINICIAN"},
    {"limits_short",
     "sites { region: 'lower_back' } duration_days: 500 "
     "conditions { condition_id: 'spinal_surgery_old' }",
     "SEE_CLINICIAN", "CAUTION swedish deep_tissue trend?"},
    {"crisis_ends",
     "sites { region: 'neck' } "
     "symptoms { symptom_id: 'suicidal' status: STATUS_PAST }",
     "OK swedish", "EMERGENCY"},
    {"persistence_not_asked", "sites { region: 'neck' } duration_days: 30",
     "OK swedish trend?", "OK swedish"},
    {"neck_no_swedish",
     "sites { region: 'neck' } duration_days: 20 goal_ids: 'relaxation'",
     "OK swedish", "OK trend?"},
};

class OpenPointTest : public testing::TestWithParam<OptionCase> {};

TEST_P(OpenPointTest, DecisionChangesTheOutcome) {
  const OptionCase& one = GetParam();

  EXPECT_EQ(Outcome(*ShippedBase(), one.complaint), one.by_default);
  EXPECT_EQ(Outcome(*ShippedBaseWith({one.option}), one.complaint),
            one.decided);
}

INSTANTIATE_TEST_SUITE_P(All, OpenPointTest, testing::ValuesIn(kCases));

TEST(OpenPointsTest, EveryPointHasADefaultAndADecisionThatIsTested) {
  std::set<std::string> tested;
  for (const OptionCase& one : kCases) tested.insert(one.option);

  ASSERT_EQ(ShippedBase()->records().open_points_size(), 14);
  for (const auto& point : ShippedBase()->records().open_points()) {
    ASSERT_GE(point.options_size(), 2) << point.id();
    for (int i = 1; i < point.options_size(); ++i) {
      EXPECT_EQ(tested.count(point.options(i).id()), 1u)
          << point.options(i).id();
    }
  }
}

TEST(OpenPointsTest, TheFirstOptionIsTakenUnlessAnotherIsNamed) {
  const std::string complaint =
      "sites { region: 'lower_back' } symptoms { symptom_id: 'night_pain' }";

  EXPECT_EQ(Outcome(*ShippedBaseWith({"night_pain_clinician"}), complaint),
            Outcome(*ShippedBase(), complaint));
}

TEST(OpenPointsTest, UnknownAndDoubleDecisionsAreFaults) {
  constexpr char kPoint[] = R"pb(
    open_points {
      id: "p"
      point: "What to do?"
      default_choice: "This."
      options { id: "this" text: "This." }
      options { id: "that" text: "That." }
    }
    settings { options: "other" options: "this" options: "that" })pb";

  const std::vector<std::string> problems = ProblemsOf({kPoint});

  EXPECT_THAT(problems,
              testing::Contains(testing::HasSubstr("no \"other\" in options")));
  EXPECT_THAT(problems, testing::Contains(testing::HasSubstr("both decide p")));
}

}  // namespace
}  // namespace unknot::recommendation
