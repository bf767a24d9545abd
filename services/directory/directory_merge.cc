// Entries of one person: finding them, making one of them, taking that back.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/directory/directory.h"
#include "services/directory/directory_rules.h"
#include "services/directory/errors.h"
#include "services/directory/merge.h"
#include "services/directory/resource_names.h"

namespace unknot::directory {
namespace {

constexpr int kGroupsAtOnce = 50;
constexpr int kMostDuplicates = 20;
// The entries before a merge, each with the etag that it has after it.
constexpr char kRecordKind[] = "merges";

std::string MergeIdOf(const std::string& name, const std::string& etag) {
  return absl::StrCat(absl::StripPrefix(name, "therapists/"), ".", etag);
}

}  // namespace

absl::StatusOr<std::vector<v1::FindDuplicatesResponse>>
Directory::FindDuplicates(DuplicatesPosition& after) const {
  std::vector<v1::FindDuplicatesResponse> found;
  for (;;) {
    auto groups = store_.ListDuplicates(after.kind, after.key, kGroupsAtOnce);
    if (!groups.ok()) return groups.status();
    for (DuplicateGroup& group : *groups) {
      after.key = group.key;
      v1::FindDuplicatesResponse& response = found.emplace_back();
      response.set_kind(after.kind);
      for (v1::Therapist& row : group.therapists) {
        *response.add_therapists() = Shown(std::move(row));
      }
    }
    if (!found.empty() || after.kind == v1::DUPLICATE_KIND_CONTACT) {
      return found;
    }
    after = {v1::DUPLICATE_KIND_CONTACT, 0};
  }
}

absl::StatusOr<v1::MergeTherapistsResponse> Directory::MergeTherapists(
    const v1::MergeTherapistsRequest& request) {
  FieldChecks checks;
  CheckName("name", request.name(), kTherapists, /*required=*/true, checks);
  CheckRequestId(request.request_id(), checks);
  const int count = request.duplicates_size();
  checks.Require(count >= 1 && count <= kMostDuplicates, "duplicates",
                 "must have 1 to 20 names");
  for (int i = 0; i < count && i < kMostDuplicates; ++i) {
    const std::string& name = request.duplicates(i);
    CheckName(Indexed("duplicates", i), name, kTherapists, /*required=*/true,
              checks);
    const auto begin = request.duplicates().begin();
    checks.Require(name != request.name() &&
                       std::find(begin, begin + i, name) == begin + i,
                   Indexed("duplicates", i),
                   "must be another entry than the others");
  }
  if (!checks.ok()) return checks.status();

  const WriteContext context =
      ContextFor("MergeTherapists", request.request_id(), request);
  v1::MergeTherapistsResponse response;
  const absl::Status status = store_.InOneWrite([&]() -> absl::Status {
    const auto answer = store_.FindAnswer(context);
    if (!answer.ok()) return answer.status();
    if (answer->has_value()) {
      response.mutable_therapist()->ParseFromString(**answer);
      response.set_merge_id(
          MergeIdOf(request.name(), response.therapist().etag()));
      return absl::OkStatus();
    }
    v1::UnmergeTherapistsResponse before;
    std::vector<std::string> names = {request.name()};
    names.insert(names.end(), request.duplicates().begin(),
                 request.duplicates().end());
    for (const std::string& name : names) {
      auto row = store_.GetTherapist(name);
      if (!row.ok()) return row.status();
      if (row->has_delete_time()) return error::TherapistDeleted(name);
      *before.add_therapists() = *std::move(row);
    }
    return WriteMerge(context, std::move(before), response);
  });
  if (!status.ok()) return status;
  RefreshAfterWrite();
  *response.mutable_therapist() =
      Shown(std::move(*response.mutable_therapist()));
  return response;
}

absl::Status Directory::WriteMerge(const WriteContext& context,
                                   v1::UnmergeTherapistsResponse before,
                                   v1::MergeTherapistsResponse& response) {
  WriteContext quiet = context;
  quiet.request_id.clear();
  const v1::Therapist first = before.therapists(0);
  v1::Therapist kept = first;
  for (int i = 1; i < before.therapists_size(); ++i) {
    v1::Therapist gone = before.therapists(i);
    const std::string etag = gone.etag();
    FillFrom(gone, kept);
    MarkDeleted(gone, context.now);
    const auto stored = store_.PutTherapist(gone, Expect::Etag(etag), quiet);
    if (!stored.ok()) return stored.status();
    before.mutable_therapists(i)->set_etag(stored->etag());
  }
  const auto stored =
      store_.PutTherapist(kept, Expect::Etag(first.etag()), context);
  if (!stored.ok()) return stored.status();
  before.mutable_therapists(0)->set_etag(stored->etag());
  *response.mutable_therapist() = *stored;
  response.set_merge_id(MergeIdOf(stored->name(), stored->etag()));
  return store_.PutRecord(kRecordKind,
                          {response.merge_id(), before.SerializeAsString()},
                          /*passing=*/true, quiet);
}

absl::StatusOr<v1::UnmergeTherapistsResponse> Directory::UnmergeTherapists(
    const v1::UnmergeTherapistsRequest& request) {
  FieldChecks checks;
  checks.Require(!request.merge_id().empty(), "merge_id", "must be present");
  CheckText("merge_id", request.merge_id(), 100, /*required=*/false, checks);
  if (!checks.ok()) return checks.status();
  const WriteContext context = ContextFor("UnmergeTherapists", "", request);
  v1::UnmergeTherapistsResponse response;
  const absl::Status status = store_.InOneWrite([&]() -> absl::Status {
    const auto record = store_.GetRecord(kRecordKind, request.merge_id());
    if (!record.ok()) return record.status();
    v1::UnmergeTherapistsResponse before;
    if (!record->has_value() || !before.ParseFromString(**record) ||
        before.therapists().empty()) {
      return error::MergeNotFound(request.merge_id());
    }
    for (v1::Therapist& row : *before.mutable_therapists()) {
      const std::string etag = row.etag();
      auto stored = store_.PutTherapist(row, Expect::Etag(etag), context);
      if (!stored.ok()) return stored.status();
      *response.add_therapists() = Shown(*std::move(stored));
    }
    // Used up.
    return store_.PutRecord(kRecordKind, {request.merge_id(), ""},
                            /*passing=*/true, context);
  });
  if (!status.ok()) return status;
  RefreshAfterWrite();
  return response;
}

}  // namespace unknot::directory
