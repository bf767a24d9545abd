// The same statements for every database; rows are serialized messages beside
// the columns that queries need.
#include "services/directory/store/sql_rows.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/message_differencer.h"
#include "services/directory/proto_time.h"
#include "services/directory/store/duplicate_keys.h"

namespace unknot::directory {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::util::MessageDifferencer;

constexpr SqlTable kTherapistTable = {
    "therapists",
    "name, revision, display_name, clinic, deleted, body, purge_time_us, "
    "licence_key, contact_key"};
constexpr SqlTable kAuditTable = {
    "audit", "number, time_us, method, name, request_id, actor, fields"};

SqlValue KeyValue(const std::optional<int64_t>& key) {
  return key.has_value() ? SqlValue::Number(*key) : SqlValue::Null();
}

SqlParameters Columns(const v1::Therapist& row, int64_t revision) {
  return {
      SqlValue::Text(row.name()),
      SqlValue::Number(revision),
      SqlValue::Text(row.display_name()),
      SqlValue::Text(row.clinic()),
      SqlValue::Number(row.has_delete_time() ? 1 : 0),
      SqlValue::Bytes(row.SerializeAsString()),
      row.has_purge_time()
          ? SqlValue::Number(absl::ToUnixMicros(FromProto(row.purge_time())))
          : SqlValue::Null(),
      KeyValue(LicenceKey(row)),
      KeyValue(ContactKey(row))};
}

bool SetByStore(const std::string& field) {
  return field == "etag" || field == "update_time" || field == "create_time";
}

bool SameField(const Message& a, const Message& b,
               const FieldDescriptor* field) {
  const auto* of_a = a.GetReflection();
  const auto* of_b = b.GetReflection();
  if (field->is_repeated()) {
    const int size = of_a->FieldSize(a, field);
    if (of_b->FieldSize(b, field) != size) return false;
    for (int i = 0; i < size; ++i) {
      std::string left;
      std::string right;
      google::protobuf::TextFormat::PrintFieldValueToString(a, field, i, &left);
      google::protobuf::TextFormat::PrintFieldValueToString(b, field, i,
                                                            &right);
      if (left != right) return false;
    }
    return true;
  }
  if (field->has_presence() &&
      of_a->HasField(a, field) != of_b->HasField(b, field)) {
    return false;
  }
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
    return MessageDifferencer::Equals(of_a->GetMessage(a, field),
                                      of_b->GetMessage(b, field));
  }
  std::string left;
  std::string right;
  google::protobuf::TextFormat::PrintFieldValueToString(a, field, -1, &left);
  google::protobuf::TextFormat::PrintFieldValueToString(b, field, -1, &right);
  return left == right;
}

}  // namespace

std::string EtagOf(int64_t revision) {
  return absl::StrCat("r", absl::Hex(revision));
}

bool ParseRow(const std::string& bytes, google::protobuf::MessageLite& row) {
  return row.ParseFromString(bytes);
}

std::vector<std::string> ChangedFields(const Message& before,
                                       const Message& after) {
  std::vector<std::string> changed;
  const auto* type = before.GetDescriptor();
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (SetByStore(field->name()) || SameField(before, after, field)) continue;
    changed.push_back(field->name());
  }
  return changed;
}

absl::StatusOr<int64_t> RowWriter::NextRevisions(int64_t count) {
  const auto rows = connection_.Query(
      "UPDATE revision_counter SET value = value + $1 RETURNING value",
      {SqlValue::Number(count)});
  if (!rows.ok()) return rows.status();
  return rows->front().Number(0) - count + 1;
}

SqlParameters RowWriter::AuditRow(
    int64_t revision, absl::string_view resource,
    const std::vector<std::string>& fields) const {
  return {SqlValue::Number(revision),
          SqlValue::Number(absl::ToUnixMicros(context_.now)),
          SqlValue::Text(context_.method),
          SqlValue::Text(resource),
          SqlValue::Text(context_.request_id),
          SqlValue::Text(context_.actor.empty() ? "anonymous" : context_.actor),
          SqlValue::Text(absl::StrJoin(fields, ","))};
}

absl::Status RowWriter::Audit(int64_t revision, absl::string_view resource,
                              const std::vector<std::string>& fields) {
  return WriteAudit({AuditRow(revision, resource, fields)});
}

