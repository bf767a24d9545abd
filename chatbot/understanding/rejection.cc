// Logistic regression by Newton's method: few weights, so each step is exact.
#include "chatbot/understanding/rejection.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace unknot::understanding {
namespace {

constexpr int kSize = std::tuple_size_v<Rejection::Weights>;
constexpr int kSteps = 15;
constexpr double kShrink = 1e-5;  // Keeps weights small where texts are few.

using Vector = Rejection::Weights;
using Matrix = std::array<Vector, kSize>;

Vector WithConstant(const Evidence& evidence) {
  Vector x{1};
  std::copy(evidence.begin(), evidence.end(), x.begin() + 1);
  return x;
}

double Dot(const Vector& a, const Vector& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.);
}

double Logistic(double x) { return 1 / (1 + std::exp(-x)); }

// Solves a x = b for a symmetric, positive definite matrix by elimination.
Vector Solve(Matrix a, Vector b) {
  for (int i = 0; i < kSize; ++i) {
    for (int row = i + 1; row < kSize; ++row) {
      const double factor = a[row][i] / a[i][i];
      for (int k = i; k < kSize; ++k) a[row][k] -= factor * a[i][k];
      b[row] -= factor * b[i];
    }
  }
  Vector x{};
  for (int i = kSize - 1; i >= 0; --i) {
    double rest = b[i];
    for (int k = i + 1; k < kSize; ++k) rest -= a[i][k] * x[k];
    x[i] = rest / a[i][i];
  }
  return x;
}

}  // namespace

int BestClass(const Classifier::Scores& scores, int out_of_scope) {
  int best = -1;
  for (int k = 0; k < static_cast<int>(scores.margins.size()); ++k) {
    if (k == out_of_scope) continue;
    if (best < 0 || scores.margins[k] > scores.margins[best]) best = k;
  }
  return best;
}

Evidence EvidenceOf(const Classifier::Scores& scores, int out_of_scope) {
  const int best = BestClass(scores, out_of_scope);
  const float top = scores.margins[best];
  float next = std::min(top, -1.f);
  double sum = 0;
  for (int k = 0; k < static_cast<int>(scores.margins.size()); ++k) {
    if (k == out_of_scope) continue;
    if (k != best) next = std::max(next, scores.margins[k]);
    sum += scores.margins[k];
  }
  const size_t count = scores.margins.size() - (out_of_scope < 0 ? 0 : 1);
  return {top,
          top - next,
          sum / static_cast<double>(count),
          out_of_scope < 0 ? 0 : scores.margins[out_of_scope],
          scores.known[static_cast<int>(Block::kStems)],
          scores.known[static_cast<int>(Block::kStemPairs)]};
}

Rejection Rejection::Fit(absl::Span<const Judged> texts, double in_scope) {
  const auto outside = static_cast<double>(
      std::count_if(texts.begin(), texts.end(),
                    [](const Judged& text) { return text.out_of_scope; }));
  const double inside = static_cast<double>(texts.size()) - outside;
  if (outside == 0 || inside == 0) return {};
  Rejection rule{Weights{}};
  for (int step = 0; step < kSteps; ++step) {
    Vector gradient{};
    Matrix curve{};
    for (int i = 0; i < kSize; ++i) {
      gradient[i] = -kShrink * rule.weights_[i];
      curve[i][i] = kShrink;
    }
    for (const Judged& text : texts) {
      const Vector x = WithConstant(text.evidence);
      const double p = Logistic(Dot(rule.weights_, x));
      const double share =
          text.out_of_scope ? (1 - in_scope) / outside : in_scope / inside;
      const double error = (text.out_of_scope ? 1 : 0) - p;
      for (int i = 0; i < kSize; ++i) {
        gradient[i] += share * error * x[i];
        for (int k = 0; k < kSize; ++k)
          curve[i][k] += share * p * (1 - p) * x[i] * x[k];
      }
    }
    const Vector change = Solve(curve, gradient);
    for (int i = 0; i < kSize; ++i) rule.weights_[i] += change[i];
  }
  return rule;
}

double Rejection::Probability(const Evidence& evidence) const {
  return Logistic(Dot(weights_, WithConstant(evidence)));
}

}  // namespace unknot::understanding
