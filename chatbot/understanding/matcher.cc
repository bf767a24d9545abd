// The trie and its walk. References are looked up in a chart that is filled as
// needed, so that no position is examined twice for the same list.
#include "chatbot/understanding/matcher.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace unknot::understanding {
namespace {

constexpr char kModifierList[] = "region_modifier";
constexpr int kMostModifiers = 3;

int64_t StemSymbol(int stem) { return int64_t{stem} * 2; }
int64_t WordSymbol(int word) { return int64_t{word} * 2 + 1; }

}  // namespace

// What one call of FindAll has worked out so far.
struct Matcher::Scratch {
  const std::vector<Token>& tokens;
  absl::flat_hash_map<std::pair<int, int>, absl::InlinedVector<int, 4>> ends;
};

Matcher::Matcher(Vocabulary& vocabulary, const Tokenizer& tokenizer)
    : vocabulary_(vocabulary), tokenizer_(tokenizer) {
  root_ = NewNode();
  number_root_ = NewNode();
  AddKind("any");
  AddKind("number");
  AddKind("region");
  any_ = references_["any"];
  number_ = references_["number"];
  region_ = references_["region"];
}

int Matcher::NewNode() {
  nodes_.emplace_back();
  return static_cast<int>(nodes_.size()) - 1;
}

int Matcher::Child(int node, int64_t symbol) {
  const auto it = edges_.find({node, symbol});
  if (it != edges_.end()) return it->second.child;
  const int child = NewNode();
  edges_[{node, symbol}].child = child;
  return child;
}

int Matcher::ReferenceChild(int node, int reference) {
  for (const auto& [name, child] : nodes_[node].references) {
    if (name == reference) return child;
  }
  const int child = NewNode();
  nodes_[node].references.emplace_back(reference, child);
  return child;
}

int Matcher::ReferenceId(absl::string_view name) const {
  const auto it = references_.find(name);
  return it == references_.end() ? -1 : it->second;
}

void Matcher::AddKind(absl::string_view name) {
  const auto [it, added] =
      references_.try_emplace(std::string(name), roots_.size());
  if (!added) return;
  roots_.push_back(NewNode());
  is_kind_.push_back(true);
}

absl::Status Matcher::AddList(absl::string_view name,
                              const std::vector<std::string>& say) {
  const auto [it, added] =
      references_.try_emplace(std::string(name), roots_.size());
  if (added) {
    roots_.push_back(NewNode());
    is_kind_.push_back(false);
  }
  if (name == kModifierList) modifier_ = it->second;
  const int root = roots_[it->second];
  for (const std::string& text : say) {
    const auto ways = ExpandTemplate(text);
    if (!ways.ok()) return ways.status();
    for (const auto& items : *ways) {
      bool refers_to_kind = false;
      if (absl::Status status = CheckReferences(text, items, refers_to_kind);
          !status.ok()) {
        return status;
      }
      Insert(root, items, 0);
    }
  }
  return absl::OkStatus();
}

void Matcher::AddNumberWord(absl::string_view say, double value) {
  int node = number_root_;
  for (const std::string& word : tokenizer_.PhraseWords(say))
    node = Child(node, StemSymbol(vocabulary_.AddStem(word)));
  nodes_[node].accepts.push_back(static_cast<int>(number_values_.size()));
  number_values_.push_back(value);
}

absl::Status Matcher::CheckReferences(absl::string_view say,
                                      const std::vector<TemplateItem>& items,
                                      bool& refers_to_kind) const {
  for (const std::string& name : ReferencesOf(items)) {
    const int reference = ReferenceId(name);
    if (reference < 0) {
      return absl::InvalidArgumentError(absl::StrCat(
          "phrase \"", say, "\" refers to the unknown list {", name, "}"));
    }
    if (is_kind_[reference] && reference != any_ && reference != number_)
      refers_to_kind = true;
  }
  return absl::OkStatus();
}

// A choice inside a phrase becomes a list without a name, shared by all phrases
// that write it alike.
int Matcher::ChoiceReference(const TemplateItem& choice) {
  const auto [it, added] = references_.try_emplace(
      absl::StrCat("(", choice.text, ")"), static_cast<int>(roots_.size()));
  const int reference = it->second;
  if (!added) return reference;
  roots_.push_back(NewNode());
  is_kind_.push_back(false);
  for (const auto& items : choice.choices) Insert(roots_[reference], items, 0);
  return reference;
}

const std::vector<Matcher::Word>& Matcher::WordsOf(const std::string& text) {
  const auto [it, added] = words_of_.try_emplace(text);
  if (added) {
    for (const std::string& word : tokenizer_.PhraseWords(text))
      it->second.push_back(
          {vocabulary_.AddWord(word), vocabulary_.AddStem(word)});
  }
  return it->second;
}

