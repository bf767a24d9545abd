// One connection writes, one transaction at a time; others read what is
// committed, side by side. A database in memory has the one connection only.
#include "services/directory/store/sqlite_store.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "google/protobuf/util/time_util.h"
#include "services/directory/errors.h"
#include "services/directory/store/migrations.h"
#include "services/directory/store/sqlite_connection.h"

namespace unknot::directory {
namespace {

using google::protobuf::util::TimeUtil;

// How long a request id is remembered; the contract says so too.
constexpr absl::Duration kAnswerLife = absl::Hours(24);

google::protobuf::Timestamp ToProto(absl::Time time) {
  return TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(time));
}

std::string EtagOf(int64_t revision) {
  return absl::StrCat("r", absl::Hex(revision));
}

class SqliteStore final : public Store {
 public:
  SqliteStore(std::string path, std::unique_ptr<SqliteConnection> writer)
      : path_(std::move(path)),
        in_memory_(path_ == ":memory:"),
        writer_(std::move(writer)) {}

  absl::StatusOr<v1::Therapist> GetTherapist(absl::string_view name) override {
    return Read<v1::Therapist>([&](SqliteConnection& db) {
      return FindRow<v1::Therapist>(
          db, "SELECT body, revision FROM therapists WHERE name = ?", name,
          error::TherapistNotFound);
    });
  }

  absl::StatusOr<v1::Clinic> GetClinic(absl::string_view name) override {
    return Read<v1::Clinic>([&](SqliteConnection& db) {
      return FindRow<v1::Clinic>(
          db, "SELECT body, revision FROM clinics WHERE name = ?", name,
          error::ClinicNotFound);
    });
  }

  absl::StatusOr<std::vector<v1::Therapist>> ListTherapists(
      const ListQuery& query) override {
    return Read<std::vector<v1::Therapist>>([&](SqliteConnection& db) {
      Statement statement = db.Prepare(
          query.clinic.empty()
              ? "SELECT body, revision FROM therapists WHERE name > ? AND "
                "deleted <= ? ORDER BY name LIMIT ?"
              : "SELECT body, revision FROM therapists WHERE name > ? AND "
                "deleted <= ? AND clinic = ?4 ORDER BY name LIMIT ?3");
      statement.BindText(query.after_name)
          .Bind(query.show_deleted ? 1 : 0)
          .Bind(query.limit);
      if (!query.clinic.empty()) statement.BindText(query.clinic);
      return AllRows<v1::Therapist>(statement);
    });
  }

  absl::StatusOr<std::vector<v1::Clinic>> ListClinics(
      const ListQuery& query) override {
    return Read<std::vector<v1::Clinic>>([&](SqliteConnection& db) {
      Statement statement = db.Prepare(
          "SELECT body, revision FROM clinics WHERE name > ? AND deleted <= ? "
          "ORDER BY name LIMIT ?");
      statement.BindText(query.after_name)
          .Bind(query.show_deleted ? 1 : 0)
          .Bind(query.limit);
      return AllRows<v1::Clinic>(statement);
    });
  }

  absl::StatusOr<v1::Therapist> PutTherapist(
      const v1::Therapist& therapist, const Expect& expect,
      const WriteContext& context) override {
    return Write<v1::Therapist>(
        context, [&]() -> absl::StatusOr<v1::Therapist> {
          absl::Status status =
              CheckExpected("SELECT revision FROM therapists WHERE name = ?",
                            therapist.name(), expect, error::TherapistExists,
                            error::TherapistNotFound);
          if (!status.ok()) return status;
          const bool deleted = therapist.has_delete_time();
          if (!deleted && !therapist.clinic().empty()) {
            status = CheckClinicThere(therapist.clinic());
            if (!status.ok()) return status;
          }
          return WriteTherapist(therapist, expect.absent, context);
        });
  }

  absl::StatusOr<v1::Clinic> PutClinic(const v1::Clinic& clinic,
                                       const Expect& expect,
                                       const WriteContext& context) override {
    return Write<v1::Clinic>(context, [&]() -> absl::StatusOr<v1::Clinic> {
      absl::Status status = CheckExpected(
          "SELECT revision FROM clinics WHERE name = ?", clinic.name(), expect,
          error::ClinicExists, error::ClinicNotFound);
      if (!status.ok()) return status;
      if (clinic.has_delete_time()) {
        Statement used = writer_->Prepare(
            "SELECT 1 FROM therapists WHERE clinic = ? AND deleted = 0 LIMIT "
            "1");
        const auto row = used.BindText(clinic.name()).Step();
        if (!row.ok()) return row.status();
        if (*row) return error::ClinicInUse(clinic.name());
      }
      return WriteClinic(clinic, expect.absent, context);
    });
  }

