// Six blocks of features, each brought to length one and weighted, after which
// a linear model does as well as anything of its size.
#include "chatbot/understanding/classifier.h"

#include <linear.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "absl/algorithm/container.h"
#include "absl/hash/hash.h"
#include "absl/strings/str_cat.h"

namespace unknot::understanding {
namespace {

enum Block { kStems, kWords, kStemPairs, kWordPairs, kCharacters, kFarPairs };
constexpr int kBlocks = 6;
constexpr std::array<float, kBlocks> kBlockWeights = {0.7f, 0.7f, 0.7f,
                                                      0.7f, 1.0f, 1.0f};
constexpr double kCost = 0.5;
constexpr double kTolerance = 0.3;  // Less takes longer and gains nothing.
constexpr double kYesWeight = 5;    // Each class is a small part of the texts.
constexpr int kShortestNgram = 3;
constexpr int kLongestNgram = 4;
constexpr size_t kMostFarWords = 40;  // Pairs grow with the square.

// FNV-1a, so that features do not depend on the process.
uint64_t Hash(uint64_t seed, absl::string_view text) {
  uint64_t hash = 14695981039346656037ull ^ (seed * 0x9E3779B97F4A7C15ull);
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 1099511628211ull;
  }
  return hash;
}

uint64_t Join(Block block, uint64_t a, uint64_t b) {
  return (a * 0x9E3779B97F4A7C15ull) ^ (b + 0x7F4A7C15ull) ^
         (static_cast<uint64_t>(block) << 60);
}

using BlockCounts = std::array<absl::flat_hash_map<uint64_t, float>, kBlocks>;

absl::string_view TextOf(const Token& token) {
  return token.is_number ? absl::string_view("0")
                         : absl::string_view(token.text);
}

void CountPairs(Block block, const std::vector<uint64_t>& hashes,
                BlockCounts& counts) {
  for (size_t i = 0; i + 1 < hashes.size(); ++i)
    counts[block][Join(block, hashes[i], hashes[i + 1])] += 1;
}

void CountWords(absl::Span<const Token> tokens, BlockCounts& counts) {
  const uint64_t border = Hash(1, "^");
  std::vector<uint64_t> words = {border};
  std::string padded;
  for (const Token& token : tokens) {
    words.push_back(Hash(3, TextOf(token)));
    counts[kWords][words.back()] += 1;
    padded = absl::StrCat(" ", TextOf(token), " ");
    for (int n = kShortestNgram; n <= kLongestNgram; ++n) {
      for (int i = 0; i + n <= static_cast<int>(padded.size()); ++i) {
        counts[kCharacters][Hash(4, absl::string_view(padded).substr(i, n))] +=
            1;
      }
    }
  }
  words.push_back(border);
  CountPairs(kWordPairs, words, counts);
}

void CountShapes(absl::Span<const Token> tokens, BlockCounts& counts) {
  const uint64_t border = Hash(1, "^");
  std::vector<uint64_t> stems = {border};
  for (const Token& token : tokens) {
    stems.push_back(Hash(2, Stem(TextOf(token))));
    counts[kStems][stems.back()] += 1;
  }
  stems.push_back(border);
  CountPairs(kStemPairs, stems, counts);
  std::vector<uint64_t> distinct(stems.begin() + 1, stems.end() - 1);
  if (distinct.size() > kMostFarWords) distinct.resize(kMostFarWords);
  std::sort(distinct.begin(), distinct.end());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  for (size_t i = 0; i < distinct.size(); ++i) {
    for (size_t j = i + 1; j < distinct.size(); ++j)
      counts[kFarPairs][Join(kFarPairs, distinct[i], distinct[j])] += 1;
  }
}

BlockCounts Count(const ClassifierText& text) {
  BlockCounts counts;
  CountWords(text.words, counts);
  CountShapes(text.shapes, counts);
  return counts;
}

struct ModelDelete {
  void operator()(model* m) const { free_and_destroy_model(&m); }
};

void Silent(const char*) {}

}  // namespace

