// Linear support vector machines, one for each class against the rest, trained
// together.
#ifndef UNKNOT_CHATBOT_UNDERSTANDING_SVM_H_
#define UNKNOT_CHATBOT_UNDERSTANDING_SVM_H_

#include <vector>

#include "absl/types/span.h"

namespace unknot::understanding {

// One feature of a text.
struct FeatureValue {
  int id = 0;  // From 0.
  float value = 0;
};

// Texts as features, one after another.
class FeatureRows {
 public:
  void Add(absl::Span<const FeatureValue> row) {
    values_.insert(values_.end(), row.begin(), row.end());
    ends_.push_back(values_.size());
  }
  int size() const { return static_cast<int>(ends_.size()); }
  absl::Span<const FeatureValue> operator[](int row) const {
    const size_t begin = row == 0 ? 0 : ends_[row - 1];
    return absl::MakeConstSpan(values_).subspan(begin, ends_[row] - begin);
  }

 private:
  std::vector<FeatureValue> values_;
  std::vector<size_t> ends_;
};

// How to train.
struct SvmOptions {
  double cost = 0.5;      // Of a text on the wrong side: C of the literature.
  double yes_weight = 1;  // Times the cost, for texts that are of the class.
  int passes = 5;         // Over all texts. More fit the texts more closely.
};

// Trains L2-regularised L2-loss machines by dual coordinate descent and returns
// their weights, feature by feature: that of feature f for class c stands at
// f * class_count + c. `labels` has the classes of each row. Uses all
// processors; the result does not depend on their number.
// REQUIRES: ids of features lie below feature_count, labels below class_count.
std::vector<float> TrainSvms(const FeatureRows& rows,
                             absl::Span<const std::vector<int>> labels,
                             int feature_count, int class_count,
                             const SvmOptions& options);

}  // namespace unknot::understanding

#endif  // UNKNOT_CHATBOT_UNDERSTANDING_SVM_H_
