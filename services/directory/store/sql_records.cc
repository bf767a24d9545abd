// Numbers of reviews and events are revisions: they rise, and are never met
// twice.
#include "services/directory/store/sql_records.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/directory/errors.h"
#include "services/directory/proto_time.h"
#include "services/directory/store/sql_rows.h"

namespace unknot::directory {
namespace {

absl::StatusOr<v1::Therapist> TherapistNamed(SqlConnection& db,
                                             absl::string_view name,
                                             absl::string_view store) {
  auto rows = ReadRows<v1::Therapist>(
      db.Query("SELECT body, revision FROM therapists WHERE name = $1",
               {SqlValue::Text(name)}),
      store);
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return error::TherapistNotFound(name);
  return std::move(rows->front());
}

absl::Status ChangeRating(SqlConnection& db, const v1::Therapist& before,
                          int stars, int count, const RatingRule& rate,
                          const WriteContext& context) {
  v1::Therapist row = before;
  *row.mutable_rating() = rate(before.rating(), stars, count);
  std::vector<TherapistWrite> writes = {{std::move(row), before}};
  return RowWriter(db, context).Write(writes);
}

int64_t NumberOrMost(int64_t before) { return before > 0 ? before : INT64_MAX; }

}  // namespace

std::string TherapistOfReview(absl::string_view name) {
  return std::string(name.substr(0, name.find("/reviews/")));
}

absl::StatusOr<v1::Review> InsertReview(SqlConnection& db,
                                        const NewReview& added,
                                        const RatingRule& rate,
                                        const WriteContext& context,
                                        absl::string_view store) {
  const auto therapist = TherapistNamed(db, added.therapist, store);
  if (!therapist.ok()) return therapist.status();
  if (therapist->has_delete_time()) {
    return error::TherapistDeleted(added.therapist);
  }
  if (!added.client.empty()) {
    const auto earlier =
        db.Query("SELECT 1 FROM reviews WHERE therapist = $1 AND client = $2",
                 {SqlValue::Text(added.therapist),
                  SqlValue::Bytes(std::string(added.client))});
    if (!earlier.ok()) return earlier.status();
    if (!earlier->empty()) return error::ReviewExists(added.therapist);
  }
  absl::Status status;
  if (added.review.state() == v1::REVIEW_STATE_PUBLISHED) {
    status =
        ChangeRating(db, *therapist, added.review.stars(), 1, rate, context);
    if (!status.ok()) return status;
  }
  RowWriter writer(db, context);
  const auto number = writer.NextRevisions(1);
  if (!number.ok()) return number.status();
  v1::Review review = added.review;
  review.set_name(absl::StrCat(added.therapist, "/reviews/", *number));
  *review.mutable_create_time() = ToProto(context.now);
  status = writer.Audit(*number, review.name(), {});
  if (!status.ok()) return status;
  status = db.Run(
      "INSERT INTO reviews (number, therapist, stars, state, client, body) "
      "VALUES ($1, $2, $3, $4, $5, $6)",
      {SqlValue::Number(*number), SqlValue::Text(added.therapist),
       SqlValue::Number(review.stars()), SqlValue::Number(review.state()),
       added.client.empty() ? SqlValue::Null()
                            : SqlValue::Bytes(std::string(added.client)),
       SqlValue::Bytes(review.SerializeAsString())});
  if (!status.ok()) return status;
  return review;
}

absl::StatusOr<v1::Review> ChangeReviewState(SqlConnection& db,
                                             absl::string_view name,
                                             v1::ReviewState state,
                                             const RatingRule& rate,
                                             const WriteContext& context,
                                             absl::string_view store) {
  const std::string parent = TherapistOfReview(name);
  int64_t number = 0;
  if (!absl::SimpleAtoi(name.substr(name.rfind('/') + 1), &number)) {
    return error::ReviewNotFound(name);
  }
  const auto rows = db.Query(
      "SELECT body, state FROM reviews WHERE number = $1 AND therapist = $2",
      {SqlValue::Number(number), SqlValue::Text(parent)});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return error::ReviewNotFound(name);
  v1::Review review;
  if (!ParseRow(rows->front().Bytes(0), review)) {
    return error::StoreDamaged(store, "a row cannot be read");
  }
  const auto counted = [](int64_t value) {
    return value == v1::REVIEW_STATE_PUBLISHED ? 1 : 0;
  };
  const int change = counted(state) - counted(rows->front().Number(1));
  if (change != 0) {
    const auto therapist = TherapistNamed(db, parent, store);
    if (!therapist.ok()) return therapist.status();
    absl::Status status =
        ChangeRating(db, *therapist, review.stars(), change, rate, context);
    if (!status.ok()) return status;
  }
  review.set_state(state);
  *review.mutable_moderate_time() = ToProto(context.now);
  RowWriter writer(db, context);
  const auto revision = writer.NextRevisions(1);
  if (!revision.ok()) return revision.status();
  absl::Status status = writer.Audit(*revision, review.name(), {"state"});
  if (!status.ok()) return status;
  status = db.Run(
      "UPDATE reviews SET state = $1, body = $2 WHERE number = $3",
      {SqlValue::Number(state), SqlValue::Bytes(review.SerializeAsString()),
       SqlValue::Number(number)});
  if (!status.ok()) return status;
  return review;
}

absl::StatusOr<std::vector<StoredReview>> SelectReviews(
    SqlConnection& db, const ReviewQuery& query, absl::string_view store) {
  const bool all = query.state == v1::REVIEW_STATE_UNSPECIFIED;
  const auto rows = db.Query(
      "SELECT body, number, state FROM reviews WHERE therapist = $1 AND number "
      "< $2 AND state >= $3 AND state <= $4 ORDER BY number DESC LIMIT $5",
      {SqlValue::Text(query.therapist),
       SqlValue::Number(NumberOrMost(query.before)),
       SqlValue::Number(all ? 0 : query.state),
       SqlValue::Number(all ? v1::ReviewState_MAX : query.state),
       SqlValue::Number(query.limit)});
  if (!rows.ok()) return rows.status();
  std::vector<StoredReview> reviews(rows->size());
  for (size_t i = 0; i < reviews.size(); ++i) {
    if (!ParseRow((*rows)[i].Bytes(0), reviews[i].review)) {
      return error::StoreDamaged(store, "a row cannot be read");
    }
    reviews[i].number = (*rows)[i].Number(1);
    // Reviews from before there was moderation have none in their bytes.
    reviews[i].review.set_state(
        static_cast<v1::ReviewState>((*rows)[i].Number(2)));
  }
  return reviews;
}

absl::StatusOr<std::optional<std::string>> SelectAnswer(
    SqlConnection& db, const WriteContext& context, absl::Time oldest) {
  if (context.request_id.empty()) return std::nullopt;
  const auto rows = db.Query(
      "SELECT fingerprint, answer FROM answers WHERE method = $1 AND "
      "request_id = $2 AND time_us >= $3",
      {SqlValue::Text(context.method), SqlValue::Text(context.request_id),
       SqlValue::Number(absl::ToUnixMicros(oldest))});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return std::nullopt;
  if (rows->front().Bytes(0) != context.fingerprint) {
    return error::RequestIdReused();
  }
  return rows->front().Bytes(1);
}

absl::Status WriteAnswer(SqlConnection& db, const WriteContext& context,
                         const std::string& answer) {
  if (context.request_id.empty()) return absl::OkStatus();
  return db.Run(
      "INSERT INTO answers (method, request_id, fingerprint, answer, time_us) "
      "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (method, request_id) DO UPDATE "
      "SET fingerprint = excluded.fingerprint, answer = excluded.answer, "
      "time_us = excluded.time_us",
      {SqlValue::Text(context.method), SqlValue::Text(context.request_id),
       SqlValue::Bytes(context.fingerprint), SqlValue::Bytes(answer),
       SqlValue::Number(absl::ToUnixMicros(context.now))});
}

absl::StatusOr<std::vector<Change>> SelectChanges(SqlConnection& db,
                                                  int64_t revision, int limit,
                                                  absl::string_view store) {
  // One statement, so that it sees one state of both tables: between two, a
  // change could be committed that the first has not seen and the second is
  // past.
  const auto rows = db.Query(
      "SELECT body, revision, clinic FROM ("
      "  SELECT * FROM (SELECT body, revision, 0 AS clinic FROM therapists"
      "    WHERE revision > $1 ORDER BY revision LIMIT $2) AS t"
      "  UNION ALL"
      "  SELECT * FROM (SELECT body, revision, 1 AS clinic FROM clinics"
      "    WHERE revision > $1 ORDER BY revision LIMIT $2) AS c"
      ") AS changes ORDER BY revision LIMIT $2",
      {SqlValue::Number(revision), SqlValue::Number(limit)});
  if (!rows.ok()) return rows.status();
  std::vector<Change> changes(rows->size());
  for (size_t i = 0; i < changes.size(); ++i) {
    const SqlRow& row = (*rows)[i];
    changes[i].revision = row.Number(1);
    const std::string etag = EtagOf(row.Number(1));
    bool read = false;
    if (row.Number(2) == 1) {
      read = ParseRow(row.Bytes(0), changes[i].clinic.emplace());
      changes[i].clinic->set_etag(etag);
    } else {
      read = ParseRow(row.Bytes(0), changes[i].therapist.emplace());
      changes[i].therapist->set_etag(etag);
    }
    if (!read) return error::StoreDamaged(store, "a row cannot be read");
  }
  return changes;
}

absl::StatusOr<std::vector<DuplicateGroup>> SelectDuplicates(
    SqlConnection& db, v1::DuplicateKind kind, int64_t after_key, int limit,
    absl::string_view store) {
  const bool licence = kind == v1::DUPLICATE_KIND_LICENCE;
  const auto keys = db.Query(
      licence ? "SELECT licence_key FROM therapists WHERE licence_key > $1 AND "
                "deleted = 0 GROUP BY licence_key HAVING COUNT(*) > 1 ORDER BY "
                "licence_key LIMIT $2"
              : "SELECT contact_key FROM therapists WHERE contact_key > $1 AND "
                "deleted = 0 GROUP BY contact_key HAVING COUNT(*) > 1 ORDER BY "
                "contact_key LIMIT $2",
      {SqlValue::Number(after_key), SqlValue::Number(limit)});
  if (!keys.ok()) return keys.status();
  std::vector<DuplicateGroup> groups;
  for (const SqlRow& key : *keys) {
    auto rows = ReadRows<v1::Therapist>(
        db.Query(licence ? "SELECT body, revision FROM therapists WHERE "
                           "licence_key = $1 AND deleted = 0 ORDER BY revision"
                         : "SELECT body, revision FROM therapists WHERE "
                           "contact_key = $1 AND deleted = 0 ORDER BY revision",
                 {SqlValue::Number(key.Number(0))}),
        store);
    if (!rows.ok()) return rows.status();
    groups.push_back({key.Number(0), *std::move(rows)});
  }
  return groups;
}

absl::StatusOr<std::vector<AuditLine>> SelectAudit(SqlConnection& db,
                                                   const AuditQuery& query) {
  const auto before = SqlValue::Number(NumberOrMost(query.before));
  const auto rows =
      query.resource.empty()
          ? db.Query(
                "SELECT number, time_us, actor, method, name, fields, "
                "request_id FROM audit WHERE number < $1 ORDER BY number DESC "
                "LIMIT $2",
                {before, SqlValue::Number(query.limit)})
          : db.Query(
                "SELECT number, time_us, actor, method, name, fields, "
                "request_id FROM audit WHERE number < $1 AND name = $2 ORDER "
                "BY number DESC LIMIT $3",
                {before, SqlValue::Text(query.resource),
                 SqlValue::Number(query.limit)});
  if (!rows.ok()) return rows.status();
  std::vector<AuditLine> lines;
  for (const SqlRow& row : *rows) {
    lines.push_back({row.Number(0), absl::FromUnixMicros(row.Number(1)),
                     row.Bytes(2), row.Bytes(3), row.Bytes(4),
                     absl::StrSplit(row.Bytes(5), ',', absl::SkipEmpty()),
                     row.Bytes(6)});
  }
  return lines;
}

absl::StatusOr<std::optional<std::string>> SelectRecord(SqlConnection& db,
                                                        absl::string_view kind,
                                                        absl::string_view id) {
  const auto rows =
      db.Query("SELECT body FROM records WHERE kind = $1 AND id = $2",
               {SqlValue::Text(kind), SqlValue::Text(id)});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return std::nullopt;
  return rows->front().Bytes(0);
}

absl::StatusOr<std::vector<Record>> SelectRecords(SqlConnection& db,
                                                  absl::string_view kind) {
  const auto rows =
      db.Query("SELECT id, body FROM records WHERE kind = $1 ORDER BY id",
               {SqlValue::Text(kind)});
  if (!rows.ok()) return rows.status();
  std::vector<Record> records;
  for (const SqlRow& row : *rows) {
    records.push_back({row.Bytes(0), row.Bytes(1)});
  }
  return records;
}

absl::Status WriteRecord(SqlConnection& db, absl::string_view kind,
                         const Record& record, bool passing,
                         const WriteContext& context) {
  if (!passing) {
    RowWriter writer(db, context);
    const auto revision = writer.NextRevisions(1);
    if (!revision.ok()) return revision.status();
    absl::Status status =
        writer.Audit(*revision, absl::StrCat(kind, "/", record.id), {});
    if (!status.ok()) return status;
  }
  return db.Run(
      "INSERT INTO records (kind, id, passing, time_us, body) VALUES ($1, $2, "
      "$3, $4, $5) ON CONFLICT (kind, id) DO UPDATE SET passing = "
      "excluded.passing, time_us = excluded.time_us, body = excluded.body",
      {SqlValue::Text(kind), SqlValue::Text(record.id),
       SqlValue::Number(passing ? 1 : 0),
       SqlValue::Number(absl::ToUnixMicros(context.now)),
       SqlValue::Bytes(record.body)});
}

absl::StatusOr<int64_t> InsertEvent(SqlConnection& db, absl::string_view kind,
                                    absl::string_view resource,
                                    const std::string& body,
                                    const WriteContext& context) {
  const auto number = RowWriter(db, context).NextRevisions(1);
  if (!number.ok()) return number.status();
  absl::Status status = db.Run(
      "INSERT INTO events (number, kind, resource, body) VALUES ($1, $2, $3, "
      "$4)",
      {SqlValue::Number(*number), SqlValue::Text(kind),
       SqlValue::Text(resource), SqlValue::Bytes(body)});
  if (!status.ok()) return status;
  return *number;
}

absl::StatusOr<std::vector<Event>> SelectEvents(SqlConnection& db,
                                                absl::string_view kind,
                                                absl::string_view resource,
                                                int64_t before, int limit) {
  const auto rows = db.Query(
      "SELECT number, body FROM events WHERE kind = $1 AND resource = $2 AND "
      "number < $3 ORDER BY number DESC LIMIT $4",
      {SqlValue::Text(kind), SqlValue::Text(resource),
       SqlValue::Number(NumberOrMost(before)), SqlValue::Number(limit)});
  if (!rows.ok()) return rows.status();
  std::vector<Event> events;
  for (const SqlRow& row : *rows) {
    events.push_back({row.Number(0), row.Bytes(1)});
  }
  return events;
}

absl::StatusOr<int64_t> DeleteForGood(SqlConnection& db, absl::Time now,
                                      const PurgeLimits& limits) {
  const SqlParameters due = {SqlValue::Number(absl::ToUnixMicros(now))};
  const auto gone =
      db.Query("SELECT COUNT(*) FROM therapists WHERE purge_time_us < $1", due);
  if (!gone.ok()) return gone.status();
  absl::Status status = db.Run(
      "DELETE FROM reviews WHERE therapist IN (SELECT name FROM therapists "
      "WHERE purge_time_us < $1)",
      due);
  if (status.ok()) {
    status = db.Run(
        "DELETE FROM events WHERE resource IN (SELECT name FROM therapists "
        "WHERE purge_time_us < $1)",
        due);
  }
  if (status.ok()) {
    status = db.Run("DELETE FROM therapists WHERE purge_time_us < $1", due);
  }
  if (status.ok()) {
    status =
        db.Run("DELETE FROM answers WHERE time_us < $1",
               {SqlValue::Number(absl::ToUnixMicros(limits.answers_before))});
  }
  if (status.ok()) {
    status =
        db.Run("DELETE FROM records WHERE passing = 1 AND time_us < $1",
               {SqlValue::Number(absl::ToUnixMicros(limits.records_before))});
  }
  if (!status.ok()) return status;
  return gone->front().Number(0);
}

}  // namespace unknot::directory
