// Clinics: reading and creating.
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/directory/directory.h"
#include "services/directory/directory_rules.h"
#include "services/directory/page_token.h"
#include "services/directory/resource_names.h"

namespace unknot::directory {
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
  const int page_size = ClampPageSize(request.page_size());
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

}  // namespace unknot::directory
