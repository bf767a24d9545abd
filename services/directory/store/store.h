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
#include "unknot/directory/v1/exchange.pb.h"
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
  // Who writes, for the audit trail. Empty becomes "anonymous".
  std::string actor;
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
  // UNSPECIFIED means all of them.
  v1::ReviewState state = v1::REVIEW_STATE_UNSPECIFIED;
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

struct ReviewWritten {
  v1::Review review;
  // The therapist with the rating of now.
  v1::Therapist therapist;
};

// Returns a rating after a review of `stars` was added to it (`count` 1) or
// taken from it (`count` -1).
using RatingRule =
    std::function<v1::Rating(const v1::Rating& rating, int stars, int count)>;

// One row of PutTherapists.
struct TherapistWrite {
  v1::Therapist row;
  // The row as it is in the store now; nothing if it is not there.
  std::optional<v1::Therapist> before;
};

// Entries that look like one person; see v1::FindDuplicatesResponse.
struct DuplicateGroup {
  // Rises from group to group of one kind.
  int64_t key = 0;
  std::vector<v1::Therapist> therapists;
};

// Something kept beside therapists and clinics, as bytes that its owner reads.
struct Record {
  std::string id;
  std::string body;
};

// Something that happened to a row, as bytes that its owner reads.
struct Event {
  // Rises with every event of the store.
  int64_t number = 0;
  std::string body;
};

// A range of the audit trail, newest first.
struct AuditQuery {
  // Only what was done to this row. Empty means everything.
  std::string resource;
  // Only entries older than the one with this number. 0: from the newest.
  int64_t before = 0;
  // REQUIRES: > 0.
  int limit = 50;
};

// A row that changed; exactly one of the two is present.
struct Change {
  int64_t revision = 0;
  std::optional<v1::Therapist> therapist;
  std::optional<v1::Clinic> clinic;
};

// One line of the audit trail: one change of one row.
struct AuditLine {
  int64_t number = 0;
  absl::Time time;
  std::string actor;
  std::string method;
  std::string resource;
  // Names of the fields that changed; empty for a new row.
  std::vector<std::string> fields;
  std::string request_id;
};

