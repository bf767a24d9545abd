// What must hold for every complaint, tried on many that are made up from the
// shipped knowledge base. The seed is printed with a failure.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "services/recommendation/ranking.h"
#include "services/recommendation/recommender.h"
#include "services/recommendation/triage.h"
#include "tests/recommendation/test_knowledge.h"

namespace unknot::recommendation {
namespace {

namespace kv1 = knowledge::v1;
using complaint::v1::Complaint;

constexpr int kTries = 400;

class PropertiesTest : public testing::TestWithParam<int> {
 protected:
  PropertiesTest() : random_(GetParam()) {}

  int Below(int n) {
    return std::uniform_int_distribution<int>(0, n - 1)(random_);
  }
  bool Sometimes(int percent) { return Below(100) < percent; }
  template <typename Records>
  const std::string& AnyId(const Records& records) {
    return records[Below(records.size())].id();
  }

  // A site of a region and, at times, of a place right in it.
  void SetSite(complaint::v1::Site* site) {
    const auto& regions = base_->records().regions();
    const kv1::Concept* place = &regions[Below(regions.size())];
    const kv1::Concept* root = place;
    while (!root->parent().empty()) {
      root = &regions[base_->facts().IndexOf(List::kRegions, root->parent())];
    }
    site->set_region(root->id());
    if (place != root) site->set_place(place->id());
  }

  Complaint Any() {
    const kv1::KnowledgeBase& all = base_->records();
    Complaint made;
    for (int n = Below(3); n > 0; --n) SetSite(made.add_sites());
    if (Sometimes(20)) SetSite(made.add_radiates_to());
    for (int n = Below(3); n > 0; --n)
      made.add_quality_ids(AnyId(all.qualities()));
    for (int n = Below(3); n > 0; --n)
      made.add_pattern_ids(AnyId(all.patterns()));
    if (Sometimes(50)) made.add_cause_ids(AnyId(all.causes()));
    for (int n = Below(3); n > 0; --n) {
      auto* condition = made.add_conditions();
      condition->set_condition_id(AnyId(all.conditions()));
      condition->set_status(static_cast<complaint::v1::Status>(Below(5)));
    }
    for (int n = Below(3); n > 0; --n) {
      auto* symptom = made.add_symptoms();
      symptom->set_symptom_id(AnyId(all.symptoms()));
      symptom->set_status(static_cast<complaint::v1::Status>(Below(5)));
    }
    if (Sometimes(60)) made.set_severity(Below(11));
    if (Sometimes(60)) made.set_duration_days(Below(3) == 0 ? 1 : Below(400));
    if (Sometimes(30)) made.set_age_years(Below(95));
    if (Sometimes(40)) made.add_preference_ids(AnyId(all.preferences()));
    if (Sometimes(40)) made.add_goal_ids(AnyId(all.goals()));
    for (const auto& question : all.questions()) {
      if (Sometimes(30)) made.add_answered_question_ids(question.id());
    }
    return made;
  }

  v1::RecommendResponse Recommend(const Complaint& made) {
    v1::RecommendRequest request;
    *request.mutable_complaint() = made;
    request.set_max_questions(3);
    v1::RecommendResponse response;
    const absl::Status status =
        Recommender(base_, questions_).Recommend(request, &response);
    EXPECT_TRUE(status.ok()) << status;
    return response;
  }

  const KnowledgeBase::Ptr base_ = ShippedBase();
  const OrderedQuestions questions_;
  std::mt19937 random_;
};

TEST_P(PropertiesTest, DangerSignNeverLowersTheStep) {
  for (int i = 0; i < kTries; ++i) {
    const Complaint before = Any();
    Complaint after = before;
    const auto& signs = base_->records().symptoms();
    after.add_symptoms()->set_symptom_id(AnyId(signs));

    EXPECT_LE(Examine(*base_, after).tier, Examine(*base_, before).tier)
        << "with " << after.symptoms().rbegin()->symptom_id() << " added to\n"
        << before.DebugString();
  }
}

TEST_P(PropertiesTest, ContraindicationNeverFreesATechnique) {
  for (int i = 0; i < kTries; ++i) {
    const Complaint before = Any();
    Complaint after = before;
    after.add_conditions()->set_condition_id(
        AnyId(base_->records().conditions()));
    const Ranking was = Rank(*base_, Examine(*base_, before));
    const Ranking is = Rank(*base_, Examine(*base_, after));

    EXPECT_EQ(was.blocked & ~is.blocked, 0u)
        << "with " << after.conditions().rbegin()->condition_id()
        << " added to\n"
        << before.DebugString();
  }
}

TEST_P(PropertiesTest, WishNeverOverridesAnExclusion) {
  for (int i = 0; i < kTries; ++i) {
    Complaint made = Any();
    const Ranking without = Rank(*base_, Examine(*base_, made));
    for (const auto& technique : base_->records().techniques()) {
      auto* mention = made.add_techniques();
      mention->set_technique_id(technique.id());
      mention->set_stance(complaint::v1::STANCE_WANTED);
    }
    const Ranking with = Rank(*base_, Examine(*base_, made));

    for (const int offered : with.offered) {
      EXPECT_TRUE(without.Allowed(offered)) << made.DebugString();
    }
  }
}

TEST_P(PropertiesTest, OrderNeverMatters) {
  for (int i = 0; i < kTries / 4; ++i) {
    const Complaint made = Any();
    Complaint turned = made;
    const auto turn = [this](auto* list) {
      std::shuffle(list->begin(), list->end(), random_);
    };
    turn(turned.mutable_sites());
    turn(turned.mutable_quality_ids());
    turn(turned.mutable_pattern_ids());
    turn(turned.mutable_conditions());
    turn(turned.mutable_symptoms());
    turn(turned.mutable_answered_question_ids());

    EXPECT_EQ(Recommend(made).SerializeAsString(),
              Recommend(turned).SerializeAsString())
        << made.DebugString();
  }
}

TEST_P(PropertiesTest, AdviceKeepsItsPromises) {
  for (int i = 0; i < kTries / 4; ++i) {
    const Complaint made = Any();
    const v1::RecommendResponse response = Recommend(made);
    SCOPED_TRACE(made.DebugString());

    const bool allowed =
        response.triage().level() >= v1::TRIAGE_LEVEL_MASSAGE_WITH_CAUTION;
    EXPECT_TRUE(allowed || response.techniques().empty());
    EXPECT_LE(response.techniques_size(), kMaxOffered);
    EXPECT_EQ(response.has_session_plan(), response.techniques_size() > 0);
    EXPECT_EQ(response.triage().reasons().empty(),
              response.triage().level() == v1::TRIAGE_LEVEL_MASSAGE_OK);
    EXPECT_FALSE(response.triage().advice().empty());
    for (const auto& technique : response.techniques()) {
      EXPECT_GE(technique.score(), 1);
      EXPECT_FALSE(technique.reasons().empty());
      for (const auto& avoid : response.avoid()) {
        EXPECT_NE(avoid.technique_id(), technique.technique_id());
      }
    }
    for (const auto& question : response.next_questions()) {
      EXPECT_THAT(made.answered_question_ids(),
                  testing::Not(testing::Contains(question.question_id())));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, PropertiesTest, testing::Range(1, 4));

}  // namespace
}  // namespace unknot::recommendation
