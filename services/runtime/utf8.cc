#include "services/runtime/utf8.h"

#include <cstddef>

namespace unknot::runtime {
namespace {

// A row of Unicode's table 3-7: after a first byte up to `last_first` come
// `tail_length` bytes, of which the first is in [low, high] and others are
// continuations.
struct Row {
  unsigned char last_first;
  int tail_length;
  unsigned char low;
  unsigned char high;
};

constexpr Row kRows[] = {
    {0x7F, 0, 0, 0},       {0xC1, -1, 0, 0},      {0xDF, 1, 0x80, 0xBF},
    {0xE0, 2, 0xA0, 0xBF}, {0xEC, 2, 0x80, 0xBF}, {0xED, 2, 0x80, 0x9F},
    {0xEF, 2, 0x80, 0xBF}, {0xF0, 3, 0x90, 0xBF}, {0xF3, 3, 0x80, 0xBF},
    {0xF4, 3, 0x80, 0x8F}, {0xFF, -1, 0, 0},
};

const Row& RowOf(unsigned char first) {
  const Row* row = kRows;
  while (first > row->last_first) ++row;
  return *row;
}

// Returns how many bytes the character at the start of `text` has; 0 if it is
// malformed.
size_t CharacterLength(absl::string_view text) {
  const Row& row = RowOf(static_cast<unsigned char>(text[0]));
  if (row.tail_length < 0) return 0;
  const size_t length = 1 + static_cast<size_t>(row.tail_length);
  if (length > text.size()) return 0;
  unsigned char low = row.low;
  unsigned char high = row.high;
  for (size_t i = 1; i < length; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < low || byte > high) return 0;
    low = 0x80;
    high = 0xBF;
  }
  return length;
}

// U+202A to U+202E, U+2066 to U+2069.
bool TurnsWordsRound(absl::string_view text) {
  if (text.size() < 3 || text[0] != '\xE2') return false;
  const auto last = static_cast<unsigned char>(text[2]);
  return (text[1] == '\x80' && last >= 0xAA && last <= 0xAE) ||
         (text[1] == '\x81' && last >= 0xA6 && last <= 0xA9);
}

}  // namespace

bool IsUtf8(absl::string_view text) {
  while (!text.empty()) {
    const size_t length = CharacterLength(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

size_t ControlSize(absl::string_view text) {
  if (text.empty()) return 0;
  const auto first = static_cast<unsigned char>(text[0]);
  if (first < 0x20 || first == 0x7F) return 1;
  if (first != 0xC2 || text.size() < 2) return 0;
  const auto second = static_cast<unsigned char>(text[1]);
  return second >= 0x80 && second < 0xA0 ? 2 : 0;
}

std::string WithoutControls(absl::string_view text) {
  std::string clean(text);
  size_t size = 1;
  for (size_t i = 0; i < clean.size(); i += size) {
    const absl::string_view rest = text.substr(i);
    size = 1;
    if (rest[0] == '\n' || rest[0] == '\t') continue;
    size_t blanks = ControlSize(rest);
    if (TurnsWordsRound(rest)) blanks = 3;
    if (blanks == 0) continue;
    clean.replace(i, blanks, blanks, ' ');
    size = blanks;
  }
  return clean;
}

}  // namespace unknot::runtime
