// Finds every phrase of the pack in a text in one pass.
#ifndef UNKNOT_CHATBOT_UNDERSTANDING_MATCHER_H_
#define UNKNOT_CHATBOT_UNDERSTANDING_MATCHER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "chatbot/understanding/template.h"
#include "chatbot/understanding/tokens.h"
#include "chatbot/understanding/trie.h"
#include "chatbot/understanding/vocabulary.h"

namespace unknot::understanding {

// A phrase found: `phrase` as given to AddPhrase, tokens [begin, end).
struct Match {
  int phrase = 0;
  int begin = 0;
  int end = 0;
  double number = 0;  // Value of the first {number} in it.
  bool has_number = false;
};

// A trie over stems, words and references. Phrases are added while an engine is
// built; matching is then safe from any thread.
class Matcher {
 public:
  // Both must outlive the matcher.
  Matcher(Vocabulary& vocabulary, const Tokenizer& tokenizer);

  // Adds a list for use as `{name}`. REQUIRES: before phrases that use it.
  absl::Status AddList(absl::string_view name,
                       const std::vector<std::string>& say);

  // Adds a number word.
  void AddNumberWord(absl::string_view say, double value);

  // Adds a phrase. Where `kind` is not empty and the phrase has no reference to
  // a kind, `{kind}` stands for it in other phrases. Returns InvalidArgument
  // where the template is broken or refers to an unknown name.
  absl::Status AddPhrase(int phrase, absl::string_view say,
                         absl::string_view kind);

  // Names a kind that templates may refer to. REQUIRES: before phrases.
  void AddKind(absl::string_view name);

  // Call once after everything is added and before finding.
  void Finish();

  // All phrases in the tokens, in order of begin. Adds to `steps`, where it is
  // given, how many nodes were visited: the cost, which is bounded for each
  // token by what the pack holds and not by the length of the text.
  std::vector<Match> FindAll(const std::vector<Token>& tokens,
                             int64_t* steps = nullptr) const;

  // A number at a token: digits or number words.
  struct Number {
    int end = 0;  // Token after it; 0 where there is none.
    double value = 0;
  };
  Number NumberAt(const std::vector<Token>& tokens, int at) const;

  // A list, to ask for it at many tokens; -1 where there is none of that name.
  int ListId(absl::string_view name) const;

  // The token after the longest match of a list at a token; 0 where there is
  // none, or `list` is -1.
  int EndOfList(int list, const std::vector<Token>& tokens, int at) const;

  // Likewise, for a list asked for once.
  int EndOfList(absl::string_view name, const std::vector<Token>& tokens,
                int at) const {
    return EndOfList(ListId(name), tokens, at);
  }

 private:
  struct Word {
    int word = 0;
    int stem = 0;
  };
  struct Chart;  // What one call has worked out so far.

  void Insert(int root, absl::Span<const TemplateItem> items, int phrase);
  const std::vector<Word>& WordsOf(const std::string& text);
  bool ReachesList(int list, int wanted) const;
  int ChoiceReference(const TemplateItem& choice);
  absl::Status CheckReferences(absl::string_view say,
                               const std::vector<TemplateItem>& items,
                               bool& refers_to_kind) const;
  const Trie::First& FirstOf(int reference, std::vector<Trie::First>& firsts,
                             std::vector<bool>& known) const;
  Number NumberWordsAt(const std::vector<Token>& tokens, int at) const;
  bool MayBeginAt(int reference, const Token& token) const;
  absl::Span<const int> Ends(int reference, int at, Chart& chart) const;
  void FindEnds(int reference, int at, Chart& chart) const;
  template <typename Sink>
  void WalkRoot(int at, Chart& chart, Sink& sink) const;
  template <typename Sink>
  void Walk(int node, int at, Chart& chart, Sink& sink) const;
  template <typename Sink>
  void WalkOn(int node, int at, Chart& chart, Sink& sink) const;
  template <typename Sink>
  void Follow(const Trie::Reference& reference, int at, Chart& chart,
              Sink& sink) const;

  Vocabulary& vocabulary_;
  const Tokenizer& tokenizer_;
  Trie trie_;
  absl::flat_hash_map<std::string, std::vector<Word>> words_of_;  // Of items.
  absl::flat_hash_map<std::string, int> references_;              // Name to id.
  std::vector<int> roots_;     // Root of each reference.
  std::vector<bool> is_kind_;  // Of each reference.
  int root_;
  int number_root_;
  std::vector<double> number_values_;
  int any_ = 0;
  int number_ = 0;
  int region_ = 0;
  int modifier_ = -1;
  int never_any_ = -1;  // Words that `{any}` does not stand for.
};

}  // namespace unknot::understanding

#endif  // UNKNOT_CHATBOT_UNDERSTANDING_MATCHER_H_
