// The rule that rejects: what it learns, and that it rejects nothing unlearnt.
#include "chatbot/understanding/rejection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace unknot::understanding {
namespace {

// High margins inside, low ones outside, with some overlap.
std::vector<Judged> Texts() {
  std::vector<Judged> texts;
  for (int i = 0; i < 100; ++i) {
    texts.push_back({{0.4 + 0.01 * i, 0.5, -0.9, -1, 1, 0.6}, false});
    texts.push_back({{-0.5 + 0.01 * i, 0.2, -0.9, -0.6, 0.8, 0.2}, true});
  }
  return texts;
}

TEST(RejectionTest, RejectsWhatLooksLikeTheOutside) {
  const Rejection rule = Rejection::Fit(Texts(), 0.5);

  EXPECT_GT(rule.Probability({-0.3, 0.2, -0.9, -0.6, 0.8, 0.2}), 0.5);
  EXPECT_LT(rule.Probability({1.2, 0.5, -0.9, -1, 1, 0.6}), 0.5);
}

TEST(RejectionTest, RejectsLessWhereMoreIsInScope) {
  const Evidence doubtful = {0.45, 0.3, -0.9, -0.8, 0.9, 0.4};

  EXPECT_LT(Rejection::Fit(Texts(), 0.9).Probability(doubtful),
            Rejection::Fit(Texts(), 0.5).Probability(doubtful));
}

TEST(RejectionTest, RejectsNothingWhereOneSideIsMissing) {
  std::vector<Judged> texts = Texts();
  std::erase_if(texts, [](const Judged& text) { return text.out_of_scope; });

  EXPECT_LT(Rejection::Fit(texts, 0.5).Probability({-9, 0, -9, 9, 0, 0}), 0.01);
  EXPECT_LT(Rejection().Probability({-9, 0, -9, 9, 0, 0}), 0.01);
}

TEST(RejectionTest, OutOfScopeIsNeverTheBestClass) {
  Classifier::Scores scores;
  scores.margins = {-0.5f, 0.9f, -0.2f};

  EXPECT_EQ(BestClass(scores, 1), 2);
  EXPECT_EQ(BestClass(scores, -1), 1);
}

}  // namespace
}  // namespace unknot::understanding
