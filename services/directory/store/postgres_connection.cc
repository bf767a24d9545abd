// Numbers go as text and come as bytes; text and bytes go and come as they are.
#include "services/directory/store/postgres_connection.h"

#include <poll.h>

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/directory/errors.h"

namespace unknot::directory {
namespace {

// Object ids of the types that our columns have; fixed by PostgreSQL.
constexpr Oid kInt8 = 20;
constexpr Oid kInt4 = 23;

// Statements sent before their results are read: few enough for both sides'
// buffers, so that neither waits for the other.
constexpr size_t kPipelineDepth = 64;

int64_t BigEndian(const char* bytes, int length) {
  uint64_t value = 0;
  for (int i = 0; i < length; ++i) {
    value = (value << 8) | static_cast<unsigned char>(bytes[i]);
  }
  if (length == 4) return static_cast<int32_t>(value);
  return static_cast<int64_t>(value);
}

void AppendBigEndian(uint64_t value, int length, std::string& out) {
  for (int shift = 8 * (length - 1); shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>(value >> shift));
  }
}

// Parameters in the form of the C interface.
class Arguments {
 public:
  explicit Arguments(const SqlParameters& parameters) {
    texts_.reserve(parameters.size());
    for (const SqlValue& value : parameters) {
      const std::string* bytes = value.bytes();
      const std::string* text = value.text();
      if (value.number() != nullptr) {
        text = &texts_.emplace_back(absl::StrCat(*value.number()));
      }
      const std::string* chosen = bytes != nullptr ? bytes : text;
      values_.push_back(chosen == nullptr ? nullptr : chosen->c_str());
      lengths_.push_back(chosen == nullptr ? 0
                                           : static_cast<int>(chosen->size()));
      formats_.push_back(bytes != nullptr ? 1 : 0);
    }
  }
  int count() const { return static_cast<int>(values_.size()); }
  const char* const* values() const { return values_.data(); }
  const int* lengths() const { return lengths_.data(); }
  const int* formats() const { return formats_.data(); }

