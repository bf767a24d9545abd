// The features of a text that the classifier weighs: words, stems, pairs of
// them and letter n-grams, each as a hash.
#ifndef UNKNOT_CHATBOT_UNDERSTANDING_FEATURES_H_
#define UNKNOT_CHATBOT_UNDERSTANDING_FEATURES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "chatbot/understanding/tokens.h"

namespace unknot::understanding {

// A text as the classifier sees it.
struct ClassifierText {
  std::vector<Token> words;   // As they stand.
  std::vector<Token> shapes;  // With what is named replaced by its kind.
};

// A group of features that is weighed by itself.
enum class Block {
  kStems,
  kWords,
  kStemPairs,
  kWordPairs,
  kLetters,
  kFarPairs,
};
constexpr int kBlocks = 6;

// To be raised whenever a text gives other features than before: models that
// were stored with another version are not used.
constexpr uint32_t kFeaturesVersion = 1;

// Makes features. Not safe to share between threads: it keeps the stems it has
// met, since words come again and again.
class FeatureMaker {
 public:
  // The features of `text`, one entry for each time one occurs, block after
  // block. The same in every process.
  std::vector<uint64_t> Make(const ClassifierText& text);

  // The block that a feature belongs to.
  static Block BlockOf(uint64_t feature) {
    return static_cast<Block>(feature >> 61);
  }

 private:
  void AddWords(const std::vector<Token>& words, std::vector<uint64_t>& out);
  void AddShapes(const std::vector<Token>& shapes, std::vector<uint64_t>& out);
  uint64_t StemHash(absl::string_view word);

  absl::flat_hash_map<std::string, uint64_t> stems_;
};

}  // namespace unknot::understanding

#endif  // UNKNOT_CHATBOT_UNDERSTANDING_FEATURES_H_
