// Six blocks of features, each brought to length one and weighted, after which
// a linear model does as well as anything of its size.
#include "chatbot/understanding/classifier.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace unknot::understanding {
namespace {

// By block.
constexpr std::array<float, kBlocks> kBlockWeights = {0.7f, 0.7f, 0.7f,
                                                      0.7f, 1.0f, 1.0f};

// Each class is a small part of the texts, so being of it counts for more. More
// passes fit the examples more closely and new messages no better.
constexpr SvmOptions kTraining = {.cost = 0.5, .yes_weight = 3, .passes = 5};

}  // namespace

std::vector<FeatureValue> Classifier::Weigh(std::vector<int>& ids) const {
  std::sort(ids.begin(), ids.end());
  std::vector<FeatureValue> values;
  values.reserve(ids.size());
  std::array<float, kBlocks> squares{};
  for (size_t i = 0; i < ids.size();) {
    size_t end = i;
    while (end < ids.size() && ids[end] == ids[i]) ++end;
    // Nearly every feature is there once, and a logarithm is slow.
    const float often =
        end - i == 1 ? 1 : 1 + std::log(static_cast<float>(end - i));
    const float value = often * idf_[ids[i]];
    squares[static_cast<int>(BlockOf(ids[i]))] += value * value;
    values.push_back({ids[i], value});
    i = end;
  }
  std::array<float, kBlocks> scale{};
  for (int block = 0; block < kBlocks; ++block) {
    if (squares[block] > 0)
      scale[block] = kBlockWeights[block] / std::sqrt(squares[block]);
  }
  for (FeatureValue& f : values)
    f.value *= scale[static_cast<int>(BlockOf(f.id))];
  return values;
}

FeatureRows Classifier::Number(absl::Span<const LabelledText> texts) {
  FeatureMaker maker;
  absl::flat_hash_map<uint64_t, int> numbers;  // In order of appearance.
  std::vector<uint64_t> features;
  std::vector<int> text_count;
  std::vector<int> last_text;
  std::vector<std::vector<int>> rows;
  rows.reserve(texts.size());
  for (int t = 0; t < static_cast<int>(texts.size()); ++t) {
    std::vector<int>& row = rows.emplace_back();
    for (const uint64_t feature : maker.Make(texts[t].text)) {
      const auto [it, added] =
          numbers.try_emplace(feature, static_cast<int>(features.size()));
      if (added) {
        features.push_back(feature);
        text_count.push_back(0);
        last_text.push_back(-1);
      }
      const int number = it->second;
      if (last_text[number] != t) ++text_count[number];
      last_text[number] = t;
      row.push_back(number);
    }
  }
  std::vector<int> id_of(features.size(), -1);
  for (size_t number = 0; number < features.size(); ++number) {
    const Block block = FeatureMaker::BlockOf(features[number]);
    // What was seen once teaches nothing but that text, unless it is a word.
    if (text_count[number] < 2 && block != Block::kWords &&
        block != Block::kStems) {
      continue;
    }
    id_of[number] = feature_count();
    ids_[features[number]] = feature_count();
    features_.push_back(features[number]);
    idf_.push_back(std::log((1 + static_cast<float>(texts.size())) /
                            (1 + static_cast<float>(text_count[number]))) +
                   1);
  }
  FeatureRows weighed;
  for (std::vector<int>& row : rows) {
    for (int& number : row) number = id_of[number];
    std::erase(row, -1);
    weighed.Add(Weigh(row));
  }
  return weighed;
}

std::unique_ptr<const Classifier> Classifier::Train(
    absl::Span<const LabelledText> texts, int class_count) {
  std::unique_ptr<Classifier> classifier(new Classifier);
  classifier->class_count_ = class_count;
  const FeatureRows rows = classifier->Number(texts);
  std::vector<std::vector<int>> labels;
  labels.reserve(texts.size());
  for (const LabelledText& text : texts) labels.push_back(text.labels);
  classifier->weights_ = TrainSvms(rows, labels, classifier->feature_count(),
                                   class_count, kTraining);
  return classifier;
}

void Classifier::Write(ByteWriter& bytes) const {
  bytes.Put(class_count_);
  bytes.PutAll(features_);
  bytes.PutAll(idf_);
  bytes.PutAll(weights_);
}

std::unique_ptr<const Classifier> Classifier::Read(ByteReader& bytes) {
  std::unique_ptr<Classifier> classifier(new Classifier);
  classifier->class_count_ = bytes.Get<int>();
  classifier->features_ = bytes.GetAll<uint64_t>();
  classifier->idf_ = bytes.GetAll<float>();
  classifier->weights_ = bytes.GetAll<float>();
  const size_t count = classifier->features_.size();
  if (!bytes.ok() || classifier->class_count_ < 1 ||
      classifier->idf_.size() != count ||
      classifier->weights_.size() != count * classifier->class_count_) {
    return nullptr;
  }
  classifier->ids_.reserve(count);
  for (size_t id = 0; id < count; ++id)
    classifier->ids_[classifier->features_[id]] = static_cast<int>(id);
  return classifier;
}

Classifier::Scores Classifier::Score(const ClassifierText& text) const {
  Scores scores;
  std::array<float, kBlocks> all{};
  std::vector<int> ids;
  for (const uint64_t feature : FeatureMaker().Make(text)) {
    const int block = static_cast<int>(FeatureMaker::BlockOf(feature));
    ++all[block];
    const auto it = ids_.find(feature);
    if (it == ids_.end()) continue;
    ids.push_back(it->second);
    ++scores.known[block];
  }
  for (int block = 0; block < kBlocks; ++block)
    scores.known[block] /= std::max(all[block], 1.f);
  scores.margins.assign(class_count_, 0.f);
  for (const FeatureValue& f : Weigh(ids)) {
    const float* row = &weights_[static_cast<size_t>(f.id) * class_count_];
    for (int k = 0; k < class_count_; ++k)
      scores.margins[k] += f.value * row[k];
  }
  return scores;
}

}  // namespace unknot::understanding
