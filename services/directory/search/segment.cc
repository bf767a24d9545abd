#include "services/directory/search/segment.h"

namespace unknot::directory {

std::string Tag(TagKind kind, absl::string_view value) {
  std::string tag(1, kind);
  tag.append(value.data(), value.size());
  return tag;
}

uint64_t HashOfName(absl::string_view name) {
  // FNV-1a, stirred at the end so that all bits are worth using.
  uint64_t hash = 0xCBF29CE484222325u;
  for (const char c : name) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
  }
  hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCDu;
  return hash ^ (hash >> 33);
}

std::optional<uint32_t> Segment::FindName(absl::string_view name) const {
  if (names.empty()) return std::nullopt;
  size_t slot = HashOfName(name) % names.size();
  while (names[slot] != kNoRow) {
    if (PayloadOf(names[slot]).name == name) return names[slot];
    slot = slot + 1 == names.size() ? 0 : slot + 1;
  }
  return std::nullopt;
}

size_t Segment::index_bytes() const {
  size_t sum = rows.capacity() * sizeof(Row) + cells.capacity() * sizeof(Cell) +
               tags.bytes() + words.bytes() +
               bit_of_tag.capacity() * sizeof(int16_t) +
               names.capacity() * sizeof(uint32_t);
  for (const auto& pattern : hours) {
    sum += sizeof(pattern) + pattern.capacity() * sizeof(Opening);
  }
  return sum;
}

}  // namespace unknot::directory
