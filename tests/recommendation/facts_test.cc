// Which facts a complaint states, and when rules hold for them.
#include "services/recommendation/facts.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "services/recommendation/triage.h"
#include "tests/recommendation/test_knowledge.h"

namespace unknot::recommendation {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;

constexpr char kKnowledge[] = R"pb(
  regions { id: "neck" name: "neck" }
  regions { id: "suboccipital" name: "base of the skull" parent: "neck" }
  regions { id: "leg" name: "leg" }
  qualities { id: "ache" name: "ache" }
  causes { id: "fall" name: "fall" }
  goals { id: "sleep" name: "sleep" }
  preferences { id: "firm" name: "firm" }
  conditions { id: "heart" name: "heart disease" }
  conditions { id: "angina" name: "angina" parent: "heart" }
  conditions { id: "failure" name: "heart failure" parent: "heart" }
  symptoms { id: "sweats" name: "sweats" parent: "fever" }
  symptoms { id: "fever" name: "fever" }
  symptoms { id: "chills" name: "chills" parent: "fever" }
  duration_classes {
    id: "acute"
    name: "acute"
    max: 42
    citations { source_id: "book" }
  }
  duration_classes {
    id: "first_days"
    name: "first days"
    max: 3
    citations { source_id: "book" }
  }
  duration_classes {
    id: "chronic"
    name: "chronic"
    min: 84
    citations { source_id: "book" }
  }
  severity_classes {
    id: "severe"
    name: "severe"
    min: 7
    citations { source_id: "book" }
  }
  techniques {
    id: "swedish"
    name: "Swedish"
    summary: "s"
    strokes: "s"
    pressure: "p"
    chosen_for: "c"
    evidence_summary: "e"
    grade: GRADE_B
    gentleness_rank: 1
    citations { source_id: "book" }
  }
  questions { id: "flags" slot: "red_flags" text: "Any?" }
  general_rules {
    id: "g1"
    text: "t"
    citations { source_id: "book" }
  }
)pb";

// A fact and a complaint, and whether the one holds for the other.
struct FactCase {
  const char* fact;
  const char* complaint;
  bool holds;
};

class FactTest : public testing::TestWithParam<FactCase> {};

TEST_P(FactTest, HoldsAsStated) {
  FactTable table(MakeBase(kKnowledge)->records());
  const auto fact = table.Compile(GetParam().fact);
  ASSERT_TRUE(fact.ok()) << fact.status();
  const FactClasses classes{{{0, 42}, {0, 3}, {84, 0}}, {{7, 0}}};

  const Facts facts =
      ReadFacts(MakeComplaint(GetParam().complaint), table, classes);

  EXPECT_EQ(facts.Has(*fact), GetParam().holds)
      << GetParam().fact << " for " << GetParam().complaint;
}

INSTANTIATE_TEST_SUITE_P(
    Places, FactTest,
    testing::Values(
        FactCase{"region/neck", "sites { region: 'neck' }", true},
        FactCase{"site/neck", "sites { region: 'neck' }", true},
        FactCase{"region/neck",
                 "sites { region: 'neck' place: 'suboccipital' }", true},
        FactCase{"region/suboccipital",
                 "sites { region: 'neck' place: 'suboccipital' }", true},
        FactCase{"region/suboccipital", "sites { region: 'neck' }", false},
        FactCase{"radiation/neck", "sites { region: 'neck' }", false},
        FactCase{"radiation/leg", "radiates_to { region: 'leg' }", true},
        FactCase{"region/leg", "radiates_to { region: 'leg' }", false},
        FactCase{"site/leg", "radiates_to { region: 'leg' }", true},
        FactCase{"known/region", "sites { region: 'neck' }", true},
        FactCase{"known/region", "radiates_to { region: 'leg' }", false},
        FactCase{"known/radiation", "radiates_to { region: 'leg' }", true},
        FactCase{"known/radiation", "sites { region: 'neck' }", false},
        FactCase{"region/neck", "sites { region: 'elsewhere' }", false},
        FactCase{"known/side", "sites { region: 'neck' }", false},
        FactCase{"known/side", "sites { region: 'neck' side: SIDE_LEFT }",
                 true}));

