// Walking the trie over a text. References are looked up in a chart that is
// filled as needed, so that no position is examined twice for the same list.
#include <algorithm>
#include <type_traits>
#include <utility>

#include "absl/container/inlined_vector.h"
#include "chatbot/understanding/matcher.h"
#include "chatbot/understanding/symbols.h"

namespace unknot::understanding {
namespace {

constexpr int kMostModifiers = 3;

// Collects phrases.
struct PhraseSink {
  std::vector<Match>& out;
  Match match;  // Found so far: begin and number.

  int begin() const { return match.begin; }
  void Accept(absl::Span<const int> phrases, int end) {
    for (const int phrase : phrases) {
      out.push_back(match);
      out.back().phrase = phrase;
      out.back().end = end;
    }
  }
};

// Collects where a list ends.
struct EndSink {
  std::vector<int>& out;
  int from;

  int begin() const { return from; }
  void Accept(absl::Span<const int> phrases, int end) {
    if (!phrases.empty()) out.push_back(end);
  }
};

}  // namespace

struct Matcher::Chart {
  // Where a reference ends that begins at a token: a part of `ends`.
  struct Entry {
    int reference = 0;
    int next = -1;  // Entry at the same token; -1 for the last.
    int end = 0;
    int end_count = 0;
  };

  Chart(const std::vector<Token>& of, int begin) : tokens(of), from(begin) {}

  const Entry* Find(int reference, int at) const {
    const size_t place = static_cast<size_t>(at - from);
    if (place >= first.size()) return nullptr;
    for (int i = first[place]; i >= 0; i = entries[i].next) {
      if (entries[i].reference == reference) return &entries[i];
    }
    return nullptr;
  }

  const Entry& Add(int at, Entry entry) {
    const size_t place = static_cast<size_t>(at - from);
    if (place >= first.size()) first.resize(place + 1, -1);
    entry.next = first[place];
    first[place] = static_cast<int>(entries.size());
    entries.push_back(entry);
    return entries.back();
  }

