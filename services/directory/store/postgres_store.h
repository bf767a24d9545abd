// The store in a PostgreSQL database. Inside of store/ only; see open_store.h.
#ifndef UNKNOT_SERVICES_DIRECTORY_STORE_POSTGRES_STORE_H_
#define UNKNOT_SERVICES_DIRECTORY_STORE_POSTGRES_STORE_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "services/directory/store/store.h"

namespace unknot::directory {

// Opens the database at `uri` (postgresql://...), which must exist, and makes
// our tables in it. Several processes may have it open. Errors are those of
// OpenStore.
absl::StatusOr<std::unique_ptr<Store>> OpenPostgresStore(
    const std::string& uri);

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_STORE_POSTGRES_STORE_H_
