// Therapists: reading, creating, changing, deleting, and keeping the search in
// step with the store.
#include "services/directory/directory.h"

#include <algorithm>
#include <atomic>
#include <functional>
#include <thread>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "services/directory/actor.h"
#include "services/directory/directory_rules.h"
#include "services/directory/errors.h"
#include "services/directory/page_token.h"
#include "services/directory/resource_names.h"
#include "services/runtime/logging.h"

namespace unknot::directory {
namespace {

constexpr int kLargestBatch = 1000;
constexpr int kRefreshBatch = 1000;
// Everything is loaded in so many slices, none of them smaller than that.
constexpr int64_t kSlices = 32;
// Each holds a connection to the database while it reads.
constexpr int64_t kMostLoaders = 4;
constexpr int64_t kLeastSlice = 1000;
constexpr int kExportBatch = 500;

}  // namespace

Directory::Directory(const Parts& parts)
    : store_(parts.store),
      search_(parts.search),
      places_(parts.places),
      clock_(parts.clock),
      moderated_(parts.moderate_reviews) {}

absl::Status Directory::Refresh() {
  absl::MutexLock lock(&refresh_mutex_);
  searchable_ = true;
  if (revision_ == 0 && search_.size() == 0) {
    absl::Status status = LoadAll();
    if (!status.ok()) return status;
  }
  for (;;) {
    const auto changes = store_.ListChanges(revision_, kRefreshBatch);
    if (!changes.ok()) return changes.status();
    TakeOver(*changes);
    if (!changes->empty()) revision_ = changes->back().revision;
    if (changes->size() < kRefreshBatch) return absl::OkStatus();
  }
}

absl::Status Directory::LoadAll() {
  const auto last = store_.LastRevision();
  if (!last.ok()) return last.status();
  // A row that changes meanwhile moves past the last revision, so that no two
  // threads meet the same one. Slices are taken as threads get to them, since
  // some have more rows than others.
  const int64_t slices = std::clamp<int64_t>(*last / kLeastSlice, 1, kSlices);
  std::atomic<int64_t> next_slice = 0;
  const auto load = [&](absl::Status& status) {
    for (int64_t i = next_slice++; status.ok() && i < slices;
         i = next_slice++) {
      status = LoadBetween(*last * i / slices, *last * (i + 1) / slices);
    }
  };
  const int64_t most_threads =
      std::clamp<int64_t>(std::thread::hardware_concurrency(), 1, kMostLoaders);
  std::vector<absl::Status> statuses(std::min(slices, most_threads));
  search_.BeginLoad();
  std::vector<std::thread> threads;
  for (absl::Status& status : statuses)
    threads.emplace_back(load, std::ref(status));
  for (std::thread& thread : threads) thread.join();
  search_.EndLoad();
  for (const absl::Status& status : statuses) {
    if (!status.ok()) return status;
  }
  revision_ = *last;
  return absl::OkStatus();
}

absl::Status Directory::LoadBetween(int64_t first, int64_t last) {
  for (;;) {
    auto changes = store_.ListChanges(first, kRefreshBatch);
    if (!changes.ok()) return changes.status();
    const bool more = changes->size() == kRefreshBatch;
    while (!changes->empty() && changes->back().revision > last) {
      changes->pop_back();
    }
    TakeOver(*changes);
    if (!more || changes->size() < kRefreshBatch) return absl::OkStatus();
    first = changes->back().revision;
  }
}

void Directory::TakeOver(const std::vector<Change>& changes) {
  std::vector<v1::Therapist> therapists;
  for (const Change& change : changes) {
    if (change.clinic.has_value() && change.clinic->has_delete_time()) {
      search_.RemoveClinic(change.clinic->name());
    } else if (change.clinic.has_value()) {
      search_.PutClinic(*change.clinic);
    } else {
      therapists.push_back(Shown(*change.therapist));
    }
  }
  if (!therapists.empty()) search_.PutAll(therapists);
}

void Directory::RefreshAfterWrite() {
  {
    absl::MutexLock lock(&refresh_mutex_);
    if (!searchable_) return;
  }
  const absl::Status status = Refresh();
  if (!status.ok()) {
    runtime::LogWarning("search is behind the store",
                        {{"code", status.code()}});
  }
}

absl::Status Directory::TryAndUndo(const std::function<absl::Status()>& write) {
  // Written and undone: everything is checked, nothing stays.
  absl::Status tried;
  const absl::Status undone = store_.InOneWrite([&] {
    tried = write();
    return absl::CancelledError("only validated");
  });
  return tried.ok() && !absl::IsCancelled(undone) ? undone : tried;
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
  const auto rows = store_.GetTherapists(
      std::vector<std::string>(request.names().begin(), request.names().end()));
  if (!rows.ok()) return rows.status();
  absl::flat_hash_map<absl::string_view, const v1::Therapist*> by_name;
  for (const v1::Therapist& row : *rows) by_name[row.name()] = &row;
  v1::BatchGetTherapistsResponse response;
  for (const std::string& name : request.names()) {
    const auto row = by_name.find(name);
    if (row == by_name.end()) return error::TherapistNotFound(name);
    *response.add_therapists() = Shown(*row->second);
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
  const int page_size = ClampPageSize(request.page_size());
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
  absl::StatusOr<v1::Therapist> stored;
  const absl::Status tried = TryAndUndo([&] {
    stored = store_.PutTherapist(therapist, Expect::Absent(), context);
    return stored.status();
  });
  if (!tried.ok()) return tried;
  return stored;
}

absl::StatusOr<v1::ExportTherapistsResponse> Directory::Export(
    const v1::ExportTherapistsRequest& request,
    ExportPosition& position) const {
  FieldChecks checks;
  CheckName("clinic", request.clinic(), kClinics, /*required=*/false, checks);
  if (!checks.ok()) return checks.status();
  ListQuery query;
  query.limit = kExportBatch;
  query.show_deleted = request.show_deleted();
  v1::ExportTherapistsResponse response;
  if (request.include_clinics() && !position.clinics_done) {
    query.after_name = position.clinic;
    auto clinics = request.clinic().empty()
                       ? store_.ListClinics(query)
                       : store_.GetClinics({request.clinic()});
    if (!clinics.ok()) return clinics.status();
    for (v1::Clinic& row : *clinics) {
      position.clinic = row.name();
      if (row.has_delete_time() && !request.show_deleted()) continue;
      *response.add_clinics() = std::move(row);
    }
    position.clinics_done = clinics->size() < kExportBatch;
    if (response.clinics_size() > 0) return response;
  }
  query.after_name = position.therapist;
  query.clinic = request.clinic();
  auto rows = store_.ListTherapists(query);
  if (!rows.ok()) return rows.status();
  for (v1::Therapist& row : *rows) {
    position.therapist = row.name();
    *response.add_therapists() = Shown(std::move(row));
  }
  return response;
}

}  // namespace unknot::directory
