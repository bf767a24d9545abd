// The whole pipeline over a small pack: what is found, where, and how words
// around it change it.
#include "chatbot/understanding/engine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/understanding/small_engine.h"

namespace unknot::understanding {
namespace {

using chat::v1::Understanding;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;
namespace cv1 = complaint::v1;

constexpr char kKnowledge[] = R"pb(
  regions {
    id: "neck"
    roles: [ ROLE_LABEL, ROLE_MUSCULOSKELETAL ]
  }
  regions {
    id: "back"
    roles: [ ROLE_LABEL, ROLE_MUSCULOSKELETAL ]
  }
  regions {
    id: "upper_back"
    roles: [ ROLE_LABEL, ROLE_MUSCULOSKELETAL ]
  }
  regions { id: "scapula" parent: "upper_back" }
  regions {
    id: "shoulder"
    roles: [ ROLE_LABEL, ROLE_MUSCULOSKELETAL ]
  }
  regions {
    id: "leg"
    roles: [ ROLE_LABEL, ROLE_MUSCULOSKELETAL ]
  }
  regions { id: "thigh_muscle" parent: "leg" }
  regions {
    id: "knee"
    roles: [ ROLE_LABEL, ROLE_MUSCULOSKELETAL ]
  }
  qualities { id: "ache" }
  qualities { id: "stiffness" }
  qualities { id: "numbness" }
  qualities { id: "tingling" }
  symptoms { id: "fever" }
  symptoms { id: "saddle_numbness" }
  symptoms { id: "limb_numbness" }
  conditions { id: "sciatica" }
  conditions { id: "flu" }
  conditions { id: "pregnancy" }
  techniques { id: "deep_tissue" }
)pb";

constexpr char kPack[] = R"pb(
  lists {
    name: "region_modifier"
    say: "my"
    say: "left"
    say: "right"
    say: "the"
  }
  lists { name: "place_before" say: "in" say: "near" }
  lists { name: "list_joiner" say: "or" say: "and" }
  lists { name: "place_filler" say: "ok" say: "try" }
  rewrites { from: "cant" from: "can not" to: "cannot" }
  rewrites { from: "im" to: "i am" }
  phrases { concept_id: "region/neck" say: "neck" }
  phrases { concept_id: "region/back" say: "back" }
  phrases { concept_id: "region/shoulder" say: "shoulder" }
  phrases { concept_id: "region/scapula" say: "shoulder blade" }
  phrases { concept_id: "region/leg" say: "leg" }
  phrases { concept_id: "region/knee" say: "knee" say: "back of {region}" }
  phrases { concept_id: "side/left" say: "left" }
  phrases { concept_id: "side/right" say: "right" }
  phrases { concept_id: "pain/pain" say: "pain" say: "hurt" }
  phrases { concept_id: "quality/ache" say: "ache" }
  phrases { concept_id: "quality/stiffness" say: "stiff" }
  phrases { concept_id: "quality/numbness" say: "numb" say: "numbness" }
  phrases { concept_id: "quality/tingling" say: "tingle" }
  phrases {
    concept_id: "symptom/saddle_numbness"
    say: "cannot feel it when i wipe"
    not_negatable: true
  }
  phrases { concept_id: "symptom/fever" say: "fever" }
  phrases {
    concept_id: "symptom/fever"
    say: "temp [of] {number}"
    number { min: 38 max: 43 }
  }
  phrases { concept_id: "condition/sciatica" say: "sciatica" }
  phrases { concept_id: "condition/flu" say: "flu" say: "had flu" }
  phrases { concept_id: "region/thigh_muscle" say: "quad" }
  phrases { concept_id: "technique/deep_tissue" say: "deep tissue" }
  phrases { concept_id: "topic/massage" say: "massage" }
  look_alikes { say: "neck of the woods" say: "am back" }
  inferences {
    concept_id: "symptom/limb_numbness"
    from: "quality/numbness"
    at: "leg"
    absent_anywhere: true
    not_at: "thigh_muscle"
  }
  inferences { concept_id: "symptom/fever" from: "condition/flu" }
  cues { kind: CUE_KIND_NEGATION say: "no" say: "not" say: "without" }
  cues { kind: CUE_KIND_STOP say: "but" }
  cues { kind: CUE_KIND_PSEUDO say: "no doubt" }
  cues { kind: CUE_KIND_UNCERTAINTY say: "could it be" }
  cues { kind: CUE_KIND_PAST say: "used to have" }
  cues {
    kind: CUE_KIND_PAST
    direction: CUE_DIRECTION_BACKWARD
    say: "in {number}"
    number { min: 1900 max: 2100 }
  }
  cues { kind: CUE_KIND_OTHER_PERSON say: "my mum" say: "my mum had" }
  cues { kind: CUE_KIND_RADIATION say: "down to" reach: 3 }
  cues { kind: CUE_KIND_CORRECTION say: "i meant" }
  cues { kind: CUE_KIND_WANTED say: "i want" }
  time_phrases { kind: TIME_KIND_UNIT say: "week" say: "wks" days: 7 }
  time_phrases { kind: TIME_KIND_UNIT say: "year" say: "yrs" days: 365 }
  time_phrases { kind: TIME_KIND_UNIT say: "day" days: 1 }
  time_phrases { kind: TIME_KIND_SPAN say: "a fortnight" days: 14 }
  time_phrases { kind: TIME_KIND_WEEKDAY say: "tuesday" index: 2 }
  time_phrases { kind: TIME_KIND_SINCE say: "since" }
  time_phrases { kind: TIME_KIND_AND say: "and" }
  time_phrases { kind: TIME_KIND_HALF say: "and a half" }
  time_phrases { kind: TIME_KIND_RANGE say: "to" }
  time_phrases { kind: TIME_KIND_OUT_OF say: "/" say: "out of" }
  time_phrases { kind: TIME_KIND_NOT_BEFORE say: "every" }
  time_phrases { kind: TIME_KIND_AGE_AFTER say: "years old" }
  time_phrases { kind: TIME_KIND_PREGNANT_AFTER say: "pregnant" }
  severity_phrases { severity: 8 say: "killing me" }
  number_words { value: 3 say: "three" }
  number_words { value: 2 say: "couple of" }
  number_words { value: 20 say: "twenty" }
)pb";

class EngineTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    // Once, though another suite may be made of this one.
    if (engine_ == nullptr)
      engine_ = BuildSmallEngine(kPack, kKnowledge).release();
    ASSERT_NE(engine_, nullptr);
  }

  static Understanding Read(absl::string_view text,
                            absl::string_view pending = "") {
    // A Saturday.
    return engine_->Understand(text, {pending, absl::CivilDay(2026, 11, 21)});
  }

  static std::vector<std::string> Sites(absl::string_view text) {
    std::vector<std::string> out;
    const Understanding u = Read(text);
    for (const auto& site : u.complaint().sites()) {
      std::string name = site.region();
      if (!site.place().empty()) absl::StrAppend(&name, "/", site.place());
      if (site.side() == cv1::SIDE_LEFT) absl::StrAppend(&name, " left");
      if (site.side() == cv1::SIDE_RIGHT) absl::StrAppend(&name, " right");
      out.push_back(name);
    }
    return out;
  }

  static std::vector<std::string> Symptoms(absl::string_view text) {
    std::vector<std::string> out;
    const Understanding u = Read(text);
    for (const auto& symptom : u.complaint().symptoms()) {
      out.push_back(
          absl::StrCat(symptom.status() == cv1::STATUS_ABSENT ? "no " : "",
                       symptom.symptom_id()));
    }
    return out;
  }

  static const Engine* engine_;
};

const Engine* EngineTest::engine_ = nullptr;

TEST_F(EngineTest, MisspeltWordWithAnApostropheIsRepaired) {
  EXPECT_THAT(Sites("my neckk's sore"), ElementsAre("neck"));
}

TEST_F(EngineTest, FindsPlacesWithTheirSide) {
  EXPECT_THAT(Sites("my left knee hurts"), ElementsAre("knee left"));
  EXPECT_THAT(Sites("pain in my neck and right shoulder"),
              UnorderedElementsAre("neck", "shoulder right"));
}

TEST_F(EngineTest, TheLongerPlaceCounts) {
  EXPECT_THAT(Sites("ache in my shoulder blade"),
              ElementsAre("upper_back/scapula"));
  EXPECT_THAT(Sites("the back of my knee hurts"), ElementsAre("knee"));
}

TEST_F(EngineTest, LookAlikesAreNoFindings) {
  EXPECT_THAT(Sites("pain in this neck of the woods"), IsEmpty());
  EXPECT_THAT(Sites("im back"), IsEmpty());
}

TEST_F(EngineTest, APlaceIsTextWhateverBytesWereTyped) {
  EXPECT_EQ(Read("Lee\xC3\xC3"
                 "ds",
                 "place")
                .place(),
            "Leeds");
}

TEST_F(EngineTest, ANumberBeyondReckoningIsNoNumber) {
  const std::string many(400, '9');

  const Understanding u = Read(many + " " + many, "severity");

  EXPECT_THAT(u.bare_numbers(), IsEmpty());
  EXPECT_FALSE(u.complaint().has_severity());
}

