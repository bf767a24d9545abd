// Every way in which the directory says no. Code and reason are for programs,
// the message is for developers; none repeats what a person typed.
#ifndef UNKNOT_SERVICES_DIRECTORY_ERRORS_H_
#define UNKNOT_SERVICES_DIRECTORY_ERRORS_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace unknot::directory::error {

// Therapists. `name` is a well-formed resource name.
absl::Status TherapistNotFound(absl::string_view name);
absl::Status TherapistExists(absl::string_view name);
absl::Status TherapistDeleted(absl::string_view name);
absl::Status TherapistNotDeleted(absl::string_view name);

// Clinics. `name` is a well-formed resource name.
absl::Status ClinicNotFound(absl::string_view name);
// The clinic that a therapist refers to is not there, or deleted.
absl::Status ClinicMissing(absl::string_view name);
absl::Status ClinicExists(absl::string_view name);
absl::Status ClinicDeleted(absl::string_view name);
absl::Status ClinicInUse(absl::string_view name);
absl::Status ClinicNotDeleted(absl::string_view name);

// Reviews and regulators.
absl::Status ReviewNotFound(absl::string_view name);
absl::Status ReviewExists(absl::string_view therapist);
absl::Status RegulatorNotFound(absl::string_view name);

// Imports, merges, changes.
absl::Status ImportNotFound(absl::string_view import_id);
absl::Status MergeNotFound(absl::string_view merge_id);
absl::Status ChangeTokenInvalid();

// Writing.
absl::Status EtagMismatch(absl::string_view name);
absl::Status RequestIdReused();
absl::Status TooMuchContention(absl::string_view name);

// Asking.
absl::Status PlaceNotFound();
absl::Status PageTokenInvalid();
absl::Status PageTokenOfAnotherQuery();

// The store, when it is opened. `path` is the operator's own.
// Does not repeat the address: it may hold a password.
absl::Status StoreUrlInvalid();
absl::Status StoreNotWritable(absl::string_view path, absl::string_view why);
absl::Status StoreDamaged(absl::string_view path, absl::string_view why);
absl::Status StoreForeign(absl::string_view path);
absl::Status StoreLocked(absl::string_view path);
absl::Status StoreTooNew(absl::string_view path, int64_t schema_version,
                         int64_t known_version);

// The store, while it runs.
absl::Status StoreFull();
absl::Status StoreBusy();
absl::Status StoreBroken(absl::string_view why);
// The server cannot be reached. `name` is its address without user and
// password.
absl::Status StoreAway(absl::string_view name);

}  // namespace unknot::directory::error

#endif  // UNKNOT_SERVICES_DIRECTORY_ERRORS_H_
