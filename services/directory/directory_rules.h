// Pieces that the parts of Directory share. Inside of directory*.cc only.
#ifndef UNKNOT_SERVICES_DIRECTORY_DIRECTORY_RULES_H_
#define UNKNOT_SERVICES_DIRECTORY_DIRECTORY_RULES_H_

#include <string>
#include <type_traits>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/directory/proto_time.h"
#include "services/directory/rating.h"
#include "services/runtime/errors.h"
#include "unknot/directory/v1/clinic.pb.h"
#include "unknot/directory/v1/therapist.pb.h"

namespace unknot::directory {

// How often a change is tried again when others keep changing the same row.
inline constexpr int kMostAttempts = 8;

// Rows of a page where the request names no number, and at most; the contract
// says so too.
inline constexpr int kUsualPage = 50;
inline constexpr int kLargestPage = 1000;

inline int ClampPageSize(int asked, int usual = kUsualPage,
                         int most = kLargestPage) {
  if (asked == 0) return usual;
  return asked < most ? asked : most;
}

// How long a deleted therapist can be brought back; the contract says so too.
inline constexpr absl::Duration kPurgeAfter = absl::Hours(24 * 30);

inline void MarkDeleted(v1::Therapist& therapist, absl::Time now) {
  *therapist.mutable_delete_time() = ToProto(now);
  *therapist.mutable_purge_time() = ToProto(now + kPurgeAfter);
}

// Fields of therapists and clinics that nobody but the service sets.
inline const absl::flat_hash_set<std::string>& OutputOnly() {
  static const auto* const fields = new absl::flat_hash_set<std::string>{
      "name",        "etag",        "rating",    "create_time",
      "update_time", "delete_time", "purge_time"};
  return *fields;
}

// Clears them, except for the name. Row is Therapist or Clinic.
template <typename Row>
void ClearOutputOnly(Row& row) {
  row.clear_etag();
  row.clear_create_time();
  row.clear_update_time();
  row.clear_delete_time();
  if constexpr (std::is_same_v<Row, v1::Therapist>) {
    row.clear_rating();
    row.clear_purge_time();
  }
}

// Returns a stored therapist as it is shown.
inline v1::Therapist Shown(v1::Therapist therapist) {
  *therapist.mutable_rating() = Complete(therapist.rating());
  return therapist;
}

// Whether a write should be tried again: somebody else changed the row in
// between, and the client did not insist on a state of it.
inline bool ShouldRetry(const absl::Status& status,
                        absl::string_view client_etag) {
  return client_etag.empty() && runtime::ReasonOf(status) == "ETAG_MISMATCH";
}

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_DIRECTORY_RULES_H_
