// Finds the best rows of an index. Inside of search/ only.
#ifndef UNKNOT_SERVICES_DIRECTORY_SEARCH_FIND_H_
#define UNKNOT_SERVICES_DIRECTORY_SEARCH_FIND_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "services/directory/search/plan.h"
#include "services/directory/search/segment.h"
#include "services/directory/search/wishes.h"

namespace unknot::directory {

// A segment as it is at one moment.
struct Part {
  std::shared_ptr<const Segment> segment;
  // Null if nobody is dead.
  std::shared_ptr<const DeadRows> dead;

  bool IsDead(uint32_t row) const { return dead != nullptr && dead->Has(row); }
  size_t live() const {
    return segment->rows.size() - (dead == nullptr ? 0 : dead->count);
  }
};
using Parts = std::vector<Part>;

struct Found {
  uint32_t part = 0;
  uint32_t row = 0;
  // 0 without a place.
  double distance_m = 0;
  Rank rank;
};

// Returns the first `limit` rows of the query after `after`, in order.
std::vector<Found> FindBest(const Wishes& wishes, const Parts& parts);

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_SEARCH_FIND_H_
