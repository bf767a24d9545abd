// One connection to an SQLite database, with statements prepared once. Inside
// of store/ only.
#ifndef UNKNOT_SERVICES_DIRECTORY_STORE_SQLITE_CONNECTION_H_
#define UNKNOT_SERVICES_DIRECTORY_STORE_SQLITE_CONNECTION_H_

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace unknot::directory {

// A statement being run: bind by position from 1, step, read columns from 0.
// Resets itself at the end, so that it can be run again. The first error is
// kept and returned by Step.
class Statement {
 public:
  // Lends `statement`, which belongs to a connection. `error` may be set when
  // it could not be prepared.
  Statement(sqlite3* database, sqlite3_stmt* statement)
      : database_(database), statement_(statement) {}
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  Statement& Bind(int64_t value);
  // Text must be UTF-8. Copied.
  Statement& BindText(absl::string_view value);
  Statement& BindBytes(absl::string_view value);
  Statement& BindNull();

  // Goes to the next row. True: there is one. False: no more.
  absl::StatusOr<bool> Step();

  // Runs a statement that returns no rows.
  absl::Status Run();

  int64_t Int(int column) const;
  // Valid until the next step.
  absl::string_view Bytes(int column) const;
  std::string Text(int column) const { return std::string(Bytes(column)); }

 private:
  sqlite3* const database_;
  sqlite3_stmt* const statement_;
  int next_parameter_ = 1;
  int error_ = SQLITE_OK;
};

// Not thread-safe: one thread at a time.
class SqliteConnection {
 public:
  // Opens `path`, or a database in memory for ":memory:", with the settings
  // that every connection has. A read-only connection sees what is committed.
  static absl::StatusOr<std::unique_ptr<SqliteConnection>> Open(
      const std::string& path, bool read_only);
  ~SqliteConnection();
  SqliteConnection(const SqliteConnection&) = delete;
  SqliteConnection& operator=(const SqliteConnection&) = delete;

  // Returns a statement that is ready to bind. `sql` must be a literal: it is
  // prepared once and kept by its address.
  Statement Prepare(const char* sql);

  // Runs statements that take and return nothing.
  absl::Status Execute(const char* sql);

  // Runs a statement and returns the number or text in its first column.
  absl::StatusOr<int64_t> Number(const char* sql);
  absl::StatusOr<std::string> Text(const char* sql);

 private:
  explicit SqliteConnection(sqlite3* database) : database_(database) {}

  sqlite3* const database_;
  absl::flat_hash_map<const char*, sqlite3_stmt*> statements_;
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
