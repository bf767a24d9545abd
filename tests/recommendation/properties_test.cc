// What must hold for every complaint, tried on many that are made up from the
// shipped knowledge base. A run under ctest tries few; a campaign takes more:
//
//   UNKNOT_PROPERTY_TRIES=100000 build/release/bin/recommendation_advice_test
//       --gtest_filter='*Property*'
//
// UNKNOT_PROPERTY_SEED repeats a run; the seed is printed with a failure. A
// complaint that fails is first made as small as it can be, and then printed as
// the facts it says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <functional>

#include "absl/strings/numbers.h"
#include "services/recommendation/advisor.h"
#include "services/recommendation/live_knowledge.h"
#include "services/recommendation/made_complaints.h"
#include "services/recommendation/ranking.h"
#include "services/recommendation/recommender.h"
#include "services/recommendation/triage.h"
#include "tests/recommendation/test_knowledge.h"

namespace unknot::recommendation {
namespace {

using complaint::v1::Complaint;
using google::protobuf::FieldDescriptor;

// After so many failures of one property the rest says nothing new.
constexpr int kMostFailures = 10;

uint64_t FromEnvironment(const char* name, uint64_t otherwise) {
  const char* text = std::getenv(name);
  uint64_t value = 0;
  return text != nullptr && absl::SimpleAtoi(text, &value) ? value : otherwise;
}

// `complaint` without everything that `fails` does not need to be true.
Complaint Smallest(Complaint complaint,
                   const std::function<bool(const Complaint&)>& fails) {
  const auto* reflection = complaint.GetReflection();
  for (bool smaller = true; smaller;) {
    smaller = false;
    std::vector<const FieldDescriptor*> fields;
    reflection->ListFields(complaint, &fields);
    for (const FieldDescriptor* field : fields) {
      const int size =
          field->is_repeated() ? reflection->FieldSize(complaint, field) : 1;
      for (int i = size - 1; i >= 0; --i) {
        Complaint without = complaint;
        if (field->is_repeated()) {
          if (i >= reflection->FieldSize(without, field)) continue;
          for (int at = i; at + 1 < reflection->FieldSize(without, field);
               ++at) {
            reflection->SwapElements(&without, field, at, at + 1);
          }
          reflection->RemoveLast(&without, field);
        } else {
          reflection->ClearField(&without, field);
        }
        if (!fails(without)) continue;
        complaint = without;
        smaller = true;
      }
    }
  }
  return complaint;
}

class PropertyTest : public testing::Test {
 protected:
  PropertyTest()
      : seed_(FromEnvironment("UNKNOT_PROPERTY_SEED", 20261121)),
        tries_(
            static_cast<int>(FromEnvironment("UNKNOT_PROPERTY_TRIES", 2000))),
        made_(*base_, seed_) {}

  // What is tried on one complaint.
  struct Check {
    // What is added to the complaint; may be empty.
    std::string added;
    std::function<bool(const Complaint&)> fails;
  };

  // Tries a new check on each of many complaints.
  void Try(int tries, const std::function<Check()>& check) {
    int failures = 0;
    for (int i = 0; i < tries && failures < kMostFailures; ++i) {
      const Complaint made = made_.Next();
      const Check one = check();
      if (!one.fails(made)) continue;
      ++failures;
      ADD_FAILURE() << "seed " << seed_ << ", complaint " << i << ": "
                    << InFacts(*base_, Smallest(made, one.fails))
                    << (one.added.empty() ? "" : "\n  with ") << one.added;
    }
  }
  void Try(int tries, const std::function<bool(const Complaint&)>& fails) {
    Try(tries, [&fails] { return Check{"", fails}; });
  }

  // A fact of `family`, any of them.
  FactId Any(Family family, List list) {
    return base_->facts().Fact(
        family, made_.dice().Below(base_->facts().list_size(list)));
  }

  // `complaint` with `fact` said too.
  Complaint With(Complaint complaint, FactId fact) const {
    EXPECT_TRUE(Say(*base_, fact, complaint)) << NameOf(fact);
    return complaint;
  }

  Ranking RankOf(const Complaint& made) const {
    return Rank(*base_, Examine(*base_, made));
  }

  v1::RecommendRequest Request(const Complaint& made) const {
    v1::RecommendRequest request;
    *request.mutable_complaint() = made;
    request.set_max_questions(3);
    return request;
  }

  v1::RecommendResponse Recommend(const Complaint& made) const {
    v1::RecommendResponse response;
    const absl::Status status =
        Recommender(base_, questions_).Recommend(Request(made), &response);
    EXPECT_TRUE(status.ok()) << status;
    return response;
  }