  absl::StatusOr<ReviewAdded> AddReview(
      absl::string_view therapist, const v1::Review& review,
      const std::function<v1::Rating(const v1::Rating&, int)>& rate,
      const WriteContext& context) override {
    ReviewAdded added;
    auto written =
        Write<v1::Review>(context, [&]() -> absl::StatusOr<v1::Review> {
          auto row = FindRow<v1::Therapist>(
              *writer_, "SELECT body, revision FROM therapists WHERE name = ?",
              therapist, error::TherapistNotFound);
          if (!row.ok()) return row.status();
          if (row->has_delete_time()) return error::TherapistDeleted(therapist);
          *row->mutable_rating() = rate(row->rating(), review.stars());
          auto stored = WriteTherapist(*row, /*is_new=*/false, context);
          if (!stored.ok()) return stored.status();
          return WriteReview(therapist, review, context);
        });
    if (!written.ok()) return written.status();
    added.review = *std::move(written);
    auto row = GetTherapist(therapist);
    if (!row.ok()) return row.status();
    added.therapist = *std::move(row);
    return added;
  }

  absl::StatusOr<std::vector<StoredReview>> ListReviews(
      const ReviewQuery& query) override {
    using Reviews = std::vector<StoredReview>;
    return Read<Reviews>([&](SqliteConnection& db) -> absl::StatusOr<Reviews> {
      Statement statement = db.Prepare(
          "SELECT body, number FROM reviews WHERE therapist = ? AND number < ? "
          "ORDER BY number DESC LIMIT ?");
      statement.BindText(query.therapist)
          .Bind(query.before > 0 ? query.before : INT64_MAX)
          .Bind(query.limit);
      Reviews reviews;
      for (;;) {
        const auto row = statement.Step();
        if (!row.ok()) return row.status();
        if (!*row) return reviews;
        StoredReview& stored = reviews.emplace_back();
        stored.number = statement.Int(1);
        if (!Parse(statement.Bytes(0), stored.review)) return Unreadable();
      }
    });
  }

  absl::StatusOr<std::optional<std::string>> FindAnswer(
      const WriteContext& context) override {
    return Read<std::optional<std::string>>(
        [&](SqliteConnection& db) { return FindAnswerIn(db, context); });
  }

  absl::StatusOr<std::vector<Change>> ListChanges(int64_t revision,
                                                  int limit) override {
    using Changes = std::vector<Change>;
    return Read<Changes>([&](SqliteConnection& db) -> absl::StatusOr<Changes> {
      Changes changes;
      for (const bool clinics : {true, false}) {
        Statement statement = db.Prepare(
            clinics ? "SELECT body, revision FROM clinics WHERE revision > ? "
                      "ORDER BY revision LIMIT ?"
                    : "SELECT body, revision FROM therapists WHERE revision > "
                      "? ORDER BY revision LIMIT ?");
        statement.Bind(revision).Bind(limit);
        for (;;) {
          const auto row = statement.Step();
          if (!row.ok()) return row.status();
          if (!*row) break;
          Change& change = changes.emplace_back();
          change.revision = statement.Int(1);
          const bool read =
              clinics ? ReadRow(statement, change.clinic.emplace())
                      : ReadRow(statement, change.therapist.emplace());
          if (!read) return Unreadable();
        }
      }
      std::sort(changes.begin(), changes.end(),
                [](const Change& a, const Change& b) {
                  return a.revision < b.revision;
                });
      if (static_cast<int>(changes.size()) > limit) changes.resize(limit);
      return changes;
    });
  }

