// A linear text classifier: LIBLINEAR over TF-IDF of words, stems, pairs and
// character n-grams. Used for intents.
#ifndef UNKNOT_CHATBOT_UNDERSTANDING_CLASSIFIER_H_
#define UNKNOT_CHATBOT_UNDERSTANDING_CLASSIFIER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/types/span.h"
#include "chatbot/understanding/tokens.h"

namespace unknot::understanding {

// One labelled text.
struct LabelledText {
  std::vector<Token> tokens;
  int label = 0;  // From 0.
};

// Immutable once trained; safe to use from any thread.
class Classifier {
 public:
  // Trains one-vs-rest linear SVMs with L2-regularised L2-loss. Deterministic.
  // REQUIRES: labels run from 0 to class_count - 1; at least two classes.
  static std::unique_ptr<const Classifier> Train(
      absl::Span<const LabelledText> texts, int class_count);

  // The decision value of each class: above 0 is "yes" for that class by
  // itself.
  std::vector<float> Score(absl::Span<const Token> tokens) const;

  int class_count() const { return class_count_; }
  int feature_count() const { return static_cast<int>(idf_.size()); }

 private:
  using Counts = absl::flat_hash_map<uint64_t, float>;
  using Features = std::vector<std::pair<int, float>>;  // Id, value.

  Classifier() = default;
  Features MakeFeatures(absl::Span<const Token> tokens) const;

  int class_count_ = 0;
  absl::flat_hash_map<uint64_t, int> ids_;
  std::vector<float> idf_;
  std::vector<float> weights_;  // feature_count x class_count.
};

}  // namespace unknot::understanding

#endif  // UNKNOT_CHATBOT_UNDERSTANDING_CLASSIFIER_H_
