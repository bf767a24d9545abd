// How far words like "no" reach: lists, clauses, corrections, other people.
#include "chatbot/understanding/context.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "chatbot/understanding/engine.h"
#include "tests/understanding/small_engine.h"

namespace unknot::understanding {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
namespace cv1 = complaint::v1;

constexpr char kKnowledge[] = R"pb(
  regions {
    id: "hip"
    roles: [ ROLE_LABEL, ROLE_MUSCULOSKELETAL ]
  }
  regions {
    id: "knee"
    roles: [ ROLE_LABEL, ROLE_MUSCULOSKELETAL ]
  }
  qualities { id: "numbness" }
  causes { id: "injury" }
  symptoms { id: "fever" }
  symptoms { id: "chills" }
  symptoms { id: "weight_loss" }
  conditions { id: "arthritis" }
)pb";

constexpr char kPack[] = R"pb(
  lists { name: "region_modifier" say: "my" say: "the" }
  lists { name: "list_joiner" say: "or" say: "and" say: "any" }
  lists { name: "list_closer" say: "or" }
  lists { name: "clause_word" say: "=is" say: "=i" say: "=has" say: "=hurts" }
  lists { name: "clause_start" say: "my {region} is" say: "i have" }
  lists { name: "own_word" say: "=i" say: "=my" }
  lists { name: "first_person" say: "=i" say: "=my" }
  lists { name: "aside" say: "i think" }
  lists { name: "never_any" say: "=no" say: "=not" }
  phrases { concept_id: "region/hip" say: "hip" }
  phrases { concept_id: "region/knee" say: "knee" }
  phrases { concept_id: "pain/pain" say: "pain" say: "hurt" say: "ache" }
  phrases { concept_id: "quality/numbness" say: "numb" say: "numbness" }
  phrases { concept_id: "cause/injury" say: "injury" }
  phrases { concept_id: "symptom/fever" say: "fever" say: "hot {any} night" }
  phrases { concept_id: "symptom/chills" say: "chills" }
  phrases { concept_id: "symptom/weight_loss" say: "weight loss" }
  phrases { concept_id: "condition/arthritis" say: "arthritis" }
  cues { kind: CUE_KIND_NEGATION say: "no" say: "not" say: "no change in" }
  cues {
    kind: CUE_KIND_NEGATION
    direction: CUE_DIRECTION_BACKWARD
    reach: 3
    say: "none"
    say: "is negative"
  }
  cues { kind: CUE_KIND_PSEUDO say: "no change" say: "no idea" }
  cues { kind: CUE_KIND_STOP say: "but" }
  cues { kind: CUE_KIND_UNCERTAINTY say: "could it be" }
  cues { kind: CUE_KIND_OTHER_PERSON say: "my dad" say: "he has" }
  cues { kind: CUE_KIND_CORRECTION say: "it is not my {region}" say: "wait no" }
)pb";

class ContextTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    engine_ = BuildSmallEngine(kPack, kKnowledge).release();
    ASSERT_NE(engine_, nullptr);
  }

  // What is present of the person's own, in order of the text.
  static std::vector<std::string> Present(absl::string_view text) {
    std::vector<std::string> out;
    const chat::v1::Understanding understanding = engine_->Understand(text, {});
    for (const auto& finding : understanding.findings()) {
      const bool present = finding.status() == cv1::STATUS_PRESENT &&
                           !finding.other_person() && !finding.hypothetical();
      if (present) out.push_back(finding.concept_id());
    }
    return out;
  }

  static bool Denies(absl::string_view text, absl::string_view phrase) {
    return engine_->StatusOf(text, phrase) == cv1::STATUS_ABSENT;
  }

  static const Engine* engine_;
};

const Engine* ContextTest::engine_ = nullptr;

TEST_F(ContextTest, AListClosedByOrIsDeniedAsAWhole) {
  EXPECT_THAT(Present("no fever, chills or weight loss"), IsEmpty());
  EXPECT_THAT(Present("no fever, nasty chills, or any weight loss"), IsEmpty());
}