  absl::StatusOr<int64_t> Purge(absl::Time now) override {
    int64_t purged = 0;
    const int64_t now_us = absl::ToUnixMicros(now);
    const absl::Status status = InTransaction([&]() -> absl::Status {
      absl::Status done =
          writer_
              ->Prepare(
                  "DELETE FROM reviews WHERE therapist IN (SELECT name FROM "
                  "therapists WHERE purge_time_us < ?)")
              .Bind(now_us)
              .Run();
      if (!done.ok()) return done;
      done = writer_->Prepare("DELETE FROM therapists WHERE purge_time_us < ?")
                 .Bind(now_us)
                 .Run();
      if (!done.ok()) return done;
      const auto count = writer_->Number("SELECT changes()");
      if (!count.ok()) return count.status();
      purged = *count;
      return writer_->Prepare("DELETE FROM answers WHERE time_us < ?")
          .Bind(absl::ToUnixMicros(now - kAnswerLife))
          .Run();
    });
    if (!status.ok()) return status;
    return purged;
  }

  absl::StatusOr<std::vector<AuditEntry>> ListAudit(
      absl::string_view name) override {
    using Entries = std::vector<AuditEntry>;
    return Read<Entries>([&](SqliteConnection& db) -> absl::StatusOr<Entries> {
      Statement statement = db.Prepare(
          "SELECT time_us, method, name, request_id FROM audit WHERE name = ? "
          "ORDER BY number");
      statement.BindText(name);
      Entries entries;
      for (;;) {
        const auto row = statement.Step();
        if (!row.ok()) return row.status();
        if (!*row) return entries;
        entries.push_back({absl::FromUnixMicros(statement.Int(0)),
                           statement.Text(1), statement.Text(2),
                           statement.Text(3)});
      }
    });
  }

  absl::Status InOneWrite(const std::function<absl::Status()>& work) override {
    return InTransaction(work);
  }

 private:
  bool OwnsWrite() const {
    return write_owner_.load() == std::this_thread::get_id();
  }

  absl::Status Unreadable() const {
    return error::StoreDamaged(path_, "a row cannot be read");
  }

  static bool Parse(absl::string_view bytes,
                    google::protobuf::MessageLite& message) {
    return message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
  }

  // Reads a row of the columns body, revision.
  template <typename Row>
  static bool ReadRow(const Statement& statement, Row& row) {
    if (!Parse(statement.Bytes(0), row)) return false;
    row.set_etag(EtagOf(statement.Int(1)));
    return true;
  }

  template <typename Row, typename NotFound>
  absl::StatusOr<Row> FindRow(SqliteConnection& db, const char* sql,
                              absl::string_view name, NotFound not_found) {
    Statement statement = db.Prepare(sql);
    const auto found = statement.BindText(name).Step();
    if (!found.ok()) return found.status();
    if (!*found) return not_found(name);
    Row row;
    if (!ReadRow(statement, row)) return Unreadable();
    return row;
  }

  template <typename Row>
  absl::StatusOr<std::vector<Row>> AllRows(Statement& statement) {
    std::vector<Row> rows;
    for (;;) {
      const auto row = statement.Step();
      if (!row.ok()) return row.status();
      if (!*row) return rows;
      if (!ReadRow(statement, rows.emplace_back())) return Unreadable();
    }
  }

  // Runs `read` on a connection of its own, or on the writer's where only that
  // one sees the rows.
  template <typename Result, typename Work>
  absl::StatusOr<Result> Read(const Work& read) {
    if (OwnsWrite()) return read(*writer_);
    if (in_memory_) {
      absl::MutexLock lock(&write_mutex_);
      return read(*writer_);
    }
    std::unique_ptr<SqliteConnection> reader;
    {
      absl::MutexLock lock(&readers_mutex_);
      if (!idle_readers_.empty()) {
        reader = std::move(idle_readers_.back());
        idle_readers_.pop_back();
      }
    }
    if (reader == nullptr) {
      auto opened = SqliteConnection::Open(path_, /*read_only=*/true);
      if (!opened.ok()) return opened.status();
      reader = *std::move(opened);
    }
    absl::StatusOr<Result> result = read(*reader);
    absl::MutexLock lock(&readers_mutex_);
    idle_readers_.push_back(std::move(reader));
    return result;
  }

  // Runs `work` in a transaction, or in a savepoint of the one that this thread
  // is in.
  template <typename Work>
  absl::Status InTransaction(const Work& work) {
    if (OwnsWrite()) {
      return Bracket(work, "SAVEPOINT step", "RELEASE step",
                     "ROLLBACK TO step; RELEASE step");
    }
    absl::MutexLock lock(&write_mutex_);
    write_owner_ = std::this_thread::get_id();
    const absl::Status status =
        Bracket(work, "BEGIN IMMEDIATE", "COMMIT", "ROLLBACK");
    write_owner_ = std::thread::id();
    return status;
  }