TEST_F(EngineTest, FindingsKnowTheirBytes) {
  const std::string text = "oh, my nekc aches";
  const Understanding u = Read(text);

  for (const auto& finding : u.findings()) {
    if (finding.concept_id() != "region/neck") continue;
    EXPECT_EQ(text.substr(finding.begin(), finding.end() - finding.begin()),
              "nekc");
    return;
  }
  FAIL() << "no neck: " << u.ShortDebugString();
}

TEST_F(EngineTest, NegationCoversAListAndEndsAtBut) {
  EXPECT_THAT(Symptoms("no fever, numbness or tingling"),
              UnorderedElementsAre("no fever", "no limb_numbness"));
  EXPECT_THAT(Symptoms("no numbness but fever"),
              UnorderedElementsAre("no limb_numbness", "fever"));
}

TEST_F(EngineTest, NegationEndsWhereASentenceGoesOnAfterAComma) {
  const Understanding u = Read("no fever, my neck is stiff");

  EXPECT_THAT(u.complaint().quality_ids(), ElementsAre("stiffness"));
  EXPECT_EQ(u.complaint().sites_size(), 1);
}

TEST_F(EngineTest, NoDoubtIsNoNegation) {
  EXPECT_THAT(Sites("no doubt my neck hurts"), ElementsAre("neck"));
}

TEST_F(EngineTest, CannotFeelIsAFindingNotANegation) {
  EXPECT_THAT(Symptoms("i can't feel it when i wipe"),
              ElementsAre("saddle_numbness"));
}

TEST_F(EngineTest, AQualityAtALimbIsASymptom) {
  EXPECT_THAT(Symptoms("my leg is numb"), ElementsAre("limb_numbness"));
  EXPECT_THAT(Symptoms("my neck is numb"), IsEmpty());
}

TEST_F(EngineTest, NumbersOutsideTheRangeAreNoFever) {
  EXPECT_THAT(Symptoms("temp of 39"), ElementsAre("fever"));
  EXPECT_THAT(Symptoms("temp of 36.6"), IsEmpty());
}

TEST_F(EngineTest, WonderingAndThePastAreKept) {
  EXPECT_EQ(Read("could it be sciatica").complaint().conditions(0).status(),
            cv1::STATUS_SUSPECTED);
  EXPECT_EQ(Read("used to have sciatica").complaint().conditions(0).status(),
            cv1::STATUS_PAST);
}

TEST_F(EngineTest, AYearIsThePastAndACountIsNot) {
  EXPECT_EQ(Read("sciatica in 2019").complaint().conditions(0).status(),
            cv1::STATUS_PAST);
  EXPECT_EQ(Read("sciatica in one leg").complaint().conditions(0).status(),
            cv1::STATUS_PRESENT);
}

TEST_F(EngineTest, WhatIsOnlyFearedShowsNothing) {
  EXPECT_THAT(Symptoms("i have flu"), ElementsAre("fever"));
  EXPECT_THAT(Symptoms("could it be flu"), IsEmpty());
}

TEST_F(EngineTest, AnInferenceLeavesOutTheRegionsItNames) {
  EXPECT_THAT(Symptoms("my quad is numb"), IsEmpty());
}

TEST_F(EngineTest, ACueThatEndsInAFindingReachesIt) {
  const Understanding u = Read("my neck is stiff. my mum had flu");

  EXPECT_EQ(u.complaint().subject(), cv1::SUBJECT_UNSPECIFIED);
  EXPECT_EQ(u.complaint().conditions_size(), 0);
}

TEST_F(EngineTest, PainMayGoSomewhereElse) {
  const Understanding u = Read("back pain down to my leg");

  ASSERT_EQ(u.complaint().sites_size(), 1);
  EXPECT_EQ(u.complaint().sites(0).region(), "back");
  ASSERT_EQ(u.complaint().radiates_to_size(), 1);
  EXPECT_EQ(u.complaint().radiates_to(0).region(), "leg");
}

TEST_F(EngineTest, SomebodyElsesComplaintIsTheirs) {
  const Understanding u = Read("my mum has neck pain");

  EXPECT_EQ(u.complaint().subject(), cv1::SUBJECT_OTHER);
  EXPECT_EQ(u.complaint().sites_size(), 1);
}

