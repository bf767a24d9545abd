// Importing many therapists: checked one by one, stored a batch at a time.
#include <thread>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/directory/actor.h"
#include "services/directory/directory.h"
#include "services/directory/directory_rules.h"
#include "services/directory/errors.h"
#include "services/directory/import.h"
#include "services/directory/resource_names.h"

namespace unknot::directory {
namespace {

constexpr int kLargestBatch = 1000;
constexpr int kMostErrors = 1000;
// Messages that are ready before they can be stored.
constexpr size_t kMessagesAhead = 2;
constexpr char kRecordKind[] = "imports";
constexpr char kStartKind[] = "import_starts";

void CheckRating(const v1::Rating& rating, FieldChecks& checks) {
  const FieldChecks::Scope scope(checks, "rating");
  checks.Require(rating.count() >= 0, "count", "must not be negative");
  const bool empty = rating.count() == 0 && rating.mean() == 0;
  checks.Require(empty || (rating.mean() >= 1 && rating.mean() <= 5), "mean",
                 "must be from 1 to 5, or 0 when there are no reviews");
}

// Names a row that has no name after its content.
void GiveName(v1::Therapist& row) {
  if (!row.name().empty()) return;
  row.set_name(
      absl::StrCat(kTherapists, "/", IdOfContent(row.SerializeAsString())));
}

}  // namespace

void CompleteLocation(const Places& places, v1::Location& location,
                      FieldChecks& checks) {
  location.set_country_code(location.region_code().substr(0, 2));
  if (location.has_point()) return;
  for (const std::string& name : {location.district(), location.town()}) {
    const auto place = places.FindTown(name, location.region_code());
    if (!place.has_value()) continue;
    *location.mutable_point() = place->point();
    return;
  }
  checks.Fail("point",
              "must be given, since the gazetteer does not know the town");
}

WriteContext Import::Context() const {
  WriteContext context;
  context.now = start_time_;
  context.method = "ImportTherapists";
  context.actor = actor_;
  return context;
}

absl::Status Import::Begin(const v1::ImportTherapistsRequest& first) {
  FieldChecks checks;
  CheckPrintable("import_id", first.import_id(), checks);
  if (!checks.ok()) return checks.status();
  validate_only_ = first.validate_only();
  atomic_ = first.atomic();
  merge_duplicates_ = first.merge_duplicates();
  import_id_ = first.import_id();
  actor_ = ActorScope::Current();
  start_time_ = parts_.clock.Now();
  const auto revision = parts_.store.LastRevision();
  if (!revision.ok()) return revision.status();
  start_revision_ = *revision;
  if (atomic_) {
    auto spool = Spool::Open();
    if (!spool.ok()) return spool.status();
    spool_ = *std::move(spool);
  } else if (!import_id_.empty() && !validate_only_) {
    const auto known = parts_.store.GetRecord(kRecordKind, import_id_);
    if (!known.ok()) return known.status();
    const auto start = parts_.store.GetRecord(kStartKind, import_id_);
    if (!start.ok()) return start.status();
    v1::GetImportResponse before;
    const std::vector<std::string> begun =
        absl::StrSplit(start->value_or(""), ' ');
    int64_t time_us = 0;
    if (known->has_value() && before.ParseFromString(**known) &&
        before.next_row() > 0 && begun.size() == 2 &&
        absl::SimpleAtoi(begun[0], &time_us) &&
        absl::SimpleAtoi(begun[1], &start_revision_)) {
      response_ = before.result();
      done_rows_ = before.next_row();
      start_time_ = absl::FromUnixMicros(time_us);
      start_kept_ = true;
    }
  }
  begun_ = true;
  return absl::OkStatus();
}

absl::Status Import::CheckTherapistRow(v1::Therapist& given,
                                       ImportRow& row) const {
  FieldChecks checks;
  CheckName("name", given.name(), kTherapists, /*required=*/false, checks);
  CheckTherapist(given, checks);
  CheckRating(given.rating(), checks);
  if (!checks.ok()) return checks.status();
  row.therapist = std::move(given);
  row.named = !row.therapist.name().empty();
  const v1::Rating rating = row.therapist.rating();
  ClearOutputOnly(row.therapist);
  {
    const FieldChecks::Scope scope(checks, "location");
    CompleteLocation(parts_.places, *row.therapist.mutable_location(), checks);
  }
  if (!checks.ok()) return checks.status();
  if (rating.count() > 0) *row.therapist.mutable_rating() = rating;
  GiveName(row.therapist);
  return absl::OkStatus();
}

absl::Status Import::CheckClinicRow(const v1::Clinic& given,
                                    v1::Clinic& row) const {
  FieldChecks checks;
  CheckName("name", given.name(), kClinics, /*required=*/true, checks);
  CheckClinic(given, checks);
  if (!checks.ok()) return checks.status();
  row = given;
  ClearOutputOnly(row);
  const FieldChecks::Scope scope(checks, "location");
  CompleteLocation(parts_.places, *row.mutable_location(), checks);
  return checks.status();
}

ImportBatch Import::Check(v1::ImportTherapistsRequest& request,
                          int64_t first_row,
                          v1::ImportTherapistsResponse& refused) const {
  ImportBatch batch;
  int64_t position = first_row;
  for (const v1::Clinic& given : request.clinics()) {
    const int64_t at = position++;
    if (at < done_rows_) continue;
    v1::Clinic row;
    const absl::Status status = CheckClinicRow(given, row);
    if (status.ok()) {
      batch.clinics.push_back(std::move(row));
    } else {
      AddImportError(at, status, refused);
    }
  }
  for (v1::Therapist& given : *request.mutable_therapists()) {
    ImportRow row;
    row.position = position++;
    if (row.position < done_rows_) continue;
    const absl::Status status = CheckTherapistRow(given, row);
    if (status.ok()) {
      batch.rows.push_back(std::move(row));
    } else {
      AddImportError(row.position, status, refused);
    }
  }
  batch.next_row = position;
  return batch;
}

absl::Status Import::CheckMessage(const v1::ImportTherapistsRequest& request) {
  FieldChecks checks;
  checks.Require(request.therapists_size() <= kLargestBatch, "therapists",
                 "must have at most 1000 entries");
  checks.Require(request.clinics_size() <= kLargestBatch, "clinics",
                 "must have at most 1000 entries");
  checks.Require(request.first_row() >= 0, "first_row", "must not be negative");
  return checks.status();
}

absl::Status Import::Take(v1::ImportTherapistsRequest request) {
  absl::Status status = CheckMessage(request);
  if (status.ok() && !begun_) status = Begin(request);
  if (!status.ok()) return status;
  if (request.first_row() > 0) next_row_ = request.first_row();
  v1::ImportTherapistsResponse counted = response_;
  ImportBatch batch = Check(request, next_row_, counted);
  next_row_ = batch.next_row;
  if (atomic_) {
    Tell(response_.errors_size(), counted);
    response_ = std::move(counted);
    return PutAside(std::move(batch));
  }
  status = parts_.store.InOneWrite([&]() -> absl::Status {
    absl::Status stored = Store(std::move(batch), counted);
    if (!stored.ok()) return stored;
    if (validate_only_) return absl::CancelledError("only validated");
    return KeepPosition(next_row_, counted);
  });
  if (validate_only_ ? !absl::IsCancelled(status) : !status.ok()) return status;
  start_kept_ = true;
  Tell(response_.errors_size(), counted);
  response_ = std::move(counted);
  if (!validate_only_ && parts_.stored) parts_.stored();
  return absl::OkStatus();
}

void Import::Tell(int told, v1::ImportTherapistsResponse& counted) const {
  if (parts_.refused) {
    for (int i = told; i < counted.errors_size(); ++i) {
      parts_.refused(counted.errors(i));
    }
  }
  if (counted.errors_size() > kMostErrors) {
    counted.mutable_errors()->DeleteSubrange(
        kMostErrors, counted.errors_size() - kMostErrors);
  }
}

absl::Status Import::PutAside(ImportBatch batch) {
  // One refused row refuses all: nothing will be read again.
  if (response_.failed_count() > 0) return absl::OkStatus();
  v1::ImportTherapistsRequest kept;
  kept.set_first_row(batch.next_row -
                     static_cast<int64_t>(batch.clinics.size()) -
                     static_cast<int64_t>(batch.rows.size()));
  for (v1::Clinic& clinic : batch.clinics) {
    *kept.add_clinics() = std::move(clinic);
  }
  for (ImportRow& row : batch.rows) {
    if (!row.named) row.therapist.clear_name();
    *kept.add_therapists() = std::move(row.therapist);
  }
  return spool_->Write(kept);
}

absl::Status Import::Store(ImportBatch batch,
                           v1::ImportTherapistsResponse& counted) {
  return WriteImportBatch(parts_.store, std::move(batch),
                          {start_time_, start_revision_, merge_duplicates_},
                          Context(), counted);
}

absl::Status Import::KeepPosition(int64_t next_row,
                                  const v1::ImportTherapistsResponse& counted) {
  if (import_id_.empty()) return absl::OkStatus();
  v1::GetImportResponse position;
  position.set_next_row(next_row);
  *position.mutable_result() = counted;
  // Errors were told; a record must stay small.
  position.mutable_result()->clear_errors();
  absl::Status status = parts_.store.PutRecord(
      kRecordKind, {import_id_, position.SerializeAsString()},
      /*passing=*/true, Context());
  if (!status.ok() || start_kept_) return status;
  return parts_.store.PutRecord(
      kStartKind,
      {import_id_,
       absl::StrCat(absl::ToUnixMicros(start_time_), " ", start_revision_)},
      /*passing=*/true, Context());
}

absl::Status Import::ReadSpooled(BoundedQueue<Checked>& queue) {
  absl::Status status = spool_->Rewind();
  if (!status.ok()) return status;
  for (;;) {
    v1::ImportTherapistsRequest kept;
    const auto read = spool_->Read(kept);
    if (!read.ok()) return read.status();
    if (!*read) return absl::OkStatus();
    Checked checked;
    int64_t position = kept.first_row();
    for (v1::Clinic& clinic : *kept.mutable_clinics()) {
      checked.batch.clinics.push_back(std::move(clinic));
      ++position;
    }
    for (v1::Therapist& therapist : *kept.mutable_therapists()) {
      const bool named = !therapist.name().empty();
      GiveName(therapist);
      checked.batch.rows.push_back({position++, named, std::move(therapist)});
    }
    if (!queue.Push(std::move(checked))) return absl::OkStatus();
  }
}

absl::Status Import::CheckAll(v1::ImportTherapistsRequest message,
                              const Next& next, BoundedQueue<Checked>& queue) {
  for (;;) {
    const absl::Status status = CheckMessage(message);
    if (!status.ok()) return status;
    if (message.first_row() > 0) next_row_ = message.first_row();
    Checked checked;
    checked.batch = Check(message, next_row_, checked.refused);
    next_row_ = checked.batch.next_row;
    if (!queue.Push(std::move(checked))) return absl::OkStatus();
    const auto more = next(message);
    if (!more.ok()) return more.status();
    if (!*more) return absl::OkStatus();
  }
}

absl::Status Import::StoreAll(
    absl::FunctionRef<absl::Status(BoundedQueue<Checked>&)> give, bool keeps,
    v1::ImportTherapistsResponse& counted) {
  BoundedQueue<Checked> queue(kMessagesAhead);
  std::thread giving([&] { queue.End(give(queue)); });
  absl::Status ended;
  const std::function<absl::Status()> take = [&]() -> absl::Status {
    for (Checked checked;;) {
      const auto more = queue.Pop(checked);
      if (!more.ok()) {
        ended = more.status();
        return absl::CancelledError("the rows ended with an error");
      }
      if (!*more) break;
      const int told = counted.errors_size();
      counted.set_failed_count(counted.failed_count() +
                               checked.refused.failed_count());
      counted.mutable_errors()->MergeFrom(checked.refused.errors());
      absl::Status stored = Store(std::move(checked.batch), counted);
      if (!stored.ok()) return stored;
      Tell(told, counted);
    }
    return keeps && counted.failed_count() == 0
               ? absl::OkStatus()
               : absl::CancelledError("not all rows are good");
  };
  const absl::Status status = merge_duplicates_
                                  ? parts_.store.InOneWrite(take)
                                  : parts_.store.InOneBulkWrite(take);
  queue.Close();
  giving.join();
  if (!ended.ok()) return ended;
  return absl::IsCancelled(status) ? absl::OkStatus() : status;
}

absl::StatusOr<v1::ImportTherapistsResponse> Import::Finish() {
  if (!begun_) return response_;
  if (!atomic_) {
    if (import_id_.empty() || validate_only_) return response_;
    // It has ended: the same file may be imported anew.
    const absl::Status status = parts_.store.PutRecord(
        kRecordKind, {import_id_, ""}, /*passing=*/true, Context());
    if (!status.ok()) return status;
    return response_;
  }
  if (response_.failed_count() > 0) {
    OnlyRefusals();
    return response_;
  }
  v1::ImportTherapistsResponse counted = response_;
  const absl::Status status =
      StoreAll([this](auto& queue) { return ReadSpooled(queue); },
               /*keeps=*/!validate_only_, counted);
  if (!status.ok()) return status;
  if (counted.failed_count() > 0) {
    // Refused as a whole: what might have been does not count.
    response_.set_failed_count(counted.failed_count());
    *response_.mutable_errors() = counted.errors();
    return response_;
  }
  response_ = std::move(counted);
  if (!validate_only_ && parts_.stored) parts_.stored();
  return response_;
}

absl::StatusOr<v1::ImportTherapistsResponse> Import::TakeAll(
    v1::ImportTherapistsRequest first, const Next& next) {
  // Rows go into the one write at once; nothing is put aside.
  v1::ImportTherapistsRequest settings = first;
  settings.set_atomic(false);
  settings.clear_import_id();
  absl::Status status = Begin(settings);
  if (!status.ok()) return status;
  status = StoreAll(
      [&](auto& queue) { return CheckAll(std::move(first), next, queue); },
      /*keeps=*/!validate_only_, response_);
  if (!status.ok()) return status;
  if (response_.failed_count() > 0) OnlyRefusals();
  return response_;
}

void Import::OnlyRefusals() {
  v1::ImportTherapistsResponse refused;
  refused.set_failed_count(response_.failed_count());
  *refused.mutable_errors() = response_.errors();
  response_ = std::move(refused);
}

absl::StatusOr<v1::GetImportResponse> PositionOfImport(
    Store& store, const std::string& import_id) {
  const auto record = store.GetRecord(kRecordKind, import_id);
  if (!record.ok()) return record.status();
  v1::GetImportResponse response;
  if (!record->has_value() || !response.ParseFromString(**record) ||
      response.next_row() == 0) {
    return error::ImportNotFound(import_id);
  }
  return response;
}

std::unique_ptr<Import> Directory::StartImport() {
  return std::make_unique<Import>(Import::Parts{
      store_, places_, clock_, [this] { RefreshAfterWrite(); }, nullptr});
}

absl::StatusOr<v1::GetImportResponse> Directory::GetImport(
    const v1::GetImportRequest& request) const {
  FieldChecks checks;
  checks.Require(!request.import_id().empty(), "import_id", "must be present");
  CheckPrintable("import_id", request.import_id(), checks);
  if (!checks.ok()) return checks.status();
  return PositionOfImport(store_, request.import_id());
}

}  // namespace unknot::directory
