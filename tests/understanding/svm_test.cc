// Training: what is told apart, and that it is the same every time.
#include "chatbot/understanding/svm.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace unknot::understanding {
namespace {

constexpr int kFeatures = 40;
constexpr int kClasses = 20;  // More than are trained side by side.

// Feature k is the mark of class k; the others are noise that all share.
FeatureRows Rows(std::vector<std::vector<int>>& labels) {
  FeatureRows rows;
  for (int i = 0; i < 200; ++i) {
    const int label = i % kClasses;
    rows.Add({{label, 0.8f}, {kClasses + i % 7, 0.6f}});
    labels.push_back({label});
  }
  return rows;
}

TEST(SvmTest, TellsEachClassFromTheRest) {
  std::vector<std::vector<int>> labels;
  const FeatureRows rows = Rows(labels);

  const std::vector<float> weights =
      TrainSvms(rows, labels, kFeatures, kClasses, {.passes = 20});

  for (int f = 0; f < kClasses; ++f) {
    for (int k = 0; k < kClasses; ++k)
      EXPECT_EQ(weights[f * kClasses + k] > 0, f == k) << f << " " << k;
  }
}

TEST(SvmTest, IsTheSameEveryTime) {
  std::vector<std::vector<int>> labels;
  const FeatureRows rows = Rows(labels);

  const auto once = TrainSvms(rows, labels, kFeatures, kClasses, {});
  const auto again = TrainSvms(rows, labels, kFeatures, kClasses, {});

  EXPECT_EQ(once, again);
}

TEST(SvmTest, TextWithoutFeaturesTeachesNothing) {
  FeatureRows rows;
  rows.Add({});
  rows.Add({{0, 1.f}});
  const std::vector<std::vector<int>> labels = {{0}, {1}};

  const std::vector<float> weights = TrainSvms(rows, labels, 1, 2, {});

  EXPECT_LT(weights[0], 0);
  EXPECT_GT(weights[1], 0);
}

}  // namespace
}  // namespace unknot::understanding