TEST_F(ContextTest, AListEndsAtBut) {
  EXPECT_THAT(Present("no fever, chills or weight loss but numb"),
              ElementsAre("quality/numbness"));
}

TEST_F(ContextTest, AClauseIsNoItemOfAList) {
  EXPECT_THAT(Present("no fever, my hip is numb or hurts"),
              ElementsAre("region/hip", "quality/numbness", "pain/pain"));
}

TEST_F(ContextTest, AClauseWithoutACommaEndsADenial) {
  EXPECT_THAT(Present("no fever my hip is numb"),
              ElementsAre("region/hip", "quality/numbness"));
  EXPECT_THAT(Present("no fever i have chills"), ElementsAre("symptom/chills"));
}

TEST_F(ContextTest, AListThatHadItsOrIsOver) {
  EXPECT_THAT(Present("no fever or chills, numb hip"),
              ElementsAre("quality/numbness", "region/hip"));
}

TEST_F(ContextTest, OrBetweenPlacesClosesNoList) {
  EXPECT_THAT(Present("no fever, pain in hip or knee"),
              ElementsAre("pain/pain", "region/hip", "region/knee"));
}

TEST_F(ContextTest, WhatCameOfNoInjuryDidCome) {
  EXPECT_THAT(Present("no injury, numbness"), ElementsAre("quality/numbness"));
}

TEST_F(ContextTest, TermsOfAnExaminationMakeAnOpenList) {
  EXPECT_TRUE(Denies("No murmurs, rubs, gallops.", "gallops"));
  EXPECT_TRUE(Denies("No murmurs, rubs, gallops.", "rubs"));
  EXPECT_TRUE(Denies("No masses, splenomegaly.", "splenomegaly"));
  EXPECT_TRUE(Denies("Allergies - none.", "allergies"));
}

TEST_F(ContextTest, APhraseIsFoundHoweverItIsTyped) {
  EXPECT_TRUE(
      Denies("There is no   PERICARDIAL   EFFUSION.", "Pericardial effusion"));
  EXPECT_TRUE(Denies("Virus panel. The VIRUS is negative.", "virus"));
  EXPECT_FALSE(Denies("No fever. A VIRUS.", "virus"));
  EXPECT_TRUE(Denies("No reinfections.", "infection"));
  EXPECT_FALSE(Denies("No fever.", ""));
  EXPECT_FALSE(Denies("", "fever"));
}

TEST_F(ContextTest, WhatLooksLikeNoCueIsOneWhereAFindingGoesOn) {
  EXPECT_TRUE(Denies("There was no change in vision.", "change in vision"));
  EXPECT_FALSE(Denies("No change and a fever.", "fever"));
}

TEST_F(ContextTest, ACorrectionDeniesThePlaceInIt) {
  EXPECT_THAT(Present("it is not my hip, my knee hurts"),
              ElementsAre("region/knee", "pain/pain"));
  EXPECT_THAT(Present("not the hip, the knee"), ElementsAre("region/knee"));
}

TEST_F(ContextTest, AnythingIsNeitherADenialNorBeyondAComma) {
  EXPECT_THAT(Present("hot every night"), ElementsAre("symptom/fever"));
  EXPECT_THAT(Present("hot not night"), IsEmpty());
  EXPECT_THAT(Present("hot, every night"), IsEmpty());
  EXPECT_THAT(Present("hot every, night"), IsEmpty());
}

TEST_F(ContextTest, SomebodyElsesTroubleEndsWithTheWritersOwn) {
  EXPECT_THAT(Present("my dad has arthritis, now my knee hurts"),
              ElementsAre("region/knee", "pain/pain"));
}

TEST_F(ContextTest, ALongTextWithoutAFullStopIsReadToTheEnd) {
  std::string text;
  while (text.size() < 90000) absl::StrAppend(&text, "no fever, chills, ");
  absl::StrAppend(&text, "but numb");

  EXPECT_THAT(Present(text), Contains("quality/numbness"));
}

}  // namespace
}  // namespace unknot::understanding
