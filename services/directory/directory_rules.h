// Pieces that the parts of Directory share. Inside of directory*.cc only.
#ifndef UNKNOT_SERVICES_DIRECTORY_DIRECTORY_RULES_H_
#define UNKNOT_SERVICES_DIRECTORY_DIRECTORY_RULES_H_

#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "services/directory/rating.h"
#include "services/runtime/errors.h"
#include "unknot/directory/v1/clinic.pb.h"
#include "unknot/directory/v1/therapist.pb.h"

namespace unknot::directory {

// How often a change is tried again when others keep changing the same row.
inline constexpr int kMostAttempts = 8;

inline int ClampPageSize(int asked, int usual, int most) {
  if (asked == 0) return usual;
  return asked < most ? asked : most;
}

// Fields of therapists and clinics that nobody but the service sets.
inline const absl::flat_hash_set<std::string>& OutputOnly() {
  static const auto* const fields = new absl::flat_hash_set<std::string>{
      "name",        "etag",        "rating",    "create_time",
      "update_time", "delete_time", "purge_time"};
  return *fields;
}

inline void ClearOutputOnly(v1::Therapist& therapist) {
  therapist.clear_etag();
  therapist.clear_rating();
  therapist.clear_create_time();
  therapist.clear_update_time();
  therapist.clear_delete_time();
  therapist.clear_purge_time();
}

inline void ClearOutputOnly(v1::Clinic& clinic) {
  clinic.clear_etag();
  clinic.clear_create_time();
  clinic.clear_update_time();
  clinic.clear_delete_time();
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