  template <typename Work>
  absl::Status Bracket(const Work& work, const char* begin, const char* commit,
                       const char* rollback) {
    absl::Status status = writer_->Execute(begin);
    if (!status.ok()) return status;
    status = work();
    if (status.ok()) status = writer_->Execute(commit);
    // SQLite may have rolled back by itself, then this fails, as it should.
    if (!status.ok()) (void)writer_->Execute(rollback);
    return status;
  }

  // Runs `work`, which returns the row that is the answer, unless the request
  // was answered before.
  template <typename Row, typename Work>
  absl::StatusOr<Row> Write(const WriteContext& context, const Work& work) {
    Row answer;
    const absl::Status status = InTransaction([&]() -> absl::Status {
      auto before = FindAnswerIn(*writer_, context);
      if (!before.ok()) return before.status();
      if (before->has_value()) {
        return Parse(**before, answer) ? absl::OkStatus() : Unreadable();
      }
      auto row = work();
      if (!row.ok()) return row.status();
      answer = *std::move(row);
      if (context.request_id.empty()) return absl::OkStatus();
      return writer_
          ->Prepare(
              "INSERT OR REPLACE INTO answers (method, request_id, "
              "fingerprint, answer, time_us) VALUES (?, ?, ?, ?, ?)")
          .BindText(context.method)
          .BindText(context.request_id)
          .BindBytes(context.fingerprint)
          .BindBytes(answer.SerializeAsString())
          .Bind(absl::ToUnixMicros(context.now))
          .Run();
    });
    if (!status.ok()) return status;
    return answer;
  }

  static absl::StatusOr<std::optional<std::string>> FindAnswerIn(
      SqliteConnection& db, const WriteContext& context) {
    if (context.request_id.empty()) return std::nullopt;
    Statement statement = db.Prepare(
        "SELECT fingerprint, answer FROM answers WHERE method = ? AND "
        "request_id = ? AND time_us >= ?");
    const auto row = statement.BindText(context.method)
                         .BindText(context.request_id)
                         .Bind(absl::ToUnixMicros(context.now - kAnswerLife))
                         .Step();
    if (!row.ok()) return row.status();
    if (!*row) return std::nullopt;
    if (statement.Bytes(0) != context.fingerprint) {
      return error::RequestIdReused();
    }
    return statement.Text(1);
  }

  absl::Status CheckExpected(const char* select_revision,
                             const std::string& name, const Expect& expect,
                             absl::Status (*exists)(absl::string_view),
                             absl::Status (*not_found)(absl::string_view)) {
    Statement statement = writer_->Prepare(select_revision);
    const auto row = statement.BindText(name).Step();
    if (!row.ok()) return row.status();
    if (expect.absent) return *row ? exists(name) : absl::OkStatus();
    if (!*row) return not_found(name);
    if (EtagOf(statement.Int(0)) != expect.etag) {
      return error::EtagMismatch(name);
    }
    return absl::OkStatus();
  }

  absl::Status CheckClinicThere(const std::string& name) {
    Statement statement = writer_->Prepare(
        "SELECT 1 FROM clinics WHERE name = ? AND deleted = 0");
    const auto row = statement.BindText(name).Step();
    if (!row.ok()) return row.status();
    return *row ? absl::OkStatus() : error::ClinicMissing(name);
  }

  absl::StatusOr<int64_t> NextRevision() {
    return writer_->Number(
        "UPDATE revision_counter SET value = value + 1 RETURNING value");
  }

  absl::Status WriteAudit(const std::string& name,
                          const WriteContext& context) {
    return writer_
        ->Prepare(
            "INSERT INTO audit (time_us, method, name, request_id) VALUES "
            "(?, ?, ?, ?)")
        .Bind(absl::ToUnixMicros(context.now))
        .BindText(context.method)
        .BindText(name)
        .BindText(context.request_id)
        .Run();
  }

  // Fills in what the store decides about a row, and writes the audit line.
  template <typename Row>
  absl::StatusOr<int64_t> Stamp(Row& row, bool is_new,
                                const WriteContext& context) {
    const auto revision = NextRevision();
    if (!revision.ok()) return revision.status();
    row.clear_etag();
    if (is_new) *row.mutable_create_time() = ToProto(context.now);
    *row.mutable_update_time() = ToProto(context.now);
    absl::Status audited = WriteAudit(row.name(), context);
    if (!audited.ok()) return audited;
    return *revision;
  }

