// The schema of the SQLite store, and how older ones become the present one.
#ifndef UNKNOT_SERVICES_DIRECTORY_STORE_MIGRATIONS_H_
#define UNKNOT_SERVICES_DIRECTORY_STORE_MIGRATIONS_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/directory/store/sqlite_connection.h"

namespace unknot::directory {

// Written into the header of each database file, so that a database of another
// program is not taken for ours. "UNKD".
inline constexpr int64_t kSqliteApplicationId = 0x554E4B44;

// The schema that this program writes.
int64_t PresentSchemaVersion();

// Brings the database to schema `target`, one version a transaction, and
// records each in the table schema_migrations. Does nothing if it is there
// already. Returns FailedPrecondition (STORE_TOO_NEW) if the database is ahead
// of this program; `path` is for that message.
//
// REQUIRES: 1 <= target <= PresentSchemaVersion().
absl::Status Migrate(SqliteConnection& connection, absl::string_view path,
                     int64_t target, absl::Time now);

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_STORE_MIGRATIONS_H_
