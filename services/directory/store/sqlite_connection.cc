// SQLite's C interface, kept out of the rest of the store.
#include "services/directory/store/sqlite_connection.h"

#include "absl/strings/cord.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "services/directory/errors.h"

namespace unknot::directory {
namespace {

// How long a connection waits for another process's write, in milliseconds.
constexpr int kBusyTimeoutMs = 5000;

constexpr char kCodePayload[] = "unknot/sqlite-code";

absl::Status WithCode(absl::Status status, int code) {
  status.SetPayload(kCodePayload, absl::Cord(absl::StrCat(code)));
  return status;
}

}  // namespace

absl::Status SqliteError(sqlite3* database, int code) {
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return WithCode(error::StoreBusy(), code);
    case SQLITE_FULL:
      return WithCode(error::StoreFull(), code);
    default:
      // SQLite's own words name tables and columns, never values.
      return WithCode(
          error::StoreBroken(database != nullptr ? sqlite3_errmsg(database)
                                                 : sqlite3_errstr(code)),
          code);
  }
}

absl::Status SqliteOpenError(absl::string_view path, int code,
                             absl::string_view why) {
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return error::StoreLocked(path);
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      return error::StoreDamaged(path, why);
    case SQLITE_FULL:
      return error::StoreFull();
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_IOERR:
      return error::StoreNotWritable(path, why);
    default:
      return error::StoreBroken(why);
  }
}

int SqliteCodeOf(const absl::Status& status) {
  const auto payload = status.GetPayload(kCodePayload);
  int code = SQLITE_OK;
  if (payload.has_value() && !absl::SimpleAtoi(std::string(*payload), &code)) {
    return SQLITE_ERROR;
  }
  return code;
}

Statement::~Statement() {
  if (statement_ == nullptr) return;
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

Statement& Statement::Bind(int64_t value) {
  if (statement_ == nullptr || error_ != SQLITE_OK) return *this;
  error_ = sqlite3_bind_int64(statement_, next_parameter_++, value);
  return *this;
}

Statement& Statement::BindText(absl::string_view value) {
  if (statement_ == nullptr || error_ != SQLITE_OK) return *this;
  error_ = sqlite3_bind_text64(statement_, next_parameter_++,
                               value.empty() ? "" : value.data(), value.size(),
                               SQLITE_TRANSIENT, SQLITE_UTF8);
  return *this;
}

Statement& Statement::BindBytes(absl::string_view value) {
  if (statement_ == nullptr || error_ != SQLITE_OK) return *this;
  error_ = sqlite3_bind_blob64(statement_, next_parameter_++,
                               value.empty() ? "" : value.data(), value.size(),
                               SQLITE_TRANSIENT);
  return *this;
}

Statement& Statement::BindNull() {
  if (statement_ == nullptr || error_ != SQLITE_OK) return *this;
  error_ = sqlite3_bind_null(statement_, next_parameter_++);
  return *this;
}

absl::StatusOr<bool> Statement::Step() {
  if (statement_ == nullptr) {
    return SqliteError(database_, sqlite3_extended_errcode(database_));
  }
  if (error_ != SQLITE_OK) return SqliteError(database_, error_);
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return SqliteError(database_, code);
}

absl::Status Statement::Run() {
  const absl::StatusOr<bool> row = Step();
  return row.ok() ? absl::OkStatus() : row.status();
}

int64_t Statement::Int(int column) const {
  return sqlite3_column_int64(statement_, column);
}

absl::string_view Statement::Bytes(int column) const {
  const void* bytes = sqlite3_column_blob(statement_, column);
  if (bytes == nullptr) return {};
  return {static_cast<const char*>(bytes),
          static_cast<size_t>(sqlite3_column_bytes(statement_, column))};
}

absl::StatusOr<std::unique_ptr<SqliteConnection>> SqliteConnection::Open(
    const std::string& path, bool read_only) {
  sqlite3* database = nullptr;
  const int flags = (read_only ? SQLITE_OPEN_READONLY
                               : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) |
                    SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const int code = sqlite3_open_v2(path.c_str(), &database, flags, nullptr);
  if (code != SQLITE_OK) {
    const std::string why =
        database != nullptr ? sqlite3_errmsg(database) : sqlite3_errstr(code);
    sqlite3_close_v2(database);
    return SqliteOpenError(path, code, why);
  }
  std::unique_ptr<SqliteConnection> connection(new SqliteConnection(database));
  sqlite3_busy_timeout(database, kBusyTimeoutMs);
  return connection;
}

SqliteConnection::~SqliteConnection() {
  for (const auto& [sql, statement] : statements_) sqlite3_finalize(statement);
  sqlite3_close_v2(database_);
}

Statement SqliteConnection::Prepare(const char* sql) {
  sqlite3_stmt*& statement = statements_[sql];
  if (statement == nullptr) {
    sqlite3_prepare_v3(database_, sql, -1, SQLITE_PREPARE_PERSISTENT,
                       &statement, nullptr);
  }
  return Statement(database_, statement);
}

absl::Status SqliteConnection::Execute(const char* sql) {
  const int code = sqlite3_exec(database_, sql, nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? absl::OkStatus() : SqliteError(database_, code);
}

absl::StatusOr<int64_t> SqliteConnection::Number(const char* sql) {
  Statement statement = Prepare(sql);
  const absl::StatusOr<bool> row = statement.Step();
  if (!row.ok()) return row.status();
  return *row ? statement.Int(0) : 0;
}

absl::StatusOr<std::string> SqliteConnection::Text(const char* sql) {
  Statement statement = Prepare(sql);
  const absl::StatusOr<bool> row = statement.Step();
  if (!row.ok()) return row.status();
  return *row ? statement.Text(0) : std::string();
}

}  // namespace unknot::directory
