// Numbering, stemming and spelling repair by symmetric deletes (Garbe's
// SymSpell): the pack's words and what is left of them without one or two
// letters are looked up by what is left of the misspelt word.
#include "chatbot/understanding/vocabulary.h"

#include <libstemmer.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <memory>
#include <tuple>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"

namespace unknot::understanding {
namespace {

constexpr size_t kShortest = 2;  // Shorter words are not repaired.
// Those shorter than this are only into words that stand beside a neighbour,
constexpr size_t kShortestAlone = 3;
// or are not into words of phrases but for that.
constexpr size_t kShortestPhrase = 4;
constexpr size_t kTwoEdits = 8;      // From here on two edits are allowed.
constexpr size_t kLongest = 24;      // Longer ones are no words.
constexpr size_t kShortestPart = 3;  // Of a word whose space was lost.
constexpr size_t kUsualLine = 10;    // Bytes of a dictionary for each word.

// Logarithms of how much likelier a misspelling is.
constexpr double kSlip = 3;        // A letter left out or two swapped.
constexpr double kOtherStart = 1;  // People seldom miss the first letter.

struct StemmerDelete {
  void operator()(sb_stemmer* stemmer) const { sb_stemmer_delete(stemmer); }
};

constexpr uint64_t kHashBasis = 14695981039346656037ull;

// One more letter of FNV-1a.
uint64_t Hash(uint64_t hash, char c) {
  return (hash ^ static_cast<unsigned char>(c)) * 1099511628211ull;
}

// FNV-1a of a word without the letters at up to two positions.
uint64_t HashWithout(absl::string_view word, size_t skip1, size_t skip2) {
  uint64_t hash = kHashBasis;
  for (size_t i = 0; i < word.size(); ++i) {
    if (i == skip1 || i == skip2) continue;
    hash = Hash(hash, word[i]);
  }
  return hash;
}

uint64_t HashPair(absl::string_view first, absl::string_view second) {
  uint64_t hash = kHashBasis;
  for (const char c : first) hash = Hash(hash, c);
  hash = Hash(hash, ' ');
  for (const char c : second) hash = Hash(hash, c);
  return hash;
}

// The hashes of a word with up to `depth` letters left out, each once.
std::vector<uint64_t> Deletes(absl::string_view word, int depth) {
  constexpr size_t kNone = absl::string_view::npos;
  std::vector<uint64_t> out = {HashWithout(word, kNone, kNone)};
  for (size_t i = 0; i < word.size(); ++i) {
    out.push_back(HashWithout(word, i, kNone));
    for (size_t j = i + 1; depth > 1 && j < word.size(); ++j)
      out.push_back(HashWithout(word, i, j));
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

int DepthFor(size_t length) { return length >= kTwoEdits ? 2 : 1; }

// 0 where it cannot be read.
size_t FileSize(std::ifstream& in) {
  in.seekg(0, std::ios::end);
  const std::streamoff size = in.tellg();
  in.seekg(0);
  return size > 0 ? static_cast<size_t>(size) : 0;
}

// "paaaain" and "sooo": three or more of a letter become `keep`.
std::string Squeeze(absl::string_view word, size_t keep) {
  std::string out;
  for (size_t i = 0; i < word.size();) {
    size_t end = i;
    while (end < word.size() && word[end] == word[i]) ++end;
    const size_t run = end - i;
    out.append(run >= 3 ? keep : run, word[i]);
    i = end;
  }
  return out;
}

// True where `word` has a letter less than `meant`, or two that changed places:
// each can come of `meant` in few ways, a wrong letter in many.
bool IsSlip(absl::string_view word, absl::string_view meant) {
  if (word.size() < meant.size()) return true;
  return word.size() == meant.size() &&
         std::is_permutation(word.begin(), word.end(), meant.begin());
}

}  // namespace

std::string Stem(absl::string_view word) {
  thread_local std::unique_ptr<sb_stemmer, StemmerDelete> stemmer(
      sb_stemmer_new("english", "UTF_8"));
  const sb_symbol* stem = sb_stemmer_stem(
      stemmer.get(), reinterpret_cast<const sb_symbol*>(word.data()),
      static_cast<int>(word.size()));
  return std::string(reinterpret_cast<const char*>(stem),
                     sb_stemmer_length(stemmer.get()));
}

int Vocabulary::AddWord(absl::string_view word) {
  const auto [it, added] =
      words_.try_emplace(std::string(word), static_cast<int>(words_.size()));
  if (added) phrase_words_.push_back(std::string(word));
  return it->second;
}

int Vocabulary::AddStem(absl::string_view word) {
  AddWord(word);
  return stems_.try_emplace(Stem(word), static_cast<int>(stems_.size()))
      .first->second;
}

void Vocabulary::AddKnownWord(absl::string_view word) {
  if (!known_.contains(word))
    known_.insert(texts_.emplace_back(word.data(), word.size()));
}

void Vocabulary::AddDictionary(absl::string_view path) {
  std::ifstream in{std::string(path), std::ios::binary};
  std::string& text = texts_.emplace_back();
  text.resize(FileSize(in));
  if (!in.read(text.data(), static_cast<std::streamsize>(text.size()))) return;
  known_.reserve(known_.size() + text.size() / kUsualLine);
  const absl::string_view all = text;
  for (size_t begin = 0; begin < all.size();) {
    const size_t end = std::min(all.find('\n', begin), all.size());
    const absl::string_view line = all.substr(begin, end - begin);
    if (!line.empty() && !absl::EndsWith(line, "'s")) {
      if (absl::ascii_isupper(line[0])) {
        std::transform(&text[begin], &text[begin] + line.size(), &text[begin],
                       absl::ascii_tolower);
        names_.insert(line);
      } else {
        known_.insert(line);
      }
    }
    begin = end + 1;
  }
}

void Vocabulary::AddExampleWord(absl::string_view word) {
  ++example_words_[std::string(word)];
}

void Vocabulary::AddReading(absl::string_view word, absl::string_view meaning) {
  readings_.emplace(word, meaning);
}

void Vocabulary::AddPairs(absl::Span<const std::string> words) {
  for (size_t i = 0; i + 1 < words.size(); ++i)
    pairs_.insert(HashPair(words[i], words[i + 1]));
}

void Vocabulary::Finish() {
  for (const std::string& word : phrase_words_) {
    const auto it = example_words_.find(word);
    targets_.push_back(
        {word, true, it == example_words_.end() ? 0 : it->second});
  }
  for (const auto& [word, count] : example_words_) {
    // A name stays one ("leeds"), whoever uses it in lower case.
    if (!IsCorrect(word)) unlisted_.insert(texts_.emplace_back(word));
    if (!names_.contains(word)) AddKnownWord(word);
    if (!words_.contains(word)) targets_.push_back({word, false, count});
  }
  // In an order that does not depend on the process.
  std::sort(targets_.begin() + static_cast<std::ptrdiff_t>(words_.size()),
            targets_.end(),
            [](const Target& a, const Target& b) { return a.word < b.word; });
  for (size_t i = 0; i < targets_.size(); ++i) {
    const std::string& word = targets_[i].word;
    if (word.size() < kShortest || word.size() > kLongest) continue;
    for (const uint64_t shorter : Deletes(word, DepthFor(word.size())))
      deletes_[shorter].push_back(static_cast<int>(i));
  }
}

int Vocabulary::Word(absl::string_view word) const {
  const auto it = words_.find(word);
  return it == words_.end() ? kUnknown : it->second;
}

int Vocabulary::StemOf(absl::string_view word) const {
  const auto it = stems_.find(Stem(word));
  return it == stems_.end() ? kUnknown : it->second;
}

bool Vocabulary::IsCorrect(absl::string_view word) const {
  return words_.contains(word) || known_.contains(word) ||
         names_.contains(word);
}

bool Vocabulary::IsName(absl::string_view word) const {
  return names_.contains(word) && !known_.contains(word);
}

bool Vocabulary::IsOrdinary(absl::string_view word) const {
  return (words_.contains(word) || known_.contains(word)) && !IsName(word) &&
         !unlisted_.contains(word);
}

std::vector<std::string> Vocabulary::Repair(absl::string_view word,
                                            const Neighbours& beside) const {
  if (IsCorrect(word) || word.size() > kLongest * 2) return {};
  for (const size_t keep : {2, 1}) {
    const std::string squeezed = Squeeze(word, keep);
    if (squeezed != word && IsCorrect(squeezed)) return {squeezed};
  }
  if (word.size() < kShortest) return {};
  std::vector<std::string> parts = SplitRunTogether(word);
  if (!parts.empty()) return parts;
  std::string nearest = NearestWord(word, beside);
  if (nearest.empty()) nearest = NearestWord(Squeeze(word, 1), beside);
  if (nearest.empty()) return {};
  return {std::move(nearest)};
}

double Vocabulary::LogLikely(absl::string_view word, const Target& meant) {
  double likely = std::log(1.0 + meant.count);
  if (IsSlip(word, meant.word)) likely += kSlip;
  if (word[0] != meant.word[0]) likely -= kOtherStart;
  return likely;
}

bool Vocabulary::IsPair(absl::string_view first,
                        absl::string_view second) const {
  return !first.empty() && !second.empty() &&
         pairs_.contains(HashPair(first, second));
}

int Vocabulary::PairsWith(absl::string_view word,
                          const Neighbours& beside) const {
  if (const auto it = readings_.find(word); it != readings_.end())
    word = it->second;
  return (IsPair(beside.before, word) ? 1 : 0) +
         (IsPair(word, beside.after) ? 1 : 0);
}

std::string Vocabulary::NearestWord(absl::string_view word,
                                    const Neighbours& beside) const {
  if (word.size() < kShortest || word.size() > kLongest) return "";
  const int depth = DepthFor(word.size());
  // Near before far, then those that stand beside the neighbours, words of
  // phrases before those of examples, likely before unlikely.
  using Rank = std::tuple<int, int, bool, double, int>;
  Rank best{depth, 1, true, 0, -1};
  for (const uint64_t shorter : Deletes(word, depth)) {
    const auto it = deletes_.find(shorter);
    if (it == deletes_.end()) continue;
    for (const int candidate : it->second) {
      const Target& target = targets_[candidate];
      const int distance = EditDistance(word, target.word, depth);
      if (distance > std::get<0>(best)) continue;
      const int pairs = PairsWith(target.word, beside);
      const size_t shortest =
          target.of_phrase ? kShortestPhrase : kShortestAlone;
      if (pairs == 0 && std::min(word.size(), target.word.size()) < shortest)
        continue;
      best = std::min(best, Rank{distance, -pairs, !target.of_phrase,
                                 -LogLikely(word, target), candidate});
    }
  }
  const int found = std::get<4>(best);
  return found < 0 ? "" : targets_[found].word;
}

std::vector<std::string> Vocabulary::SplitRunTogether(
    absl::string_view word) const {
  if (word.size() < 2 * kShortestPart) return {};
  for (size_t at = word.size() - kShortestPart; at >= kShortestPart; --at) {
    const absl::string_view head = word.substr(0, at);
    const absl::string_view tail = word.substr(at);
    if (words_.contains(head) && words_.contains(tail))
      return {std::string(head), std::string(tail)};
  }
  return {};
}

int EditDistance(absl::string_view a, absl::string_view b, int limit) {
  const int n = static_cast<int>(a.size());
  const int m = static_cast<int>(b.size());
  if (std::abs(n - m) > limit) return limit + 1;
  constexpr int kMax = 64;
  if (n >= kMax || m >= kMax) return limit + 1;
  int rows[3][kMax];
  for (int j = 0; j <= m; ++j) rows[0][j] = j;
  for (int i = 1; i <= n; ++i) {
    int* row = rows[i % 3];
    const int* above = rows[(i + 2) % 3];
    const int* above2 = rows[(i + 1) % 3];
    row[0] = i;
    int least = row[0];
    for (int j = 1; j <= m; ++j) {
      const int replace = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, replace});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], above2[j - 2] + 1);
      least = std::min(least, row[j]);
    }
    if (least > limit) return limit + 1;
  }
  return std::min(rows[n % 3][m], limit + 1);
}

}  // namespace unknot::understanding
