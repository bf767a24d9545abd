// How the schema of a store came to be, and how older ones become the present
// one. Inside of store/ only.
#ifndef UNKNOT_SERVICES_DIRECTORY_STORE_MIGRATIONS_H_
#define UNKNOT_SERVICES_DIRECTORY_STORE_MIGRATIONS_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "services/directory/store/sql.h"

namespace unknot::directory {

// One step of a schema. Migrations are only ever added at the end; one that was
// released is not changed any more.
struct Migration {
  const char* sql;
  // What SQL alone cannot do, in the same transaction. May be null.
  absl::Status (*then)(SqlConnection& connection);
};

// All steps of each database's schema, the present one last.
absl::Span<const Migration> SqliteMigrations();
absl::Span<const Migration> PostgresMigrations();

// Written into the header of each SQLite file, so that a database of another
// program is not taken for ours. "UNKD".
inline constexpr int64_t kSqliteApplicationId = 0x554E4B44;

// Brings the database to schema `target`, one version a transaction, and
// records each in the table schema_migrations. Does nothing if it is there
// already. Several processes may do it at once. Returns FailedPrecondition
// (STORE_TOO_NEW) if the database is ahead of this program; `name` is for that
// message.
//
// REQUIRES: 1 <= target <= migrations.size().
absl::Status Migrate(SqlConnection& connection, absl::string_view name,
                     absl::Span<const Migration> migrations, int64_t target,
                     absl::Time now);

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_STORE_MIGRATIONS_H_
