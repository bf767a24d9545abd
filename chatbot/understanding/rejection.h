// Whether a text is about anything the intents cover, from how the classifier
// takes it.
#ifndef UNKNOT_CHATBOT_UNDERSTANDING_REJECTION_H_
#define UNKNOT_CHATBOT_UNDERSTANDING_REJECTION_H_

#include <array>
#include <vector>

#include "absl/types/span.h"
#include "chatbot/understanding/classifier.h"

namespace unknot::understanding {

// What tells a text within scope from one outside: the best margin, its lead on
// the next, the mean of all, the margin of out of scope itself, and the shares
// of stems and pairs of stems that are known.
using Evidence = std::array<double, 6>;

// `out_of_scope` is the index of that class; -1 where there is none.
// REQUIRES: there is another class.
Evidence EvidenceOf(const Classifier::Scores& scores, int out_of_scope);

// The class with the highest margin, out of scope left aside.
// REQUIRES: there is another class.
int BestClass(const Classifier::Scores& scores, int out_of_scope);

// A text of which it is known on which side it is.
struct Judged {
  Evidence evidence{};
  bool out_of_scope = false;
};

// A logistic rule over evidence. A plain value: copy it.
class Rejection {
 public:
  // The weights: the constant first, then by evidence.
  using Weights = std::array<double, std::tuple_size_v<Evidence> + 1>;

  // Rejects nothing.
  Rejection() = default;
  explicit Rejection(const Weights& weights) : weights_(weights) {}

  // Learns from texts the classifier was not trained on. `in_scope` is the
  // share of messages that are within scope, between 0 and 1, whatever share
  // `texts` have. Without texts of both sides the rule rejects nothing.
  static Rejection Fit(absl::Span<const Judged> texts, double in_scope);

  // How likely a text is out of scope, from 0 to 1.
  double Probability(const Evidence& evidence) const;

  const Weights& weights() const { return weights_; }

 private:
  Weights weights_ = {-100};
};

}  // namespace unknot::understanding

#endif  // UNKNOT_CHATBOT_UNDERSTANDING_REJECTION_H_
