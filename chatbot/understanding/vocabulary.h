// Every word the language pack uses, numbered, with its stem; and the repair of
// misspelt words towards them.
#ifndef UNKNOT_CHATBOT_UNDERSTANDING_VOCABULARY_H_
#define UNKNOT_CHATBOT_UNDERSTANDING_VOCABULARY_H_

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/container/inlined_vector.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace unknot::understanding {

// The stem of an English word after Porter2 ("aching" and "aches" are "ach").
// Safe to call from any thread.
std::string Stem(absl::string_view word);

// Words of the pack and of ordinary English. Filled while an engine is built,
// then only read: reading is safe from any thread.
class Vocabulary {
 public:
  static constexpr int kUnknown = -1;

  // Numbers a word of a phrase; the same word has the same number.
  int AddWord(absl::string_view word);

  // Numbers the stem of a word of a phrase.
  int AddStem(absl::string_view word);

  // Notes a correct word that must never be repaired into another.
  void AddKnownWord(absl::string_view word);

  // Notes a word of an example message. It is correct too, and misspelt words
  // are repaired into it where no word of a phrase is near.
  void AddExampleWord(absl::string_view word);

  // Notes that `word` is read as `meaning` ("cant" as "cannot"), one word each:
  // it stands where that one does.
  void AddReading(absl::string_view word, absl::string_view meaning);

  // Notes the words of a text that stand side by side. Beside one of them the
  // other is likelier to be meant than a word that never stood there.
  void AddPairs(absl::Span<const std::string> words);

  // Reads the system's word lists (one word a line), where they are; a missing
  // list means that fewer words are known to be correct.
  void AddDictionary(absl::string_view path);

  // Call once after all words are added and before Repair.
  void Finish();

  // The number of a word, or of its stem; kUnknown where no phrase has it.
  int Word(absl::string_view word) const;
  int StemOf(absl::string_view word) const;

  // True where the word is correct: in a phrase, or in a dictionary.
  bool IsCorrect(absl::string_view word) const;

  // True where the word is only ever written with a capital ("York").
  bool IsName(absl::string_view word) const;

  // True where the word is in a phrase or, without a capital, in a dictionary:
  // not what only examples use ("etobicoke").
  bool IsOrdinary(absl::string_view word) const;

  // The words right before and after a word; empty where there is none.
  struct Neighbours {
    absl::string_view before;
    absl::string_view after;
  };

  // What the word was meant to be: one word that is known beside the most of
  // its neighbours, of a phrase or else of an example, or two or three where
  // spaces were lost. Empty where it is correct or nothing is near.
  std::vector<std::string> Repair(absl::string_view word,
                                  const Neighbours& beside) const;

 private:
  // What a misspelt word may be meant to be.
  struct Target {
    std::string word;
    bool of_phrase = false;
    int count = 0;  // How often examples use it.
  };

  static double LogLikely(absl::string_view word, const Target& meant);
  bool IsPair(absl::string_view first, absl::string_view second) const;
  int PairsWith(absl::string_view word, const Neighbours& beside) const;
  std::string NearestWord(absl::string_view word,
                          const Neighbours& beside) const;
  std::vector<std::string> SplitRunTogether(absl::string_view word) const;

  absl::flat_hash_map<std::string, int> words_;
  absl::flat_hash_map<std::string, int> stems_;
  std::deque<std::string> texts_;  // What is pointed into from here on.
  absl::flat_hash_set<absl::string_view> known_;
  absl::flat_hash_set<absl::string_view> names_;
  absl::flat_hash_set<absl::string_view> unlisted_;  // Of examples alone.
  // Hashes of targets with up to two letters left out, to the targets.
  absl::flat_hash_map<uint64_t, absl::InlinedVector<int, 2>> deletes_;
  std::vector<std::string> phrase_words_;                // By number.
  absl::flat_hash_map<std::string, int> example_words_;  // And how often used.
  std::vector<Target> targets_;
  absl::flat_hash_set<uint64_t> pairs_;  // Hashes of words side by side.
  absl::flat_hash_map<std::string, std::string> readings_;
};

// How far two words are apart: insertions, deletions, replacements and swaps of
// neighbours, each 1 (optimal string alignment). More than `limit` comes back
// as limit + 1.
int EditDistance(absl::string_view a, absl::string_view b, int limit);

}  // namespace unknot::understanding

#endif  // UNKNOT_CHATBOT_UNDERSTANDING_VOCABULARY_H_
