// A k-d tree over the unit vectors, three splits at a time.
#include "services/directory/search/cell_tree.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace unknot::directory {
namespace {

constexpr size_t kRowsOfCell = 32;
// 2 to this many cells in a cell.
constexpr int kSplits = 3;

struct Place {
  std::array<float, 3> at;
  uint32_t row;
};
using PlaceRange = std::pair<size_t, size_t>;

class Arranger {
 public:
  Arranger(const std::vector<Row>& rows, std::vector<Cell>& cells)
      : rows_(rows), cells_(cells) {
    places_.reserve(rows.size());
    for (uint32_t i = 0; i < rows.size(); ++i) {
      const UnitVector& where = rows[i].where;
      places_.push_back(
          {{static_cast<float>(where.x), static_cast<float>(where.y),
            static_cast<float>(where.z)},
           i});
    }
  }

  std::vector<uint32_t> Run() {
    cells_.assign(1, Cell{});
    Fill(0, {0, places_.size()});
    std::vector<uint32_t> order;
    order.reserve(places_.size());
    for (const Place& place : places_) order.push_back(place.row);
    return order;
  }

 private:
  void Fill(size_t cell, PlaceRange range) {
    if (range.second - range.first <= kRowsOfCell) {
      std::sort(places_.begin() + range.first, places_.begin() + range.second,
                [&](const Place& a, const Place& b) {
                  const double ra = rows_[a.row].rating;
                  const double rb = rows_[b.row].rating;
                  return ra != rb ? ra > rb : a.row < b.row;
                });
      cells_[cell].holds_rows = true;
      cells_[cell].first = static_cast<uint32_t>(range.first);
      cells_[cell].count = static_cast<uint32_t>(range.second - range.first);
      return;
    }
    std::vector<PlaceRange> parts = {range};
    for (int split = 0; split < kSplits; ++split) {
      std::vector<PlaceRange> halves;
      for (const PlaceRange& part : parts) Halve(part, halves);
      parts = std::move(halves);
    }
    const size_t first = cells_.size();
    cells_.resize(first + parts.size());
    cells_[cell].first = static_cast<uint32_t>(first);
    cells_[cell].count = static_cast<uint32_t>(parts.size());
    for (size_t i = 0; i < parts.size(); ++i) Fill(first + i, parts[i]);
  }

  // Splits across the widest extent, unless the part is a cell already.
  void Halve(PlaceRange part, std::vector<PlaceRange>& halves) {
    if (part.second - part.first <= kRowsOfCell) {
      halves.push_back(part);
      return;
    }
    const auto begin = places_.begin() + part.first;
    const auto end = places_.begin() + part.second;
    std::array<float, 3> low = begin->at;
    std::array<float, 3> high = begin->at;
    for (auto place = begin; place != end; ++place) {
      for (int axis = 0; axis < 3; ++axis) {
        low[axis] = std::min(low[axis], place->at[axis]);
        high[axis] = std::max(high[axis], place->at[axis]);
      }
    }
    int widest = 0;
    for (int axis = 1; axis < 3; ++axis) {
      if (high[axis] - low[axis] > high[widest] - low[widest]) widest = axis;
    }
    const size_t middle = (part.first + part.second) / 2;
    std::nth_element(begin, places_.begin() + middle, end,
                     [widest](const Place& a, const Place& b) {
                       return a.at[widest] < b.at[widest];
                     });
    halves.push_back({part.first, middle});
    halves.push_back({middle, part.second});
  }

  const std::vector<Row>& rows_;
  std::vector<Cell>& cells_;
  std::vector<Place> places_;
};

// The middle of the box around some points, brought onto the globe.
class Box {
 public:
  void Add(const UnitVector& point) {
    low_ = {std::min(low_.x, point.x), std::min(low_.y, point.y),
            std::min(low_.z, point.z)};
    high_ = {std::max(high_.x, point.x), std::max(high_.y, point.y),
             std::max(high_.z, point.z)};
  }
  void Add(const Cell& part) {
    Add(UnitVector{part.low[0], part.low[1], part.low[2]});
    Add(UnitVector{part.high[0], part.high[1], part.high[2]});
  }
  // Rounded outwards.
  std::array<float, 3> Low() const {
    return {Below(low_.x), Below(low_.y), Below(low_.z)};
  }
  std::array<float, 3> High() const {
    return {-Below(-high_.x), -Below(-high_.y), -Below(-high_.z)};
  }
  UnitVector Middle() const {
    const UnitVector sum{low_.x + high_.x, low_.y + high_.y, low_.z + high_.z};
    const double length =
        std::sqrt(sum.x * sum.x + sum.y * sum.y + sum.z * sum.z);
    // Points all around the globe have no middle; any will do.
    if (length < 1e-6) return {1, 0, 0};
    return {sum.x / length, sum.y / length, sum.z / length};
  }

 private:
  static float Below(double number) {
    return std::nextafter(static_cast<float>(number), -2.0F);
  }

  UnitVector low_{2, 2, 2};
  UnitVector high_{-2, -2, -2};
};

void Include(const Row& row, Cell& cell) {
  cell.best_rating = std::max(cell.best_rating, row.rating);
  cell.lowest_price = std::min(cell.lowest_price, HourlyPrice(row));
  for (size_t i = 0; i < cell.tags.size(); ++i) cell.tags[i] |= row.tags[i];
  cell.flags |= row.flags;
}

void Include(const Cell& part, Cell& cell) {
  cell.best_rating = std::max(cell.best_rating, part.best_rating);
  cell.lowest_price = std::min(cell.lowest_price, part.lowest_price);
  for (size_t i = 0; i < cell.tags.size(); ++i) cell.tags[i] |= part.tags[i];
  cell.flags |= part.flags;
}

}  // namespace

std::vector<uint32_t> ArrangeInCells(const std::vector<Row>& rows,
                                     std::vector<Cell>& cells) {
  return Arranger(rows, cells).Run();
}

void SumUp(const std::vector<Row>& rows, std::vector<Cell>& cells) {
  // A cell stands before its parts.
  for (size_t i = cells.size(); i-- > 0;) {
    Cell& cell = cells[i];
    cell.best_rating = 0;
    cell.lowest_price = std::numeric_limits<double>::infinity();
    cell.tags = {};
    cell.flags = 0;
    Box box;
    for (uint32_t j = cell.first; j < cell.first + cell.count; ++j) {
      if (cell.holds_rows) {
        Include(rows[j], cell);
        box.Add(rows[j].where);
      } else {
        Include(cells[j], cell);
        box.Add(cells[j]);
      }
    }
    cell.middle = box.Middle();
    cell.low = box.Low();
    cell.high = box.High();
    cell.reach_m = 0;
    for (uint32_t j = cell.first; j < cell.first + cell.count; ++j) {
      const double away =
          cell.holds_rows
              ? DistanceMetres(cell.middle, rows[j].where)
              : DistanceMetres(cell.middle, cells[j].middle) + cells[j].reach_m;
      cell.reach_m = std::max(cell.reach_m, away);
    }
    // More than any rounding on the way.
    cell.reach_m += 1e-3;
  }
}

}  // namespace unknot::directory
