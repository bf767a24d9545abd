// What the SQL store needs of a database, so that one store serves SQLite and
// PostgreSQL alike. Inside of store/ only.
#ifndef UNKNOT_SERVICES_DIRECTORY_STORE_SQL_H_
#define UNKNOT_SERVICES_DIRECTORY_STORE_SQL_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"

namespace unknot::directory {

// One parameter of a statement. Owns its text.
class SqlValue {
 public:
  static SqlValue Null() { return SqlValue(Value()); }
  static SqlValue Number(int64_t value) { return SqlValue(Value(value)); }
  // REQUIRES: UTF-8 without NUL.
  static SqlValue Text(absl::string_view value) {
    return SqlValue(Value(TextOf{std::string(value)}));
  }
  static SqlValue Bytes(std::string value) {
    return SqlValue(Value(BytesOf{std::move(value)}));
  }

  bool is_null() const {
    return std::holds_alternative<std::monostate>(value_);
  }
  const int64_t* number() const { return std::get_if<int64_t>(&value_); }
  const std::string* text() const {
    const auto* text = std::get_if<TextOf>(&value_);
    return text == nullptr ? nullptr : &text->value;
  }
  const std::string* bytes() const {
    const auto* bytes = std::get_if<BytesOf>(&value_);
    return bytes == nullptr ? nullptr : &bytes->value;
  }

 private:
  struct TextOf {
    std::string value;
  };
  struct BytesOf {
    std::string value;
  };
  using Value = std::variant<std::monostate, int64_t, TextOf, BytesOf>;
  explicit SqlValue(Value value) : value_(std::move(value)) {}

  Value value_;
};

using SqlParameters = std::vector<SqlValue>;

// What a query returned; columns count from 0.
class SqlRow {
 public:
  struct Cell {
    int64_t number = 0;
    std::string bytes;
  };
  explicit SqlRow(std::vector<Cell> cells) : cells_(std::move(cells)) {}

  // 0 where the column is null or no number.
  int64_t Number(int column) const { return cells_[column].number; }
  // Text or bytes; "" where the column is null.
  const std::string& Bytes(int column) const { return cells_[column].bytes; }

 private:
  std::vector<Cell> cells_;
};

using SqlRows = std::vector<SqlRow>;

// A table to put many rows into. `name` and `columns` are literals.
struct SqlTable {
  const char* name;
  // "name, revision, body".
  const char* columns;
};

// One connection: one thread at a time. Statements are literals that are
// prepared once and kept by their address. Parameters are $1, $2 ... and must
// first appear in that order; numbers are 64 bits wide.
//
// Errors: ResourceExhausted (STORE_FULL), Unavailable (STORE_BUSY, STORE_AWAY),
// Internal (STORE_BROKEN).
class SqlConnection {
 public:
  virtual ~SqlConnection() = default;

  virtual absl::StatusOr<SqlRows> Query(const char* sql,
                                        const SqlParameters& parameters) = 0;

  // Runs `sql` once for each entry of `rows`, as one piece of work.
  virtual absl::Status RunMany(const char* sql,
                               const std::vector<SqlParameters>& rows) = 0;

  // Adds rows that are not there yet, in the quickest way there is.
  virtual absl::Status Insert(const SqlTable& table,
                              const std::vector<SqlParameters>& rows) = 0;

  // Runs statements that take and return nothing.
  virtual absl::Status Execute(const char* sql) = 0;

  // Within a transaction: gets ready for very many new rows, and makes good
  // what was put off for their sake. A rollback does so too.
  virtual absl::Status BeginBulk() { return absl::OkStatus(); }
  virtual absl::Status EndBulk() { return absl::OkStatus(); }

  // Starts a transaction that writes. No other writer, on any connection, is
  // within one when this returns. Ended by Commit or Execute("ROLLBACK").
  virtual absl::Status BeginWrite() = 0;
  virtual absl::Status Commit() = 0;

  // The same while the schema may not be there yet.
  virtual absl::Status BeginMigration() = 0;

  // A parameter that stands for `values` in the statements of SqlDialect.
  virtual SqlValue ListOf(absl::Span<const std::string> values) const = 0;

  // False once the database is gone: throw the connection away.
  virtual bool alive() const = 0;

  // Runs a statement without rows, or with one number or text in the first
  // column of the first row.
  absl::Status Run(const char* sql, const SqlParameters& parameters) {
    return Query(sql, parameters).status();
  }
  absl::StatusOr<int64_t> Number(const char* sql);
  absl::StatusOr<std::string> Text(const char* sql);
};

// The statements that differ between databases: rows whose name or key is one
// of $1, a SqlConnection::ListOf.
struct SqlDialect {
  const char* therapists_named;
  const char* clinics_named;
  const char* therapists_by_licence;
  const char* therapists_by_contact;
};

// A database that connections can be made to.
class SqlDatabase {
 public:
  virtual ~SqlDatabase() = default;

  // Safe to call from any thread.
  virtual absl::StatusOr<std::unique_ptr<SqlConnection>> Connect(
      bool read_only) = 0;

  // Whether there is but one connection, which Connect(false) gives.
  virtual bool single_connection() const { return false; }

  virtual const SqlDialect& dialect() const = 0;

  // What the address is for people: a path, or a host and a database's name.
  virtual const std::string& name() const = 0;

  // Waits until somebody may have written, at most for `most`. Returns whether
  // something was heard of it; false says nothing. One thread at a time.
  virtual bool WaitForWrite(absl::Duration most) = 0;
};

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_STORE_SQL_H_
