// Words ready for matching: short forms read out, spelling repaired, numbered.
#ifndef UNKNOT_CHATBOT_UNDERSTANDING_TOKENS_H_
#define UNKNOT_CHATBOT_UNDERSTANDING_TOKENS_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "chatbot/understanding/text.h"
#include "chatbot/understanding/vocabulary.h"

namespace unknot::understanding {

// A word as phrases see it.
struct Token {
  std::string text;  // Plain form, after short forms and repair.
  int word = Vocabulary::kUnknown;
  int stem = Vocabulary::kUnknown;
  int begin = 0;  // First byte in the text as typed.
  int end = 0;    // Byte after the last.
  Break before = Break::kNone;
  bool is_number = false;
  double value = 0;  // For numbers.
  bool capitalized = false;
  bool question = false;
  bool repaired = false;  // It was spelt otherwise.
};

// Makes tokens: applies the rewrites of the pack and the vocabulary. Rewrites
// are added while an engine is built; making tokens is safe from any thread.
class Tokenizer {
 public:
  // `vocabulary` must outlive the tokenizer.
  explicit Tokenizer(const Vocabulary& vocabulary) : vocabulary_(vocabulary) {}

  // Reads `from`, whole words, as `to` from now on.
  void AddRewrite(absl::string_view from, absl::string_view to);

  // The words of a phrase of the pack: short forms read out, nothing repaired.
  std::vector<std::string> PhraseWords(absl::string_view phrase) const;

  // The tokens of a text.
  std::vector<Token> Tokenize(absl::string_view text) const;

 private:
  // Replaces short forms; words that come from one share its place.
  std::vector<Word> ReadOut(std::vector<Word> words) const;
  void AddToken(const Word& word, std::vector<Token>& tokens) const;

  const Vocabulary& vocabulary_;
  // First word of each rewrite, to the rest and what it becomes, longest first.
  absl::flat_hash_map<std::string,
                      std::vector<std::pair<std::vector<std::string>,
                                            std::vector<std::string>>>>
      rewrites_;
};

}  // namespace unknot::understanding

#endif  // UNKNOT_CHATBOT_UNDERSTANDING_TOKENS_H_
