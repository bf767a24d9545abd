// Importing many therapists at once.
#include <utility>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"
#include "services/directory/directory.h"
#include "services/directory/directory_rules.h"
#include "services/directory/errors.h"
#include "services/directory/resource_names.h"

namespace unknot::directory {
namespace {

using google::protobuf::util::MessageDifferencer;

constexpr int kLargestBatch = 1000;
constexpr int kMostErrors = 100;

void CheckRating(const v1::Rating& rating, FieldChecks& checks) {
  const FieldChecks::Scope scope(checks, "rating");
  checks.Require(rating.count() >= 0, "count", "must not be negative");
  const bool empty = rating.count() == 0 && rating.mean() == 0;
  checks.Require(empty || (rating.mean() >= 1 && rating.mean() <= 5), "mean",
                 "must be from 1 to 5, or 0 when there are no reviews");
}

// Whether an error is about one row rather than about the store.
bool ConcernsRow(const absl::Status& status) {
  return absl::IsInvalidArgument(status) || absl::IsFailedPrecondition(status);
}

void AddError(int64_t row, const absl::Status& status,
              v1::ImportTherapistsResponse& response) {
  response.set_failed_count(response.failed_count() + 1);
  if (response.errors_size() == kMostErrors) return;
  v1::ImportError& error = *response.add_errors();
  error.set_row(row);
  error.set_reason(runtime::ReasonOf(status));
  const auto violations = runtime::FieldViolationsOf(status);
  if (!violations.empty()) error.set_field(violations.front().field);
  error.set_message(std::string(status.message()));
}

}  // namespace

absl::Status Directory::Import(const v1::ImportTherapistsRequest& request,
                               bool validate_only, int64_t first_row,
                               v1::ImportTherapistsResponse& response) {
  FieldChecks checks;
  checks.Require(request.therapists_size() <= kLargestBatch, "therapists",
                 "must have at most 1000 entries");
  if (!checks.ok()) return checks.status();
  v1::ImportTherapistsResponse counted = response;
  const absl::Status status = store_.InOneWrite([&]() -> absl::Status {
    for (int i = 0; i < request.therapists_size(); ++i) {
      const absl::Status one = ImportOne(request.therapists(i), counted);
      if (ConcernsRow(one)) {
        AddError(first_row + i, one, counted);
      } else if (!one.ok()) {
        return one;
      }
    }
    return validate_only ? absl::CancelledError("only validated")
                         : absl::OkStatus();
  });
  if (validate_only ? !absl::IsCancelled(status) : !status.ok()) return status;
  if (!validate_only) RefreshAfterWrite();
  response = std::move(counted);
  return absl::OkStatus();
}

absl::Status Directory::ImportOne(const v1::Therapist& given,
                                  v1::ImportTherapistsResponse& response) {
  FieldChecks checks;
  CheckName("name", given.name(), kTherapists, /*required=*/false, checks);
  CheckTherapist(given, checks);
  CheckRating(given.rating(), checks);
  if (!checks.ok()) return checks.status();

  v1::Therapist row = given;
  ClearOutputOnly(row);
  {
    const FieldChecks::Scope scope(checks, "location");
    CompleteLocation(*row.mutable_location(), checks);
  }
  if (!checks.ok()) return checks.status();
  if (row.name().empty()) {
    row.set_name(
        absl::StrCat(kTherapists, "/", IdOfContent(row.SerializeAsString())));
  }
  const WriteContext context = ContextFor("ImportTherapists", "", given);
  const auto before = store_.GetTherapist(row.name());
  if (!before.ok() && !absl::IsNotFound(before.status())) {
    return before.status();
  }
  if (!before.ok()) {
    if (given.rating().count() > 0) {
      *row.mutable_rating() = Complete(given.rating());
    }
    const auto stored = store_.PutTherapist(row, Expect::Absent(), context);
    if (!stored.ok()) return stored.status();
    response.set_created_count(response.created_count() + 1);
    return absl::OkStatus();
  }

  if (before->rating().count() > 0) {
    *row.mutable_rating() = before->rating();
  } else if (given.rating().count() > 0) {
    *row.mutable_rating() = Complete(given.rating());
  }
  *row.mutable_create_time() = before->create_time();
  *row.mutable_update_time() = before->update_time();
  row.set_etag(before->etag());
  if (MessageDifferencer::Equals(row, *before)) {
    response.set_unchanged_count(response.unchanged_count() + 1);
    return absl::OkStatus();
  }
  const auto stored =
      store_.PutTherapist(row, Expect::Etag(before->etag()), context);
  if (!stored.ok()) return stored.status();
  response.set_updated_count(response.updated_count() + 1);
  return absl::OkStatus();
}

}  // namespace unknot::directory
