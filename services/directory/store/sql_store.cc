// The truth in tables of serialized messages. Reads and writes of rows; what is
// kept beside them is in sql_records.cc.
#include "services/directory/store/sql_store.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "services/directory/store/duplicate_keys.h"
#include "services/directory/store/sql_records.h"
#include "services/directory/store/sql_rows.h"
#include "services/directory/store/sql_sessions.h"

namespace unknot::directory {
namespace {

// How long a request id is remembered; the contract says so too.
constexpr absl::Duration kAnswerLife = absl::Hours(24);
// How long passing records are; the contract says so too.
constexpr absl::Duration kRecordLife = absl::Hours(24 * 30);

constexpr char kTherapistByName[] =
    "SELECT body, revision FROM therapists WHERE name = $1";
constexpr char kClinicByName[] =
    "SELECT body, revision FROM clinics WHERE name = $1";

class SqlStore final : public Store {
 public:
  SqlStore(std::unique_ptr<SqlDatabase> database,
           std::unique_ptr<SqlConnection> writer)
      : name_(database->name()),
        dialect_(database->dialect()),
        sessions_(std::move(database), std::move(writer)) {}

  absl::StatusOr<v1::Therapist> GetTherapist(absl::string_view name) override {
    return One<v1::Therapist>(kTherapistByName, name, error::TherapistNotFound);
  }

  absl::StatusOr<v1::Clinic> GetClinic(absl::string_view name) override {
    return One<v1::Clinic>(kClinicByName, name, error::ClinicNotFound);
  }

  absl::StatusOr<std::vector<v1::Therapist>> GetTherapists(
      const std::vector<std::string>& names) override {
    return Listed<v1::Therapist>(dialect_.therapists_named, names);
  }

  absl::StatusOr<std::vector<v1::Clinic>> GetClinics(
      const std::vector<std::string>& names) override {
    return Listed<v1::Clinic>(dialect_.clinics_named, names);
  }

  absl::StatusOr<std::vector<v1::Therapist>> ListTherapists(
      const ListQuery& query) override {
    SqlParameters parameters = {SqlValue::Text(query.after_name),
                                SqlValue::Number(query.show_deleted ? 1 : 0)};
    if (query.clinic.empty()) {
      parameters.push_back(SqlValue::Number(query.limit));
      return Many<v1::Therapist>(
          "SELECT body, revision FROM therapists WHERE name > $1 AND deleted "
          "<= $2 ORDER BY name LIMIT $3",
          parameters);
    }
    parameters.push_back(SqlValue::Text(query.clinic));
    parameters.push_back(SqlValue::Number(query.limit));
    return Many<v1::Therapist>(
        "SELECT body, revision FROM therapists WHERE name > $1 AND deleted <= "
        "$2 AND clinic = $3 ORDER BY name LIMIT $4",
        parameters);
  }

  absl::StatusOr<std::vector<v1::Clinic>> ListClinics(
      const ListQuery& query) override {
    return Many<v1::Clinic>(
        "SELECT body, revision FROM clinics WHERE name > $1 AND deleted <= $2 "
        "ORDER BY name LIMIT $3",
        {SqlValue::Text(query.after_name),
         SqlValue::Number(query.show_deleted ? 1 : 0),
         SqlValue::Number(query.limit)});
  }

  absl::StatusOr<v1::Therapist> PutTherapist(
      const v1::Therapist& therapist, const Expect& expect,
      const WriteContext& context) override {
    return Answered<v1::Therapist>(
        context, [&](SqlConnection& db) -> absl::StatusOr<v1::Therapist> {
          auto before = Expected<v1::Therapist>(
              db, kTherapistByName, therapist.name(), expect,
              error::TherapistExists, error::TherapistNotFound);
          if (!before.ok()) return before.status();
          if (!therapist.has_delete_time() && !therapist.clinic().empty()) {
            absl::Status status = CheckClinicThere(db, therapist.clinic());
            if (!status.ok()) return status;
          }
          std::vector<TherapistWrite> writes = {
              {therapist, *std::move(before)}};
          absl::Status status = RowWriter(db, context).Write(writes);
          if (!status.ok()) return status;
          return std::move(writes.front().row);
        });
  }

  absl::Status PutTherapists(std::vector<TherapistWrite> rows,
                             const WriteContext& context) override {
    return sessions_.Write(
        [&](SqlConnection& db) { return RowWriter(db, context).Write(rows); });
  }

  absl::StatusOr<v1::Clinic> PutClinic(const v1::Clinic& clinic,
                                       const Expect& expect,
                                       const WriteContext& context) override {
    return Answered<v1::Clinic>(
        context, [&](SqlConnection& db) -> absl::StatusOr<v1::Clinic> {
          auto before =
              Expected<v1::Clinic>(db, kClinicByName, clinic.name(), expect,
                                   error::ClinicExists, error::ClinicNotFound);
          if (!before.ok()) return before.status();
          if (clinic.has_delete_time()) {
            const auto used = db.Query(
                "SELECT 1 FROM therapists WHERE clinic = $1 AND clinic <> '' "
                "AND deleted = 0 LIMIT 1",
                {SqlValue::Text(clinic.name())});
            if (!used.ok()) return used.status();
            if (!used->empty()) return error::ClinicInUse(clinic.name());
          }
          v1::Clinic row = clinic;
          absl::Status status =
              RowWriter(db, context)
                  .Write(row, before->has_value() ? &**before : nullptr);
          if (!status.ok()) return status;
          return row;
        });
  }