void Matcher::Insert(int root, absl::Span<const TemplateItem> items,
                     int phrase) {
  // A choice at the start is spelt out: the root is tried at every word, and a
  // word is found faster than a list.
  if (!items.empty() && items[0].kind == TemplateItem::Kind::kChoice) {
    for (const auto& choice : items[0].choices) {
      std::vector<TemplateItem> spelt(choice);
      spelt.insert(spelt.end(), items.begin() + 1, items.end());
      Insert(root, spelt, phrase);
    }
    return;
  }
  int node = root;
  for (const TemplateItem& item : items) {
    if (item.kind == TemplateItem::Kind::kReference) {
      node = ReferenceChild(node, ReferenceId(item.text));
      continue;
    }
    if (item.kind == TemplateItem::Kind::kChoice) {
      node = ReferenceChild(node, ChoiceReference(item));
      continue;
    }
    for (const Word& word : WordsOf(item.text)) {
      node = Child(node, item.kind == TemplateItem::Kind::kExact
                             ? WordSymbol(word.word)
                             : StemSymbol(word.stem));
    }
  }
  if (node == root) return;
  auto& accepts = nodes_[node].accepts;
  if (std::find(accepts.begin(), accepts.end(), phrase) == accepts.end())
    accepts.push_back(phrase);
}

absl::Status Matcher::AddPhrase(int phrase, absl::string_view say,
                                absl::string_view kind) {
  const auto ways = ExpandTemplate(say);
  if (!ways.ok()) return ways.status();
  for (const auto& items : *ways) {
    bool refers_to_kind = false;
    if (absl::Status status = CheckReferences(say, items, refers_to_kind);
        !status.ok()) {
      return status;
    }
    Insert(root_, items, phrase);
    if (!kind.empty() && !refers_to_kind) {
      const int reference = ReferenceId(kind);
      if (reference >= 0) Insert(roots_[reference], items, 0);
    }
  }
  return absl::OkStatus();
}

void Matcher::Finish() {
  // The literal symbols out of the root of each reference.
  absl::flat_hash_map<int, int> root_of;
  for (size_t i = 0; i < roots_.size(); ++i) root_of[roots_[i]] = i;
  std::vector<std::vector<int64_t>> symbols(roots_.size());
  for (const auto& [key, edge] : edges_) {
    const auto it = root_of.find(key.first);
    if (it != root_of.end()) symbols[it->second].push_back(key.second);
  }
  std::vector<First> firsts(roots_.size());
  size_t most = edges_.size();
  for (const Node& node : nodes_) {
    for (const Reference& reference : node.references)
      most += FirstOf(reference.first, firsts, symbols).symbols.size();
  }
  edges_.reserve(most);
  for (int node = 0; node < static_cast<int>(nodes_.size()); ++node) {
    for (const Reference& reference : nodes_[node].references) {
      const First& first = FirstOf(reference.first, firsts, symbols);
      if (first.open) nodes_[node].open.push_back(reference);
      for (const int64_t symbol : first.symbols)
        edges_[{node, symbol}].references.push_back(reference);
    }
  }
  words_of_.clear();
}

const Matcher::First& Matcher::FirstOf(
    int reference, std::vector<First>& firsts,
    const std::vector<std::vector<int64_t>>& symbols) const {
  First& first = firsts[reference];
  if (first.known) return first;
  first.known = true;  // Before the rest, so that a cycle ends.
  if (reference == any_ || reference == number_) {
    first.open = true;
    return first;
  }
  First all;
  all.known = true;
  all.symbols = symbols[reference];
  const auto add = [&](int other) {
    const First& inner = FirstOf(other, firsts, symbols);
    all.open |= inner.open;
    all.symbols.insert(all.symbols.end(), inner.symbols.begin(),
                       inner.symbols.end());
  };
  for (const Reference& inner : nodes_[roots_[reference]].references)
    add(inner.first);
  if (reference == region_ && modifier_ >= 0) add(modifier_);
  std::sort(all.symbols.begin(), all.symbols.end());
  all.symbols.erase(std::unique(all.symbols.begin(), all.symbols.end()),
                    all.symbols.end());
  firsts[reference] = std::move(all);
  return firsts[reference];
}

int Matcher::Step(int node, int64_t symbol) const {
  const auto it = edges_.find(std::pair<int, int64_t>(node, symbol));
  return it == edges_.end() ? -1 : it->second.child;
}

// The longest run of number words that the pack knows as one number.
Matcher::Number Matcher::NumberWordsAt(const std::vector<Token>& tokens,
                                       int at) const {
  Number number;
  int node = number_root_;
  for (int i = at; i < static_cast<int>(tokens.size()); ++i) {
    if (tokens[i].stem < 0) break;
    if (i > at && tokens[i].before == Break::kSentence) break;
    node = Step(node, StemSymbol(tokens[i].stem));
    if (node < 0) break;
    if (!nodes_[node].accepts.empty())
      number = {i + 1, number_values_[nodes_[node].accepts.front()]};
  }
  return number;
}

Matcher::Number Matcher::NumberAt(const std::vector<Token>& tokens,
                                  int at) const {
  if (at >= static_cast<int>(tokens.size())) return {};
  if (tokens[at].is_number) return {at + 1, tokens[at].value};
  const Number number = NumberWordsAt(tokens, at);
  // "twenty five": tens followed by units.
  if (number.end > 0 && number.value >= 20 && number.value <= 90 &&
      static_cast<int>(number.value) % 10 == 0 &&
      number.end < static_cast<int>(tokens.size()) &&
      !tokens[number.end].is_number &&
      tokens[number.end].before == Break::kNone) {
    const Number unit = NumberWordsAt(tokens, number.end);
    if (unit.end > 0 && unit.value >= 1 && unit.value <= 9)
      return {unit.end, number.value + unit.value};
  }
  return number;
}

