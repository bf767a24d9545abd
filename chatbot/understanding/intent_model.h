// All that is learnt from examples: a classifier, and when not to believe it.
#ifndef UNKNOT_CHATBOT_UNDERSTANDING_INTENT_MODEL_H_
#define UNKNOT_CHATBOT_UNDERSTANDING_INTENT_MODEL_H_

#include <memory>
#include <utility>
#include <vector>

#include "absl/types/span.h"
#include "chatbot/understanding/bytes.h"
#include "chatbot/understanding/classifier.h"
#include "chatbot/understanding/rejection.h"

namespace unknot::understanding {

// What the examples are labelled with.
struct Classes {
  int count = 0;
  int out_of_scope = -1;  // Index of that class; -1 where there is none.
};

// Immutable; safe to use from any thread.
class IntentModel {
 public:
  // Trains on `texts`. When to reject is learnt from `validation`, or where
  // nothing of it is out of scope, from holding back parts of `texts` in turn;
  // where nothing of those is either, whole classes are held back to stand for
  // it.
  // Deterministic. REQUIRES: as Classifier::Train; a class within scope.
  static std::unique_ptr<const IntentModel> Train(
      absl::Span<const LabelledText> texts, Classes classes,
      absl::Span<const LabelledText> validation);

  // How a text looks to the classifier.
  struct Opinion {
    std::vector<float> margins;  // Of each class: above 0 is "yes".
    int best = 0;                // The best class, out of scope left aside.
    double out_of_scope = 0;     // How likely it is, from 0 to 1.
  };
  Opinion Judge(const ClassifierText& text) const;

  // The model as bytes, and back. Null where `bytes` are not of one.
  void Write(ByteWriter& bytes) const;
  static std::unique_ptr<const IntentModel> Read(ByteReader& bytes);

 private:
  IntentModel(Classes classes, std::unique_ptr<const Classifier> classifier,
              const Rejection& rejection)
      : classes_(classes),
        classifier_(std::move(classifier)),
        rejection_(rejection) {}

  const Classes classes_;
  const std::unique_ptr<const Classifier> classifier_;
  const Rejection rejection_;
};

}  // namespace unknot::understanding

#endif  // UNKNOT_CHATBOT_UNDERSTANDING_INTENT_MODEL_H_
