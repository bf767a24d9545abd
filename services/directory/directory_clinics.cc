// Clinics: reading, creating, changing, deleting.
#include <utility>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"
#include "services/directory/directory.h"
#include "services/directory/directory_rules.h"
#include "services/directory/errors.h"
#include "services/directory/field_mask.h"
#include "services/directory/page_token.h"
#include "services/directory/resource_names.h"

namespace unknot::directory {
namespace {

using google::protobuf::util::TimeUtil;

constexpr int kUsualPage = 50;
constexpr int kLargestPage = 1000;

}  // namespace

absl::StatusOr<v1::CreateClinicResponse> Directory::CreateClinic(
    const v1::CreateClinicRequest& request) {
  FieldChecks checks;
  CheckResourceId("clinic_id", request.clinic_id(), checks);
  CheckRequestId(request.request_id(), checks);
  v1::Clinic clinic = request.clinic();
  if (checks.Require(request.has_clinic(), "clinic", "must be present")) {
    const FieldChecks::Scope scope(checks, "clinic");
    CheckClinic(clinic, checks);
    if (checks.ok()) {
      const FieldChecks::Scope inner(checks, "location");
      CompleteLocation(*clinic.mutable_location(), checks);
    }
  }
  if (!checks.ok()) return checks.status();
  ClearOutputOnly(clinic);
  clinic.set_name(absl::StrCat(
      kClinics, "/",
      request.clinic_id().empty() ? RandomId() : request.clinic_id()));
  auto stored = store_.PutClinic(
      clinic, Expect::Absent(),
      ContextFor("CreateClinic", request.request_id(), request));
  if (!stored.ok()) return stored.status();
  RefreshAfterWrite();
  v1::CreateClinicResponse response;
  *response.mutable_clinic() = *std::move(stored);
  return response;
}

absl::StatusOr<v1::GetClinicResponse> Directory::GetClinic(
    const v1::GetClinicRequest& request) const {
  FieldChecks checks;
  CheckName("name", request.name(), kClinics, /*required=*/true, checks);
  if (!checks.ok()) return checks.status();
  auto clinic = store_.GetClinic(request.name());
  if (!clinic.ok()) return clinic.status();
  v1::GetClinicResponse response;
  *response.mutable_clinic() = *std::move(clinic);
  return response;
}

absl::StatusOr<v1::ListClinicsResponse> Directory::ListClinics(
    const v1::ListClinicsRequest& request) const {
  FieldChecks checks;
  CheckPageSize(request.page_size(), checks);
  CheckPageToken(request.page_token(), checks);
  if (!checks.ok()) return checks.status();
  const std::string query_id =
      absl::StrCat("ListClinics ", request.show_deleted() ? 1 : 0);
  ListQuery query;
  query.show_deleted = request.show_deleted();
  if (!request.page_token().empty()) {
    auto position = ReadPageToken(request.page_token(), query_id, 1);
    if (!position.ok()) return position.status();
    query.after_name = (*position)[0];
  }
  const int page_size =
      ClampPageSize(request.page_size(), kUsualPage, kLargestPage);
  query.limit = page_size + 1;
  auto rows = store_.ListClinics(query);
  if (!rows.ok()) return rows.status();

  v1::ListClinicsResponse response;
  for (v1::Clinic& row : *rows) {
    if (response.clinics_size() == page_size) {
      const std::string& last = response.clinics(page_size - 1).name();
      response.set_next_page_token(MakePageToken(query_id, {last}));
      break;
    }
    *response.add_clinics() = std::move(row);
  }
  return response;
}

absl::StatusOr<v1::UpdateClinicResponse> Directory::UpdateClinic(
    const v1::UpdateClinicRequest& request) {
  FieldChecks checks;
  CheckRequestId(request.request_id(), checks);
  if (checks.Require(request.has_clinic(), "clinic", "must be present")) {
    const FieldChecks::Scope scope(checks, "clinic");
    CheckName("name", request.clinic().name(), kClinics, /*required=*/true,
              checks);
    CheckEtag(request.clinic().etag(), checks);
  }
  if (!checks.ok()) return checks.status();
  const WriteContext context =
      ContextFor("UpdateClinic", request.request_id(), request);
  absl::StatusOr<v1::Clinic> stored;
  for (int attempt = 0; attempt < kMostAttempts; ++attempt) {
    stored = ChangeClinic(request, context);
    if (stored.ok() || !ShouldRetry(stored.status(), request.clinic().etag())) {
      break;
    }
  }
  if (!stored.ok()) return stored.status();
  RefreshAfterWrite();
  v1::UpdateClinicResponse response;
  *response.mutable_clinic() = *std::move(stored);
  return response;
}

absl::StatusOr<v1::Clinic> Directory::ChangeClinic(
    const v1::UpdateClinicRequest& request, const WriteContext& context) {
  const auto answer = store_.FindAnswer(context);
  if (!answer.ok()) return answer.status();
  v1::Clinic changed;
  if (answer->has_value()) {
    changed.ParseFromString(**answer);
    return changed;
  }
  const v1::Clinic& wanted = request.clinic();
  const auto before = store_.GetClinic(wanted.name());
  if (!before.ok()) return before.status();
  if (before->has_delete_time()) return error::ClinicDeleted(wanted.name());
  if (!wanted.etag().empty() && wanted.etag() != before->etag()) {
    return error::EtagMismatch(wanted.name());
  }
  changed = *before;
  FieldChecks checks;
  ApplyMask(request.update_mask(), OutputOnly(), wanted, changed, checks);
  {
    const FieldChecks::Scope scope(checks, "clinic");
    CheckClinic(changed, checks);
    if (checks.ok()) {
      const FieldChecks::Scope inner(checks, "location");
      CompleteLocation(*changed.mutable_location(), checks);
    }
  }
  if (!checks.ok()) return checks.status();
  return store_.PutClinic(changed, Expect::Etag(before->etag()), context);
}

absl::StatusOr<v1::DeleteClinicResponse> Directory::DeleteClinic(
    const v1::DeleteClinicRequest& request) {
  FieldChecks checks;
  CheckName("name", request.name(), kClinics, /*required=*/true, checks);
  CheckEtag(request.etag(), checks);
  CheckRequestId(request.request_id(), checks);
  if (!checks.ok()) return checks.status();
  const WriteContext context =
      ContextFor("DeleteClinic", request.request_id(), request);
  v1::DeleteClinicResponse response;
  const auto answer = store_.FindAnswer(context);
  if (!answer.ok()) return answer.status();
  if (answer->has_value()) {
    response.mutable_clinic()->ParseFromString(**answer);
    return response;
  }
  auto row = store_.GetClinic(request.name());
  if (!row.ok()) return row.status();
  if (row->has_delete_time()) return error::ClinicDeleted(request.name());
  if (!request.etag().empty() && request.etag() != row->etag()) {
    return error::EtagMismatch(request.name());
  }
  *row->mutable_delete_time() =
      TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(context.now));
  auto stored = store_.PutClinic(*row, Expect::Etag(row->etag()), context);
  if (!stored.ok()) return stored.status();
  RefreshAfterWrite();
  *response.mutable_clinic() = *std::move(stored);
  return response;
}

}  // namespace unknot::directory
