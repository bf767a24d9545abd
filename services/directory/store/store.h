// Where therapists, clinics and reviews are kept.
#ifndef UNKNOT_SERVICES_DIRECTORY_STORE_STORE_H_
#define UNKNOT_SERVICES_DIRECTORY_STORE_STORE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "unknot/directory/v1/clinic.pb.h"
#include "unknot/directory/v1/therapist.pb.h"

namespace unknot::directory {

// What a write is done for.
struct WriteContext {
  // Moment of the write; becomes update_time.
  absl::Time now;
  // The method that writes ("CreateTherapist"), for the audit trail and for
  // telling request ids apart.
  std::string method;
  // Makes repetition harmless; empty means a repetition writes again.
  std::string request_id;
  // Hash of the whole request: the same id with another one is an error.
  // REQUIRES: not empty if `request_id` is not.
  std::string fingerprint;
};

// Which state a row must be in for a write to go ahead.
struct Expect {
  // The row must not exist.
  static Expect Absent() { return {.absent = true, .etag = ""}; }
  // The row must exist and have this etag.
  static Expect Etag(absl::string_view etag) {
    return {.absent = false, .etag = std::string(etag)};
  }
  bool absent;
  std::string etag;
};

// A range of rows in order of name.
struct ListQuery {
  // Only names after this one. Empty means from the start.
  std::string after_name;
  // Most rows returned. REQUIRES: > 0.
  int limit = 50;
  bool show_deleted = false;
  // Only therapists of this clinic. Empty means all.
  std::string clinic;
};

// A range of reviews of one therapist, newest first.
struct ReviewQuery {
  std::string therapist;
  // Only reviews older than the one with this number. 0 means from the newest.
  int64_t before = 0;
  // REQUIRES: > 0.
  int limit = 50;
};

struct StoredReview {
  v1::Review review;
  // Rises with every review of the store; for the next ReviewQuery.
  int64_t number = 0;
};

struct ReviewAdded {
  v1::Review review;
  // The therapist with the new rating.
  v1::Therapist therapist;
};

// A row that changed; exactly one of the two is present.
struct Change {
  int64_t revision = 0;
  std::optional<v1::Therapist> therapist;
  std::optional<v1::Clinic> clinic;
};

// One line of the audit trail.
struct AuditEntry {
  absl::Time time;
  std::string method;
  std::string name;
  std::string request_id;
};

// The truth. Every write happens as a whole or not at all, and is on disk when
// the call returns. Rows come back with `etag` and times filled in; their
// content is otherwise what was put. Safe to use from any thread; calls wait
// for the disk.
//
// Any call may return ResourceExhausted (STORE_FULL), Unavailable (STORE_BUSY),
// Internal (STORE_BROKEN) or DataLoss (STORE_DAMAGED), with nothing changed.
class Store {
 public:
  virtual ~Store() = default;

  // NotFound (THERAPIST_NOT_FOUND). A deleted one is found.
  virtual absl::StatusOr<v1::Therapist> GetTherapist(
      absl::string_view name) = 0;

  // In order of name.
  virtual absl::StatusOr<std::vector<v1::Therapist>> ListTherapists(
      const ListQuery& query) = 0;

  // Writes a row and returns it as stored. If the request id was seen before
  // for the method, returns the first answer and writes nothing.
  // - InvalidArgument (REQUEST_ID_REUSED): the id was seen with another
  //   fingerprint.
  // - AlreadyExists (THERAPIST_EXISTS): expected absent and is there.
  // - NotFound (THERAPIST_NOT_FOUND), Aborted (ETAG_MISMATCH): as expected an
  //   etag.
  // - FailedPrecondition (CLINIC_NOT_FOUND): not deleted, and its clinic does
  //   not exist or is deleted.
  // REQUIRES: therapist.name is well formed.
  virtual absl::StatusOr<v1::Therapist> PutTherapist(
      const v1::Therapist& therapist, const Expect& expect,
      const WriteContext& context) = 0;

  // Adds a review under a name that the store gives, and the new rating to its
  // therapist. NotFound (THERAPIST_NOT_FOUND), FailedPrecondition
  // (THERAPIST_DELETED), InvalidArgument (REQUEST_ID_REUSED). `rate` computes
  // the rating from the one before and the review's stars.
  virtual absl::StatusOr<ReviewAdded> AddReview(
      absl::string_view therapist, const v1::Review& review,
      const std::function<v1::Rating(const v1::Rating&, int)>& rate,
      const WriteContext& context) = 0;

  // Empty if there is no such therapist.
  virtual absl::StatusOr<std::vector<StoredReview>> ListReviews(
      const ReviewQuery& query) = 0;

  // The same for clinics. PutClinic also returns FailedPrecondition
  // (CLINIC_IN_USE) when the clinic has a delete time and a therapist that is
  // not deleted works there.
  virtual absl::StatusOr<v1::Clinic> GetClinic(absl::string_view name) = 0;
  virtual absl::StatusOr<std::vector<v1::Clinic>> ListClinics(
      const ListQuery& query) = 0;
  virtual absl::StatusOr<v1::Clinic> PutClinic(const v1::Clinic& clinic,
                                               const Expect& expect,
                                               const WriteContext& context) = 0;

  // Returns what a write with this request id answered within the last 24
  // hours: a serialized therapist, clinic or ReviewAdded.review. Nothing if it
  // was not seen; InvalidArgument (REQUEST_ID_REUSED) if the request differed.
  virtual absl::StatusOr<std::optional<std::string>> FindAnswer(
      const WriteContext& context) = 0;

  // Rows that changed after `revision`, oldest first, at most `limit`. 0 gives
  // every row. Rows that were purged are not told.
  virtual absl::StatusOr<std::vector<Change>> ListChanges(int64_t revision,
                                                          int limit) = 0;

  // Removes for good what has a purge time before `now`, with its reviews, and
  // request ids older than 24 hours. Returns the number of therapists removed.
  virtual absl::StatusOr<int64_t> Purge(absl::Time now) = 0;

  // What was done to one row, oldest first.
  virtual absl::StatusOr<std::vector<AuditEntry>> ListAudit(
      absl::string_view name) = 0;

  // Does `work` in one write that is on disk when this returns: faster for many
  // rows. Writes that fail inside of `work` leave no trace of themselves and do
  // not undo the others; an error returned by `work` undoes all of them.
  // Another thread's writes wait. `work` must use this store from this thread.
  virtual absl::Status InOneWrite(
      const std::function<absl::Status()>& work) = 0;
};

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_STORE_STORE_H_
