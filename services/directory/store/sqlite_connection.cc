// SQLite's C interface, kept out of the rest of the store.
#include "services/directory/store/sqlite_connection.h"

#include <cerrno>
#include <nlohmann/json.hpp>
#include <utility>

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

// SQLite's own words name tables and columns, never values.
const char* WordsOf(sqlite3* database, int code) {
  return database != nullptr ? sqlite3_errmsg(database) : sqlite3_errstr(code);
}

// A quota or another limit ends a file as a full disk does; SQLite knows the
// latter alone. The file may be the database or its log.
bool HasNoRoom(sqlite3* database, int code) {
  if ((code & 0xff) == SQLITE_FULL) return true;
  if ((code & 0xff) != SQLITE_IOERR || database == nullptr) return false;
  for (const int which :
       {SQLITE_FCNTL_FILE_POINTER, SQLITE_FCNTL_JOURNAL_POINTER}) {
    sqlite3_file* file = nullptr;
    sqlite3_file_control(database, "main", which, &file);
    if (file == nullptr || file->pMethods == nullptr) continue;
    int why = 0;
    file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &why);
    if (why == EDQUOT || why == EFBIG) return true;
  }
  return false;
}

// Empty for a database in memory.
const char* PathOf(sqlite3* database) {
  const char* path =
      database != nullptr ? sqlite3_db_filename(database, "main") : nullptr;
  return path != nullptr ? path : "";
}

}  // namespace

absl::Status SqliteError(sqlite3* database, int code) {
  if (HasNoRoom(database, code)) return WithCode(error::StoreFull(), code);
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return WithCode(error::StoreBusy(), code);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return WithCode(
          error::StoreDamaged(PathOf(database), WordsOf(database, code)), code);
    default:
      return WithCode(error::StoreBroken(WordsOf(database, code)), code);
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
  if (!read_only) {
    // 64 MiB of pages, and as much of the log before it is worked in: an import
    // touches pages all over its indexes.
    sqlite3_exec(database,
                 "PRAGMA cache_size = -65536; "
                 "PRAGMA wal_autocheckpoint = 16384;",
                 nullptr, nullptr, nullptr);
  }
  return connection;
}

SqliteConnection::~SqliteConnection() {
  for (const auto& [key, statement] : statements_) sqlite3_finalize(statement);
  sqlite3_close_v2(database_);
}

absl::StatusOr<sqlite3_stmt*> SqliteConnection::Prepare(
    const void* key, const std::string& sql) {
  sqlite3_stmt*& statement = statements_[key];
  if (statement == nullptr) {
    const int code =
        sqlite3_prepare_v3(database_, sql.c_str(), -1,
                           SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK) return SqliteError(database_, code);
  }
  return statement;
}

absl::Status SqliteConnection::Bind(sqlite3_stmt* statement,
                                    const SqlParameters& parameters) {
  int position = 0;
  for (const SqlValue& value : parameters) {
    ++position;
    int code = SQLITE_OK;
    if (value.is_null()) {
      code = sqlite3_bind_null(statement, position);
    } else if (value.number() != nullptr) {
      code = sqlite3_bind_int64(statement, position, *value.number());
    } else if (value.text() != nullptr) {
      code =
          sqlite3_bind_text64(statement, position, value.text()->data(),
                              value.text()->size(), SQLITE_STATIC, SQLITE_UTF8);
    } else {
      code = sqlite3_bind_blob64(statement, position, value.bytes()->data(),
                                 value.bytes()->size(), SQLITE_STATIC);
    }
    if (code != SQLITE_OK) {
      sqlite3_clear_bindings(statement);
      return SqliteError(database_, code);
    }
  }
  return absl::OkStatus();
}

absl::Status SqliteConnection::Step(sqlite3_stmt* statement, SqlRows* rows) {
  int code = SQLITE_OK;
  while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
    if (rows == nullptr) continue;
    std::vector<SqlRow::Cell> cells(sqlite3_column_count(statement));
    for (int column = 0; column < static_cast<int>(cells.size()); ++column) {
      if (sqlite3_column_type(statement, column) == SQLITE_INTEGER) {
        cells[column].number = sqlite3_column_int64(statement, column);
        continue;
      }
      const void* bytes = sqlite3_column_blob(statement, column);
      if (bytes == nullptr) continue;
      cells[column].bytes.assign(static_cast<const char*>(bytes),
                                 sqlite3_column_bytes(statement, column));
    }
    rows->emplace_back(std::move(cells));
  }
  absl::Status status =
      code == SQLITE_DONE ? absl::OkStatus() : SqliteError(database_, code);
  sqlite3_reset(statement);
  sqlite3_clear_bindings(statement);
  return status;
}

absl::StatusOr<SqlRows> SqliteConnection::Query(
    const char* sql, const SqlParameters& parameters) {
  const auto statement = Prepare(sql, sql);
  if (!statement.ok()) return statement.status();
  absl::Status status = Bind(*statement, parameters);
  if (!status.ok()) return status;
  SqlRows rows;
  status = Step(*statement, &rows);
  if (!status.ok()) return status;
  return rows;
}

absl::Status SqliteConnection::RunMany(const char* sql,
                                       const std::vector<SqlParameters>& rows) {
  const auto statement = Prepare(sql, sql);
  if (!statement.ok()) return statement.status();
  for (const SqlParameters& row : rows) {
    absl::Status status = Bind(*statement, row);
    if (status.ok()) status = Step(*statement, nullptr);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status SqliteConnection::Insert(const SqlTable& table,
                                      const std::vector<SqlParameters>& rows) {
  if (rows.empty()) return absl::OkStatus();
  std::string sql = absl::StrCat("INSERT INTO ", table.name, " (",
                                 table.columns, ") VALUES (");
  for (size_t i = 0; i < rows.front().size(); ++i) {
    absl::StrAppend(&sql, i == 0 ? "?" : ", ?");
  }
  sql += ")";
  const auto statement = Prepare(table.columns, sql);
  if (!statement.ok()) return statement.status();
  for (const SqlParameters& row : rows) {
    absl::Status status = Bind(*statement, row);
    if (status.ok()) status = Step(*statement, nullptr);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status SqliteConnection::BeginBulk() {
  put_off_.clear();
  const auto rows = Number("SELECT EXISTS (SELECT 1 FROM therapists)");
  if (!rows.ok()) return rows.status();
  if (*rows > 0) return absl::OkStatus();
  // Those without SQL belong to keys.
  const auto indexes = Query(
      "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name "
      "IN ('therapists', 'audit') AND sql IS NOT NULL",
      {});
  if (!indexes.ok()) return indexes.status();
  for (const SqlRow& index : *indexes) {
    absl::Status status =
        Execute(absl::StrCat("DROP INDEX ", index.Bytes(0)).c_str());
    if (!status.ok()) return status;
    put_off_.push_back(index.Bytes(1));
  }
  return absl::OkStatus();
}

absl::Status SqliteConnection::EndBulk() {
  for (const std::string& index : put_off_) {
    absl::Status status = Execute(index.c_str());
    if (!status.ok()) return status;
  }
  put_off_.clear();
  return absl::OkStatus();
}

absl::Status SqliteConnection::Execute(const char* sql) {
  const int code = sqlite3_exec(database_, sql, nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? absl::OkStatus() : SqliteError(database_, code);
}

SqlValue SqliteConnection::ListOf(absl::Span<const std::string> values) const {
  return SqlValue::Text(
      nlohmann::json(std::vector<std::string>(values.begin(), values.end()))
          .dump());
}

}  // namespace unknot::directory