 private:
  std::vector<std::string> texts_;
  std::vector<const char*> values_;
  std::vector<int> lengths_;
  std::vector<int> formats_;
};

SqlRows RowsOf(const PGresult* result) {
  SqlRows rows;
  const int count = PQntuples(result);
  const int columns = PQnfields(result);
  rows.reserve(count);
  for (int i = 0; i < count; ++i) {
    std::vector<SqlRow::Cell> cells(columns);
    for (int column = 0; column < columns; ++column) {
      if (PQgetisnull(result, i, column)) continue;
      const char* bytes = PQgetvalue(result, i, column);
      const int length = PQgetlength(result, i, column);
      const Oid type = PQftype(result, column);
      if (type == kInt8 || type == kInt4) {
        cells[column].number = BigEndian(bytes, length);
      } else {
        cells[column].bytes.assign(bytes, length);
      }
    }
    rows.emplace_back(std::move(cells));
  }
  return rows;
}

bool Succeeded(const PGresult* result) {
  const ExecStatusType status = PQresultStatus(result);
  return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

// The rows of COPY ... (FORMAT binary).
std::string CopyRows(const std::vector<SqlParameters>& rows) {
  std::string out("PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19);
  for (const SqlParameters& row : rows) {
    AppendBigEndian(row.size(), 2, out);
    for (const SqlValue& value : row) {
      if (value.is_null()) {
        AppendBigEndian(0xffffffff, 4, out);
      } else if (value.number() != nullptr) {
        AppendBigEndian(8, 4, out);
        AppendBigEndian(static_cast<uint64_t>(*value.number()), 8, out);
      } else {
        const std::string& bytes =
            value.text() != nullptr ? *value.text() : *value.bytes();
        AppendBigEndian(bytes.size(), 4, out);
        out += bytes;
      }
    }
  }
  AppendBigEndian(0xffff, 2, out);
  return out;
}

}  // namespace

absl::StatusOr<std::unique_ptr<PostgresConnection>> PostgresConnection::Open(
    const std::string& uri, const std::string& name) {
  // The last one of a key counts. What comes before the address is what it does
  // not say itself: an unreachable host is noticed soon.
  const char* const keys[] = {"connect_timeout", "application_name", "dbname",
                              "client_encoding", nullptr};
  const char* const values[] = {"5", "unknot-directory", uri.c_str(), "UTF8",
                                nullptr};
  PGconn* connection = PQconnectdbParams(keys, values, /*expand_dbname=*/1);
  std::unique_ptr<PostgresConnection> opened(
      new PostgresConnection(connection, name));
  if (!opened->alive()) return opened->ErrorOf(nullptr);
  // Notices are for people at a prompt.
  PQsetNoticeReceiver(
      connection, [](void*, const PGresult*) {}, nullptr);
  return opened;
}

absl::Status PostgresConnection::ErrorOf(const PGresult* result) const {
  const char* field = result == nullptr
                          ? nullptr
                          : PQresultErrorField(result, PG_DIAG_SQLSTATE);
  const absl::string_view state = field == nullptr ? "" : field;
  // Classes of SQLSTATE: connection, shutting down, resources, contention.
  if (!alive() || state.empty() || absl::StartsWith(state, "08") ||
      absl::StartsWith(state, "57P")) {
    return error::StoreAway(name_);
  }
  if (state == "53100") return error::StoreFull();
  if (absl::StartsWith(state, "53") || absl::StartsWith(state, "40") ||
      absl::StartsWith(state, "55")) {
    return error::StoreBusy();
  }
  if (state == "42501" || state == "25006") {
    return error::StoreNotWritable(name_, absl::StrCat("SQLSTATE ", state));
  }
  if (absl::StartsWith(state, "XX00")) {
    return error::StoreDamaged(name_, absl::StrCat("SQLSTATE ", state));
  }
  // The server's words may repeat values; the state names the kind.
  return error::StoreBroken(absl::StrCat("SQLSTATE ", state));
}

absl::StatusOr<std::string> PostgresConnection::Prepare(const char* sql) {
  const auto known = statements_.find(sql);
  if (known != statements_.end()) return known->second;
  const std::string name = absl::StrCat("s", statements_.size());
  const Result result(PQprepare(connection_, name.c_str(), sql, 0, nullptr));
  if (!Succeeded(result.get())) return ErrorOf(result.get());
  statements_[sql] = name;
  return name;
}

absl::StatusOr<SqlRows> PostgresConnection::Query(
    const char* sql, const SqlParameters& parameters) {
  const auto statement = Prepare(sql);
  if (!statement.ok()) return statement.status();
  const Arguments arguments(parameters);
  const Result result(PQexecPrepared(
      connection_, statement->c_str(), arguments.count(), arguments.values(),
      arguments.lengths(), arguments.formats(), /*resultFormat=*/1));
  if (!Succeeded(result.get())) return ErrorOf(result.get());
  return RowsOf(result.get());
}

absl::Status PostgresConnection::RunMany(
    const char* sql, const std::vector<SqlParameters>& rows) {
  if (rows.size() == 1) return Run(sql, rows.front());
  const auto statement = Prepare(sql);
  if (!statement.ok()) return statement.status();
  for (size_t begin = 0; begin < rows.size(); begin += kPipelineDepth) {
    absl::Status status = RunPipelined(
        *statement, rows, begin, std::min(rows.size(), begin + kPipelineDepth));
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status PostgresConnection::RunPipelined(
    const std::string& statement, const std::vector<SqlParameters>& rows,
    size_t begin, size_t end) {
  if (PQenterPipelineMode(connection_) != 1) return ErrorOf(nullptr);
  for (size_t i = begin; i < end; ++i) {
    const Arguments arguments(rows[i]);
    if (PQsendQueryPrepared(connection_, statement.c_str(), arguments.count(),
                            arguments.values(), arguments.lengths(),
                            arguments.formats(), 1) != 1) {
      return ErrorOf(nullptr);
    }
  }
  if (PQpipelineSync(connection_) != 1) return ErrorOf(nullptr);
  absl::Status status;
  // Each statement ends with a null result; the whole with a sync of its own.
  for (bool synced = false; !synced && alive();) {
    const Result result(PQgetResult(connection_));
    if (result == nullptr) continue;
    const ExecStatusType kind = PQresultStatus(result.get());
    synced = kind == PGRES_PIPELINE_SYNC;
    const bool fine =
        synced || Succeeded(result.get()) || kind == PGRES_PIPELINE_ABORTED;
    if (!fine && status.ok()) status = ErrorOf(result.get());
  }
  if (!alive()) return ErrorOf(nullptr);
  if (PQexitPipelineMode(connection_) != 1 && status.ok()) {
    status = ErrorOf(nullptr);
  }
  return status;
}

absl::Status PostgresConnection::Insert(
    const SqlTable& table, const std::vector<SqlParameters>& rows) {
  if (rows.empty()) return absl::OkStatus();
  const std::string sql = absl::StrCat("COPY ", table.name, " (", table.columns,
                                       ") FROM STDIN (FORMAT binary)");
  {
    const Result started(PQexec(connection_, sql.c_str()));
    if (PQresultStatus(started.get()) != PGRES_COPY_IN) {
      return ErrorOf(started.get());
    }
  }
  const std::string data = CopyRows(rows);
  const bool sent = PQputCopyData(connection_, data.data(),
                                  static_cast<int>(data.size())) == 1 &&
                    PQputCopyEnd(connection_, nullptr) == 1;
  absl::Status status = sent ? absl::OkStatus() : ErrorOf(nullptr);
  while (PGresult* next = PQgetResult(connection_)) {
    const Result result(next);
    if (!Succeeded(next) && status.ok()) status = ErrorOf(next);
    if (!alive()) break;
  }
  return status;
}

absl::Status PostgresConnection::Execute(const char* sql) {
  const Result result(PQexec(connection_, sql));
  return Succeeded(result.get()) ? absl::OkStatus() : ErrorOf(result.get());
}

absl::Status PostgresConnection::BeginWrite() {
  return Execute("BEGIN; SELECT value FROM revision_counter FOR UPDATE");
}

absl::Status PostgresConnection::Commit() {
  absl::Status status = Execute("NOTIFY unknot_directory");
  return status.ok() ? Execute("COMMIT") : status;
}

SqlValue PostgresConnection::ListOf(
    absl::Span<const std::string> values) const {
  std::string list = "{";
  for (const std::string& value : values) {
    absl::StrAppend(&list, list.size() == 1 ? "\"" : ",\"");
    for (const char c : value) {
      if (c == '"' || c == '\\') list.push_back('\\');
      list.push_back(c);
    }
    list.push_back('"');
  }
  list.push_back('}');
  return SqlValue::Text(list);
}

bool PostgresConnection::WaitForNotification(absl::Duration most) {
  pollfd waiting = {PQsocket(connection_), POLLIN, 0};
  if (poll(&waiting, 1, static_cast<int>(absl::ToInt64Milliseconds(most))) <=
      0) {
    return false;
  }
  bool heard = false;
  if (PQconsumeInput(connection_) != 1) return false;
  while (PGnotify* notice = PQnotifies(connection_)) {
    PQfreemem(notice);
    heard = true;
  }
  return heard;
}

}  // namespace unknot::directory