  absl::StatusOr<v1::Therapist> WriteTherapist(v1::Therapist row, bool is_new,
                                               const WriteContext& context) {
    const auto revision = Stamp(row, is_new, context);
    if (!revision.ok()) return revision.status();
    Statement statement = writer_->Prepare(
        "INSERT INTO therapists (name, revision, display_name, clinic, "
        "deleted, body, purge_time_us) VALUES (?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (name) DO UPDATE SET revision = excluded.revision, "
        "display_name = excluded.display_name, clinic = excluded.clinic, "
        "deleted = excluded.deleted, body = excluded.body, "
        "purge_time_us = excluded.purge_time_us");
    statement.BindText(row.name())
        .Bind(*revision)
        .BindText(row.display_name())
        .BindText(row.clinic())
        .Bind(row.has_delete_time() ? 1 : 0)
        .BindBytes(row.SerializeAsString());
    if (row.has_purge_time()) {
      statement.Bind(TimeUtil::TimestampToMicroseconds(row.purge_time()));
    } else {
      statement.BindNull();
    }
    absl::Status status = statement.Run();
    if (!status.ok()) return status;
    row.set_etag(EtagOf(*revision));
    return row;
  }

  absl::StatusOr<v1::Clinic> WriteClinic(v1::Clinic row, bool is_new,
                                         const WriteContext& context) {
    const auto revision = Stamp(row, is_new, context);
    if (!revision.ok()) return revision.status();
    absl::Status status =
        writer_
            ->Prepare(
                "INSERT INTO clinics (name, revision, display_name, deleted, "
                "body) VALUES (?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET "
                "revision = excluded.revision, display_name = "
                "excluded.display_name, deleted = excluded.deleted, body = "
                "excluded.body")
            .BindText(row.name())
            .Bind(*revision)
            .BindText(row.display_name())
            .Bind(row.has_delete_time() ? 1 : 0)
            .BindBytes(row.SerializeAsString())
            .Run();
    if (!status.ok()) return status;
    row.set_etag(EtagOf(*revision));
    return row;
  }

  absl::StatusOr<v1::Review> WriteReview(absl::string_view therapist,
                                         v1::Review review,
                                         const WriteContext& context) {
    const auto number = writer_->Number(
        "SELECT COALESCE((SELECT seq FROM sqlite_sequence WHERE name = "
        "'reviews'), 0) + 1");
    if (!number.ok()) return number.status();
    review.set_name(absl::StrCat(therapist, "/reviews/", *number));
    *review.mutable_create_time() = ToProto(context.now);
    absl::Status status =
        writer_
            ->Prepare(
                "INSERT INTO reviews (number, therapist, stars, body) VALUES "
                "(?, ?, ?, ?)")
            .Bind(*number)
            .BindText(therapist)
            .Bind(review.stars())
            .BindBytes(review.SerializeAsString())
            .Run();
    if (!status.ok()) return status;
    return review;
  }

  const std::string path_;
  const bool in_memory_;
  // Held during a transaction; `write_owner_` is then the thread that is in it.
  absl::Mutex write_mutex_;
  std::atomic<std::thread::id> write_owner_{};
  const std::unique_ptr<SqliteConnection> writer_;
  absl::Mutex readers_mutex_;
  std::vector<std::unique_ptr<SqliteConnection>> idle_readers_
      ABSL_GUARDED_BY(readers_mutex_);
};

// Settings, ownership of the file, health and schema, in this order: nothing is
// written into a file before it is known to be ours.
absl::Status Prepare(SqliteConnection& db, const std::string& path) {
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
  return Migrate(db, path, PresentSchemaVersion(), absl::Now());
}

}  // namespace

static_assert(kSqliteApplicationId == 1431194436);

absl::StatusOr<std::unique_ptr<Store>> OpenSqliteStore(
    const std::string& path) {
  auto writer = SqliteConnection::Open(path, /*read_only=*/false);
  if (!writer.ok()) return writer.status();
  const absl::Status status = Prepare(**writer, path);
  if (!status.ok()) {
    const int code = SqliteCodeOf(status);
    if (code == SQLITE_OK) return status;
    return SqliteOpenError(path, code, sqlite3_errstr(code));
  }
  return std::make_unique<SqliteStore>(path, *std::move(writer));
}

}  // namespace unknot::directory