const absl::InlinedVector<int, 4>& Matcher::Ends(int reference, int at,
                                                 Scratch& scratch) const {
  const auto found = scratch.ends.find({reference, at});
  if (found != scratch.ends.end()) return found->second;
  absl::InlinedVector<int, 4> ends;
  const int size = static_cast<int>(scratch.tokens.size());
  if (at < size) {
    if (reference == any_) {
      ends.push_back(at + 1);
    } else if (reference == number_) {
      const Number number = NumberAt(scratch.tokens, at);
      if (number.end > 0) ends.push_back(number.end);
    } else {
      Match match;
      match.begin = at;
      std::vector<Match> matches;
      Walk(roots_[reference], at, match, scratch, matches);
      for (const Match& m : matches) ends.push_back(m.end);
      if (reference == region_ && modifier_ >= 0) {
        // "my left (knee)": modifiers stand before the region itself.
        absl::InlinedVector<int, 4> starts = {at};
        for (int depth = 0; depth < kMostModifiers && !starts.empty();
             ++depth) {
          absl::InlinedVector<int, 4> next;
          for (const int start : starts) {
            const absl::InlinedVector<int, 4> after =
                Ends(modifier_, start, scratch);
            next.insert(next.end(), after.begin(), after.end());
          }
          for (const int start : next) {
            if (start >= size) continue;
            matches.clear();
            match.begin = start;
            Walk(roots_[region_], start, match, scratch, matches);
            for (const Match& m : matches) ends.push_back(m.end);
          }
          starts = std::move(next);
        }
      }
      std::sort(ends.begin(), ends.end());
      ends.erase(std::unique(ends.begin(), ends.end()), ends.end());
    }
  }
  return scratch.ends.emplace(std::pair(reference, at), std::move(ends))
      .first->second;
}

void Matcher::Walk(int node, int at, Match& match, Scratch& scratch,
                   std::vector<Match>& out) const {
  const Node& here = nodes_[node];
  for (const int phrase : here.accepts) {
    Match found = match;
    found.phrase = phrase;
    found.end = at;
    out.push_back(found);
  }
  if (at >= static_cast<int>(scratch.tokens.size())) return;
  const Token& token = scratch.tokens[at];
  if (node != root_ && at > match.begin && token.before == Break::kSentence)
    return;
  const Edge* by_stem = nullptr;
  if (token.stem >= 0) {
    const auto it = edges_.find({node, StemSymbol(token.stem)});
    if (it != edges_.end()) by_stem = &it->second;
  }
  const Edge* by_word = nullptr;
  if (token.word >= 0) {
    const auto it = edges_.find({node, WordSymbol(token.word)});
    if (it != edges_.end()) by_word = &it->second;
  }
  if (by_stem != nullptr) {
    if (by_stem->child >= 0) Walk(by_stem->child, at + 1, match, scratch, out);
    for (const Reference& reference : by_stem->references)
      Follow(reference, at, match, scratch, out);
  }
  if (by_word != nullptr) {
    if (by_word->child >= 0) Walk(by_word->child, at + 1, match, scratch, out);
    for (const Reference& reference : by_word->references) {
      const bool followed =
          by_stem != nullptr &&
          std::find(by_stem->references.begin(), by_stem->references.end(),
                    reference) != by_stem->references.end();
      if (!followed) Follow(reference, at, match, scratch, out);
    }
  }
  for (const Reference& reference : here.open)
    Follow(reference, at, match, scratch, out);
}

void Matcher::Follow(const Reference& reference, int at, Match& match,
                     Scratch& scratch, std::vector<Match>& out) const {
  // Copied: the chart may grow while we walk on.
  const absl::InlinedVector<int, 4> ends = Ends(reference.first, at, scratch);
  for (const int end : ends) {
    Match next = match;
    if (reference.first == number_ && !next.has_number) {
      next.has_number = true;
      next.number = NumberAt(scratch.tokens, at).value;
    }
    Walk(reference.second, end, next, scratch, out);
  }
}

int Matcher::EndOfList(absl::string_view name, const std::vector<Token>& tokens,
                       int at) const {
  const int reference = ReferenceId(name);
  if (reference < 0) return 0;
  Scratch scratch{tokens, {}};
  const auto& ends = Ends(reference, at, scratch);
  return ends.empty() ? 0 : ends.back();
}

std::vector<Match> Matcher::FindAll(const std::vector<Token>& tokens) const {
  std::vector<Match> out;
  Scratch scratch{tokens, {}};
  for (int at = 0; at < static_cast<int>(tokens.size()); ++at) {
    Match match;
    match.begin = at;
    Walk(root_, at, match, scratch, out);
  }
  return out;
}

}  // namespace unknot::understanding
