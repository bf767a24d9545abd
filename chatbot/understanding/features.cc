// Hashing words into features. The block of a feature is in its highest bits.
#include "chatbot/understanding/features.h"

#include <algorithm>

namespace unknot::understanding {
namespace {

constexpr int kShortestNgram = 2;
constexpr int kLongestNgram = 5;
constexpr size_t kMostFarWords = 40;   // Pairs grow with the square.
constexpr uint64_t kBorder = 1;        // Stands before and after a text.
constexpr size_t kMostStems = 100000;  // Kept in mind.

// FNV-1a, so that features do not depend on the process.
constexpr uint64_t kStart = 14695981039346656037ull;

uint64_t Mix(uint64_t hash, char c) {
  return (hash ^ static_cast<unsigned char>(c)) * 1099511628211ull;
}

uint64_t Hash(absl::string_view text) {
  uint64_t hash = kStart;
  for (const char c : text) hash = Mix(hash, c);
  return hash;
}

uint64_t Feature(Block block, uint64_t hash) {
  hash ^= hash >> 29;
  return (static_cast<uint64_t>(block) << 61) |
         ((hash * 0x9E3779B97F4A7C15ull) >> 3);
}

uint64_t Pair(Block block, uint64_t a, uint64_t b) {
  return Feature(block, a * 0x9E3779B97F4A7C15ull + b);
}

absl::string_view TextOf(const Token& token) {
  return token.is_number ? absl::string_view("0")
                         : absl::string_view(token.text);
}

void AddNeighbours(Block block, const std::vector<uint64_t>& hashes,
                   std::vector<uint64_t>& out) {
  uint64_t before = kBorder;
  for (const uint64_t hash : hashes) {
    out.push_back(Pair(block, before, hash));
    before = hash;
  }
  out.push_back(Pair(block, before, kBorder));
}

// The n-grams of a word that begin at `from`; it has a space at either end.
void AddNgrams(absl::string_view word, size_t from,
               std::vector<uint64_t>& out) {
  uint64_t hash = kStart;
  for (size_t n = 1; n <= kLongestNgram && from + n <= word.size(); ++n) {
    hash = Mix(hash, word[from + n - 1]);
    if (n >= kShortestNgram) out.push_back(Feature(Block::kLetters, hash));
  }
}

}  // namespace

uint64_t FeatureMaker::StemHash(absl::string_view word) {
  const auto it = stems_.find(word);
  if (it != stems_.end()) return it->second;
  if (stems_.size() >= kMostStems) stems_.clear();
  return stems_[std::string(word)] = Hash(Stem(word));
}

void FeatureMaker::AddWords(const std::vector<Token>& words,
                            std::vector<uint64_t>& out) {
  std::vector<uint64_t> hashes;
  hashes.reserve(words.size());
  for (const Token& token : words) {
    hashes.push_back(Hash(TextOf(token)));
    out.push_back(Feature(Block::kWords, hashes.back()));
  }
  AddNeighbours(Block::kWordPairs, hashes, out);
  std::string padded;
  for (const Token& token : words) {
    const absl::string_view text = TextOf(token);
    padded.assign(1, ' ');
    padded.append(text.data(), text.size());
    padded.push_back(' ');
    for (size_t i = 0; i + kShortestNgram <= padded.size(); ++i)
      AddNgrams(padded, i, out);
  }
}

void FeatureMaker::AddShapes(const std::vector<Token>& shapes,
                             std::vector<uint64_t>& out) {
  std::vector<uint64_t> stems;
  stems.reserve(shapes.size());
  for (const Token& token : shapes) {
    stems.push_back(StemHash(TextOf(token)));
    out.push_back(Feature(Block::kStems, stems.back()));
  }
  AddNeighbours(Block::kStemPairs, stems, out);
  if (stems.size() > kMostFarWords) stems.resize(kMostFarWords);
  std::sort(stems.begin(), stems.end());
  stems.erase(std::unique(stems.begin(), stems.end()), stems.end());
  for (size_t i = 0; i < stems.size(); ++i) {
    for (size_t j = i + 1; j < stems.size(); ++j)
      out.push_back(Pair(Block::kFarPairs, stems[i], stems[j]));
  }
}

std::vector<uint64_t> FeatureMaker::Make(const ClassifierText& text) {
  std::vector<uint64_t> out;
  out.reserve(text.words.size() * 32 + text.shapes.size() * 8);
  AddWords(text.words, out);
  AddShapes(text.shapes, out);
  return out;
}

}  // namespace unknot::understanding
