// Filling the trie from templates.
#include "chatbot/understanding/matcher.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "chatbot/understanding/symbols.h"

namespace unknot::understanding {
namespace {

constexpr char kModifierList[] = "region_modifier";
constexpr char kNeverAnyList[] = "never_any";

}  // namespace

Matcher::Matcher(Vocabulary& vocabulary, const Tokenizer& tokenizer)
    : vocabulary_(vocabulary), tokenizer_(tokenizer) {
  root_ = trie_.NewNode();
  number_root_ = trie_.NewNode();
  AddKind("any");
  AddKind("number");
  AddKind("region");
  any_ = references_["any"];
  number_ = references_["number"];
  region_ = references_["region"];
}

int Matcher::ListId(absl::string_view name) const {
  const auto it = references_.find(name);
  return it == references_.end() ? -1 : it->second;
}

void Matcher::AddKind(absl::string_view name) {
  const auto [it, added] =
      references_.try_emplace(std::string(name), roots_.size());
  if (!added) return;
  roots_.push_back(trie_.NewNode());
  is_kind_.push_back(true);
}

absl::Status Matcher::AddList(absl::string_view name,
                              const std::vector<std::string>& say) {
  const auto [it, added] =
      references_.try_emplace(std::string(name), roots_.size());
  if (added) {
    roots_.push_back(trie_.NewNode());
    is_kind_.push_back(false);
  }
  // Choices within become references too, which moves what `it` points at.
  const int id = it->second;
  if (name == kModifierList) modifier_ = id;
  if (name == kNeverAnyList) never_any_ = id;
  const int root = roots_[id];
  for (const std::string& text : say) {
    const auto ways = ExpandTemplate(text);
    if (!ways.ok()) return ways.status();
    for (const auto& items : *ways) {
      bool refers_to_kind = false;
      if (absl::Status status = CheckReferences(text, items, refers_to_kind);
          !status.ok()) {
        return status;
      }
      for (const std::string& inner : ReferencesOf(items)) {
        if (!ReachesList(ListId(inner), id)) continue;
        return absl::InvalidArgumentError(
            absl::StrCat("list ", name, " contains itself: \"", text, "\""));
      }
      Insert(root, items, 0);
    }
  }
  return absl::OkStatus();
}

// True where `list` is `wanted` or has it inside, at whatever depth.
bool Matcher::ReachesList(int list, int wanted) const {
  std::vector<int> open = {list};
  std::vector<bool> seen(roots_.size(), false);
  while (!open.empty()) {
    const int next = open.back();
    open.pop_back();
    if (next == wanted) return true;
    if (seen[next]) continue;
    seen[next] = true;
    const std::vector<int> inner = trie_.ReferencesBelow(roots_[next]);
    open.insert(open.end(), inner.begin(), inner.end());
  }
  return false;
}

void Matcher::AddNumberWord(absl::string_view say, double value) {
  int node = number_root_;
  for (const std::string& word : tokenizer_.PhraseWords(say))
    node = trie_.Child(node, StemSymbol(vocabulary_.AddStem(word)));
  trie_.Accept(node, static_cast<int>(number_values_.size()));
  number_values_.push_back(value);
}

absl::Status Matcher::CheckReferences(absl::string_view say,
                                      const std::vector<TemplateItem>& items,
                                      bool& refers_to_kind) const {
  for (const std::string& name : ReferencesOf(items)) {
    const int reference = ListId(name);
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
  roots_.push_back(trie_.NewNode());
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
      node = trie_.ReferenceChild(node, ListId(item.text));
      continue;
    }
    if (item.kind == TemplateItem::Kind::kChoice) {
      node = trie_.ReferenceChild(node, ChoiceReference(item));
      continue;
    }
    for (const Word& word : WordsOf(item.text)) {
      node = trie_.Child(node, item.kind == TemplateItem::Kind::kExact
                                   ? WordSymbol(word.word)
                                   : StemSymbol(word.stem));
    }
  }
  if (node == root) return;
  trie_.Accept(node, phrase);
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
      const int reference = ListId(kind);
      if (reference >= 0) Insert(roots_[reference], items, 0);
    }
  }
  return absl::OkStatus();
}

void Matcher::Finish() {
  std::vector<Trie::First> firsts(roots_.size());
  std::vector<bool> known(roots_.size(), false);
  for (size_t i = 0; i < roots_.size(); ++i)
    FirstOf(static_cast<int>(i), firsts, known);
  trie_.Freeze(std::move(firsts), root_);
  words_of_.clear();
}

const Trie::First& Matcher::FirstOf(int reference,
                                    std::vector<Trie::First>& firsts,
                                    std::vector<bool>& known) const {
  if (known[reference]) return firsts[reference];
  known[reference] = true;  // Before the rest, so that a cycle ends.
  if (reference == any_ || reference == number_) {
    firsts[reference].open = true;
    return firsts[reference];
  }
  Trie::First all;
  all.symbols = trie_.SymbolsOf(roots_[reference]);
  const auto add = [&](int other) {
    const Trie::First& inner = FirstOf(other, firsts, known);
    all.open |= inner.open;
    all.symbols.insert(all.symbols.end(), inner.symbols.begin(),
                       inner.symbols.end());
  };
  for (const Trie::Reference& inner : trie_.ReferencesOf(roots_[reference]))
    add(inner.id);
  if (reference == region_ && modifier_ >= 0) add(modifier_);
  std::sort(all.symbols.begin(), all.symbols.end());
  all.symbols.erase(std::unique(all.symbols.begin(), all.symbols.end()),
                    all.symbols.end());
  firsts[reference] = std::move(all);
  return firsts[reference];
}

}  // namespace unknot::understanding
