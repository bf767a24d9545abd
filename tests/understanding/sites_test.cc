// Where it hurts, by the words around a place, and what a message is about.
#include "chatbot/understanding/sites.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "chatbot/understanding/engine.h"
#include "tests/understanding/small_engine.h"

namespace unknot::understanding {
namespace {

using chat::v1::Understanding;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr char kKnowledge[] = R"pb(
  regions { id: "head" roles: ROLE_LABEL }
  regions { id: "whole_body" roles: ROLE_LABEL }
  regions {
    id: "neck"
    roles: [ ROLE_LABEL, ROLE_MUSCULOSKELETAL ]
  }
  regions {
    id: "back"
    roles: [ ROLE_LABEL, ROLE_MUSCULOSKELETAL ]
  }
  regions {
    id: "shoulder"
    roles: [ ROLE_LABEL, ROLE_MUSCULOSKELETAL ]
  }
  regions {
    id: "arm"
    roles: [ ROLE_LABEL, ROLE_MUSCULOSKELETAL ]
  }
  regions {
    id: "muscle"
    roles: [ ROLE_LABEL, ROLE_MUSCULOSKELETAL ]
    yields_to: "*"
  }
  qualities { id: "ache" }
  qualities { id: "clicking" }
  qualities { id: "burning" }
  symptoms { id: "dizziness" roles: ROLE_ASSOCIATED }
  symptoms { id: "rash" roles: ROLE_ASSOCIATED }
  patterns { id: "worse_lifting" }
  conditions { id: "muscle_strain" roles: ROLE_LABEL }
  conditions { id: "flu" roles: ROLE_LABEL }
  conditions { id: "painkillers" }
)pb";

constexpr char kPack[] = R"pb(
  lists { name: "list_joiner" say: "and" }
  lists { name: "place_beside" say: "under" say: "just under" }
  phrases { concept_id: "region/head" say: "head" say: "ear" }
  phrases { concept_id: "region/whole_body" say: "body" }
  phrases { concept_id: "region/neck" say: "neck" }
  phrases { concept_id: "region/back" say: "back" }
  phrases { concept_id: "region/shoulder" say: "shoulder" }
  phrases { concept_id: "region/arm" say: "arm" }
  phrases { concept_id: "region/muscle" say: "muscle" }
  phrases { concept_id: "pain/pain" say: "pain" say: "hurt" }
  phrases { concept_id: "quality/ache" say: "ache" }
  phrases { concept_id: "quality/clicking" say: "click" }
  phrases { concept_id: "quality/burning" say: "burn" }
  phrases { concept_id: "symptom/dizziness" say: "dizzy" }
  phrases { concept_id: "symptom/rash" say: "rash" }
  phrases { concept_id: "pattern/worse_lifting" say: "when i lift" }
  phrases {
    concept_id: "condition/muscle_strain"
    concept_id: "topic/muscles"
    say: "torn muscle"
  }
  phrases { concept_id: "condition/flu" say: "flu" }
  phrases { concept_id: "condition/painkillers" say: "codeine" }
  phrases {
    concept_id: "topic/health"
    concept_id: "topic/skin"
    say: "rash"
    say: "mole"
  }
  phrases { concept_id: "topic/health" concept_id: "topic/wound" say: "cut" }
  phrases { concept_id: "topic/massage" say: "massage" }
  cues {
    kind: CUE_KIND_RADIATION
    direction: CUE_DIRECTION_FORWARD
    say: "goes down"
  }
  cues {
    kind: CUE_KIND_CORRECTION
    direction: CUE_DIRECTION_FORWARD
    say: "it is not my {region}"
  }
  cues { kind: CUE_KIND_NEGATION direction: CUE_DIRECTION_FORWARD say: "no" }
  cues {
    kind: CUE_KIND_PAST
    direction: CUE_DIRECTION_FORWARD
    say: "used to have"
  }
)pb";

class SitesTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    engine_ = BuildSmallEngine(kPack, kKnowledge).release();
    ASSERT_NE(engine_, nullptr);
  }

  static Understanding Read(absl::string_view text) {
    return engine_->Understand(text, {"", absl::CivilDay(2026, 11, 21)});
  }

  static std::vector<std::string> Sites(absl::string_view text) {
    std::vector<std::string> out;
    const Understanding u = Read(text);
    for (const auto& site : u.complaint().sites()) out.push_back(site.region());
    return out;
  }

  static std::vector<std::string> Radiation(absl::string_view text) {
    std::vector<std::string> out;
    const Understanding u = Read(text);
    for (const auto& site : u.complaint().radiates_to())
      out.push_back(site.region());
    return out;
  }

  static chat::v1::Scope ScopeOf(absl::string_view text) {
    return Read(text).scope();
  }

  static const Engine* engine_;
};

const Engine* SitesTest::engine_ = nullptr;

TEST_F(SitesTest, AWoundIsAtItsPlaceAndNoComplaintOfMuscles) {
  const absl::string_view text = "there is a bad cut on the back of my arm";

  EXPECT_THAT(Sites(text), testing::Contains("arm"));
  EXPECT_EQ(ScopeOf(text), chat::v1::SCOPE_OTHER_HEALTH);
}

TEST_F(SitesTest, ABlemishIsNoSite) {
  const absl::string_view text = "since last week there is a rash on my neck";

  EXPECT_THAT(Sites(text), IsEmpty());
  EXPECT_EQ(ScopeOf(text), chat::v1::SCOPE_OTHER_HEALTH);
}

TEST_F(SitesTest, PainBesideARashIsOneOfOurs) {
  const absl::string_view text = "i have neck pain and also a funny rash";

  EXPECT_THAT(Sites(text), ElementsAre("neck"));
  EXPECT_EQ(ScopeOf(text), chat::v1::SCOPE_MUSCULOSKELETAL);
}

TEST_F(SitesTest, DizzinessIsFeltInNoPlace) {
  EXPECT_THAT(Sites("i get really dizzy whenever my head is up"), IsEmpty());
}

TEST_F(SitesTest, WhatIsMovedIsNoSiteWhereAnotherIsNamed) {
  EXPECT_THAT(Sites("my shoulder starts to click when i lift my arm"),
              ElementsAre("shoulder"));
  EXPECT_THAT(Sites("there is a lot of pain when i lift my arm"),
              ElementsAre("arm"));
}

TEST_F(SitesTest, APlaceThatTellsWhereAnotherIsIsNone) {
  EXPECT_THAT(Sites("the pain is in my neck just under the ear"),
              ElementsAre("neck"));
  EXPECT_THAT(Sites("pain in my neck and under the ear as well"),
              UnorderedElementsAre("neck", "head"));
}

TEST_F(SitesTest, AMuscleIsThatOfThePlaceNamedWithIt) {
  EXPECT_THAT(Sites("muscle pain in my left arm. the muscle hurts a lot"),
              ElementsAre("arm"));
  EXPECT_THAT(Sites("every muscle hurts today and i do not know why"),
              ElementsAre("muscle"));
}

TEST_F(SitesTest, AnInjuryIsFeltWhereItIs) {
  EXPECT_THAT(Sites("they told me it is a torn muscle in my back"),
              testing::Contains("back"));
}

TEST_F(SitesTest, WordsThatCorrectTakeAPlaceBack) {
  EXPECT_THAT(Sites("it is not my back it is my neck"), ElementsAre("neck"));
}

TEST_F(SitesTest, PainThatOnlyGoesSomewhereRadiates) {
  const absl::string_view text = "it goes down my arm";

  EXPECT_THAT(Sites(text), IsEmpty());
  EXPECT_THAT(Radiation(text), ElementsAre("arm"));
}

TEST_F(SitesTest, AnIllnessIsAHealthMatterAlsoWhenOverAndAMedicineIsNone) {
  EXPECT_EQ(ScopeOf("i used to have flu"), chat::v1::SCOPE_OTHER_HEALTH);
  EXPECT_EQ(ScopeOf("no flu"), chat::v1::SCOPE_NONE);
  EXPECT_EQ(ScopeOf("how much codeine is too much"), chat::v1::SCOPE_NONE);
}

TEST_F(SitesTest, TheBodyAsAWholeIsNoMatterOfMuscles) {
  EXPECT_EQ(ScopeOf("pain in my body"), chat::v1::SCOPE_OTHER_HEALTH);
  EXPECT_EQ(ScopeOf("a massage for my body"), chat::v1::SCOPE_MUSCULOSKELETAL);
}

}  // namespace
}  // namespace unknot::understanding