  std::string NameOf(FactId fact) const { return base_->facts().Name(fact); }

  const KnowledgeBase::Ptr base_ = ShippedBase();
  const OrderedQuestions questions_;
  const uint64_t seed_;
  const int tries_;
  MadeComplaints made_;
};

// A symptom that is there, or may be.
TEST_F(PropertyTest, DangerSignNeverLowersTheStep) {
  Try(tries_, [this] {
    const FactId sign = Any(
        made_.dice().Percent(80) ? Family::kSymptom : Family::kSymptomSuspected,
        List::kSymptoms);
    return Check{NameOf(sign), [this, sign](const Complaint& made) {
                   return Examine(*base_, With(made, sign)).tier >
                          Examine(*base_, made).tier;
                 }};
  });
}

// All that a rule of a flag needs: the step is then at least as careful as the
// rule says, and no less careful than it was. What the rule itself excepts is
// left out, and what a clinician has checked.
TEST_F(PropertyTest, WholeFlagLeadsToItsStep) {
  Try(tries_, [this] {
    const auto& flags = base_->flags();
    const auto& flag =
        flags[made_.dice().Below(static_cast<int>(flags.size()))];
    const int at = made_.dice().Below(static_cast<int>(flag.rules.size()));
    const auto& [tier, rule] = flag.rules[at];
    const uint64_t seed = made_.dice().Next();
    return Check{flag.record->id(), [this, seed, tier = tier,
                                     &rule = rule](const Complaint& made) {
                   Complaint whole = made;
                   Dice dice(seed);
                   if (!SayRule(*base_, rule, dice, whole)) return false;
                   const Findings findings = Examine(*base_, whole);
                   if (!rule.Holds(findings.facts)) return false;
                   const knowledge::v1::Tier careful =
                       base_->clinician_check().Holds(findings.facts) &&
                               tier == knowledge::v1::TIER_SEE_CLINICIAN
                           ? knowledge::v1::TIER_CAUTION
                           : tier;
                   return findings.tier > careful;
                 }};
  });
}

// Conditions that say more exactly, or later, what another one said: they may
// free what that one excluded.
constexpr const char* kMoreExact[] = {
    "condition/cancer_past", "condition/old_whiplash", "condition/past_clot",
    "condition/postpartum", "condition/pregnancy_t2t3"};

// What a contraindication blocks, it blocks; and nothing that was excluded
// comes free, whatever else the fact says. A technique for just this condition
// (prenatal massage) may come into question by it, and what it stands in for
// goes out.
TEST_F(PropertyTest, ContraindicatingFactNeverAddsATechnique) {
  Try(tries_, [this] {
    const FactId fact = made_.dice().Percent(60)
                            ? Any(Family::kCondition, List::kConditions)
                            : Any(Family::kSymptom, List::kSymptoms);
    const bool more_exact =
        std::find(std::begin(kMoreExact), std::end(kMoreExact), NameOf(fact)) !=
        std::end(kMoreExact);
    return Check{NameOf(fact), [this, fact, more_exact](const Complaint& made) {
                   if (more_exact) return false;
                   const Ranking was = RankOf(made);
                   const Ranking is = RankOf(With(made, fact));
                   const TechniqueSet freed =
                       (was.blocked | was.vetoed) & ~(is.blocked | is.vetoed);
                   for (const int offered : is.offered) {
                     if ((was.excluded() & ~was.aside) & Bit(offered)) {
                       return true;
                     }
                   }
                   return freed != 0;
                 }};
  });
}

TEST_F(PropertyTest, WishNeverOverridesAnExclusion) {
  Try(tries_, [this](const Complaint& made) {
    const Ranking without = RankOf(made);
    Complaint wanting = made;
    for (const auto& technique : base_->techniques()) {
      Say(*base_, technique.wanted, wanting);
    }
    for (const int offered : RankOf(wanting).offered) {
      if (!without.Allowed(offered)) return true;
    }
    return false;
  });
}

// Wanting it firm, or wanting it for sport, frees nothing that is excluded
// without any wish. One wish may free what another one excluded.
TEST_F(PropertyTest, PreferencesAndGoalsNeverOverrideAnExclusion) {
  Try(tries_, [this](const Complaint& made) {
    Complaint without = made;
    without.clear_preference_ids();
    without.clear_goal_ids();
    const Ranking was = RankOf(without);
    return ((was.blocked | was.vetoed | was.refused) &
            ~RankOf(made).excluded()) != 0;
  });
}

TEST_F(PropertyTest, OrderAndRepetitionNeverMatter) {
  Try(tries_ / 4, [this] {
    const uint64_t seed = made_.dice().Next();
    return Check{"", [this, seed](const Complaint& made) {
                   Complaint turned = made;
                   Dice dice(seed);
                   const auto turn = [&dice](auto* list) {
                     for (int i = list->size() - 1; i > 0; --i) {
                       list->SwapElements(i, dice.Below(i + 1));
                     }
                     if (!list->empty()) *list->Add() = (*list)[0];
                   };
                   turn(turned.mutable_sites());
                   turn(turned.mutable_radiates_to());
                   turn(turned.mutable_quality_ids());
                   turn(turned.mutable_pattern_ids());
                   turn(turned.mutable_cause_ids());
                   turn(turned.mutable_conditions());
                   turn(turned.mutable_symptoms());
                   turn(turned.mutable_preference_ids());
                   turn(turned.mutable_goal_ids());
                   turn(turned.mutable_techniques());
                   turn(turned.mutable_answered_question_ids());
                   return Recommend(made).SerializeAsString() !=
                          Recommend(turned).SerializeAsString();
                 }};
  });
}

// Not even from another load of the same files.
TEST_F(PropertyTest, SameRequestAndVersionGiveTheSameBytes) {
  const KnowledgeBase::Ptr again = ShippedBaseWith({});
  ASSERT_EQ(again->version(), base_->version());
  Try(tries_ / 4, [this, &again](const Complaint& made) {
    v1::RecommendResponse response;
    EXPECT_TRUE(Recommender(again, questions_)
                    .Recommend(Request(made), &response)
                    .ok());
    return response.SerializeAsString() != Recommend(made).SerializeAsString();
  });
}

TEST_F(PropertyTest, NothingIsRecommendedAboveCaution) {
  Try(tries_, [this](const Complaint& made) {
    const Findings findings = Examine(*base_, made);
    const Ranking ranking = Rank(*base_, findings);
    return !findings.AllowsMassage() &&
           !(ranking.offered.empty() && ranking.awaiting.empty());
  });
}

// Fails a test that asks it.
class NoFinder final : public TherapistFinder {
 public:
  void Find(const directory::v1::SearchTherapistsRequest&, absl::Time,
            const std::string&, Done) override {
    was_asked = true;
  }
  bool was_asked = false;
};

TEST_F(PropertyTest, EmergencyNeedsNoOtherService) {
  LiveKnowledge live(base_);
  NoFinder finder;
  const runtime::SystemClock clock;
  const Advisor advisor(live, questions_, finder, clock);
  int emergencies = 0;
  Try(tries_, [&](const Complaint& made) {
    if (Examine(*base_, made).tier > knowledge::v1::TIER_URGENT) return false;
    ++emergencies;
    v1::RecommendRequest request = Request(made);
    request.set_place("Leeds");
    v1::RecommendResponse response;
    bool answered = false;
    advisor.Recommend(
        request, absl::InfiniteFuture(), "id", &response,
        [&answered](absl::Status status) { answered = status.ok(); });
    return !answered || finder.was_asked || response.has_therapists() ||
           response.therapists_unavailable();
  });
  EXPECT_GT(emergencies, tries_ / 20);
}

TEST_F(PropertyTest, AdviceKeepsItsPromises) {
  Try(tries_ / 4, [this](const Complaint& made) {
    const v1::RecommendResponse response = Recommend(made);
    const bool allowed =
        response.triage().level() >= v1::TRIAGE_LEVEL_MASSAGE_WITH_CAUTION;
    const bool ok = response.triage().level() == v1::TRIAGE_LEVEL_MASSAGE_OK;
    if (!allowed && !response.techniques().empty()) return true;
    if (response.techniques_size() > kMaxOffered) return true;
    if (response.has_session_plan() == response.techniques().empty()) {
      return true;
    }
    if (response.triage().reasons().empty() != ok) return true;
    if (response.triage().advice().empty()) return true;
    if (response.next_questions_size() > 3) return true;
    if (response.triage().level() == v1::TRIAGE_LEVEL_EMERGENCY &&
        !response.next_questions().empty()) {
      return true;
    }
    for (const auto& technique : response.techniques()) {
      if (technique.score() < 1 || technique.reasons().empty()) return true;
      for (const auto& avoid : response.avoid()) {
        if (avoid.technique_id() == technique.technique_id()) return true;
      }
    }
    for (const auto& question : response.next_questions()) {
      const auto& answered = made.answered_question_ids();
      if (std::find(answered.begin(), answered.end(), question.question_id()) !=
          answered.end()) {
        return true;
      }
    }
    return false;
  });
}

}  // namespace
}  // namespace unknot::recommendation
