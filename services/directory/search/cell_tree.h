// Rows in cells: small groups of rows that lie together, and groups of such
// groups. Each cell knows the best that any row in it could be, so that a
// search looks at the most promising cells first and stops when no other can
// hold anything better. Inside of search/ only.
#ifndef UNKNOT_SERVICES_DIRECTORY_SEARCH_CELL_TREE_H_
#define UNKNOT_SERVICES_DIRECTORY_SEARCH_CELL_TREE_H_

#include <array>
#include <cstdint>
#include <vector>

#include "services/directory/search/row.h"

namespace unknot::directory {

struct Cell {
  // All rows lie within `reach_m` of it, and in the box.
  UnitVector middle;
  double reach_m = 0;
  std::array<float, 3> low = {};
  std::array<float, 3> high = {};
  double best_rating = 0;
  // Infinite if no price is known.
  double lowest_price = 0;
  // Union over the rows.
  TagSet tags = {};
  uint16_t flags = 0;
  // Whether `first` and `count` are about rows rather than cells.
  bool holds_rows = false;
  uint32_t first = 0;
  uint32_t count = 0;
};

// Returns a distance, as the square of a straight line in radii of the globe,
// that no row of the cell is closer than.
inline double LeastChordSquared(const Cell& cell, const UnitVector& from) {
  const auto outside = [](double at, double low, double high) {
    return at < low ? low - at : at > high ? at - high : 0.0;
  };
  const double x = outside(from.x, cell.low[0], cell.high[0]);
  const double y = outside(from.y, cell.low[1], cell.high[1]);
  const double z = outside(from.z, cell.low[2], cell.high[2]);
  return x * x + y * y + z * z;
}

// Returns an order of the rows in which those of each cell lie together, best
// rated first: the row at position i was at result[i] before. Sets only extent
// and shape of the cells; the first one holds everything.
// REQUIRES: there are rows.
std::vector<uint32_t> ArrangeInCells(const std::vector<Row>& rows,
                                     std::vector<Cell>& cells);

// Sets everything else, from rows that are arranged and have all their tags.
void SumUp(const std::vector<Row>& rows, std::vector<Cell>& cells);

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_SEARCH_CELL_TREE_H_
