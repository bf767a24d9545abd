// Which rows have which key: sorted keys, each with the numbers of its rows in
// a few bytes a row. Inside of search/ only.
#ifndef UNKNOT_SERVICES_DIRECTORY_SEARCH_POSTINGS_H_
#define UNKNOT_SERVICES_DIRECTORY_SEARCH_POSTINGS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

namespace unknot::directory {

// Does not change once it is filled; then safe to read from any thread.
class Postings {
 public:
  // Adds a key with its rows. REQUIRES: `key` comes after all keys before it;
  // `rows` are in rising order.
  void Add(absl::string_view key, const std::vector<uint32_t>& rows);
  // Gives back memory that is not needed.
  void Finish();

  size_t size() const { return key_ends_.size(); }
  // REQUIRES: index < size().
  absl::string_view key(size_t index) const;

  std::optional<size_t> Find(absl::string_view key) const;

  // The first and the one after the last of the keys that begin with `prefix`.
  std::pair<size_t, size_t> WithPrefix(absl::string_view prefix) const;

  // How many rows the keys from `first` to before `last` have, a row counted
  // for each of its keys.
  size_t Count(size_t first, size_t last) const;

  // Appends the rows of a key.
  void AppendRows(size_t index, std::vector<uint32_t>& rows) const;

  // Memory held.
  size_t bytes() const;

 private:
  size_t LowerBound(absl::string_view key) const;

  std::string keys_;
  std::vector<uint32_t> key_ends_;
  // Differences of row numbers, seven bits a byte.
  std::string rows_;
  std::vector<uint32_t> row_ends_;
  // Rows of this key and all before it.
  std::vector<uint32_t> counts_;
};

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_SEARCH_POSTINGS_H_
