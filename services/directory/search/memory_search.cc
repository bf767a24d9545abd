// Rows in cells of a grid. A search looks at the rows of the cells within reach
// and keeps the best; readers share the index, a change has it for itself.
#include <algorithm>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "services/directory/fold.h"
#include "services/directory/search/geometry.h"
#include "services/directory/search/match.h"
#include "services/directory/search/search.h"

namespace unknot::directory {
namespace {

struct Row {
  std::shared_ptr<const v1::Therapist> therapist;
  // Folded display name.
  std::string display_key;
};

struct ClinicRow {
  std::shared_ptr<const v1::Clinic> clinic;
  // Folded display name.
  std::string display_key;
};

struct Candidate {
  const Row* row;
  std::optional<double> distance_m;
  Rank rank;
};

// What SortKey compares, without copying the names.
auto Order(const Candidate& c) {
  return std::tie(c.rank.group, c.rank.rank, c.row->display_key,
                  c.row->therapist->name());
}

bool ComesFirst(const Candidate& a, const Candidate& b) {
  return Order(a) < Order(b);
}

bool ComesAfter(const Candidate& c, const SortKey& key) {
  return std::tie(key.group, key.rank, key.display_key, key.name) < Order(c);
}

class MemorySearch final : public Search {
 public:
  void Put(const v1::Therapist& therapist) override {
    auto row = std::make_unique<Row>();
    row->therapist = std::make_shared<const v1::Therapist>(therapist);
    row->display_key = Fold(therapist.display_name());
    const int64_t cell = CellOf(therapist.location().point());
    absl::MutexLock lock(&mutex_);
    Erase(therapist.name());
    cells_[cell].insert(row.get());
    rows_[therapist.name()] = std::move(row);
  }

  void Remove(absl::string_view name) override {
    absl::MutexLock lock(&mutex_);
    Erase(name);
  }

  void PutClinic(const v1::Clinic& clinic) override {
    ClinicRow row{std::make_shared<const v1::Clinic>(clinic),
                  Fold(clinic.display_name())};
    absl::MutexLock lock(&mutex_);
    clinics_[clinic.name()] = std::move(row);
  }

  void RemoveClinic(absl::string_view name) override {
    absl::MutexLock lock(&mutex_);
    clinics_.erase(name);
  }

  std::vector<SearchHit> Find(const SearchQuery& query) const override {
    const std::string words = Fold(query.request.text());
    // Text that folds to nothing, as "!!!", is no part of any name.
    if (words.empty() && !query.request.text().empty()) return {};
    absl::ReaderMutexLock lock(&mutex_);
    std::vector<Candidate> best;
    ForEachNear(query,
                [&](const Row& row) { Consider(row, query, words, best); });
    KeepBest(query.limit, best);
    std::vector<SearchHit> hits;
    hits.reserve(best.size());
    for (const Candidate& candidate : best) {
      hits.push_back(Describe(candidate, query));
    }
    return hits;
  }

  std::vector<ClinicHit> FindClinics(const SearchQuery& query) const override {
    const std::string words = Fold(query.request.text());
    if (!query.point.has_value() && words.empty()) return {};
    std::vector<ClinicHit> hits;
    absl::ReaderMutexLock lock(&mutex_);
    for (const auto& [name, row] : clinics_) {
      ClinicHit hit{row.clinic, {}};
      if (query.point.has_value()) {
        hit.distance_m =
            DistanceMetres(*query.point, row.clinic->location().point());
        if (*hit.distance_m > query.radius_m) continue;
      }
      if (!ClinicFits(*row.clinic, query.request)) continue;
      if (!WordsFit(words, row.display_key)) continue;
      hits.push_back(std::move(hit));
    }
    std::sort(hits.begin(), hits.end(),
              [](const ClinicHit& a, const ClinicHit& b) {
                return std::tuple(a.distance_m, a.clinic->name()) <
                       std::tuple(b.distance_m, b.clinic->name());
              });
    hits.resize(std::min<size_t>(hits.size(), query.limit));
    return hits;
  }

  size_t size() const override {
    absl::ReaderMutexLock lock(&mutex_);
    return rows_.size();
  }

 private:
  void Erase(absl::string_view name) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const auto row = rows_.find(name);
    if (row == rows_.end()) return;
    const auto cell =
        cells_.find(CellOf(row->second->therapist->location().point()));
    cell->second.erase(row->second.get());
    if (cell->second.empty()) cells_.erase(cell);
    rows_.erase(row);
  }

  template <typename Visit>
  void ForEachNear(const SearchQuery& query, const Visit& visit) const
      ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    std::optional<std::vector<int64_t>> cells;
    if (query.point.has_value()) {
      cells = CellsWithin(*query.point, query.radius_m);
    }
    if (!cells.has_value() || cells->size() > cells_.size()) {
      for (const auto& [name, row] : rows_) visit(*row);
      return;
    }
    for (const int64_t cell : *cells) {
      const auto found = cells_.find(cell);
      if (found == cells_.end()) continue;
      for (const Row* row : found->second) visit(*row);
    }
  }

  void Consider(const Row& row, const SearchQuery& query,
                absl::string_view words, std::vector<Candidate>& best) const
      ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    const v1::Therapist& therapist = *row.therapist;
    std::optional<double> distance_m;
    if (query.point.has_value()) {
      distance_m = DistanceMetres(*query.point, therapist.location().point());
      if (*distance_m > query.radius_m) return;
    }
    if (!Fits(therapist, query)) return;
    if (!words.empty() && !WordsFit(words, WordsOf(row))) return;
    const Candidate candidate{&row, distance_m,
                              RankOf(therapist, query, distance_m)};
    if (query.after.has_value() && !ComesAfter(candidate, *query.after)) return;
    best.push_back(candidate);
    // Drops what cannot be among the results, now and then.
    const size_t most = 4 * static_cast<size_t>(query.limit) + 64;
    if (best.size() > most) KeepBest(query.limit, best);
  }

  // Puts the best `limit` in order and drops the others.
  static void KeepBest(int limit, std::vector<Candidate>& best) {
    const size_t keep = std::min<size_t>(best.size(), limit);
    std::partial_sort(best.begin(), best.begin() + keep, best.end(),
                      ComesFirst);
    best.resize(keep);
  }

  std::string WordsOf(const Row& row) const ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    const auto clinic = clinics_.find(row.therapist->clinic());
    if (clinic == clinics_.end()) return row.display_key;
    return absl::StrCat(row.display_key, " ", clinic->second.display_key);
  }

  SearchHit Describe(const Candidate& candidate, const SearchQuery& query) const
      ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    SearchHit hit;
    hit.therapist = candidate.row->therapist;
    const auto clinic = clinics_.find(hit.therapist->clinic());
    if (clinic != clinics_.end()) {
      hit.clinic_display_name = clinic->second.clinic->display_name();
    }
    hit.distance_m = candidate.distance_m;
    hit.reasons = ReasonsFor(*hit.therapist, query, hit.distance_m);
    hit.key = {candidate.rank.group, candidate.rank.rank,
               candidate.row->display_key, hit.therapist->name()};
    return hit;
  }

  mutable absl::Mutex mutex_;
  absl::flat_hash_map<std::string, std::unique_ptr<Row>> rows_
      ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<int64_t, absl::flat_hash_set<const Row*>> cells_
      ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<std::string, ClinicRow> clinics_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

std::unique_ptr<Search> MakeMemorySearch() {
  return std::make_unique<MemorySearch>();
}

}  // namespace unknot::directory
