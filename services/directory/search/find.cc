// Looks at cells in the order of the best that a row in them could be, and
// stops when no row that is left can be among the results.
#include "services/directory/search/find.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace unknot::directory {
namespace {

class Finder {
 public:
  Finder(const Wishes& wishes, const Parts& parts)
      : wishes_(wishes),
        parts_(parts),
        limit_(static_cast<size_t>(wishes.query.limit)) {
    best_.reserve(limit_);
    if (wishes.where.has_value()) {
      const double angle = wishes.query.radius_m / kEarthRadiusMetres;
      const double chord = 2 * std::sin(std::min(angle, 3.14) / 2);
      // A little more than the radius; rows are measured exactly.
      most_chord_squared_ = chord * chord * (1 + 1e-6);
    }
  }

  std::vector<Found> Run() {
    plans_.reserve(parts_.size());
    for (uint32_t i = 0; i < parts_.size(); ++i) {
      plans_.push_back(Plan::Make(wishes_, *parts_[i].segment));
      if (!plans_[i].has_value()) continue;
      if (plans_[i]->few().has_value()) {
        for (const uint32_t row : *plans_[i]->few()) Consider(i, row);
      } else {
        ConsiderCell(i, 0);
      }
    }
    while (!waiting_.empty()) {
      std::pop_heap(waiting_.begin(), waiting_.end(), ComesLater);
      const Waiting next = waiting_.back();
      waiting_.pop_back();
      if (IsFull() && best_.front().rank < next.bound) break;
      Visit(next);
    }
    std::sort_heap(best_.begin(), best_.end(), Before{*this});
    return std::move(best_);
  }

 private:
  // A cell to look into.
  struct Waiting {
    Rank bound;
    double distance_m;
    uint32_t part;
    uint32_t cell;
  };
  static bool ComesLater(const Waiting& a, const Waiting& b) {
    return b.bound < a.bound;
  }

  struct Before {
    bool operator()(const Found& a, const Found& b) const {
      if (!(a.rank == b.rank)) return a.rank < b.rank;
      return finder.NameBefore(a, b);
    }
    const Finder& finder;
  };

  bool NameBefore(const Found& a, const Found& b) const {
    if (a.part == b.part) {
      const std::vector<Row>& rows = parts_[a.part].segment->rows;
      return rows[a.row].name_rank < rows[b.row].name_rank;
    }
    const Payload x = parts_[a.part].segment->PayloadOf(a.row);
    const Payload y = parts_[b.part].segment->PayloadOf(b.row);
    return std::pair(x.display_key, x.name) < std::pair(y.display_key, y.name);
  }

  bool IsFull() const { return best_.size() == limit_; }

  void ConsiderCell(uint32_t part, uint32_t index) {
    const Cell& cell = parts_[part].segment->cells[index];
    double distance_m = 0;
    if (wishes_.where.has_value()) {
      const double chord_squared = LeastChordSquared(cell, *wishes_.where);
      if (chord_squared > most_chord_squared_) return;
      distance_m = std::max(
          {0.0, DistanceMetres(*wishes_.where, cell.middle) - cell.reach_m,
           ArcMetres(std::sqrt(chord_squared)) - 1e-3});
      if (distance_m > wishes_.query.radius_m) return;
    }
    if (!plans_[part]->MayFit(cell)) return;
    const Rank bound = plans_[part]->Bound(cell, distance_m);
    if (IsFull() && best_.front().rank < bound) return;
    waiting_.push_back({bound, distance_m, part, index});
    std::push_heap(waiting_.begin(), waiting_.end(), ComesLater);
  }

  void Visit(const Waiting& waiting) {
    const Segment& segment = *parts_[waiting.part].segment;
    const Cell& cell = segment.cells[waiting.cell];
    const bool by_rating =
        cell.holds_rows && wishes_.order == v1::SEARCH_ORDER_BEST;
    const Plan::Promise promise =
        by_rating ? plans_[waiting.part]->PromiseOf(cell) : Plan::Promise{};
    for (uint32_t i = cell.first; i < cell.first + cell.count; ++i) {
      if (!cell.holds_rows) {
        ConsiderCell(waiting.part, i);
        continue;
      }
      // The rows that follow are rated no better.
      constexpr uint32_t kLookEvery = 4;
      if (by_rating && i % kLookEvery == 0 && IsFull() &&
          best_.front().rank < Rank{0, plans_[waiting.part]->BoundByRating(
                                           promise, segment.rows[i].rating,
                                           waiting.distance_m)}) {
        return;
      }
      Consider(waiting.part, i);
    }
  }

  void Consider(uint32_t part, uint32_t row) {
    const Plan& plan = *plans_[part];
    if (parts_[part].IsDead(row) || !plan.Fits(row)) return;
    Found found{part, row, 0, {}};
    if (wishes_.where.has_value()) {
      found.distance_m =
          DistanceMetres(*wishes_.where, parts_[part].segment->rows[row].where);
      if (found.distance_m > wishes_.query.radius_m) return;
    }
    found.rank = plan.RankOf(row, found.distance_m);
    if (IsFull() && !Before{*this}(found, best_.front())) return;
    if (!IsAfterStart(found) || !plan.WordsFitRow(row)) return;
    if (IsFull()) {
      std::pop_heap(best_.begin(), best_.end(), Before{*this});
      best_.pop_back();
    }
    best_.push_back(found);
    std::push_heap(best_.begin(), best_.end(), Before{*this});
  }

  bool IsAfterStart(const Found& found) const {
    if (!wishes_.query.after.has_value()) return true;
    const SortKey& after = *wishes_.query.after;
    const Rank start{after.group, after.rank};
    if (!(found.rank == start)) return start < found.rank;
    const Payload payload = parts_[found.part].segment->PayloadOf(found.row);
    return std::pair<absl::string_view, absl::string_view>(after.display_key,
                                                           after.name) <
           std::pair(payload.display_key, payload.name);
  }

  const Wishes& wishes_;
  const Parts& parts_;
  const size_t limit_;
  double most_chord_squared_ = 4;
  std::vector<std::optional<Plan>> plans_;
  // A heap, the best bound on top.
  std::vector<Waiting> waiting_;
  // A heap, the last result on top.
  std::vector<Found> best_;
};

}  // namespace

std::vector<Found> FindBest(const Wishes& wishes, const Parts& parts) {
  return Finder(wishes, parts).Run();
}

}  // namespace unknot::directory
