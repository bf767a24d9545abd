// A database file: settings, ownership, health and schema.
#include "services/directory/store/sqlite_store.h"

#include <utility>

#include "absl/time/clock.h"
#include "services/directory/errors.h"
#include "services/directory/store/migrations.h"
#include "services/directory/store/sql_store.h"
#include "services/directory/store/sqlite_connection.h"

namespace unknot::directory {
namespace {

class SqliteDatabase final : public SqlDatabase {
 public:
  explicit SqliteDatabase(std::string path) : path_(std::move(path)) {}

  absl::StatusOr<std::unique_ptr<SqlConnection>> Connect(
      bool read_only) override {
    auto opened = SqliteConnection::Open(path_, read_only);
    if (!opened.ok()) return opened.status();
    return *std::move(opened);
  }

  bool single_connection() const override { return path_ == ":memory:"; }

  const SqlDialect& dialect() const override {
    static constexpr SqlDialect kDialect = {
        .therapists_named =
            "SELECT body, revision FROM therapists WHERE name IN (SELECT value "
            "FROM json_each($1))",
        .clinics_named =
            "SELECT body, revision FROM clinics WHERE name IN (SELECT value "
            "FROM json_each($1))",
        .therapists_by_licence =
            "SELECT body, revision FROM therapists WHERE licence_key IN "
            "(SELECT CAST(value AS INTEGER) FROM json_each($1)) AND deleted = "
            "0",
        .therapists_by_contact =
            "SELECT body, revision FROM therapists WHERE contact_key IN "
            "(SELECT CAST(value AS INTEGER) FROM json_each($1)) AND deleted = "
            "0"};
    return kDialect;
  }

  const std::string& name() const override { return path_; }

  // SQLite tells nobody.
  bool WaitForWrite(absl::Duration most) override {
    absl::SleepFor(most);
    return false;
  }

 private:
  const std::string path_;
};

// Settings, ownership of the file, health and schema, in this order: nothing is
// written into a file before it is known to be ours.
absl::Status Prepare(SqlConnection& db, const std::string& path) {
  const auto application = db.Number("PRAGMA application_id");
  if (!application.ok()) return application.status();
  const auto tables = db.Number("SELECT COUNT(*) FROM sqlite_schema");
  if (!tables.ok()) return tables.status();
  if (*application != kSqliteApplicationId && *tables > 0) {
    return error::StoreForeign(path);
  }
  if (*tables > 0) {
    const auto check = db.Text("PRAGMA quick_check(1)");
    if (!check.ok()) return check.status();
    if (*check != "ok") return error::StoreDamaged(path, *check);
  }
  absl::Status status = db.Execute(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
      "PRAGMA application_id = 1431194436;");
  if (!status.ok()) return status;
  const auto migrations = SqliteMigrations();
  return Migrate(db, path, migrations, static_cast<int64_t>(migrations.size()),
                 absl::Now());
}

static_assert(kSqliteApplicationId == 1431194436);

}  // namespace

absl::StatusOr<std::unique_ptr<Store>> OpenSqliteStore(
    const std::string& path) {
  auto database = std::make_unique<SqliteDatabase>(path);
  auto writer = database->Connect(/*read_only=*/false);
  if (!writer.ok()) return writer.status();
  const absl::Status status = Prepare(**writer, path);
  if (!status.ok()) {
    const int code = SqliteCodeOf(status);
    if (code == SQLITE_OK) return status;
    return SqliteOpenError(path, code, sqlite3_errstr(code));
  }
  return MakeSqlStore(std::move(database), *std::move(writer));
}

}  // namespace unknot::directory
