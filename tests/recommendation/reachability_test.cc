// Everything shipped can come about, and what cannot is found.
#include "services/recommendation/reachability.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/recommendation/knowledge_diff.h"
#include "tests/recommendation/small_knowledge.h"
#include "tests/recommendation/test_knowledge.h"

namespace unknot::recommendation {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

TEST(ReachabilityTest, EverythingShippedCanComeAbout) {
  EXPECT_THAT(FindUnreachable(*ShippedBase()), IsEmpty());
}

TEST(ReachabilityTest, EverythingCanComeAboutWhateverAClinicDecides) {
  for (const auto& point : ShippedBase()->records().open_points()) {
    for (int i = 1; i < point.options_size(); ++i) {
      EXPECT_THAT(FindUnreachable(*ShippedBaseWith({point.options(i).id()})),
                  IsEmpty())
          << point.options(i).id();
    }
  }
}

TEST(ReachabilityTest, NothingShippedContradictsItself) {
  EXPECT_THAT(FindContradictions(*ShippedBase()), IsEmpty());
}

constexpr char kFaulty[] = R"pb(
  regions { id: "neck" name: "neck" }
  symptoms { id: "fever" name: "fever" }
  symptoms { id: "chill" name: "chill" }
  techniques {
    id: "soft"
    name: "soft massage"
    summary: "It is soft."
    strokes: "s"
    pressure: "p"
    chosen_for: "c"
    evidence_summary: "e"
    grade: GRADE_C
    gentleness_rank: 1
    citations { source_id: "book" }
  }
  techniques {
    id: "hard"
    name: "hard massage"
    summary: "It is hard."
    strokes: "s"
    pressure: "p"
    chosen_for: "c"
    evidence_summary: "e"
    grade: GRADE_C
    gentleness_rank: 2
    citations { source_id: "book" }
  }
  red_flags {
    id: "rf"
    code: "RF"
    name: "n"
    reason: "r"
    rules {
      tier: TIER_URGENT
      when { need { any_of: "symptom/fever" } }
    }
    rules {
      tier: TIER_SEE_CLINICIAN
      when {
        need { any_of: "symptom/fever" }
        need { any_of: "region/neck" }
      }
    }
    citations { source_id: "book" }
  }
  contraindications {
    id: "ci"
    code: "CI"
    name: "n"
    type: CONTRAINDICATION_TYPE_RELATIVE
    when { need { any_of: "symptom/chill" } }
    blocks: "hard"
    adaptation: "a"
    reason: "r"
    tier: TIER_CAUTION
    citations { source_id: "book" }
  }
  contraindications {
    id: "ci_never"
    code: "CI-NEVER"
    name: "n"
    type: CONTRAINDICATION_TYPE_RELATIVE
    when {
      need { any_of: "symptom/chill" }
      unless: "symptom/chill"
    }
    adaptation: "a"
    reason: "r"
    tier: TIER_CAUTION
    citations { source_id: "book" }
  }
  factors {
    id: "base"
    weights { technique_id: "soft" weight: 1 }
    reason: "r"
    citations { source_id: "book" }
  }
  factors {
    id: "chilly"
    when { need { any_of: "symptom/chill" } }
    weights { technique_id: "hard" weight: 2 }
    reason: "r"
    citations { source_id: "book" }
  }
  factors {
    id: "chilly_too"
    when { need { any_of: "symptom/chill" } }
    weights { technique_id: "hard" weight: -1 }
    reason: "r"
    citations { source_id: "book" }
  }
  questions {
    id: "idle"
    slot: "goal"
    text: "Why?"
    citations { source_id: "book" }
  }
)pb";

TEST(ReachabilityTest, WhatCannotComeAboutIsNamed) {
  const std::vector<std::string> missing = FindUnreachable(*MakeBase(kFaulty));

  EXPECT_THAT(missing, testing::SizeIs(4));
  EXPECT_THAT(missing, Contains(AllOf(StartsWith("rf: "),
                                      HasSubstr("TIER_SEE_CLINICIAN"))));
  EXPECT_THAT(missing, Contains("ci_never never applies"));
  EXPECT_THAT(missing, Contains("hard is never offered first"));
  EXPECT_THAT(missing, Contains(StartsWith("idle is never asked")));
}

TEST(ReachabilityTest, RowsThatContradictOneAnotherAreNamed) {
  const std::vector<std::string> found = FindContradictions(*MakeBase(kFaulty));

  EXPECT_THAT(found, Contains(StartsWith("chilly and chilly_too")));
  EXPECT_THAT(found, Contains(StartsWith("chilly speaks for hard, which")));
}

TEST(KnowledgeDiffTest, TheSameKnowledgeHasNoDifferences) {
  const KnowledgeDiff diff = Compare(*SmallBase(), *SmallBase(), 500, 1);

  EXPECT_EQ(diff.tried, 500);
  EXPECT_EQ(diff.changed, 0);
  EXPECT_THAT(diff.changes, IsEmpty());
}

TEST(KnowledgeDiffTest, ChangesAreCountedWithExamples) {
  const auto after = ShippedBaseWith({"thoracic_urgent"});

  const KnowledgeDiff diff = Compare(*ShippedBase(), *after, 2000, 1);

  ASSERT_GT(diff.changed, 0);
  ASSERT_EQ(diff.changes.count("step TIER_OK -> TIER_URGENT"), 1u);
  const auto& change = diff.changes.at("step TIER_OK -> TIER_URGENT");
  EXPECT_LE(change.examples.size(), 3u);
  EXPECT_THAT(change.examples[0], HasSubstr("region/"));
  EXPECT_THAT(InLines(diff)[0], StartsWith("2000 complaints, "));
}

TEST(KnowledgeDiffTest, ComplaintsThatOneCannotReadAreCountedApart) {
  const KnowledgeDiff diff = Compare(*ShippedBase(), *SmallBase(), 200, 1);

  EXPECT_GT(diff.unreadable, 0);
}

}  // namespace
}  // namespace unknot::recommendation
