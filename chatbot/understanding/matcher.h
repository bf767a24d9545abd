// Finds every phrase of the pack in a text in one pass.
#ifndef UNKNOT_CHATBOT_UNDERSTANDING_MATCHER_H_
#define UNKNOT_CHATBOT_UNDERSTANDING_MATCHER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "chatbot/understanding/template.h"
#include "chatbot/understanding/tokens.h"
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

  // All phrases in the tokens, in order of begin.
  std::vector<Match> FindAll(const std::vector<Token>& tokens) const;

  // A number at a token: digits or number words.
  struct Number {
    int end = 0;  // Token after it; 0 where there is none.
    double value = 0;
  };
  Number NumberAt(const std::vector<Token>& tokens, int at) const;

  // The token after the longest match of a list at a token; 0 where there is
  // none, or no such list.
  int EndOfList(absl::string_view name, const std::vector<Token>& tokens,
                int at) const;

 private:
  using Reference = std::pair<int, int>;  // What is referred to, node after it.

  struct Node {
    absl::InlinedVector<Reference, 1> references;
    absl::InlinedVector<Reference, 1> open;  // Those any word may begin.
    absl::InlinedVector<int, 1> accepts;     // Phrases.
  };
  struct Edge {
    int child = -1;
    absl::InlinedVector<Reference, 1> references;  // Those this word begins.
  };
  // The symbols that may begin a reference.
  struct First {
    std::vector<int64_t> symbols;
    bool open = false;  // Any word may.
    bool known = false;
  };
  struct Word {
    int word = 0;
    int stem = 0;
  };
  struct Scratch;

  int NewNode();
  int Child(int node, int64_t symbol);
  int ReferenceChild(int node, int reference);
  void Insert(int root, absl::Span<const TemplateItem> items, int phrase);
  const std::vector<Word>& WordsOf(const std::string& text);
  int ChoiceReference(const TemplateItem& choice);
  absl::Status CheckReferences(absl::string_view say,
                               const std::vector<TemplateItem>& items,
                               bool& refers_to_kind) const;
  int ReferenceId(absl::string_view name) const;
  const First& FirstOf(int reference, std::vector<First>& firsts,
                       const std::vector<std::vector<int64_t>>& symbols) const;
  int Step(int node, int64_t symbol) const;
  Number NumberWordsAt(const std::vector<Token>& tokens, int at) const;
  const absl::InlinedVector<int, 4>& Ends(int reference, int at,
                                          Scratch& scratch) const;
  void Walk(int node, int at, Match& match, Scratch& scratch,
            std::vector<Match>& out) const;
  void Follow(const Reference& reference, int at, Match& match,
              Scratch& scratch, std::vector<Match>& out) const;

  Vocabulary& vocabulary_;
  const Tokenizer& tokenizer_;
  std::vector<Node> nodes_;
  absl::flat_hash_map<std::pair<int, int64_t>, Edge> edges_;
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
};

}  // namespace unknot::understanding

#endif  // UNKNOT_CHATBOT_UNDERSTANDING_MATCHER_H_
