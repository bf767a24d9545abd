// Learning when to reject takes texts that the classifier has not seen.
#include "chatbot/understanding/intent_model.h"

#include <utility>

#include "absl/algorithm/container.h"

namespace unknot::understanding {
namespace {

constexpr int kFolds = 2;  // More take longer and teach no more.

// Of all messages. Where no example is outside, few messages will be.
constexpr double kInScope = 2. / 3;
constexpr double kInScopeUnlessShown = 0.9;

bool IsOutOfScope(const LabelledText& text, Classes classes) {
  return absl::c_linear_search(text.labels, classes.out_of_scope);
}

bool HasOutOfScope(absl::Span<const LabelledText> texts, Classes classes) {
  return absl::c_any_of(texts, [&](const LabelledText& text) {
    return IsOutOfScope(text, classes);
  });
}

std::vector<Judged> JudgeAll(absl::Span<const LabelledText> texts,
                             Classes classes, const Classifier& classifier) {
  std::vector<Judged> judged;
  for (const LabelledText& text : texts) {
    judged.push_back(
        {EvidenceOf(classifier.Score(text.text), classes.out_of_scope),
         IsOutOfScope(text, classes)});
  }
  return judged;
}

// Trains without a part of the texts and judges that, part after part.
std::vector<Judged> JudgeInTurn(absl::Span<const LabelledText> texts,
                                Classes classes, bool has_outside) {
  std::vector<Judged> judged;
  for (int fold = 0; fold < kFolds; ++fold) {
    std::vector<LabelledText> kept;
    std::vector<LabelledText> inside;
    std::vector<LabelledText> outside;
    for (size_t i = 0; i < texts.size(); ++i) {
      const LabelledText& text = texts[i];
      const bool unknown_class =
          !has_outside && absl::c_all_of(text.labels, [&](int label) {
            return label % kFolds == fold;
          });
      if (unknown_class) {
        outside.push_back(text);
      } else if (static_cast<int>(i % kFolds) == fold) {
        inside.push_back(text);
      } else {
        kept.push_back(text);
      }
    }
    const auto classifier = Classifier::Train(kept, classes.count);
    for (const Judged& one : JudgeAll(inside, classes, *classifier))
      judged.push_back(one);
    for (Judged one : JudgeAll(outside, classes, *classifier)) {
      one.out_of_scope = true;
      judged.push_back(one);
    }
  }
  return judged;
}

}  // namespace

std::unique_ptr<const IntentModel> IntentModel::Train(
    absl::Span<const LabelledText> texts, Classes classes,
    absl::Span<const LabelledText> validation) {
  auto classifier = Classifier::Train(texts, classes.count);
  const bool validates = HasOutOfScope(validation, classes);
  const bool shown = validates || HasOutOfScope(texts, classes);
  const std::vector<Judged> judged =
      validates ? JudgeAll(validation, classes, *classifier)
                : JudgeInTurn(texts, classes, shown);
  const Rejection rejection =
      Rejection::Fit(judged, shown ? kInScope : kInScopeUnlessShown);
  return std::unique_ptr<const IntentModel>(
      new IntentModel(classes, std::move(classifier), rejection));
}

void IntentModel::Write(ByteWriter& bytes) const {
  bytes.Put(classes_);
  bytes.Put(rejection_.weights());
  classifier_->Write(bytes);
}

std::unique_ptr<const IntentModel> IntentModel::Read(ByteReader& bytes) {
  const auto classes = bytes.Get<Classes>();
  const Rejection rejection(bytes.Get<Rejection::Weights>());
  auto classifier = Classifier::Read(bytes);
  if (classifier == nullptr || classifier->class_count() != classes.count)
    return nullptr;
  return std::unique_ptr<const IntentModel>(
      new IntentModel(classes, std::move(classifier), rejection));
}

IntentModel::Opinion IntentModel::Judge(const ClassifierText& text) const {
  Classifier::Scores scores = classifier_->Score(text);
  Opinion opinion;
  opinion.best = BestClass(scores, classes_.out_of_scope);
  opinion.out_of_scope =
      rejection_.Probability(EvidenceOf(scores, classes_.out_of_scope));
  opinion.margins = std::move(scores.margins);
  return opinion;
}

}  // namespace unknot::understanding
