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

}  // namespace

bool IsUtf8(absl::string_view text) {
  while (!text.empty()) {
    const size_t length = CharacterLength(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

}  // namespace unknot::runtime