// The truth. Every write happens as a whole or not at all, and is on disk when
// the call returns. Rows come back with `etag` and times filled in; their
// content is otherwise what was put. Safe to use from any thread; calls wait
// for the disk.
//
// Any call may return ResourceExhausted (STORE_FULL), Unavailable (STORE_BUSY,
// STORE_AWAY), Internal (STORE_BROKEN) or DataLoss (STORE_DAMAGED), with
// nothing changed. STORE_AWAY alone leaves open whether a write was done:
// repeat it with its request id. The next call tries to reach the database
// again.
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

  // The therapists of those names that are there, deleted ones too, in no
  // order.
  virtual absl::StatusOr<std::vector<v1::Therapist>> GetTherapists(
      const std::vector<std::string>& names) = 0;

  // Writes many rows whose present state is known. They are stamped as
  // PutTherapist stamps them; request ids are not looked at.
  // REQUIRES: called within InOneWrite, where each `before` was read; no name
  // twice; the clinics of rows that are not deleted are there.
  virtual absl::Status PutTherapists(std::vector<TherapistWrite> rows,
                                     const WriteContext& context) = 0;

  // Therapists that are not deleted and look like one of `rows`: the same
  // licence, or the same name, phone number and town (see duplicate_keys.h).
  // In no order.
  virtual absl::StatusOr<std::vector<v1::Therapist>> FindSamePerson(
      const std::vector<v1::Therapist>& rows) = 0;

  // Groups of at least two such therapists, in order of key, after `after_key`
  // (0 is the start), at most `limit`.
  virtual absl::StatusOr<std::vector<DuplicateGroup>> ListDuplicates(
      v1::DuplicateKind kind, int64_t after_key, int limit) = 0;

  // Adds a review under a name that the store gives; if it is published, the
  // new rating to its therapist. `client` is a hash of who wrote it; empty
  // means unknown. NotFound (THERAPIST_NOT_FOUND), FailedPrecondition
  // (THERAPIST_DELETED), AlreadyExists (REVIEW_EXISTS) if the client has one
  // there, InvalidArgument (REQUEST_ID_REUSED).
  virtual absl::StatusOr<ReviewWritten> AddReview(
      absl::string_view therapist, const v1::Review& review,
      absl::string_view client, const RatingRule& rate,
      const WriteContext& context) = 0;

  // Gives a review another state, and its therapist the rating that follows.
  // NotFound (REVIEW_NOT_FOUND), InvalidArgument (REQUEST_ID_REUSED).
  virtual absl::StatusOr<ReviewWritten> SetReviewState(
      absl::string_view name, v1::ReviewState state, const RatingRule& rate,
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
  virtual absl::StatusOr<std::vector<v1::Clinic>> GetClinics(
      const std::vector<std::string>& names) = 0;
  virtual absl::StatusOr<v1::Clinic> PutClinic(const v1::Clinic& clinic,
                                               const Expect& expect,
                                               const WriteContext& context) = 0;

  // Returns what a write with this request id answered within the last 24
  // hours: a serialized therapist, clinic or review. Nothing if it
  // was not seen; InvalidArgument (REQUEST_ID_REUSED) if the request differed.
  virtual absl::StatusOr<std::optional<std::string>> FindAnswer(
      const WriteContext& context) = 0;

  // Rows that changed after `revision`, oldest first, at most `limit`. 0 gives
  // every row. Rows that were purged are not told.
  virtual absl::StatusOr<std::vector<Change>> ListChanges(int64_t revision,
                                                          int limit) = 0;

  // The number of the last change. Cheap.
  virtual absl::StatusOr<int64_t> LastRevision() = 0;

  // Waits until somebody, in this process or another, may have written, at most
  // for `most`. Returns whether something was heard; false says nothing, so ask
  // LastRevision now and then. One thread at a time.
  virtual bool WaitForWrite(absl::Duration most) = 0;

  // Removes for good what has a purge time before `now`, with its reviews and
  // events; request ids older than 24 hours; passing records older than 30
  // days. Returns the number of therapists removed.
  virtual absl::StatusOr<int64_t> Purge(absl::Time now) = 0;

  virtual absl::StatusOr<std::vector<AuditLine>> ListAudit(
      const AuditQuery& query) = 0;

  // Records: one body for each kind and id. Nothing if there is none.
  virtual absl::StatusOr<std::optional<std::string>> GetRecord(
      absl::string_view kind, absl::string_view id) = 0;
  // In order of id.
  virtual absl::StatusOr<std::vector<Record>> ListRecords(
      absl::string_view kind) = 0;
  // Adds or replaces. A `passing` one is purged 30 days later; one that is not
  // is in the audit trail as `kind`/`id`.
  virtual absl::Status PutRecord(absl::string_view kind, const Record& record,
                                 bool passing, const WriteContext& context) = 0;

  // Adds an event about the row `resource`; returns its number.
  virtual absl::StatusOr<int64_t> AddEvent(absl::string_view kind,
                                           absl::string_view resource,
                                           const std::string& body,
                                           const WriteContext& context) = 0;
  // Newest first, older than the one with the number `before` (0: from the
  // newest), at most `limit`.
  virtual absl::StatusOr<std::vector<Event>> ListEvents(
      absl::string_view kind, absl::string_view resource, int64_t before,
      int limit) = 0;

  // Does `work` in one write that is on disk when this returns: faster for many
  // rows. Writes that fail inside of `work` leave no trace of themselves and do
  // not undo the others; an error returned by `work` undoes all of them.
  // Another thread's writes wait. `work` must use this store from this thread.
  virtual absl::Status InOneWrite(
      const std::function<absl::Status()>& work) = 0;

  // The same for `work` that adds very many therapists, faster still where none
  // are there yet. Within it FindSamePerson may look through all rows.
  virtual absl::Status InOneBulkWrite(
      const std::function<absl::Status()>& work) = 0;
};

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_STORE_STORE_H_
