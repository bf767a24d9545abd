// One connection to PostgreSQL by its C library. Inside of store/ only.
#ifndef UNKNOT_SERVICES_DIRECTORY_STORE_POSTGRES_CONNECTION_H_
#define UNKNOT_SERVICES_DIRECTORY_STORE_POSTGRES_CONNECTION_H_

#include <libpq-fe.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/directory/store/sql.h"

namespace unknot::directory {

// Not thread-safe: one thread at a time.
class PostgresConnection final : public SqlConnection {
 public:
  // Connects by a connection URI. `name` is what errors call the database: the
  // URI may hold a password. Unavailable (STORE_AWAY).
  static absl::StatusOr<std::unique_ptr<PostgresConnection>> Open(
      const std::string& uri, const std::string& name);
  ~PostgresConnection() override { PQfinish(connection_); }
  PostgresConnection(const PostgresConnection&) = delete;
  PostgresConnection& operator=(const PostgresConnection&) = delete;

  absl::StatusOr<SqlRows> Query(const char* sql,
                                const SqlParameters& parameters) override;
  absl::Status RunMany(const char* sql,
                       const std::vector<SqlParameters>& rows) override;
  absl::Status Insert(const SqlTable& table,
                      const std::vector<SqlParameters>& rows) override;
  absl::Status Execute(const char* sql) override;
  // Takes the lock of the one row that every writer changes, so that revisions
  // are committed in their order.
  absl::Status BeginWrite() override;
  // Wakes whoever listens.
  absl::Status Commit() override;
  absl::Status BeginMigration() override { return Execute("BEGIN"); }
  // As an array of PostgreSQL.
  SqlValue ListOf(absl::Span<const std::string> values) const override;
  bool alive() const override { return PQstatus(connection_) == CONNECTION_OK; }

  // Waits for a notification on a channel that was listened to. False: none
  // came, or the connection broke.
  bool WaitForNotification(absl::Duration most);

 private:
  struct ClearResult {
    void operator()(PGresult* result) const { PQclear(result); }
  };
  using Result = std::unique_ptr<PGresult, ClearResult>;

  PostgresConnection(PGconn* connection, std::string name)
      : connection_(connection), name_(std::move(name)) {}

  // What went wrong with the last call; `result` may be null.
  absl::Status ErrorOf(const PGresult* result) const;
  // Returns the name under which `sql` is prepared.
  absl::StatusOr<std::string> Prepare(const char* sql);
  absl::Status RunPipelined(const std::string& statement,
                            const std::vector<SqlParameters>& rows,
                            size_t begin, size_t end);

  PGconn* const connection_;
  const std::string name_;
  absl::flat_hash_map<const char*, std::string> statements_;
};

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_STORE_POSTGRES_CONNECTION_H_