TEST_F(EngineTest, CorrectionsReplaceAPlace) {
  const Understanding u = Read("my back, sorry i meant my neck");

  EXPECT_TRUE(u.corrects_sites());
  EXPECT_THAT(u.retracted(), Contains("region/back"));
  ASSERT_EQ(u.complaint().sites_size(), 1);
  EXPECT_EQ(u.complaint().sites(0).region(), "neck");
}

TEST_F(EngineTest, TechniquesHaveAStance) {
  EXPECT_EQ(Read("i want deep tissue").complaint().techniques(0).stance(),
            cv1::STANCE_WANTED);
  EXPECT_EQ(Read("no deep tissue").complaint().techniques(0).stance(),
            cv1::STANCE_REFUSED);
  EXPECT_EQ(Read("what is deep tissue").complaint().techniques(0).stance(),
            cv1::STANCE_ABOUT);
}

TEST_F(EngineTest, PlacesComeAsTyped) {
  EXPECT_EQ(Read("massage in Stratford-upon-Avon").place(), "Stratford");
  EXPECT_EQ(Read("anyone near m5v 2t6").place(), "m5v 2t6");
  EXPECT_EQ(Read("ok try Zzyzx", "place").place(), "Zzyzx");
  EXPECT_EQ(Read("pain in my neck").place(), "");
}

TEST_F(EngineTest, AnswersReadAgainstTheQuestion) {
  EXPECT_EQ(Read("about a 4", "severity").complaint().severity(), 4);
  EXPECT_FALSE(Read("about a 4").complaint().has_severity());
}

struct DurationCase {
  const char* text;
  double days;  // Negative: none.
};

class DurationTest : public EngineTest,
                     public testing::WithParamInterface<DurationCase> {};

TEST_P(DurationTest, CountsDays) {
  const Understanding u = Read(GetParam().text);
  const double days =
      u.complaint().has_duration_days() ? u.complaint().duration_days() : -1;
  EXPECT_EQ(days, GetParam().days) << u.ShortDebugString();
}

INSTANTIATE_TEST_SUITE_P(
    English, DurationTest,
    testing::Values(DurationCase{"neck pain for 3 weeks", 21},
                    DurationCase{"neck pain 3wks", 21},
                    DurationCase{"10 yrs of neck pain", 3650},
                    DurationCase{"neck pain, three weeks and 2 days", 23},
                    DurationCase{"neck pain for 2 and a half years", 912.5},
                    DurationCase{"neck pain for 3 to 5 days", 4},
                    DurationCase{"neck hurts a fortnight now", 14},
                    DurationCase{"neck hurts since tuesday", 4},
                    DurationCase{"neck hurts since 2024", 730},
                    DurationCase{"couple of weeks neck pain", 14},
                    DurationCase{"neck pain every 2 weeks", -1},
                    DurationCase{"im 30 years old and my neck hurts", -1},
                    DurationCase{"20 weeks pregnant, neck pain", -1}));

TEST_F(EngineTest, AgesSeveritiesAndWeeksAreNoDurations) {
  EXPECT_EQ(Read("im 30 years old").complaint().age_years(), 30);
  EXPECT_EQ(Read("neck pain 7/10").complaint().severity(), 7);
  EXPECT_EQ(Read("neck pain 7 out of 10").complaint().severity(), 7);
  EXPECT_EQ(Read("my neck is killing me").complaint().severity(), 8);
  EXPECT_EQ(Read("20 weeks pregnant").complaint().pregnancy_weeks(), 20);
}

TEST_F(EngineTest, TakesAnyBytes) {
  EXPECT_EQ(Read("").intents_size(), 1);
  EXPECT_EQ(Read("\xff\xfe\x00").intents_size(), 1);
  EXPECT_LE(Read(std::string(1 << 20, 'a')).bytes_read(), 100000);
  Read(std::string(50000, '?'));
  std::string words;
  for (int i = 0; i < 9000; ++i) absl::StrAppend(&words, "neck pain ");
  EXPECT_EQ(Read(words).complaint().sites_size(), 1);
}

// Choices become references while a list is read, and move the others.
TEST(EngineListsTest, ManyListsWithManyChoicesAreNoCircle) {
  std::string pack = "lists { name: 'base' say: 'thing' } ";
  for (int list = 0; list < 60; ++list) {
    absl::StrAppend(&pack, "lists { name: 'list", list, "' ");
    for (int i = 0; i < 8; ++i) {
      const std::string id = absl::StrCat(list, "x", i);
      absl::StrAppend(&pack, "say: 'go (a", id, "|b", id, ") {base}' ");
    }
    absl::StrAppend(&pack, "} ");
  }

  EXPECT_NE(BuildSmallEngine(pack, ""), nullptr);
}

}  // namespace
}  // namespace unknot::understanding
