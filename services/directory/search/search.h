// Finds therapists without asking the database.
#ifndef UNKNOT_SERVICES_DIRECTORY_SEARCH_SEARCH_H_
#define UNKNOT_SERVICES_DIRECTORY_SEARCH_SEARCH_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/string_view.h"
#include "unknot/directory/v1/clinic.pb.h"
#include "unknot/directory/v1/search.pb.h"
#include "unknot/directory/v1/therapist.pb.h"

namespace unknot::directory {

// Where a result stands among all results of its query: smaller comes first.
struct SortKey {
  // 1 for those who come after everybody else, such as therapists known to take
  // no new clients.
  int group = 0;
  // Never NaN.
  double rank = 0;
  // Folded display name.
  std::string display_key;
  // Resource name, which no two results share.
  std::string name;

  friend bool operator<(const SortKey& a, const SortKey& b) {
    return std::tie(a.group, a.rank, a.display_key, a.name) <
           std::tie(b.group, b.rank, b.display_key, b.name);
  }
  friend bool operator==(const SortKey& a, const SortKey& b) {
    return a.group == b.group && a.rank == b.rank &&
           a.display_key == b.display_key && a.name == b.name;
  }
};

// What to find. REQUIRES: `request` keeps the rules of the contract, and
// outlives the call; its place, radius and paging fields are not looked at.
struct SearchQuery {
  const v1::SearchTherapistsRequest& request;
  // Where to look; absent means everywhere.
  std::optional<v1::LatLng> point;
  // REQUIRES: > 0 if there is a point.
  int radius_m = 0;
  // The day on which licences must be valid.
  v1::Date today;
  // The moment from which on being open soonest counts.
  v1::LocalTime local_time;
  // Only what comes after this; absent means from the start.
  std::optional<SortKey> after;
  // REQUIRES: > 0.
  int limit = 20;
};

// Why somebody is found; see v1::MatchReason.
struct Reason {
  v1::MatchReasonKind kind = v1::MATCH_REASON_KIND_UNSPECIFIED;
  std::string value;
  double number = 0;
  std::string text;
};

// A therapist as it is sent and as it is read, and what is said of it whatever
// was asked.
struct FoundTherapist {
  std::string bytes;
  v1::Therapist message;
  // Texts of the reasons of those kinds, should they be reasons.
  std::string licence_active_text;
  std::string rating_text;
};

struct SearchHit {
  // Never null.
  std::shared_ptr<const FoundTherapist> therapist;
  // Empty for independent therapists.
  std::string clinic_display_name;
  // Absent when the query had no point.
  std::optional<double> distance_m;
  // Never empty; see SearchResult.reasons.
  std::vector<Reason> reasons;
  SortKey key;
};

struct ClinicHit {
  std::shared_ptr<const v1::Clinic> clinic;
  // Absent when the query had no point.
  std::optional<double> distance_m;
};

// What the search holds and what that costs.
struct SearchSize {
  size_t therapists = 0;
  // Memory that finds them.
  size_t index_bytes = 0;
  // Memory that holds the therapists themselves, packed.
  size_t content_bytes = 0;
  // Parts of the index that a search looks at.
  size_t segments = 0;
};

// Holds everybody who is not deleted, in memory. Safe to use from any thread; a
// search never waits for a change, and sees either none or all of it.
class Search {
 public:
  virtual ~Search() = default;

  // Adds therapists, or replaces those of that name, as one change; the last
  // one of a name counts. One with a delete time is removed, if it is there.
  // When this returns, searches see the change.
  // REQUIRES: each has a valid location.point.
  virtual void PutAll(const std::vector<v1::Therapist>& therapists) = 0;
  void Put(const v1::Therapist& therapist) { PutAll({therapist}); }

  // From BeginLoad until EndLoad, what is put need not be seen by searches,
  // which makes putting many therapists several times as fast. EndLoad returns
  // when all of them are seen.
  // REQUIRES: size() == 0 at the beginning.
  virtual void BeginLoad() = 0;
  virtual void EndLoad() = 0;

  // Clinics; their names are also looked at in text search. Removing one that
  // is not there does nothing.
  virtual void PutClinic(const v1::Clinic& clinic) = 0;
  virtual void RemoveClinic(absl::string_view name) = 0;

  // Returns the first `query.limit` therapists who fit, in the order asked for.
  // Empty means nobody does.
  virtual std::vector<SearchHit> Find(const SearchQuery& query) const = 0;

  // Returns the clinics of SearchTherapistsResponse.clinics, at most
  // `query.limit` of them.
  virtual std::vector<ClinicHit> FindClinics(
      const SearchQuery& query) const = 0;

  // Number of therapists held.
  virtual size_t size() const = 0;

  virtual SearchSize Measure() const = 0;

  // Returns when nothing is being rearranged in the background. For tests and
  // measurements.
  virtual void WaitUntilSettled() const = 0;
};

std::unique_ptr<Search> MakeMemorySearch();

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_SEARCH_SEARCH_H_
