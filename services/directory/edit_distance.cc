// Optimal string alignment with three rows.
#include "services/directory/edit_distance.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

namespace unknot::directory {

int EditDistance(absl::string_view a, absl::string_view b, int limit) {
  const int rows = static_cast<int>(a.size());
  const int columns = static_cast<int>(b.size());
  if (std::abs(rows - columns) > limit) return limit + 1;
  std::vector<int> before(columns + 1);
  std::vector<int> above(columns + 1);
  std::vector<int> current(columns + 1);
  for (int j = 0; j <= columns; ++j) above[j] = j;
  for (int i = 1; i <= rows; ++i) {
    current[0] = i;
    int best = i;
    for (int j = 1; j <= columns; ++j) {
      const int replaced = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      current[j] = std::min({above[j] + 1, current[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        current[j] = std::min(current[j], before[j - 2] + 1);
      }
      best = std::min(best, current[j]);
    }
    if (best > limit) return limit + 1;
    std::swap(before, above);
    std::swap(above, current);
  }
  return above[columns];
}

}  // namespace unknot::directory
