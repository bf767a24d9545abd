// A query in the terms of one segment: bits to test, bounds to compare. Inside
// of search/ only.
#ifndef UNKNOT_SERVICES_DIRECTORY_SEARCH_PLAN_H_
#define UNKNOT_SERVICES_DIRECTORY_SEARCH_PLAN_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "services/directory/search/segment.h"
#include "services/directory/search/wishes.h"

namespace unknot::directory {

// Where a result stands, names apart: the first two parts of a SortKey.
struct Rank {
  int group = 0;
  double rank = 0;

  friend bool operator<(const Rank& a, const Rank& b) {
    return a.group != b.group ? a.group < b.group : a.rank < b.rank;
  }
  friend bool operator==(const Rank& a, const Rank& b) {
    return a.group == b.group && a.rank == b.rank;
  }
};

class Plan {
 public:
  // Nothing means that nobody in the segment fits. Both must outlive the plan.
  static std::optional<Plan> Make(const Wishes& wishes, const Segment& segment);

  // If so few rows can fit that looking at each is best: those rows.
  const std::optional<std::vector<uint32_t>>& few() const { return few_; }

  // Whether a row of the cell may fit, distance apart.
  bool MayFit(const Cell& cell) const;
  // No row of the cell that fits stands before this. `distance_m` is less than
  // that of any; ignored without a place.
  Rank Bound(const Cell& cell, double distance_m) const;
  // The best that rows of a cell may have besides distance and rating.
  struct Promise {
    double technique = 0;
    double treats = 0;
    bool active = false;
  };
  Promise PromiseOf(const Cell& cell) const;
  // No row rated as that or less and as far away or farther stands before this;
  // only for the order by best match.
  double BoundByRating(const Promise& promise, double rating,
                       double distance_m) const;

  // Whether a row fits, distance and words apart.
  bool Fits(uint32_t row) const;
  // Whether the words fit.
  bool WordsFitRow(uint32_t row) const;
  Rank RankOf(uint32_t row, double distance_m) const;

 private:
  // Rows that have some tag: by bits, and by their numbers.
  struct TagTest {
    TagSet bits = {};
    std::vector<uint32_t> rows;
    bool possible = false;
  };
  // A tag that counts for the score.
  struct TagWeight {
    double weight = 0;
    TagTest test;
  };

  Plan(const Wishes& wishes, const Segment& segment)
      : wishes_(wishes), segment_(segment) {}

  void AddTag(size_t tag, TagTest& test) const;
  TagTest TestFor(const std::vector<std::string>& tags) const;
  TagTest TestForLanguages() const;
  std::vector<TagWeight> WeightsFor(
      TagKind kind,
      const google::protobuf::RepeatedPtrField<std::string>& wanted) const;
  void PlanWords();
  void ConsiderFew(std::vector<uint32_t> rows);

  static bool Passes(const TagTest& test, const TagSet& tags, uint32_t row) {
    return Meet(test.bits, tags) ||
           (!test.rows.empty() &&
            std::binary_search(test.rows.begin(), test.rows.end(), row));
  }
  // Rows by number may be anywhere, so that no cell is ruled out by them.
  static bool MayPass(const TagTest& test, const Cell& cell) {
    return Meet(test.bits, cell.tags) || !test.rows.empty();
  }

  // The score from 0 to 1 of what has these parts. The order of the additions
  // is the same for rows and bounds, so that no bound is rounded below a row.
  double Score(double distance_m, double technique, double treats,
               double rating, bool active) const;

  const Wishes& wishes_;
  const Segment& segment_;
  std::vector<TagTest> groups_;
  std::vector<TagWeight> techniques_;
  std::vector<TagWeight> treats_;
  double whole_weight_ = 1;
  // For each wish: rows of clinics whose names fit.
  std::vector<std::vector<uint32_t>> clinic_rows_;
  std::optional<std::vector<uint32_t>> few_;
  // By index of the opening hours; only for the order by who is open soonest.
  std::vector<double> waits_;
};

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_SEARCH_PLAN_H_
