// A database on a server: its address, its schema, and listening to it.
#include "services/directory/store/postgres_store.h"

#include <libpq-fe.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "services/directory/errors.h"
#include "services/directory/store/migrations.h"
#include "services/directory/store/postgres_connection.h"
#include "services/directory/store/sql_store.h"

namespace unknot::directory {
namespace {

class PostgresDatabase final : public SqlDatabase {
 public:
  PostgresDatabase(std::string uri, std::string name)
      : uri_(std::move(uri)), name_(std::move(name)) {}

  absl::StatusOr<std::unique_ptr<SqlConnection>> Connect(
      bool read_only) override {
    auto opened = PostgresConnection::Open(uri_, name_);
    if (!opened.ok()) return opened.status();
    // Disks are waited for whatever the server's settings are; who only reads
    // cannot write by mistake.
    absl::Status status =
        (*opened)->Execute(read_only ? "SET default_transaction_read_only = on"
                                     : "SET synchronous_commit = on");
    if (!status.ok()) return status;
    return *std::move(opened);
  }

  const SqlDialect& dialect() const override {
    static constexpr SqlDialect kDialect = {
        .therapists_named =
            "SELECT body, revision FROM therapists WHERE name = "
            "ANY($1::text[])",
        .clinics_named =
            "SELECT body, revision FROM clinics WHERE name = ANY($1::text[])",
        .therapists_by_licence =
            "SELECT body, revision FROM therapists WHERE licence_key = "
            "ANY($1::bigint[]) AND deleted = 0",
        .therapists_by_contact =
            "SELECT body, revision FROM therapists WHERE contact_key = "
            "ANY($1::bigint[]) AND deleted = 0"};
    return kDialect;
  }

  const std::string& name() const override { return name_; }

  bool WaitForWrite(absl::Duration most) override {
    if (listener_ != nullptr && !listener_->alive()) listener_.reset();
    if (listener_ != nullptr) return listener_->WaitForNotification(most);
    auto opened = PostgresConnection::Open(uri_, name_);
    if (opened.ok() && (*opened)->Execute("LISTEN unknot_directory").ok()) {
      listener_ = *std::move(opened);
      // What was written before the first word could be heard.
      return true;
    }
    absl::SleepFor(most);
    return false;
  }

 private:
  const std::string uri_;
  const std::string name_;
  std::unique_ptr<PostgresConnection> listener_;
};

// Returns "postgresql://host:port/database", without user and password.
absl::StatusOr<std::string> NameOf(const std::string& uri) {
  PQconninfoOption* options = PQconninfoParse(uri.c_str(), nullptr);
  // The parser's words may repeat a password.
  if (options == nullptr) return error::StoreUrlInvalid();
  std::string host;
  std::string port;
  std::string database;
  for (const PQconninfoOption* option = options; option->keyword != nullptr;
       ++option) {
    if (option->val == nullptr) continue;
    const absl::string_view keyword = option->keyword;
    if (keyword == "host" || keyword == "hostaddr") host = option->val;
    if (keyword == "port") port = absl::StrCat(":", option->val);
    if (keyword == "dbname") database = option->val;
  }
  PQconninfoFree(options);
  return absl::StrCat("postgresql://", host, port, "/", database);
}

// One process at a time makes tables.
absl::Status Prepare(SqlConnection& db, const std::string& name) {
  const auto migrations = PostgresMigrations();
  absl::Status status = db.Execute("SELECT pg_advisory_lock(1431194436)");
  if (!status.ok()) return status;
  status = Migrate(db, name, migrations,
                   static_cast<int64_t>(migrations.size()), absl::Now());
  if (!status.ok()) return status;
  return db.Execute("SELECT pg_advisory_unlock(1431194436)");
}

}  // namespace

absl::StatusOr<std::unique_ptr<Store>> OpenPostgresStore(
    const std::string& uri) {
  const auto name = NameOf(uri);
  if (!name.ok()) return name.status();
  auto database = std::make_unique<PostgresDatabase>(uri, *name);
  auto writer = database->Connect(/*read_only=*/false);
  if (!writer.ok()) return writer.status();
  const absl::Status status = Prepare(**writer, *name);
  if (!status.ok()) return status;
  return MakeSqlStore(std::move(database), *std::move(writer));
}

}  // namespace unknot::directory
