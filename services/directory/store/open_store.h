// Opens a store by its address.
#ifndef UNKNOT_SERVICES_DIRECTORY_STORE_OPEN_STORE_H_
#define UNKNOT_SERVICES_DIRECTORY_STORE_OPEN_STORE_H_

#include <memory>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/directory/store/store.h"

namespace unknot::directory {

// Opens the store at `url`, creates it if there is none, checks it and brings
// it to the present schema.
// - `sqlite:PATH` is a file; `sqlite::memory:` is gone when the store is
// closed.
// - `postgresql://[USER[:PASSWORD]@]HOST[:PORT]/DATABASE[?...]` is a database
//   that exists on a PostgreSQL server, for many processes at once.
// Errors: InvalidArgument (STORE_URL_INVALID), PermissionDenied
// (STORE_NOT_WRITABLE), DataLoss (STORE_DAMAGED), FailedPrecondition
// (STORE_FOREIGN, STORE_TOO_NEW), Unavailable (STORE_LOCKED, STORE_AWAY).
absl::StatusOr<std::unique_ptr<Store>> OpenStore(absl::string_view url);

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_STORE_OPEN_STORE_H_
