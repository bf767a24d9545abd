#include "services/directory/search/clinics.h"

#include <algorithm>
#include <numbers>
#include <tuple>

#include "absl/strings/str_split.h"
#include "services/directory/fold.h"
#include "services/directory/search/geometry.h"

namespace unknot::directory {
namespace {

bool Fits(const v1::Clinic& clinic,
          const v1::SearchTherapistsRequest& request) {
  return !(request.exclude_demo() && clinic.demo()) &&
         !(request.offers_virtual() && !clinic.offers_virtual()) &&
         !(request.wheelchair_accessible() && !clinic.wheelchair_accessible());
}

}  // namespace

void ClinicTable::Put(const v1::Clinic& clinic) {
  Entry entry{std::make_shared<const v1::Clinic>(clinic),
              Fold(clinic.display_name())};
  absl::MutexLock lock(&mutex_);
  Erase(clinic.name());
  by_latitude_[{clinic.location().point().latitude(), clinic.name()}] =
      entry.clinic.get();
  clinics_[clinic.name()] = std::move(entry);
}

void ClinicTable::Remove(absl::string_view name) {
  absl::MutexLock lock(&mutex_);
  Erase(name);
}

void ClinicTable::Erase(absl::string_view name) {
  const auto entry = clinics_.find(name);
  if (entry == clinics_.end()) return;
  by_latitude_.erase({entry->second.clinic->location().point().latitude(),
                      entry->second.clinic->name()});
  clinics_.erase(entry);
}

std::string ClinicTable::DisplayNameOf(absl::string_view name) const {
  if (name.empty()) return "";
  absl::ReaderMutexLock lock(&mutex_);
  const auto entry = clinics_.find(name);
  return entry == clinics_.end() ? "" : entry->second.clinic->display_name();
}

void ClinicTable::AddClinics(WordWish& wish) const {
  absl::ReaderMutexLock lock(&mutex_);
  for (const auto& [name, entry] : clinics_) {
    if (WordFits(wish, entry.display_key)) wish.clinics.push_back(name);
  }
}

void ClinicTable::Suggest(ClosestWords& closest) const {
  absl::ReaderMutexLock lock(&mutex_);
  for (const auto& [name, entry] : clinics_) {
    for (const absl::string_view word :
         absl::StrSplit(entry.display_key, ' ', absl::SkipEmpty())) {
      closest.Consider(word);
    }
  }
}

std::vector<ClinicHit> ClinicTable::Find(
    const SearchQuery& query, const std::vector<WordWish>& words) const {
  std::vector<ClinicHit> hits;
  absl::ReaderMutexLock lock(&mutex_);
  auto clinic = by_latitude_.begin();
  auto end = by_latitude_.end();
  if (query.point.has_value()) {
    const double reach =
        query.radius_m / kEarthRadiusMetres * 180 / std::numbers::pi + 1e-6;
    clinic = by_latitude_.lower_bound({query.point->latitude() - reach, ""});
    end = by_latitude_.lower_bound({query.point->latitude() + reach, ""});
  }
  for (; clinic != end; ++clinic) {
    const auto entry = clinics_.find(clinic->first.second);
    ClinicHit hit{entry->second.clinic, {}};
    if (query.point.has_value()) {
      hit.distance_m =
          DistanceMetres(*query.point, hit.clinic->location().point());
      if (*hit.distance_m > query.radius_m) continue;
    }
    if (!Fits(*hit.clinic, query.request)) continue;
    if (!WordsFit(words, entry->second.display_key)) continue;
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

}  // namespace unknot::directory