  const std::vector<Token>& tokens;
  const int from;          // First token asked about.
  std::vector<int> first;  // Entry of each token from there on; -1 for none.
  std::vector<Entry> entries;
  std::vector<int> ends;
  std::vector<int> open;  // Ends that are being collected.
  int64_t steps = 0;
};

// The longest run of number words that the pack knows as one number.
Matcher::Number Matcher::NumberWordsAt(const std::vector<Token>& tokens,
                                       int at) const {
  Number number;
  int node = number_root_;
  for (int i = at; i < static_cast<int>(tokens.size()); ++i) {
    if (tokens[i].stem < 0) break;
    if (i > at && tokens[i].before == Break::kSentence) break;
    node = trie_.Step(node, StemSymbol(tokens[i].stem));
    if (node < 0) break;
    if (!trie_.accepts(node).empty())
      number = {i + 1, number_values_[trie_.accepts(node).front()]};
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

bool Matcher::MayBeginAt(int reference, const Token& token) const {
  return trie_.MayBegin(reference, StemSymbol(token.stem)) ||
         trie_.MayBegin(reference, WordSymbol(token.word));
}

// Adds where `reference` ends to `chart.open`.
void Matcher::FindEnds(int reference, int at, Chart& chart) const {
  const int size = static_cast<int>(chart.tokens.size());
  if (reference == any_) {
    // A word that turns the sense round is not just any word, nor is one beyond
    // the end of a clause.
    if (chart.tokens[at].before == Break::kNone &&
        (never_any_ < 0 || Ends(never_any_, at, chart).empty())) {
      chart.open.push_back(at + 1);
    }
    return;
  }
  if (reference == number_) {
    const Number number = NumberAt(chart.tokens, at);
    if (number.end > 0) chart.open.push_back(number.end);
    return;
  }
  EndSink sink{chart.open, at};
  Walk(roots_[reference], at, chart, sink);
  if (reference != region_ || modifier_ < 0) return;
  // "my left (knee)": modifiers stand before the region itself.
  absl::InlinedVector<int, 4> starts = {at};
  for (int depth = 0; depth < kMostModifiers && !starts.empty(); ++depth) {
    absl::InlinedVector<int, 4> next;
    for (const int start : starts) {
      if (start >= size) continue;
      const absl::Span<const int> after = Ends(modifier_, start, chart);
      next.insert(next.end(), after.begin(), after.end());
    }
    for (const int start : next) {
      if (start >= size) continue;
      sink.from = start;
      Walk(roots_[region_], start, chart, sink);
    }
    starts = std::move(next);
  }
}

absl::Span<const int> Matcher::Ends(int reference, int at, Chart& chart) const {
  const Chart::Entry* known = chart.Find(reference, at);
  if (known == nullptr) {
    const size_t open = chart.open.size();
    FindEnds(reference, at, chart);
    const auto begin = chart.open.begin() + static_cast<long>(open);
    std::sort(begin, chart.open.end());
    const auto end = std::unique(begin, chart.open.end());
    Chart::Entry entry;
    entry.reference = reference;
    entry.end = static_cast<int>(chart.ends.size());
    entry.end_count = static_cast<int>(end - begin);
    chart.ends.insert(chart.ends.end(), begin, end);
    chart.open.resize(open);
    known = &chart.Add(at, entry);
  }
  return absl::MakeConstSpan(chart.ends).subspan(known->end, known->end_count);
}

template <typename Sink>
void Matcher::Walk(int node, int at, Chart& chart, Sink& sink) const {
  ++chart.steps;
  sink.Accept(trie_.accepts(node), at);
  if (at >= static_cast<int>(chart.tokens.size())) return;
  if (at > sink.begin() && chart.tokens[at].before == Break::kSentence) return;
  WalkOn(node, at, chart, sink);
}

template <typename Sink>
void Matcher::WalkOn(int node, int at, Chart& chart, Sink& sink) const {
  const Token& token = chart.tokens[at];
  const int stem = StemSymbol(token.stem);
  const int word = WordSymbol(token.word);
  if (const int child = trie_.Step(node, stem); child >= 0)
    Walk(child, at + 1, chart, sink);
  if (const int child = trie_.Step(node, word); child >= 0)
    Walk(child, at + 1, chart, sink);
  for (const Trie::Reference& reference : trie_.closed(node)) {
    if (MayBeginAt(reference.id, token)) Follow(reference, at, chart, sink);
  }
  for (const Trie::Reference& reference : trie_.open(node))
    Follow(reference, at, chart, sink);
}

template <typename Sink>
void Matcher::WalkRoot(int at, Chart& chart, Sink& sink) const {
  ++chart.steps;
  const Token& token = chart.tokens[at];
  const Trie::RootEdge by_stem = trie_.FromRoot(StemSymbol(token.stem));
  const Trie::RootEdge by_word = trie_.FromRoot(WordSymbol(token.word));
  if (by_stem.child >= 0) Walk(by_stem.child, at + 1, chart, sink);
  if (by_word.child >= 0) Walk(by_word.child, at + 1, chart, sink);
  for (const Trie::Reference& reference : by_stem.references)
    Follow(reference, at, chart, sink);
  for (const Trie::Reference& reference : by_word.references) {
    if (!trie_.MayBegin(reference.id, StemSymbol(token.stem)))
      Follow(reference, at, chart, sink);
  }
  for (const Trie::Reference& reference : trie_.open(root_))
    Follow(reference, at, chart, sink);
}

template <typename Sink>
void Matcher::Follow(const Trie::Reference& reference, int at, Chart& chart,
                     Sink& sink) const {
  const absl::Span<const int> found = Ends(reference.id, at, chart);
  if (found.empty()) return;
  // By index: the chart may grow while we walk on.
  const size_t first = static_cast<size_t>(found.data() - chart.ends.data());
  Sink on = sink;
  if constexpr (std::is_same_v<Sink, PhraseSink>) {
    if (reference.id == number_ && !on.match.has_number) {
      on.match.has_number = true;
      on.match.number = NumberAt(chart.tokens, at).value;
    }
  }
  for (size_t i = first; i < first + found.size(); ++i) {
    const int end = chart.ends[i];
    const bool last = end >= static_cast<int>(chart.tokens.size()) ||
                      chart.tokens[end].before != Break::kNone;
    if (reference.id == any_ && last) {
      on.Accept(trie_.accepts(reference.node), end);
    } else {
      Walk(reference.node, end, chart, on);
    }
  }
}

int Matcher::EndOfList(int list, const std::vector<Token>& tokens,
                       int at) const {
  if (list < 0 || at >= static_cast<int>(tokens.size()) ||
      !MayBeginAt(list, tokens[at])) {
    return 0;
  }
  Chart chart(tokens, at);
  const absl::Span<const int> ends = Ends(list, at, chart);
  return ends.empty() ? 0 : ends.back();
}

std::vector<Match> Matcher::FindAll(const std::vector<Token>& tokens,
                                    int64_t* steps) const {
  std::vector<Match> out;
  Chart chart(tokens, 0);
  chart.first.reserve(tokens.size());
  for (int at = 0; at < static_cast<int>(tokens.size()); ++at) {
    PhraseSink sink{out, {}};
    sink.match.begin = at;
    WalkRoot(at, chart, sink);
  }
  if (steps != nullptr) *steps += chart.steps;
  return out;
}

}  // namespace unknot::understanding
