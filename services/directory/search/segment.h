// A part of the index: therapists that were indexed together. Inside of
// search/ only.
#ifndef UNKNOT_SERVICES_DIRECTORY_SEARCH_SEGMENT_H_
#define UNKNOT_SERVICES_DIRECTORY_SEARCH_SEGMENT_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "services/directory/search/cell_tree.h"
#include "services/directory/search/payload.h"
#include "services/directory/search/postings.h"
#include "services/directory/search/row.h"

namespace unknot::directory {

// What a tag is about, its first letter: the rest is the id, code or name.
enum TagKind : char {
  kTechniqueTag = 't',
  kTreatsTag = 'p',
  // In lower case.
  kLanguageTag = 'l',
  kRegulatorTag = 'r',
  // Folded.
  kInsurerTag = 'i',
  kClinicTag = 'c',
};

// "tswedish".
std::string Tag(TagKind kind, absl::string_view value);

// Opening hours of one day, in minutes.
struct Opening {
  uint16_t day;
  uint16_t open_minute;
  uint16_t close_minute;
};

// Hash of a resource name, the same in every process.
uint64_t HashOfName(absl::string_view name);

// Never changes once it is built. Safe to read from any thread.
struct Segment {
  std::vector<Row> rows;
  std::vector<Cell> cells;

  // Every tag. Those with a bit have no rows here but in Row::tags.
  Postings tags;
  // By index of the tag; -1 for those without.
  std::vector<int16_t> bit_of_tag;

  // Words of the display names.
  Postings words;

  // By Row::hours.
  std::vector<std::vector<Opening>> hours;

  PayloadChunks payloads;

  // Hash table over the names: numbers of rows, kNoRow in empty slots.
  std::vector<uint32_t> names;
  static constexpr uint32_t kNoRow = 0xFFFFFFFF;

  Payload PayloadOf(uint32_t row) const {
    return payloads.Read(rows[row].payload);
  }

  // The row of that resource name.
  std::optional<uint32_t> FindName(absl::string_view name) const;

  // Memory of all but the payloads.
  size_t index_bytes() const;
};

// Rows of a segment that are deleted or replaced. Never changes.
struct DeadRows {
  std::vector<uint64_t> bits;
  size_t count = 0;

  bool Has(uint32_t row) const {
    return (bits[row / 64] >> (row % 64) & 1) != 0;
  }
};

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_SEARCH_SEGMENT_H_