INSTANTIATE_TEST_SUITE_P(
    Findings, FactTest,
    testing::Values(
        FactCase{"condition/angina", "conditions { condition_id: 'angina' }",
                 true},
        FactCase{"condition/heart", "conditions { condition_id: 'angina' }",
                 true},
        FactCase{"condition/angina", "conditions { condition_id: 'heart' }",
                 false},
        FactCase{"condition/angina@past",
                 "conditions { condition_id: 'angina' status: STATUS_PAST }",
                 true},
        FactCase{"condition/angina",
                 "conditions { condition_id: 'angina' status: STATUS_PAST }",
                 false},
        FactCase{"condition/heart@past",
                 "conditions { condition_id: 'angina' status: STATUS_PAST }",
                 true},
        FactCase{
            "condition/angina@suspected",
            "conditions { condition_id: 'angina' status: STATUS_SUSPECTED }",
            true},
        FactCase{
            "condition/angina",
            "conditions { condition_id: 'angina' status: STATUS_SUSPECTED }",
            false},
        // Who has no heart disease has no angina, and not the other way.
        FactCase{"condition/angina@absent",
                 "conditions { condition_id: 'heart' status: STATUS_ABSENT }",
                 true},
        FactCase{"condition/heart@absent",
                 "conditions { condition_id: 'angina' status: STATUS_ABSENT }",
                 false},
        // The more careful reading of two that contradict each other.
        FactCase{"condition/heart@absent",
                 "conditions { condition_id: 'heart' status: STATUS_ABSENT } "
                 "conditions { condition_id: 'angina' }",
                 false},
        FactCase{"condition/angina@absent",
                 "conditions { condition_id: 'heart' status: STATUS_ABSENT } "
                 "conditions { condition_id: 'angina' }",
                 false},
        FactCase{"condition/failure@absent",
                 "conditions { condition_id: 'heart' status: STATUS_ABSENT } "
                 "conditions { condition_id: 'angina' }",
                 true},
        FactCase{"symptom/fever",
                 "symptoms { symptom_id: 'fever' status: STATUS_ABSENT } "
                 "symptoms { symptom_id: 'fever' status: STATUS_PRESENT }",
                 true},
        FactCase{"symptom/fever@absent",
                 "symptoms { symptom_id: 'fever' status: STATUS_ABSENT } "
                 "symptoms { symptom_id: 'fever' status: STATUS_SUSPECTED }",
                 false},
        FactCase{"condition/heart@absent",
                 "conditions { condition_id: 'heart' status: STATUS_ABSENT } "
                 "conditions { condition_id: 'angina' status: STATUS_PAST }",
                 false},
        FactCase{
            "condition/heart@absent",
            "conditions { condition_id: 'heart' status: STATUS_ABSENT } "
            "conditions { condition_id: 'angina' status: STATUS_SUSPECTED }",
            false},
        FactCase{"symptom/fever", "symptoms { symptom_id: 'sweats' }", true},
        // An unclear danger sign is taken as one.
        FactCase{"symptom/fever",
                 "symptoms { symptom_id: 'chills' status: STATUS_SUSPECTED }",
                 true},
        FactCase{"symptom/fever",
                 "symptoms { symptom_id: 'fever' status: STATUS_PAST }",
                 false}));