  absl::StatusOr<ReviewWritten> AddReview(
      absl::string_view therapist, const v1::Review& review,
      absl::string_view client, const RatingRule& rate,
      const WriteContext& context) override {
    return WithTherapist(Answered<v1::Review>(context, [&](SqlConnection& db) {
      return InsertReview(db, {therapist, review, client}, rate, context,
                          name_);
    }));
  }

  absl::StatusOr<ReviewWritten> SetReviewState(
      absl::string_view name, v1::ReviewState state, const RatingRule& rate,
      const WriteContext& context) override {
    return WithTherapist(Answered<v1::Review>(context, [&](SqlConnection& db) {
      return ChangeReviewState(db, name, state, rate, context, name_);
    }));
  }

  absl::StatusOr<std::vector<StoredReview>> ListReviews(
      const ReviewQuery& query) override {
    return Get<std::vector<StoredReview>>(
        [&](SqlConnection& db) { return SelectReviews(db, query, name_); });
  }

  absl::StatusOr<std::vector<v1::Therapist>> FindSamePerson(
      const std::vector<v1::Therapist>& rows) override {
    std::vector<std::string> licences;
    std::vector<std::string> contacts;
    for (const v1::Therapist& row : rows) {
      if (const auto key = LicenceKey(row)) {
        licences.push_back(absl::StrCat(*key));
      }
      if (const auto key = ContactKey(row)) {
        contacts.push_back(absl::StrCat(*key));
      }
    }
    auto found =
        Listed<v1::Therapist>(dialect_.therapists_by_licence, licences);
    if (!found.ok()) return found;
    auto more = Listed<v1::Therapist>(dialect_.therapists_by_contact, contacts);
    if (!more.ok()) return more;
    for (v1::Therapist& row : *more) found->push_back(std::move(row));
    return found;
  }

  absl::StatusOr<std::vector<DuplicateGroup>> ListDuplicates(
      v1::DuplicateKind kind, int64_t after_key, int limit) override {
    return Get<std::vector<DuplicateGroup>>([&](SqlConnection& db) {
      return SelectDuplicates(db, kind, after_key, limit, name_);
    });
  }

  absl::StatusOr<std::optional<std::string>> FindAnswer(
      const WriteContext& context) override {
    return Get<std::optional<std::string>>(
        [&](SqlConnection& db) { return AnswerIn(db, context); });
  }

  absl::StatusOr<std::vector<Change>> ListChanges(int64_t revision,
                                                  int limit) override {
    return Get<std::vector<Change>>([&](SqlConnection& db) {
      return SelectChanges(db, revision, limit, name_);
    });
  }

  absl::StatusOr<int64_t> LastRevision() override {
    return Get<int64_t>([](SqlConnection& db) {
      return db.Number("SELECT value FROM revision_counter");
    });
  }

  bool WaitForWrite(absl::Duration most) override {
    return sessions_.database().WaitForWrite(most);
  }

  absl::StatusOr<int64_t> Purge(absl::Time now) override {
    int64_t purged = 0;
    absl::Status status = sessions_.Write([&](SqlConnection& db) {
      const auto count = DeleteForGood(db, now,
                                       {.answers_before = now - kAnswerLife,
                                        .records_before = now - kRecordLife});
      if (count.ok()) purged = *count;
      return count.status();
    });
    if (!status.ok()) return status;
    return purged;
  }

  absl::StatusOr<std::vector<AuditLine>> ListAudit(
      const AuditQuery& query) override {
    return Get<std::vector<AuditLine>>(
        [&](SqlConnection& db) { return SelectAudit(db, query); });
  }

  absl::StatusOr<std::optional<std::string>> GetRecord(
      absl::string_view kind, absl::string_view id) override {
    return Get<std::optional<std::string>>(
        [&](SqlConnection& db) { return SelectRecord(db, kind, id); });
  }

  absl::StatusOr<std::vector<Record>> ListRecords(
      absl::string_view kind) override {
    return Get<std::vector<Record>>(
        [&](SqlConnection& db) { return SelectRecords(db, kind); });
  }

  absl::Status PutRecord(absl::string_view kind, const Record& record,
                         bool passing, const WriteContext& context) override {
    return sessions_.Write([&](SqlConnection& db) {
      return WriteRecord(db, kind, record, passing, context);
    });
  }

  absl::StatusOr<int64_t> AddEvent(absl::string_view kind,
                                   absl::string_view resource,
                                   const std::string& body,
                                   const WriteContext& context) override {
    int64_t number = 0;
    absl::Status status = sessions_.Write([&](SqlConnection& db) {
      const auto given = InsertEvent(db, kind, resource, body, context);
      if (given.ok()) number = *given;
      return given.status();
    });
    if (!status.ok()) return status;
    return number;
  }