Classifier::Features Classifier::MakeFeatures(
    const ClassifierText& text) const {
  const BlockCounts counts = Count(text);
  Features features;
  for (int block = 0; block < kBlocks; ++block) {
    const size_t first = features.size();
    float squares = 0;
    for (const auto& [hash, count] : counts[block]) {
      const auto it = ids_.find(hash);
      if (it == ids_.end()) continue;
      const float value = (1 + std::log(count)) * idf_[it->second];
      features.emplace_back(it->second, value);
      squares += value * value;
    }
    const float scale =
        squares > 0 ? kBlockWeights[block] / std::sqrt(squares) : 0;
    for (size_t i = first; i < features.size(); ++i)
      features[i].second *= scale;
  }
  std::sort(features.begin(), features.end());
  return features;
}

std::unique_ptr<const Classifier> Classifier::Train(
    absl::Span<const LabelledText> texts, int class_count) {
  std::unique_ptr<Classifier> classifier(new Classifier);
  classifier->class_count_ = class_count;

  // Document frequencies, then ids in order of hash so that every run agrees.
  absl::flat_hash_map<uint64_t, int> frequency;
  absl::flat_hash_map<uint64_t, int> block_of;
  for (const LabelledText& text : texts) {
    const BlockCounts counts = Count(text.text);
    for (int block = 0; block < kBlocks; ++block) {
      for (const auto& [hash, count] : counts[block]) {
        ++frequency[hash];
        block_of[hash] = block;
      }
    }
  }
  std::vector<uint64_t> kept;
  for (const auto& [hash, count] : frequency) {
    // What was seen once teaches nothing but that text.
    if (count < 2 && block_of[hash] != kWords && block_of[hash] != kStems)
      continue;
    kept.push_back(hash);
  }
  std::sort(kept.begin(), kept.end());
  const float total = static_cast<float>(texts.size());
  for (const uint64_t hash : kept) {
    classifier->ids_[hash] = static_cast<int>(classifier->idf_.size());
    classifier->idf_.push_back(
        std::log((1 + total) / (1 + static_cast<float>(frequency[hash]))) + 1);
  }

  std::vector<std::vector<feature_node>> rows;
  std::vector<feature_node*> pointers;
  rows.reserve(texts.size());
  for (const LabelledText& text : texts) {
    std::vector<feature_node> row;
    for (const auto& [id, value] : classifier->MakeFeatures(text.text))
      row.push_back({id + 1, value});
    row.push_back({-1, 0});
    rows.push_back(std::move(row));
  }
  for (auto& row : rows) pointers.push_back(row.data());

  std::vector<double> labels(rows.size());
  problem data{};
  data.l = static_cast<int>(rows.size());
  data.n = classifier->feature_count();
  data.y = labels.data();
  data.x = pointers.data();
  data.bias = -1;
  parameter options{};
  options.solver_type = L2R_L2LOSS_SVC_DUAL;
  options.eps = kTolerance;
  options.C = kCost;
  options.p = 0.1;
  int weighed_label = 1;
  double weight = kYesWeight;
  options.nr_weight = 1;
  options.weight_label = &weighed_label;
  options.weight = &weight;
  set_print_string_function(Silent);
  classifier->weights_.assign(
      static_cast<size_t>(data.n) * static_cast<size_t>(class_count), 0);
  for (int k = 0; k < class_count; ++k) {
    for (size_t row = 0; row < texts.size(); ++row)
      labels[row] = absl::c_linear_search(texts[row].labels, k) ? 1 : -1;
    const std::unique_ptr<model, ModelDelete> trained(train(&data, &options));
    // LIBLINEAR's vector is for the label it met first.
    const double sign = trained->label[0] > 0 ? 1 : -1;
    for (int feature = 0; feature < data.n; ++feature) {
      classifier->weights_[static_cast<size_t>(feature) * class_count + k] =
          static_cast<float>(sign * trained->w[feature]);
    }
  }
  return classifier;
}

std::vector<float> Classifier::Score(const ClassifierText& text) const {
  std::vector<float> scores(class_count_, 0.f);
  for (const auto& [id, value] : MakeFeatures(text)) {
    const float* row = &weights_[static_cast<size_t>(id) * class_count_];
    for (int k = 0; k < class_count_; ++k) scores[k] += value * row[k];
  }
  return scores;
}

}  // namespace unknot::understanding
