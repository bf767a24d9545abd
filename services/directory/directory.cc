// Therapists: reading, creating, changing, deleting, and keeping the search in
// step with the store.
#include "services/directory/directory.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"
#include "services/directory/actor.h"
#include "services/directory/directory_rules.h"
#include "services/directory/errors.h"
#include "services/directory/field_mask.h"
#include "services/directory/page_token.h"
#include "services/directory/resource_names.h"
#include "services/runtime/logging.h"

namespace unknot::directory {
namespace {

using google::protobuf::util::TimeUtil;

constexpr int kUsualPage = 50;
constexpr int kLargestPage = 1000;
constexpr int kLargestBatch = 1000;
constexpr int kRefreshBatch = 1000;
constexpr int kExportBatch = 500;
// How long a deleted therapist can be brought back; the contract says so too.
constexpr absl::Duration kPurgeAfter = absl::Hours(24 * 30);

google::protobuf::Timestamp ToProto(absl::Time time) {
  return TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(time));
}

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

Directory::Directory(const Parts& parts)
    : store_(parts.store),
      search_(parts.search),
      places_(parts.places),
      clock_(parts.clock),
      moderated_(parts.moderate_reviews) {}

absl::Status Directory::Refresh() {
  absl::MutexLock lock(&refresh_mutex_);
  for (;;) {
    const auto changes = store_.ListChanges(revision_, kRefreshBatch);
    if (!changes.ok()) return changes.status();
    for (const Change& change : *changes) {
      if (change.clinic.has_value() && change.clinic->has_delete_time()) {
        search_.RemoveClinic(change.clinic->name());
      } else if (change.clinic.has_value()) {
        search_.PutClinic(*change.clinic);
      } else if (change.therapist->has_delete_time()) {
        search_.Remove(change.therapist->name());
      } else {
        search_.Put(Shown(*change.therapist));
      }
      revision_ = change.revision;
    }
    if (changes->size() < kRefreshBatch) return absl::OkStatus();
  }
}

void Directory::RefreshAfterWrite() {
  const absl::Status status = Refresh();
  if (!status.ok()) {
    runtime::LogWarning("search is behind the store",
                        {{"code", status.code()}});
  }
}

absl::StatusOr<int64_t> Directory::Purge() {
  return store_.Purge(clock_.Now());
}

WriteContext Directory::ContextFor(
    absl::string_view method, const std::string& request_id,
    const google::protobuf::Message& request) const {
  WriteContext context;
  context.now = clock_.Now();
  context.method = std::string(method);
  context.actor = ActorScope::Current();
  context.request_id = request_id;
  if (!request_id.empty()) {
    context.fingerprint = Fingerprint(request.SerializeAsString());
  }
  return context;
}

void Directory::CompleteLocation(v1::Location& location,
                                 FieldChecks& checks) const {
  location.set_country_code(location.region_code().substr(0, 2));
  if (location.has_point()) return;
  for (const std::string& name : {location.district(), location.town()}) {
    const auto place = places_.FindTown(name, location.region_code());
    if (!place.has_value()) continue;
    *location.mutable_point() = place->point();
    return;
  }
  checks.Fail("point",
              "must be given, since the gazetteer does not know the town");
}

absl::StatusOr<v1::GetTherapistResponse> Directory::GetTherapist(
    const v1::GetTherapistRequest& request) const {
  FieldChecks checks;
  CheckName("name", request.name(), kTherapists, /*required=*/true, checks);
  if (!checks.ok()) return checks.status();
  auto therapist = store_.GetTherapist(request.name());
  if (!therapist.ok()) return therapist.status();
  v1::GetTherapistResponse response;
  *response.mutable_therapist() = Shown(*std::move(therapist));
  return response;
}

absl::StatusOr<v1::BatchGetTherapistsResponse> Directory::BatchGetTherapists(
    const v1::BatchGetTherapistsRequest& request) const {
  FieldChecks checks;
  const int count = request.names_size();
  if (checks.Require(count >= 1 && count <= kLargestBatch, "names",
                     "must have 1 to 1000 names")) {
    for (int i = 0; i < count; ++i) {
      CheckName(Indexed("names", i), request.names(i), kTherapists,
                /*required=*/true, checks);
    }
  }
  if (!checks.ok()) return checks.status();
  v1::BatchGetTherapistsResponse response;
  for (const std::string& name : request.names()) {
    auto therapist = store_.GetTherapist(name);
    if (!therapist.ok()) return therapist.status();
    *response.add_therapists() = Shown(*std::move(therapist));
  }
  return response;
}

absl::StatusOr<v1::ListTherapistsResponse> Directory::ListTherapists(
    const v1::ListTherapistsRequest& request) const {
  FieldChecks checks;
  CheckPageSize(request.page_size(), checks);
  CheckPageToken(request.page_token(), checks);
  CheckName("clinic", request.clinic(), kClinics, /*required=*/false, checks);
  if (!checks.ok()) return checks.status();

  const std::string query_id = absl::StrCat(
      "ListTherapists ", request.show_deleted() ? 1 : 0, " ", request.clinic());
  ListQuery query;
  query.show_deleted = request.show_deleted();
  query.clinic = request.clinic();
  if (!request.page_token().empty()) {
    auto position = ReadPageToken(request.page_token(), query_id, 1);
    if (!position.ok()) return position.status();
    query.after_name = (*position)[0];
  }
  const int page_size =
      ClampPageSize(request.page_size(), kUsualPage, kLargestPage);
  query.limit = page_size + 1;
  auto rows = store_.ListTherapists(query);
  if (!rows.ok()) return rows.status();

  v1::ListTherapistsResponse response;
  for (v1::Therapist& row : *rows) {
    if (response.therapists_size() == page_size) {
      const std::string& last = response.therapists(page_size - 1).name();
      response.set_next_page_token(MakePageToken(query_id, {last}));
      break;
    }
    *response.add_therapists() = Shown(std::move(row));
  }
  return response;
}

absl::StatusOr<v1::CreateTherapistResponse> Directory::CreateTherapist(
    const v1::CreateTherapistRequest& request) {
  FieldChecks checks;
  CheckResourceId("therapist_id", request.therapist_id(), checks);
  CheckRequestId(request.request_id(), checks);
  if (checks.Require(request.has_therapist(), "therapist", "must be present")) {
    const FieldChecks::Scope scope(checks, "therapist");
    CheckTherapist(request.therapist(), checks);
  }
  if (!checks.ok()) return checks.status();
  auto stored = WriteNewTherapist(
      request, ContextFor("CreateTherapist", request.request_id(), request));
  if (!stored.ok()) return stored.status();
  if (!request.validate_only()) RefreshAfterWrite();
  v1::CreateTherapistResponse response;
  *response.mutable_therapist() = Shown(*std::move(stored));
  return response;
}

absl::StatusOr<v1::Therapist> Directory::WriteNewTherapist(
    const v1::CreateTherapistRequest& request, const WriteContext& context) {
  v1::Therapist therapist = request.therapist();
  ClearOutputOnly(therapist);
  therapist.set_name(absl::StrCat(
      kTherapists, "/",
      request.therapist_id().empty() ? RandomId() : request.therapist_id()));
  FieldChecks checks;
  {
    const FieldChecks::Scope outer(checks, "therapist");
    const FieldChecks::Scope inner(checks, "location");
    CompleteLocation(*therapist.mutable_location(), checks);
  }
  if (!checks.ok()) return checks.status();
  if (!request.validate_only()) {
    return store_.PutTherapist(therapist, Expect::Absent(), context);
  }
  // Written and undone: everything is checked, nothing stays.
  absl::StatusOr<v1::Therapist> stored;
  const absl::Status undo = store_.InOneWrite([&] {
    stored = store_.PutTherapist(therapist, Expect::Absent(), context);
    return absl::CancelledError("only validated");
  });
  if (stored.ok() && !absl::IsCancelled(undo)) return undo;
  return stored;
}

absl::StatusOr<v1::UpdateTherapistResponse> Directory::UpdateTherapist(
    const v1::UpdateTherapistRequest& request) {
  FieldChecks checks;
  CheckRequestId(request.request_id(), checks);
  if (checks.Require(request.has_therapist(), "therapist", "must be present")) {
    const FieldChecks::Scope scope(checks, "therapist");
    CheckName("name", request.therapist().name(), kTherapists,
              /*required=*/true, checks);
    CheckEtag(request.therapist().etag(), checks);
  }
  if (!checks.ok()) return checks.status();

  const WriteContext context =
      ContextFor("UpdateTherapist", request.request_id(), request);
  absl::StatusOr<v1::Therapist> stored;
  for (int attempt = 0; attempt < kMostAttempts; ++attempt) {
    stored = ChangeTherapist(request, context);
    if (stored.ok() ||
        !ShouldRetry(stored.status(), request.therapist().etag())) {
      break;
    }
  }
  if (!stored.ok()) return stored.status();
  if (!request.validate_only()) RefreshAfterWrite();
  v1::UpdateTherapistResponse response;
  *response.mutable_therapist() = Shown(*std::move(stored));
  return response;
}

absl::StatusOr<v1::Therapist> Directory::ChangeTherapist(
    const v1::UpdateTherapistRequest& request, const WriteContext& context) {
  const auto answer = store_.FindAnswer(context);
  if (!answer.ok()) return answer.status();
  v1::Therapist changed;
  if (answer->has_value()) {
    changed.ParseFromString(**answer);
    return changed;
  }
  const v1::Therapist& wanted = request.therapist();
  const auto before = store_.GetTherapist(wanted.name());
  if (!before.ok()) return before.status();
  if (before->has_delete_time()) return error::TherapistDeleted(wanted.name());
  if (!wanted.etag().empty() && wanted.etag() != before->etag()) {
    return error::EtagMismatch(wanted.name());
  }

  changed = *before;
  FieldChecks checks;
  ApplyMask(request.update_mask(), OutputOnly(), wanted, changed, checks);
  {
    const FieldChecks::Scope scope(checks, "therapist");
    CheckTherapist(changed, checks);
    if (checks.ok()) {
      const FieldChecks::Scope inner(checks, "location");
      DropStalePoint(before->location(), *changed.mutable_location());
      CompleteLocation(*changed.mutable_location(), checks);
    }
  }
  if (!checks.ok()) return checks.status();
  if (!request.validate_only()) {
    return store_.PutTherapist(changed, Expect::Etag(before->etag()), context);
  }
  absl::StatusOr<v1::Therapist> stored;
  const absl::Status undo = store_.InOneWrite([&] {
    stored =
        store_.PutTherapist(changed, Expect::Etag(before->etag()), context);
    return absl::CancelledError("only validated");
  });
  if (stored.ok() && !absl::IsCancelled(undo)) return undo;
  return stored;
}

absl::StatusOr<v1::DeleteTherapistResponse> Directory::DeleteTherapist(
    const v1::DeleteTherapistRequest& request) {
  FieldChecks checks;
  CheckName("name", request.name(), kTherapists, /*required=*/true, checks);
  CheckEtag(request.etag(), checks);
  CheckRequestId(request.request_id(), checks);
  if (!checks.ok()) return checks.status();
  const WriteContext context =
      ContextFor("DeleteTherapist", request.request_id(), request);
  v1::DeleteTherapistResponse response;
  const auto answer = store_.FindAnswer(context);
  if (!answer.ok()) return answer.status();
  if (answer->has_value()) {
    response.mutable_therapist()->ParseFromString(**answer);
    return response;
  }
  absl::StatusOr<v1::Therapist> stored;
  for (int attempt = 0; attempt < kMostAttempts; ++attempt) {
    auto row = store_.GetTherapist(request.name());
    if (!row.ok()) return row.status();
    if (row->has_delete_time()) return error::TherapistDeleted(request.name());
    if (!request.etag().empty() && request.etag() != row->etag()) {
      return error::EtagMismatch(request.name());
    }
    *row->mutable_delete_time() = ToProto(context.now);
    *row->mutable_purge_time() = ToProto(context.now + kPurgeAfter);
    stored = store_.PutTherapist(*row, Expect::Etag(row->etag()), context);
    if (stored.ok() || !ShouldRetry(stored.status(), request.etag())) break;
  }
  if (!stored.ok()) return stored.status();
  RefreshAfterWrite();
  *response.mutable_therapist() = Shown(*std::move(stored));
  return response;
}

absl::StatusOr<v1::UndeleteTherapistResponse> Directory::UndeleteTherapist(
    const v1::UndeleteTherapistRequest& request) {
  FieldChecks checks;
  CheckName("name", request.name(), kTherapists, /*required=*/true, checks);
  CheckEtag(request.etag(), checks);
  CheckRequestId(request.request_id(), checks);
  if (!checks.ok()) return checks.status();
  const WriteContext context =
      ContextFor("UndeleteTherapist", request.request_id(), request);
  v1::UndeleteTherapistResponse response;
  const auto answer = store_.FindAnswer(context);
  if (!answer.ok()) return answer.status();
  if (answer->has_value()) {
    response.mutable_therapist()->ParseFromString(**answer);
    return response;
  }
  auto row = store_.GetTherapist(request.name());
  if (!row.ok()) return row.status();
  if (!row->has_delete_time()) {
    return error::TherapistNotDeleted(request.name());
  }
  if (!request.etag().empty() && request.etag() != row->etag()) {
    return error::EtagMismatch(request.name());
  }
  row->clear_delete_time();
  row->clear_purge_time();
  auto stored = store_.PutTherapist(*row, Expect::Etag(row->etag()), context);
  if (!stored.ok()) return stored.status();
  RefreshAfterWrite();
  *response.mutable_therapist() = Shown(*std::move(stored));
  return response;
}

absl::StatusOr<v1::ExportTherapistsResponse> Directory::Export(
    const v1::ExportTherapistsRequest& request,
    absl::string_view after_name) const {
  FieldChecks checks;
  CheckName("clinic", request.clinic(), kClinics, /*required=*/false, checks);
  if (!checks.ok()) return checks.status();
  ListQuery query;
  query.after_name = std::string(after_name);
  query.limit = kExportBatch;
  query.show_deleted = request.show_deleted();
  query.clinic = request.clinic();
  auto rows = store_.ListTherapists(query);
  if (!rows.ok()) return rows.status();
  v1::ExportTherapistsResponse response;
  for (v1::Therapist& row : *rows) {
    *response.add_therapists() = Shown(std::move(row));
  }
  return response;
}

}  // namespace unknot::directory