  absl::StatusOr<std::vector<Event>> ListEvents(absl::string_view kind,
                                                absl::string_view resource,
                                                int64_t before,
                                                int limit) override {
    return Get<std::vector<Event>>([&](SqlConnection& db) {
      return SelectEvents(db, kind, resource, before, limit);
    });
  }

  absl::Status InOneWrite(const std::function<absl::Status()>& work) override {
    return sessions_.Write([&](SqlConnection&) { return work(); });
  }

  absl::Status InOneBulkWrite(
      const std::function<absl::Status()>& work) override {
    return sessions_.Write([&](SqlConnection& db) -> absl::Status {
      absl::Status status = db.BeginBulk();
      if (status.ok()) status = work();
      return status.ok() ? db.EndBulk() : status;
    });
  }

 private:
  // Runs `read`, which returns StatusOr<Result>.
  template <typename Result, typename Work>
  absl::StatusOr<Result> Get(const Work& read) {
    absl::StatusOr<Result> result = Result();
    absl::Status status = sessions_.Read([&](SqlConnection& db) {
      result = read(db);
      return result.status();
    });
    if (!status.ok()) return status;
    return result;
  }

  template <typename Row>
  absl::StatusOr<std::vector<Row>> Many(const char* sql,
                                        const SqlParameters& parameters) {
    return Get<std::vector<Row>>([&](SqlConnection& db) {
      return ReadRows<Row>(db.Query(sql, parameters), name_);
    });
  }

  template <typename Row>
  absl::StatusOr<std::vector<Row>> Listed(
      const char* sql, const std::vector<std::string>& values) {
    if (values.empty()) return std::vector<Row>();
    return Get<std::vector<Row>>([&](SqlConnection& db) {
      return ReadRows<Row>(db.Query(sql, {db.ListOf(values)}), name_);
    });
  }

  template <typename Row>
  absl::StatusOr<Row> One(const char* sql, absl::string_view name,
                          absl::Status (*not_found)(absl::string_view)) {
    auto rows = Many<Row>(sql, {SqlValue::Text(name)});
    if (!rows.ok()) return rows.status();
    if (rows->empty()) return not_found(name);
    return std::move(rows->front());
  }

  // Returns the row that is there, or nothing, if it is as expected.
  template <typename Row>
  absl::StatusOr<std::optional<Row>> Expected(
      SqlConnection& db, const char* sql, const std::string& name,
      const Expect& expect, absl::Status (*exists)(absl::string_view),
      absl::Status (*not_found)(absl::string_view)) {
    auto rows = ReadRows<Row>(db.Query(sql, {SqlValue::Text(name)}), name_);
    if (!rows.ok()) return rows.status();
    if (expect.absent) {
      if (!rows->empty()) return exists(name);
      return std::optional<Row>();
    }
    if (rows->empty()) return not_found(name);
    if (rows->front().etag() != expect.etag) return error::EtagMismatch(name);
    return std::optional<Row>(std::move(rows->front()));
  }

  static absl::Status CheckClinicThere(SqlConnection& db,
                                       const std::string& name) {
    const auto there =
        db.Query("SELECT 1 FROM clinics WHERE name = $1 AND deleted = 0",
                 {SqlValue::Text(name)});
    if (!there.ok()) return there.status();
    return there->empty() ? error::ClinicMissing(name) : absl::OkStatus();
  }

  // Runs `work`, which returns the row that is the answer, unless the request
  // was answered before.
  template <typename Row, typename Work>
  absl::StatusOr<Row> Answered(const WriteContext& context, const Work& work) {
    Row answer;
    const absl::Status status =
        sessions_.Write([&](SqlConnection& db) -> absl::Status {
          const auto before = AnswerIn(db, context);
          if (!before.ok()) return before.status();
          if (before->has_value()) {
            return ParseRow(**before, answer)
                       ? absl::OkStatus()
                       : error::StoreDamaged(name_, "a row cannot be read");
          }
          auto row = work(db);
          if (!row.ok()) return row.status();
          answer = *std::move(row);
          return WriteAnswer(db, context, answer.SerializeAsString());
        });
    if (!status.ok()) return status;
    return answer;
  }

  static absl::StatusOr<std::optional<std::string>> AnswerIn(
      SqlConnection& db, const WriteContext& context) {
    return SelectAnswer(db, context, context.now - kAnswerLife);
  }

  absl::StatusOr<ReviewWritten> WithTherapist(
      absl::StatusOr<v1::Review> review) {
    if (!review.ok()) return review.status();
    auto therapist = GetTherapist(TherapistOfReview(review->name()));
    if (!therapist.ok()) return therapist.status();
    return ReviewWritten{*std::move(review), *std::move(therapist)};
  }

  const std::string name_;
  const SqlDialect dialect_;
  SqlSessions sessions_;
};

}  // namespace

std::unique_ptr<Store> MakeSqlStore(std::unique_ptr<SqlDatabase> database,
                                    std::unique_ptr<SqlConnection> writer) {
  return std::make_unique<SqlStore>(std::move(database), std::move(writer));
}

}  // namespace unknot::directory
