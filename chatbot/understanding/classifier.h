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

// A text as the classifier sees it.
struct ClassifierText {
  std::vector<Token> words;   // As they stand.
  std::vector<Token> shapes;  // With what is named replaced by its kind.
};

// One labelled text.
struct LabelledText {
  ClassifierText text;
  std::vector<int> labels;  // From 0; what is not among them, it is not.
};

// Immutable once trained; safe to use from any thread.
class Classifier {
 public:
  // Trains one-vs-rest linear SVMs with L2-regularised L2-loss. Deterministic.
  // REQUIRES: labels lie from 0 to class_count - 1; each class has a text that
  // is of it and one that is not.
  static std::unique_ptr<const Classifier> Train(
      absl::Span<const LabelledText> texts, int class_count);

  // The decision value of each class: above 0 is "yes" for that class by
  // itself.
  std::vector<float> Score(const ClassifierText& text) const;

  int class_count() const { return class_count_; }
  int feature_count() const { return static_cast<int>(idf_.size()); }

 private:
  using Counts = absl::flat_hash_map<uint64_t, float>;
  using Features = std::vector<std::pair<int, float>>;  // Id, value.

  Classifier() = default;
  Features MakeFeatures(const ClassifierText& text) const;

  int class_count_ = 0;
  absl::flat_hash_map<uint64_t, int> ids_;
  std::vector<float> idf_;
  std::vector<float> weights_;  // feature_count x class_count.
};

}  // namespace unknot::understanding

#endif  // UNKNOT_CHATBOT_UNDERSTANDING_CLASSIFIER_H_
