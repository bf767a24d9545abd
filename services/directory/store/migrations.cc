// Migrations are only ever added at the end; one that was released is not
// changed any more.
#include "services/directory/store/migrations.h"

#include <iterator>

#include "services/directory/errors.h"

namespace unknot::directory {
namespace {

constexpr const char* kMigrations[] = {
    // 1: rows as serialized messages, with the columns that queries need.
    // `revision` is one counter for the whole store: it gives etags, and the
    // order in which replicas take over changes.
    R"sql(
      CREATE TABLE revision_counter (value INTEGER NOT NULL);
      INSERT INTO revision_counter VALUES (0);

      CREATE TABLE clinics (
        name TEXT NOT NULL PRIMARY KEY,
        revision INTEGER NOT NULL UNIQUE,
        display_name TEXT NOT NULL,
        deleted INTEGER NOT NULL,
        body BLOB NOT NULL
      );

      CREATE TABLE therapists (
        name TEXT NOT NULL PRIMARY KEY,
        revision INTEGER NOT NULL UNIQUE,
        display_name TEXT NOT NULL,
        clinic TEXT NOT NULL,
        deleted INTEGER NOT NULL,
        purge_time_us INTEGER,
        body BLOB NOT NULL
      );
      CREATE INDEX therapists_by_clinic ON therapists (clinic, name);
      CREATE INDEX therapists_to_purge ON therapists (purge_time_us)
        WHERE purge_time_us IS NOT NULL;

      CREATE TABLE reviews (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        therapist TEXT NOT NULL,
        stars INTEGER NOT NULL,
        body BLOB NOT NULL
      );
      CREATE INDEX reviews_by_therapist ON reviews (therapist, number);
    )sql",
    // 2: answers to writes, so that repeating one is harmless.
    R"sql(
      CREATE TABLE answers (
        method TEXT NOT NULL,
        request_id TEXT NOT NULL,
        fingerprint BLOB NOT NULL,
        answer BLOB NOT NULL,
        time_us INTEGER NOT NULL,
        PRIMARY KEY (method, request_id)
      ) WITHOUT ROWID;
      CREATE INDEX answers_by_time ON answers (time_us);
    )sql",
    // 3: who did what to which row. Holds names of rows, never their content.
    R"sql(
      CREATE TABLE audit (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        time_us INTEGER NOT NULL,
        method TEXT NOT NULL,
        name TEXT NOT NULL,
        request_id TEXT NOT NULL
      );
      CREATE INDEX audit_by_name ON audit (name, number);
    )sql",
};

absl::Status MigrateOne(SqliteConnection& connection, int64_t version,
                        absl::Time now) {
  absl::Status status = connection.Execute("BEGIN IMMEDIATE");
  if (!status.ok()) return status;
  // Another process may have done it while this one waited.
  const absl::StatusOr<int64_t> current = connection.Number(
      "SELECT COALESCE(MAX(version), 0) FROM schema_migrations");
  status = current.status();
  if (status.ok() && *current < version) {
    status = connection.Execute(kMigrations[version - 1]);
    if (status.ok()) {
      status = connection
                   .Prepare(
                       "INSERT INTO schema_migrations (version, "
                       "time_us) VALUES (?, ?)")
                   .Bind(version)
                   .Bind(absl::ToUnixMicros(now))
                   .Run();
    }
  }
  if (status.ok()) status = connection.Execute("COMMIT");
  if (!status.ok()) (void)connection.Execute("ROLLBACK");
  return status;
}

}  // namespace

int64_t PresentSchemaVersion() { return std::ssize(kMigrations); }

absl::Status Migrate(SqliteConnection& connection, absl::string_view path,
                     int64_t target, absl::Time now) {
  absl::Status status = connection.Execute(
      "CREATE TABLE IF NOT EXISTS schema_migrations ("
      "  version INTEGER PRIMARY KEY,"
      "  time_us INTEGER NOT NULL)");
  if (!status.ok()) return status;
  const absl::StatusOr<int64_t> current = connection.Number(
      "SELECT COALESCE(MAX(version), 0) FROM schema_migrations");
  if (!current.ok()) return current.status();
  if (*current > PresentSchemaVersion()) {
    return error::StoreTooNew(path, *current, PresentSchemaVersion());
  }
  for (int64_t version = *current + 1; version <= target; ++version) {
    status = MigrateOne(connection, version, now);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace unknot::directory