INSTANTIATE_TEST_SUITE_P(
    Numbers, FactTest,
    testing::Values(FactCase{"age>=65", "age_years: 65", true},
                    FactCase{"age>=65", "age_years: 64", false},
                    FactCase{"age<18", "", false},
                    FactCase{"age>=0", "", false},
                    FactCase{"age=0", "age_years: 0", true},
                    FactCase{"severity>7.5", "severity: 8", true},
                    FactCase{"severity>7", "severity: 7", false},
                    FactCase{"age=0", "age_years: 1", false},
                    FactCase{"known/age", "age_years: 5", true},
                    FactCase{"known/duration", "duration_days: 3", true},
                    FactCase{"known/duration", "age_years: 5", false},
                    FactCase{"severity<=7", "severity: 7", true},
                    FactCase{"duration_days<14", "duration_days: 0", true},
                    FactCase{"duration_days<14", "duration_days: 14", false},
                    FactCase{"pregnancy_weeks<13", "pregnancy_weeks: 12", true},
                    FactCase{"pregnancy_weeks<13", "age_years: 12", false},
                    FactCase{"duration/acute", "duration_days: 41.9", true},
                    FactCase{"duration/acute", "duration_days: 42", false},
                    FactCase{"duration/first_days", "duration_days: 1", true},
                    FactCase{"duration/acute", "duration_days: 1", true},
                    FactCase{"duration/chronic", "duration_days: 9000", true},
                    FactCase{"duration/acute", "", false},
                    FactCase{"severity/severe", "severity: 7", true},
                    FactCase{"severity/severe", "severity: 6.9", false},
                    FactCase{"known/severity", "severity: 0", true},
                    FactCase{"known/age", "", false}));

INSTANTIATE_TEST_SUITE_P(
    OtherFamilies, FactTest,
    testing::Values(
        FactCase{"quality/ache", "quality_ids: 'ache'", true},
        FactCase{"known/quality", "quality_ids: 'ache'", true},
        FactCase{"cause/fall", "cause_ids: 'fall'", true},
        FactCase{"goal/sleep", "goal_ids: 'sleep'", true},
        FactCase{"preference/firm", "preference_ids: 'firm'", true},
        FactCase{"subject/other", "subject: SUBJECT_OTHER", true},
        FactCase{"subject/other", "subject: SUBJECT_SELF", false},
        FactCase{"answered/flags", "answered_question_ids: 'flags'", true},
        FactCase{"technique/swedish@about",
                 "techniques { technique_id: 'swedish' }", true},
        FactCase{"technique/swedish@wanted",
                 "techniques { technique_id: 'swedish' stance: STANCE_WANTED }",
                 true},
        FactCase{"technique/swedish@refused",
                 "techniques { technique_id: 'swedish' stance: STANCE_WANTED }",
                 false}));

class RuleTest : public testing::Test {
 protected:
  CompiledRule Make(const std::string& text) {
    knowledge::v1::Rule rule;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &rule));
    auto compiled = Compile(rule, table_);
    EXPECT_TRUE(compiled.ok()) << compiled.status();
    return *compiled;
  }
  Facts Read(const std::string& complaint) {
    return ReadFacts(MakeComplaint(complaint), table_, {});
  }

  FactTable table_{MakeBase(kKnowledge)->records()};
};

TEST_F(RuleTest, HoldsWhenEveryNeedHolds) {
  const CompiledRule rule = Make(
      "need { any_of: ['region/neck', 'region/leg'] } "
      "need { any_of: 'quality/ache' }");

  EXPECT_TRUE(rule.Holds(Read("sites { region: 'leg' } quality_ids: 'ache'")));
  EXPECT_FALSE(rule.Holds(Read("sites { region: 'leg' }")));
  EXPECT_FALSE(rule.Holds(Read("quality_ids: 'ache'")));
}

TEST_F(RuleTest, CountsFactsOfANeed) {
  const CompiledRule rule = Make(
      "need { any_of: ['quality/ache', 'cause/fall', 'goal/sleep'] "
      "at_least: 2 }");

  EXPECT_FALSE(rule.Holds(Read("quality_ids: 'ache'")));
  EXPECT_TRUE(rule.Holds(Read("quality_ids: 'ache' goal_ids: 'sleep'")));
}

