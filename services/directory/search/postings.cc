#include "services/directory/search/postings.h"

#include "absl/strings/match.h"

namespace unknot::directory {

void Postings::Add(absl::string_view key, const std::vector<uint32_t>& rows) {
  keys_.append(key.data(), key.size());
  key_ends_.push_back(static_cast<uint32_t>(keys_.size()));
  uint32_t last = 0;
  for (const uint32_t row : rows) {
    uint32_t delta = row - last;
    last = row;
    while (delta >= 0x80) {
      rows_.push_back(static_cast<char>(delta | 0x80));
      delta >>= 7;
    }
    rows_.push_back(static_cast<char>(delta));
  }
  row_ends_.push_back(static_cast<uint32_t>(rows_.size()));
  const uint32_t before = counts_.empty() ? 0 : counts_.back();
  counts_.push_back(before + static_cast<uint32_t>(rows.size()));
}

void Postings::Finish() {
  keys_.shrink_to_fit();
  key_ends_.shrink_to_fit();
  rows_.shrink_to_fit();
  row_ends_.shrink_to_fit();
  counts_.shrink_to_fit();
}

absl::string_view Postings::key(size_t index) const {
  const size_t begin = index == 0 ? 0 : key_ends_[index - 1];
  return absl::string_view(keys_).substr(begin, key_ends_[index] - begin);
}

size_t Postings::LowerBound(absl::string_view wanted) const {
  size_t low = 0;
  size_t high = size();
  while (low < high) {
    const size_t middle = (low + high) / 2;
    if (key(middle) < wanted) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

std::optional<size_t> Postings::Find(absl::string_view wanted) const {
  const size_t at = LowerBound(wanted);
  if (at == size() || key(at) != wanted) return std::nullopt;
  return at;
}

std::pair<size_t, size_t> Postings::WithPrefix(absl::string_view prefix) const {
  const size_t first = LowerBound(prefix);
  // Keys with the prefix lie together: look for the first without it.
  size_t low = first;
  size_t high = size();
  while (low < high) {
    const size_t middle = (low + high) / 2;
    if (absl::StartsWith(key(middle), prefix)) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return {first, low};
}

size_t Postings::Count(size_t first, size_t last) const {
  if (first >= last) return 0;
  return counts_[last - 1] - (first == 0 ? 0 : counts_[first - 1]);
}

void Postings::AppendRows(size_t index, std::vector<uint32_t>& rows) const {
  size_t at = index == 0 ? 0 : row_ends_[index - 1];
  uint32_t row = 0;
  while (at < row_ends_[index]) {
    uint32_t delta = 0;
    int shift = 0;
    unsigned char byte = 0;
    do {
      byte = static_cast<unsigned char>(rows_[at++]);
      delta |= static_cast<uint32_t>(byte & 0x7F) << shift;
      shift += 7;
    } while ((byte & 0x80) != 0);
    row += delta;
    rows.push_back(row);
  }
}

size_t Postings::bytes() const {
  return keys_.capacity() + rows_.capacity() +
         4 * (key_ends_.capacity() + row_ends_.capacity() + counts_.capacity());
}

}  // namespace unknot::directory
