// A linear text classifier: support vector machines over TF-IDF of words,
// stems, pairs and letter n-grams. Used for intents.
#ifndef UNKNOT_CHATBOT_UNDERSTANDING_CLASSIFIER_H_
#define UNKNOT_CHATBOT_UNDERSTANDING_CLASSIFIER_H_

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/types/span.h"
#include "chatbot/understanding/bytes.h"
#include "chatbot/understanding/features.h"
#include "chatbot/understanding/svm.h"

namespace unknot::understanding {

// One labelled text.
struct LabelledText {
  ClassifierText text;
  std::vector<int> labels;  // From 0; what is not among them, it is not.
};

// Immutable once trained; safe to use from any thread.
class Classifier {
 public:
  // Trains one machine for each class against the rest. Deterministic.
  // REQUIRES: labels lie from 0 to class_count - 1; each class has a text that
  // is of it and one that is not.
  static std::unique_ptr<const Classifier> Train(
      absl::Span<const LabelledText> texts, int class_count);

  // What the classifier says of a text.
  struct Scores {
    // The decision value of each class: above 0 is "yes" for that class by
    // itself.
    std::vector<float> margins;

    // By block: the share of the text's features that it was trained on, 0 to
    // 1.
    std::array<float, kBlocks> known{};
  };
  Scores Score(const ClassifierText& text) const;

  // The classifier as bytes, and back. Null where `bytes` are not of one.
  void Write(ByteWriter& bytes) const;
  static std::unique_ptr<const Classifier> Read(ByteReader& bytes);

  int class_count() const { return class_count_; }
  int feature_count() const { return static_cast<int>(idf_.size()); }

 private:
  Classifier() = default;

  Block BlockOf(int id) const { return FeatureMaker::BlockOf(features_[id]); }

  // Numbers the features worth keeping and returns the texts as rows of them.
  FeatureRows Number(absl::Span<const LabelledText> texts);

  // `ids` of the features of a text, once for each time they occur, as values.
  // Sorts `ids`.
  std::vector<FeatureValue> Weigh(std::vector<int>& ids) const;

  int class_count_ = 0;
  absl::flat_hash_map<uint64_t, int> ids_;
  std::vector<uint64_t> features_;  // By id.
  std::vector<float> idf_;          // By feature.
  std::vector<float> weights_;      // feature_count x class_count.
};

}  // namespace unknot::understanding

#endif  // UNKNOT_CHATBOT_UNDERSTANDING_CLASSIFIER_H_
