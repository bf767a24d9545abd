// Dual coordinate descent after Hsieh et al. (ICML 2008). Several classes are
// trained side by side, so that a text is fetched once for all of them and the
// compiler can use wide registers.
#include "chatbot/understanding/svm.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <numeric>
#include <thread>

namespace unknot::understanding {
namespace {

constexpr int kWidth = 16;  // Classes side by side.

using Lane = std::array<float, kWidth>;

// A small generator of our own: the same numbers everywhere.
class Shuffler {
 public:
  void Shuffle(std::vector<int>& order) {
    for (size_t i = order.size(); i > 1; --i) {
      state_ = state_ * 6364136223846793005ull + 1442695040888963407ull;
      std::swap(order[i - 1], order[(state_ >> 33) % i]);
    }
  }

 private:
  uint64_t state_ = 1;
};

// `width` classes, from `first` on.
// REQUIRES: width <= kWidth.
class SideBySide {
 public:
  SideBySide(const FeatureRows& rows, absl::Span<const std::vector<int>> labels,
             int feature_count, int first, int width, const SvmOptions& options)
      : rows_(rows),
        width_(width),
        options_(options),
        weights_(feature_count, Lane{}),
        alphas_(rows.size(), Lane{}),
        yes_(rows.size(), 0),
        squares_(rows.size(), 0.f) {
    for (int row = 0; row < rows.size(); ++row) {
      for (const int label : labels[row]) {
        if (label >= first && label < first + width)
          yes_[row] |= uint32_t{1} << (label - first);
      }
      for (const FeatureValue& f : rows[row])
        squares_[row] += f.value * f.value;
    }
  }

  void Train() {
    std::vector<int> order(rows_.size());
    std::iota(order.begin(), order.end(), 0);
    Shuffler shuffler;
    for (int pass = 0; pass < options_.passes; ++pass) {
      shuffler.Shuffle(order);
      for (const int row : order) Visit(row);
    }
  }

  const std::vector<Lane>& weights() const { return weights_; }

 private:
  // Improves the weights by what a row says of each class.
  void Visit(int row) {
    Lane scores{};
    for (const FeatureValue& f : rows_[row]) {
      const Lane& weights = weights_[f.id];
      for (int k = 0; k < kWidth; ++k) scores[k] += f.value * weights[k];
    }
    Lane steps{};
    bool moved = false;
    for (int k = 0; k < width_; ++k) {
      const bool yes = (yes_[row] >> k & 1) != 0;
      const float sign = yes ? 1.f : -1.f;
      const float slack = static_cast<float>(
          0.5 / (options_.cost * (yes ? options_.yes_weight : 1)));
      float& alpha = alphas_[row][k];
      const float gradient = sign * scores[k] - 1 + slack * alpha;
      const float next =
          std::max(alpha - gradient / (squares_[row] + slack), 0.f);
      steps[k] = sign * (next - alpha);
      moved |= next != alpha;
      alpha = next;
    }
    if (!moved) return;
    for (const FeatureValue& f : rows_[row]) {
      Lane& weights = weights_[f.id];
      for (int k = 0; k < kWidth; ++k) weights[k] += f.value * steps[k];
    }
  }

  const FeatureRows& rows_;
  const int width_;
  const SvmOptions options_;
  std::vector<Lane> weights_;   // By feature.
  std::vector<Lane> alphas_;    // By row.
  std::vector<uint32_t> yes_;   // By row: the classes it is of, as bits.
  std::vector<float> squares_;  // By row: its length, squared.
};

}  // namespace

std::vector<float> TrainSvms(const FeatureRows& rows,
                             absl::Span<const std::vector<int>> labels,
                             int feature_count, int class_count,
                             const SvmOptions& options) {
  std::vector<float> weights(static_cast<size_t>(feature_count) * class_count);
  std::atomic<int> next = 0;
  const auto work = [&] {
    for (int first = next.fetch_add(kWidth); first < class_count;
         first = next.fetch_add(kWidth)) {
      const int width = std::min(kWidth, class_count - first);
      SideBySide machines(rows, labels, feature_count, first, width, options);
      machines.Train();
      for (int f = 0; f < feature_count; ++f) {
        std::copy_n(machines.weights()[f].begin(), width,
                    &weights[static_cast<size_t>(f) * class_count + first]);
      }
    }
  };
  std::vector<std::thread> others;
  for (unsigned i = 1; i < std::thread::hardware_concurrency(); ++i)
    others.emplace_back(work);
  work();
  for (std::thread& other : others) other.join();
  return weights;
}

}  // namespace unknot::understanding
