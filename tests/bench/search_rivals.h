// The same search by databases, to compare the index with.
#ifndef UNKNOT_TESTS_BENCH_SEARCH_RIVALS_H_
#define UNKNOT_TESTS_BENCH_SEARCH_RIVALS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace unknot::bench {

// A therapist as the databases keep it: what the query below needs.
struct RivalRow {
  int64_t id = 0;
  double latitude = 0;
  double longitude = 0;
  double rating = 0;
  // A bit for each technique and each language of the measurement.
  int techniques = 0;
  int languages = 0;
  bool active = false;
  bool refuses_clients = false;
};

// The best 20 within 25 km who offer a technique, speak a language and have an
// active licence, by the blend of distance and rating that the index ranks by.
struct RivalQuery {
  double latitude = 0;
  double longitude = 0;
  int technique = 0;
  int language = 0;
};

class Rival {
 public:
  virtual ~Rival() = default;
  virtual const char* name() const = 0;
  // Ids of the rows found, best first.
  virtual absl::StatusOr<std::vector<int64_t>> Find(
      const RivalQuery& query) = 0;
};

// An R*Tree in memory, with the other columns in the tree as auxiliary ones.
absl::StatusOr<std::unique_ptr<Rival>> MakeSqliteRival(
    const std::vector<RivalRow>& rows);

// PostGIS with a GiST index, the table clustered by it. `connection` is
// libpq's.
absl::StatusOr<std::unique_ptr<Rival>> MakePostgisRival(
    const std::vector<RivalRow>& rows, const std::string& connection);

}  // namespace unknot::bench

#endif  // UNKNOT_TESTS_BENCH_SEARCH_RIVALS_H_
