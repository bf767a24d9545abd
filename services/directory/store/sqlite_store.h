// The store in one SQLite file. Inside of store/ only; see open_store.h.
#ifndef UNKNOT_SERVICES_DIRECTORY_STORE_SQLITE_STORE_H_
#define UNKNOT_SERVICES_DIRECTORY_STORE_SQLITE_STORE_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "services/directory/store/store.h"

namespace unknot::directory {

// Opens or creates the database file at `path`; ":memory:" is a database that
// nobody else sees. Errors are those of OpenStore.
absl::StatusOr<std::unique_ptr<Store>> OpenSqliteStore(const std::string& path);

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_STORE_SQLITE_STORE_H_
