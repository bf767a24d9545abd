// Each version is a transaction of its own, recorded in schema_migrations.
#include "services/directory/store/migrations.h"

#include "services/directory/errors.h"

namespace unknot::directory {
namespace {

constexpr char kCurrentVersion[] =
    "SELECT COALESCE(MAX(version), 0) FROM schema_migrations";

absl::Status MigrateOne(SqlConnection& connection, const Migration& migration,
                        int64_t version, absl::Time now) {
  // Another process may have done it while this one waited.
  const absl::StatusOr<int64_t> current = connection.Number(kCurrentVersion);
  if (!current.ok()) return current.status();
  if (*current >= version) return absl::OkStatus();
  absl::Status status = connection.Execute(migration.sql);
  if (status.ok() && migration.then != nullptr) {
    status = migration.then(connection);
  }
  if (!status.ok()) return status;
  return connection.Run(
      "INSERT INTO schema_migrations (version, time_us) VALUES ($1, $2)",
      {SqlValue::Number(version), SqlValue::Number(absl::ToUnixMicros(now))});
}

}  // namespace

absl::Status Migrate(SqlConnection& connection, absl::string_view name,
                     absl::Span<const Migration> migrations, int64_t target,
                     absl::Time now) {
  absl::Status status = connection.Execute(
      "CREATE TABLE IF NOT EXISTS schema_migrations ("
      "  version BIGINT PRIMARY KEY,"
      "  time_us BIGINT NOT NULL)");
  if (!status.ok()) return status;
  const absl::StatusOr<int64_t> current = connection.Number(kCurrentVersion);
  if (!current.ok()) return current.status();
  const auto known = static_cast<int64_t>(migrations.size());
  if (*current > known) return error::StoreTooNew(name, *current, known);
  for (int64_t version = *current + 1; version <= target; ++version) {
    status = connection.BeginMigration();
    if (!status.ok()) return status;
    status = MigrateOne(connection, migrations[version - 1], version, now);
    if (status.ok()) status = connection.Execute("COMMIT");
    if (!status.ok()) {
      (void)connection.Execute("ROLLBACK");
      return status;
    }
  }
  return absl::OkStatus();
}

}  // namespace unknot::directory
