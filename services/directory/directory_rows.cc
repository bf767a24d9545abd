// Changing, deleting and bringing back: one way for therapists and clinics.
#include <utility>

#include "services/directory/directory.h"
#include "services/directory/directory_rules.h"
#include "services/directory/errors.h"
#include "services/directory/field_mask.h"
#include "services/directory/resource_names.h"

namespace unknot::directory {
namespace {

// In what therapists and clinics differ.
template <typename Row>
struct Kind;

template <>
struct Kind<v1::Therapist> {
  static constexpr char kField[] = "therapist";
  static constexpr const char* kCollection = kTherapists;
  static auto Get(Store& store, const std::string& name) {
    return store.GetTherapist(name);
  }
  static auto Put(Store& store, const v1::Therapist& row, const Expect& expect,
                  const WriteContext& context) {
    return store.PutTherapist(row, expect, context);
  }
  static void Check(const v1::Therapist& row, FieldChecks& checks) {
    CheckTherapist(row, checks);
  }
  static absl::Status Deleted(absl::string_view name) {
    return error::TherapistDeleted(name);
  }
  static absl::Status NotDeleted(absl::string_view name) {
    return error::TherapistNotDeleted(name);
  }
  static void Delete(v1::Therapist& row, absl::Time now) {
    MarkDeleted(row, now);
  }
  static void Undelete(v1::Therapist& row) {
    row.clear_delete_time();
    row.clear_purge_time();
  }
};

template <>
struct Kind<v1::Clinic> {
  static constexpr char kField[] = "clinic";
  static constexpr const char* kCollection = kClinics;
  static auto Get(Store& store, const std::string& name) {
    return store.GetClinic(name);
  }
  static auto Put(Store& store, const v1::Clinic& row, const Expect& expect,
                  const WriteContext& context) {
    return store.PutClinic(row, expect, context);
  }
  static void Check(const v1::Clinic& row, FieldChecks& checks) {
    CheckClinic(row, checks);
  }
  static absl::Status Deleted(absl::string_view name) {
    return error::ClinicDeleted(name);
  }
  static absl::Status NotDeleted(absl::string_view name) {
    return error::ClinicNotDeleted(name);
  }
  static void Delete(v1::Clinic& row, absl::Time now) {
    *row.mutable_delete_time() = ToProto(now);
  }
  static void Undelete(v1::Clinic& row) { row.clear_delete_time(); }
};

// A location whose town changed while its point stayed has the wrong point.
void DropStalePoint(const v1::Location& before, v1::Location& after) {
  const bool moved = before.town() != after.town() ||
                     before.district() != after.district() ||
                     before.region_code() != after.region_code();
  if (moved && before.has_point() && after.has_point() &&
      before.point().latitude() == after.point().latitude() &&
      before.point().longitude() == after.point().longitude()) {
    after.clear_point();
  }
}

}  // namespace

// Reads the row, lets `change` make another one of it, and puts that, again
// when somebody else was quicker and the client named no etag.
template <typename Row, typename Change>
absl::StatusOr<Row> Directory::ChangeRow(const RowWrite& write,
                                         const WriteContext& context,
                                         const Change& change) {
  absl::StatusOr<Row> stored;
  for (int attempt = 0; attempt < kMostAttempts; ++attempt) {
    const auto answer = store_.FindAnswer(context);
    if (!answer.ok()) return answer.status();
    if (answer->has_value()) {
      Row before;
      before.ParseFromString(**answer);
      return before;
    }
    const auto before = Kind<Row>::Get(store_, write.name);
    if (!before.ok()) return before.status();
    if (before->has_delete_time() != write.of_deleted) {
      return write.of_deleted ? Kind<Row>::NotDeleted(write.name)
                              : Kind<Row>::Deleted(write.name);
    }
    if (!write.etag.empty() && write.etag != before->etag()) {
      return error::EtagMismatch(write.name);
    }
    Row row = *before;
    absl::Status status = change(*before, row);
    if (!status.ok()) return status;
    const auto put = [&] {
      stored =
          Kind<Row>::Put(store_, row, Expect::Etag(before->etag()), context);
      return stored.status();
    };
    if (write.validate_only) {
      status = TryAndUndo(put);
      if (!status.ok()) return status;
      return stored;
    }
    if (put().ok()) {
      RefreshAfterWrite();
      return stored;
    }
    if (!ShouldRetry(stored.status(), write.etag)) break;
  }
  return stored.status();
}

template <typename Row, typename Request>
absl::StatusOr<Row> Directory::UpdateRow(absl::string_view method,
                                         const Request& request,
                                         const Row& wanted, bool present,
                                         bool validate_only) {
  FieldChecks checks;
  CheckRequestId(request.request_id(), checks);
  if (checks.Require(present, Kind<Row>::kField, "must be present")) {
    const FieldChecks::Scope scope(checks, Kind<Row>::kField);
    CheckName("name", wanted.name(), Kind<Row>::kCollection, /*required=*/true,
              checks);
    CheckEtag(wanted.etag(), checks);
  }
  if (!checks.ok()) return checks.status();
  const auto apply = [&](const Row& before, Row& row) {
    FieldChecks faults;
    ApplyMask(request.update_mask(), OutputOnly(), wanted, row, faults);
    const FieldChecks::Scope scope(faults, Kind<Row>::kField);
    Kind<Row>::Check(row, faults);
    if (faults.ok()) {
      const FieldChecks::Scope inner(faults, "location");
      DropStalePoint(before.location(), *row.mutable_location());
      CompleteLocation(*row.mutable_location(), faults);
    }
    return faults.status();
  };
  return ChangeRow<Row>({wanted.name(), wanted.etag(), false, validate_only},
                        ContextFor(method, request.request_id(), request),
                        apply);
}

template <typename Row, typename Request>
absl::StatusOr<Row> Directory::MoveRow(absl::string_view method,
                                       const Request& request, bool deletes) {
  FieldChecks checks;
  CheckName("name", request.name(), Kind<Row>::kCollection, /*required=*/true,
            checks);
  CheckEtag(request.etag(), checks);
  CheckRequestId(request.request_id(), checks);
  if (!checks.ok()) return checks.status();
  const WriteContext context =
      ContextFor(method, request.request_id(), request);
  return ChangeRow<Row>({request.name(), request.etag(), !deletes, false},
                        context, [&](const Row&, Row& row) {
                          if (deletes) {
                            Kind<Row>::Delete(row, context.now);
                          } else {
                            Kind<Row>::Undelete(row);
                          }
                          return absl::OkStatus();
                        });
}

absl::StatusOr<v1::UpdateTherapistResponse> Directory::UpdateTherapist(
    const v1::UpdateTherapistRequest& request) {
  auto row = UpdateRow("UpdateTherapist", request, request.therapist(),
                       request.has_therapist(), request.validate_only());
  if (!row.ok()) return row.status();
  v1::UpdateTherapistResponse response;
  *response.mutable_therapist() = Shown(*std::move(row));
  return response;
}

absl::StatusOr<v1::DeleteTherapistResponse> Directory::DeleteTherapist(
    const v1::DeleteTherapistRequest& request) {
  auto row = MoveRow<v1::Therapist>("DeleteTherapist", request, true);
  if (!row.ok()) return row.status();
  v1::DeleteTherapistResponse response;
  *response.mutable_therapist() = Shown(*std::move(row));
  return response;
}

absl::StatusOr<v1::UndeleteTherapistResponse> Directory::UndeleteTherapist(
    const v1::UndeleteTherapistRequest& request) {
  auto row = MoveRow<v1::Therapist>("UndeleteTherapist", request, false);
  if (!row.ok()) return row.status();
  v1::UndeleteTherapistResponse response;
  *response.mutable_therapist() = Shown(*std::move(row));
  return response;
}

absl::StatusOr<v1::UpdateClinicResponse> Directory::UpdateClinic(
    const v1::UpdateClinicRequest& request) {
  auto row = UpdateRow("UpdateClinic", request, request.clinic(),
                       request.has_clinic(), /*validate_only=*/false);
  if (!row.ok()) return row.status();
  v1::UpdateClinicResponse response;
  *response.mutable_clinic() = *std::move(row);
  return response;
}

absl::StatusOr<v1::DeleteClinicResponse> Directory::DeleteClinic(
    const v1::DeleteClinicRequest& request) {
  auto row = MoveRow<v1::Clinic>("DeleteClinic", request, true);
  if (!row.ok()) return row.status();
  v1::DeleteClinicResponse response;
  *response.mutable_clinic() = *std::move(row);
  return response;
}

absl::StatusOr<v1::UndeleteClinicResponse> Directory::UndeleteClinic(
    const v1::UndeleteClinicRequest& request) {
  auto row = MoveRow<v1::Clinic>("UndeleteClinic", request, false);
  if (!row.ok()) return row.status();
  v1::UndeleteClinicResponse response;
  *response.mutable_clinic() = *std::move(row);
  return response;
}

}  // namespace unknot::directory
