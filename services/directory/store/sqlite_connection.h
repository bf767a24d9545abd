// One connection to an SQLite database, with statements prepared once. Inside
// of store/ only.
#ifndef UNKNOT_SERVICES_DIRECTORY_STORE_SQLITE_CONNECTION_H_
#define UNKNOT_SERVICES_DIRECTORY_STORE_SQLITE_CONNECTION_H_

#include <sqlite3.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/directory/store/sql.h"

namespace unknot::directory {

// Not thread-safe: one thread at a time.
class SqliteConnection final : public SqlConnection {
 public:
  // Opens `path`, or a database in memory for ":memory:", with the settings
  // that every connection has. A read-only connection sees what is committed.
  static absl::StatusOr<std::unique_ptr<SqliteConnection>> Open(
      const std::string& path, bool read_only);
  ~SqliteConnection() override;
  SqliteConnection(const SqliteConnection&) = delete;
  SqliteConnection& operator=(const SqliteConnection&) = delete;

  absl::StatusOr<SqlRows> Query(const char* sql,
                                const SqlParameters& parameters) override;
  absl::Status RunMany(const char* sql,
                       const std::vector<SqlParameters>& rows) override;
  absl::Status Insert(const SqlTable& table,
                      const std::vector<SqlParameters>& rows) override;
  absl::Status Execute(const char* sql) override;
  // Where there are no therapists yet, their indexes are made at the end: one
  // that is sorted costs a fraction of one that grows row by row.
  absl::Status BeginBulk() override;
  absl::Status EndBulk() override;
  absl::Status BeginWrite() override { return Execute("BEGIN IMMEDIATE"); }
  absl::Status Commit() override { return Execute("COMMIT"); }
  absl::Status BeginMigration() override { return BeginWrite(); }
  // As an array of JSON.
  SqlValue ListOf(absl::Span<const std::string> values) const override;
  bool alive() const override { return true; }

 private:
  explicit SqliteConnection(sqlite3* database) : database_(database) {}

  // Returns `sql` ready to bind. It is kept under `key`, which must be an
  // address that stays.
  absl::StatusOr<sqlite3_stmt*> Prepare(const void* key,
                                        const std::string& sql);
  absl::Status Bind(sqlite3_stmt* statement, const SqlParameters& parameters);
  // Runs a bound statement to its end and makes it ready to bind again.
  absl::Status Step(sqlite3_stmt* statement, SqlRows* rows);

  sqlite3* const database_;
  absl::flat_hash_map<const void*, sqlite3_stmt*> statements_;
  // What makes the indexes that are put off.
  std::vector<std::string> put_off_;
};

// What an SQLite result code means while the store runs.
absl::Status SqliteError(sqlite3* database, int code);

// What it means while the store at `path` is being opened.
absl::Status SqliteOpenError(absl::string_view path, int code,
                             absl::string_view why);

// The SQLite result code that `status` was made of by SqliteError; SQLITE_OK if
// it was made otherwise.
int SqliteCodeOf(const absl::Status& status);

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_STORE_SQLITE_CONNECTION_H_