TEST_F(RuleTest, DoesNotHoldWhileAnExceptionHolds) {
  const CompiledRule rule =
      Make("need { any_of: 'region/neck' } unless: 'age<18'");

  EXPECT_TRUE(rule.Holds(Read("sites { region: 'neck' }")));
  EXPECT_FALSE(rule.Holds(Read("sites { region: 'neck' } age_years: 9")));
}

TEST_F(RuleTest, WithoutNeedAlwaysHolds) {
  EXPECT_TRUE(Make("").Holds(Read("")));
}

TEST_F(RuleTest, ExplainsByWhatWasSaid) {
  const CompiledRule rule = Make(
      "need { any_of: ['condition/heart', 'quality/ache'] } "
      "need { any_of: 'age>=65' } need { any_of: 'site/neck' } "
      "need { any_of: 'known/region' }");

  EXPECT_THAT(rule.Explain(Read("sites { region: 'neck' } age_years: 70 "
                                "conditions { condition_id: 'angina' }")),
              ElementsAre("condition/angina", "age>=65", "region/neck"));
}

TEST_F(RuleTest, NamesTheFactThatCannotBeRead) {
  FactTable table(MakeBase(kKnowledge)->records());
  for (const char* text :
       {"need { any_of: ['quality/ache', 'quality/blue'] }",
        "need { any_of: 'quality/ache' } unless: 'quality/blue'"}) {
    knowledge::v1::Rule rule;
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &rule));

    const auto compiled = Compile(rule, table);

    EXPECT_EQ(compiled.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(compiled.status().message()),
                testing::HasSubstr("quality/blue"));
  }
}

TEST(SaidForTest, TheConversationAndTheClinicAreNotWhatWasSaid) {
  const KnowledgeBase::Ptr base = ShippedBase();
  const std::string question = base->questions()[0].record->id();
  const Facts facts = Examine(*base, MakeComplaint("sites { region: 'neck' } "
                                                   "answered_question_ids: '" +
                                                   question + "'"))
                          .facts;

  for (const Family family :
       {Family::kKnown, Family::kAnswered, Family::kFactor, Family::kOption}) {
    int held = 0;
    for (FactId fact = 0; fact < base->facts().fact_count(); ++fact) {
      if (!facts.Has(fact)) continue;
      if (base->facts().FamilyOf(fact) != static_cast<int>(family)) continue;
      ++held;
      EXPECT_THAT(facts.SaidFor(fact), testing::IsEmpty())
          << base->facts().Name(fact);
    }
    EXPECT_GT(held, 0) << static_cast<int>(family);
  }
}

TEST_F(RuleTest, ExplainsByLaterAlternativesToo) {
  const CompiledRule rule =
      Make("need { any_of: ['goal/sleep', 'quality/ache', 'cause/fall'] }");

  EXPECT_THAT(rule.Explain(Read("quality_ids: 'ache'")),
              ElementsAre("quality/ache"));
  EXPECT_THAT(rule.Explain(Read("quality_ids: 'ache' cause_ids: 'fall'")),
              ElementsAre("quality/ache", "cause/fall"));
}

TEST_F(RuleTest, ExplanationNamesNothingTwice) {
  const CompiledRule rule = Make(
      "need { any_of: 'region/neck' } need { any_of: 'site/neck' } "
      "need { any_of: 'region/neck' }");

  EXPECT_THAT(rule.Explain(Read("sites { region: 'neck' } "
                                "sites { region: 'neck' }")),
              ElementsAre("region/neck"));
}

TEST_F(RuleTest, ExplanationDoesNotDependOnOrder) {
  const CompiledRule rule = Make("need { any_of: 'condition/heart' }");

  EXPECT_EQ(rule.Explain(Read("conditions { condition_id: 'angina' } "
                              "conditions { condition_id: 'failure' }")),
            rule.Explain(Read("conditions { condition_id: 'failure' } "
                              "conditions { condition_id: 'angina' }")));
}

}  // namespace
}  // namespace unknot::recommendation