absl::Status RowWriter::WriteAudit(const std::vector<SqlParameters>& rows) {
  if (rows.size() > 1) return connection_.Insert(kAuditTable, rows);
  return connection_.RunMany(
      "INSERT INTO audit (number, time_us, method, name, request_id, actor, "
      "fields) VALUES ($1, $2, $3, $4, $5, $6, $7)",
      rows);
}

absl::Status RowWriter::Write(std::vector<TherapistWrite>& writes) {
  if (writes.empty()) return absl::OkStatus();
  const auto first = NextRevisions(static_cast<int64_t>(writes.size()));
  if (!first.ok()) return first.status();
  std::vector<SqlParameters> added;
  std::vector<SqlParameters> changed;
  std::vector<SqlParameters> audit;
  int64_t revision = *first;
  for (TherapistWrite& write : writes) {
    v1::Therapist& row = write.row;
    row.clear_etag();
    if (!write.before.has_value()) {
      *row.mutable_create_time() = ToProto(context_.now);
    }
    *row.mutable_update_time() = ToProto(context_.now);
    audit.push_back(AuditRow(revision, row.name(),
                             write.before.has_value()
                                 ? ChangedFields(*write.before, row)
                                 : std::vector<std::string>()));
    (write.before.has_value() ? changed : added)
        .push_back(Columns(row, revision));
    row.set_etag(EtagOf(revision++));
  }
  absl::Status status = WriteAudit(audit);
  if (status.ok() && added.size() > 8) {
    status = connection_.Insert(kTherapistTable, added);
  } else if (status.ok() && !added.empty()) {
    status = connection_.RunMany(
        "INSERT INTO therapists (name, revision, display_name, clinic, "
        "deleted, body, purge_time_us, licence_key, contact_key) VALUES "
        "($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        added);
  }
  if (!status.ok() || changed.empty()) return status;
  // The name is the last to appear: parameters are numbered as they appear.
  for (SqlParameters& row : changed) {
    std::rotate(row.begin(), row.begin() + 1, row.end());
  }
  return connection_.RunMany(
      "UPDATE therapists SET revision = $1, display_name = $2, clinic = $3, "
      "deleted = $4, body = $5, purge_time_us = $6, licence_key = $7, "
      "contact_key = $8 WHERE name = $9",
      changed);
}

absl::Status RowWriter::Write(v1::Clinic& clinic, const v1::Clinic* before) {
  const auto revision = NextRevisions(1);
  if (!revision.ok()) return revision.status();
  clinic.clear_etag();
  if (before == nullptr) *clinic.mutable_create_time() = ToProto(context_.now);
  *clinic.mutable_update_time() = ToProto(context_.now);
  absl::Status status = Audit(*revision, clinic.name(),
                              before != nullptr ? ChangedFields(*before, clinic)
                                                : std::vector<std::string>());
  if (!status.ok()) return status;
  status = connection_.Run(
      "INSERT INTO clinics (name, revision, display_name, deleted, body) "
      "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (name) DO UPDATE SET revision = "
      "excluded.revision, display_name = excluded.display_name, deleted = "
      "excluded.deleted, body = excluded.body",
      {SqlValue::Text(clinic.name()), SqlValue::Number(*revision),
       SqlValue::Text(clinic.display_name()),
       SqlValue::Number(clinic.has_delete_time() ? 1 : 0),
       SqlValue::Bytes(clinic.SerializeAsString())});
  clinic.set_etag(EtagOf(*revision));
  return status;
}

absl::Status FillDuplicateKeys(SqlConnection& connection) {
  constexpr int64_t kAtOnce = 1000;
  std::string after;
  for (;;) {
    const auto rows = connection.Query(
        "SELECT body, name FROM therapists WHERE name > $1 ORDER BY name LIMIT "
        "$2",
        {SqlValue::Text(after), SqlValue::Number(kAtOnce)});
    if (!rows.ok()) return rows.status();
    if (rows->empty()) return absl::OkStatus();
    std::vector<SqlParameters> keys;
    for (const SqlRow& row : *rows) {
      v1::Therapist therapist;
      if (!ParseRow(row.Bytes(0), therapist)) continue;
      keys.push_back({KeyValue(LicenceKey(therapist)),
                      KeyValue(ContactKey(therapist)),
                      SqlValue::Text(row.Bytes(1))});
    }
    absl::Status status = connection.RunMany(
        "UPDATE therapists SET licence_key = $1, contact_key = $2 WHERE name = "
        "$3",
        keys);
    if (!status.ok()) return status;
    after = rows->back().Bytes(1);
  }
}

}  // namespace unknot::directory
