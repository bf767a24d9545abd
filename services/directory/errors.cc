// The catalogue: code, reason and wording are chosen here and nowhere else.
#include "services/directory/errors.h"

#include "absl/strings/str_cat.h"
#include "services/runtime/errors.h"

namespace unknot::directory::error {
namespace {

using absl::StatusCode;
using runtime::Error;

}  // namespace

absl::Status TherapistNotFound(absl::string_view name) {
  return Error(StatusCode::kNotFound, "THERAPIST_NOT_FOUND",
               absl::StrCat("No therapist is named ", name,
                            ". List or search therapists for their names."),
               {{"name", name}});
}

absl::Status TherapistExists(absl::string_view name) {
  return Error(StatusCode::kAlreadyExists, "THERAPIST_EXISTS",
               absl::StrCat("There is a therapist named ", name,
                            " already, perhaps deleted. Choose another id or "
                            "update that one."),
               {{"name", name}});
}

absl::Status TherapistDeleted(absl::string_view name) {
  return Error(StatusCode::kFailedPrecondition, "THERAPIST_DELETED",
               absl::StrCat(name, " is deleted. Undelete it first."),
               {{"name", name}});
}

absl::Status TherapistNotDeleted(absl::string_view name) {
  return Error(StatusCode::kFailedPrecondition, "THERAPIST_NOT_DELETED",
               absl::StrCat(name, " is not deleted."), {{"name", name}});
}

absl::Status ClinicNotFound(absl::string_view name) {
  return Error(StatusCode::kNotFound, "CLINIC_NOT_FOUND",
               absl::StrCat("No clinic is named ", name,
                            ". List clinics for their names."),
               {{"name", name}});
}

absl::Status ClinicMissing(absl::string_view name) {
  return Error(StatusCode::kFailedPrecondition, "CLINIC_NOT_FOUND",
               absl::StrCat("The therapist refers to ", name,
                            ", which does not exist or is deleted. Create the "
                            "clinic first."),
               {{"name", name}});
}

absl::Status ClinicExists(absl::string_view name) {
  return Error(StatusCode::kAlreadyExists, "CLINIC_EXISTS",
               absl::StrCat("There is a clinic named ", name,
                            " already, perhaps deleted. Choose another id or "
                            "update that one."),
               {{"name", name}});
}

absl::Status ClinicDeleted(absl::string_view name) {
  return Error(StatusCode::kFailedPrecondition, "CLINIC_DELETED",
               absl::StrCat(name, " is deleted. Create another one."),
               {{"name", name}});
}

absl::Status ClinicInUse(absl::string_view name) {
  return Error(
      StatusCode::kFailedPrecondition, "CLINIC_IN_USE",
      absl::StrCat("Therapists work at ", name, ". Move or delete them first."),
      {{"name", name}});
}

absl::Status ClinicNotDeleted(absl::string_view name) {
  return Error(StatusCode::kFailedPrecondition, "CLINIC_NOT_DELETED",
               absl::StrCat(name, " is not deleted."), {{"name", name}});
}

absl::Status ReviewNotFound(absl::string_view name) {
  return Error(StatusCode::kNotFound, "REVIEW_NOT_FOUND",
               absl::StrCat("No review is named ", name,
                            ". List the reviews of the therapist."),
               {{"name", name}});
}

absl::Status ReviewExists(absl::string_view therapist) {
  return Error(StatusCode::kAlreadyExists, "REVIEW_EXISTS",
               absl::StrCat("This client has reviewed ", therapist,
                            " before. There is one review of each client."),
               {{"therapist", therapist}});
}

absl::Status RegulatorNotFound(absl::string_view name) {
  return Error(StatusCode::kNotFound, "REGULATOR_NOT_FOUND",
               absl::StrCat("No regulator is named ", name,
                            ". List regulators for their names."),
               {{"name", name}});
}

absl::Status ImportNotFound(absl::string_view import_id) {
  return Error(StatusCode::kNotFound, "IMPORT_NOT_FOUND",
               absl::StrCat("Nothing is known of an import ", import_id,
                            ". Start it from the first row."),
               {{"import_id", import_id}});
}

absl::Status MergeNotFound(absl::string_view merge_id) {
  return Error(StatusCode::kNotFound, "MERGE_NOT_FOUND",
               absl::StrCat("Nothing is known of a merge ", merge_id,
                            "; it may be taken back for 30 days, and once."),
               {{"merge_id", merge_id}});
}

absl::Status ChangeTokenInvalid() {
  return runtime::InvalidField(
      "token", "must be empty or a token as this directory returned it",
      "CHANGE_TOKEN_INVALID");
}

absl::Status EtagMismatch(absl::string_view name) {
  return Error(StatusCode::kAborted, "ETAG_MISMATCH",
               absl::StrCat(name,
                            " has changed since it was read. Read it "
                            "again and repeat the change."),
               {{"name", name}});
}

absl::Status RequestIdReused() {
  return runtime::InvalidField(
      "request_id",
      "must be new for a new request; this one was used for a different one "
      "within the last 24 hours",
      "REQUEST_ID_REUSED");
}

absl::Status TooMuchContention(absl::string_view name) {
  return Error(StatusCode::kAborted, "TOO_MUCH_CONTENTION",
               absl::StrCat(name,
                            " is being changed by others all the time. "
                            "Try again."),
               {{"name", name}});
}

absl::Status PlaceNotFound() {
  return Error(StatusCode::kNotFound, "PLACE_NOT_FOUND",
               "The place is not in the gazetteer. Give a larger town nearby, "
               "a postal code or a point.");
}

absl::Status PageTokenInvalid() {
  return runtime::InvalidField(
      "page_token", "must be empty or a next_page_token as it was returned",
      "PAGE_TOKEN_INVALID");
}

absl::Status PageTokenOfAnotherQuery() {
  return runtime::InvalidField("page_token",
                               "belongs to another query; only page_size may "
                               "change from page to page",
                               "PAGE_TOKEN_INVALID");
}

absl::Status StoreUrlInvalid() {
  return Error(StatusCode::kInvalidArgument, "STORE_URL_INVALID",
               "The address of the store is not understood. Write sqlite:PATH, "
               "sqlite::memory: or postgresql://USER@HOST:PORT/DATABASE.");
}

absl::Status StoreNotWritable(absl::string_view path, absl::string_view why) {
  return Error(StatusCode::kPermissionDenied, "STORE_NOT_WRITABLE",
               absl::StrCat("The database ", path, " cannot be written: ", why,
                            ". Check that its folder exists and belongs to "
                            "this user."),
               {{"path", path}, {"why", why}});
}

absl::Status StoreDamaged(absl::string_view path, absl::string_view why) {
  return Error(StatusCode::kDataLoss, "STORE_DAMAGED",
               absl::StrCat("The database ", path, " is damaged: ", why,
                            ". Move it away and restore a backup, or import an "
                            "export into a new one."),
               {{"path", path}, {"why", why}});
}

absl::Status StoreForeign(absl::string_view path) {
  return Error(StatusCode::kFailedPrecondition, "STORE_FOREIGN",
               absl::StrCat(path,
                            " is a database of another program. Name "
                            "another file."),
               {{"path", path}});
}

absl::Status StoreLocked(absl::string_view path) {
  return Error(StatusCode::kUnavailable, "STORE_LOCKED",
               absl::StrCat("The database ", path,
                            " is locked by another "
                            "process. Stop that one or wait for it."),
               {{"path", path}});
}

absl::Status StoreTooNew(absl::string_view path, int64_t schema_version,
                         int64_t known_version) {
  const std::string found = absl::StrCat(schema_version);
  const std::string known = absl::StrCat(known_version);
  return Error(
      StatusCode::kFailedPrecondition, "STORE_TOO_NEW",
      absl::StrCat("The database ", path, " has schema ", found,
                   " and this program knows ", known,
                   ". Use a newer version of the program."),
      {{"path", path}, {"schema_version", found}, {"known_version", known}});
}

absl::Status StoreFull() {
  return Error(StatusCode::kResourceExhausted, "STORE_FULL",
               "The disk of the database is full, or what this user may use of "
               "it. Nothing was changed. Make room and try again.");
}

absl::Status StoreBusy() {
  return Error(StatusCode::kUnavailable, "STORE_BUSY",
               "The database is busy. Nothing was changed; try again.");
}

absl::Status StoreAway(absl::string_view name) {
  return Error(StatusCode::kUnavailable, "STORE_AWAY",
               absl::StrCat("The database ", name,
                            " cannot be reached. Searches go on; repeat the "
                            "call, a write with its request_id."),
               {{"name", name}});
}

absl::Status StoreBroken(absl::string_view why) {
  return Error(StatusCode::kInternal, "STORE_BROKEN",
               absl::StrCat("The database failed: ", why, "."), {{"why", why}});
}

}  // namespace unknot::directory::error
