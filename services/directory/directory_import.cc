// Importing many therapists: checked one by one, stored a batch at a time.
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "google/protobuf/util/message_differencer.h"
#include "google/protobuf/util/time_util.h"
#include "services/directory/actor.h"
#include "services/directory/directory.h"
#include "services/directory/directory_rules.h"
#include "services/directory/errors.h"
#include "services/directory/import.h"
#include "services/directory/merge.h"
#include "services/directory/resource_names.h"
#include "services/directory/store/duplicate_keys.h"

namespace unknot::directory {
namespace {

using google::protobuf::util::MessageDifferencer;
using google::protobuf::util::TimeUtil;

constexpr int kLargestBatch = 1000;
constexpr int kMostErrors = 1000;
constexpr char kRecordKind[] = "imports";
constexpr char kStartKind[] = "import_starts";

void CheckRating(const v1::Rating& rating, FieldChecks& checks) {
  const FieldChecks::Scope scope(checks, "rating");
  checks.Require(rating.count() >= 0, "count", "must not be negative");
  const bool empty = rating.count() == 0 && rating.mean() == 0;
  checks.Require(empty || (rating.mean() >= 1 && rating.mean() <= 5), "mean",
                 "must be from 1 to 5, or 0 when there are no reviews");
}

void AddError(int64_t row, const absl::Status& status,
              v1::ImportTherapistsResponse& response) {
  response.set_failed_count(response.failed_count() + 1);
  v1::ImportError& error = *response.add_errors();
  error.set_row(row);
  error.set_reason(runtime::ReasonOf(status));
  const auto violations = runtime::FieldViolationsOf(status);
  if (!violations.empty()) error.set_field(violations.front().field);
  error.set_message(std::string(status.message()));
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

// Writes the rows of one batch. Lives within one write of the store.
class Import::Writer {
 public:
  Writer(const Import& import, v1::ImportTherapistsResponse& counted)
      : import_(import),
        store_(import.parts_.store),
        context_(import.Context()),
        counted_(counted) {}

  absl::Status Write(const Batch& batch) {
    for (const ClinicRow& row : batch.clinics) {
      const absl::Status status = WriteClinic(row);
      if (!status.ok()) return status;
    }
    absl::Status status = Look(batch);
    if (!status.ok()) return status;
    for (const Row& row : batch.rows) Add(row);
    // Rows of one person may have made the same entry over again.
    std::vector<TherapistWrite> changed;
    for (size_t i = 0; i < pending_.size(); ++i) {
      if (Count(pending_[i])) changed.push_back(std::move(pending_[i]));
    }
    return store_.PutTherapists(std::move(changed), context_);
  }

 private:
  // Reads what the batch may meet: rows of its names, rows of its people,
  // clinics.
  absl::Status Look(const Batch& batch) {
    std::vector<std::string> names;
    absl::flat_hash_set<std::string> clinics;
    std::vector<v1::Therapist> people;
    for (const Row& row : batch.rows) {
      names.push_back(row.therapist.name());
      if (!row.therapist.clinic().empty()) {
        clinics.insert(row.therapist.clinic());
      }
      if (import_.merge_duplicates_ && !row.named) {
        people.push_back(row.therapist);
      }
    }
    auto there = store_.GetTherapists(names);
    if (!there.ok()) return there.status();
    for (v1::Therapist& row : *there) {
      std::string name = row.name();
      there_.emplace(std::move(name), std::move(row));
    }
    const auto known = store_.GetClinics(
        std::vector<std::string>(clinics.begin(), clinics.end()));
    if (!known.ok()) return known.status();
    for (const v1::Clinic& clinic : *known) {
      if (!clinic.has_delete_time()) clinics_.insert(clinic.name());
    }
    auto same = store_.FindSamePerson(people);
    if (!same.ok()) return same.status();
    for (v1::Therapist& row : *same) {
      const std::string name = row.name();
      Know(row, name);
      there_.emplace(name, std::move(row));
    }
    return absl::OkStatus();
  }

  // Remembers by what the person of the entry `name` is known.
  void Know(const v1::Therapist& row, const std::string& name) {
    if (const auto key = LicenceKey(row)) people_.emplace(*key, name);
    if (const auto key = ContactKey(row)) people_.emplace(*key, name);
  }

  // The entry of the same person, or the row's own name.
  std::string NameFor(const Row& row) const {
    if (!import_.merge_duplicates_ || row.named) return row.therapist.name();
    for (const auto& key :
         {LicenceKey(row.therapist), ContactKey(row.therapist)}) {
      if (!key.has_value()) continue;
      const auto person = people_.find(*key);
      if (person != people_.end()) return person->second;
    }
    return row.therapist.name();
  }

  void Add(const Row& row) {
    const v1::Therapist& given = row.therapist;
    if (!given.clinic().empty() && !clinics_.contains(given.clinic())) {
      return AddError(row.position, error::ClinicMissing(given.clinic()),
                      counted_);
    }
    const std::string name = NameFor(row);
    const bool merges = name != given.name();
    const auto pending = pending_by_name_.find(name);
    if (pending != pending_by_name_.end()) {
      if (merges) {
        Overlay(given, pending_[pending->second].row);
        counted_.set_merged_count(counted_.merged_count() + 1);
        counted_.set_updated_count(counted_.updated_count() + 1);
        return;
      }
      const TherapistWrite& other = pending_[pending->second];
      return Repeat(row, Replacing(given, other.before), other.row);
    }
    const auto there = there_.find(name);
    TherapistWrite write;
    if (there != there_.end()) write.before = there->second;
    if (write.before.has_value() && OfThisImport(*write.before) && !merges) {
      return Repeat(row, Replacing(given, write.before), *write.before);
    }
    if (merges) {
      write.row = *write.before;
      Overlay(given, write.row);
      counted_.set_merged_count(counted_.merged_count() + 1);
    } else {
      write.row = Replacing(given, write.before);
    }
    pending_by_name_.emplace(name, pending_.size());
    if (import_.merge_duplicates_) Know(write.row, name);
    pending_.push_back(std::move(write));
  }

  // The row with what it cannot say itself.
  static v1::Therapist Replacing(const v1::Therapist& given,
                                 const std::optional<v1::Therapist>& before) {
    v1::Therapist row = given;
    const v1::Rating rating = row.rating();
    row.clear_rating();
    if (before.has_value() && before->rating().count() > 0) {
      *row.mutable_rating() = before->rating();
    } else if (rating.count() > 0) {
      *row.mutable_rating() = Complete(rating);
    }
    if (before.has_value()) {
      *row.mutable_create_time() = before->create_time();
      *row.mutable_update_time() = before->update_time();
      row.set_etag(before->etag());
    }
    return row;
  }

  bool OfThisImport(const v1::Therapist& before) const {
    int64_t revision = 0;
    return TimeUtil::TimestampToMicroseconds(before.update_time()) ==
               absl::ToUnixMicros(import_.start_time_) &&
           absl::SimpleHexAtoi(absl::StripPrefix(before.etag(), "r"),
                               &revision) &&
           revision > import_.start_revision_;
  }

  // A name is met a second time: harmless if word for word.
  void Repeat(const Row& row, const v1::Therapist& again,
              const v1::Therapist& first) {
    if (MessageDifferencer::Equals(again, first)) {
      counted_.set_unchanged_count(counted_.unchanged_count() + 1);
      return;
    }
    AddError(row.position,
             runtime::InvalidField(
                 "name", "must not be that of another row of the import",
                 "DUPLICATE_NAME"),
             counted_);
  }

  // Counts what becomes of the entry. Returns whether it is written.
  bool Count(const TherapistWrite& write) {
    if (!write.before.has_value()) {
      counted_.set_created_count(counted_.created_count() + 1);
      return true;
    }
    if (MessageDifferencer::Equals(write.row, *write.before)) {
      counted_.set_unchanged_count(counted_.unchanged_count() + 1);
      return false;
    }
    counted_.set_updated_count(counted_.updated_count() + 1);
    return true;
  }

  absl::Status WriteClinic(const ClinicRow& given) {
    v1::Clinic row = given.clinic;
    const auto before = store_.GetClinic(row.name());
    if (absl::IsNotFound(before.status())) {
      counted_.set_created_count(counted_.created_count() + 1);
      return store_.PutClinic(row, Expect::Absent(), context_).status();
    }
    if (!before.ok()) return before.status();
    *row.mutable_create_time() = before->create_time();
    *row.mutable_update_time() = before->update_time();
    row.set_etag(before->etag());
    if (MessageDifferencer::Equals(row, *before)) {
      counted_.set_unchanged_count(counted_.unchanged_count() + 1);
      return absl::OkStatus();
    }
    counted_.set_updated_count(counted_.updated_count() + 1);
    return store_.PutClinic(row, Expect::Etag(before->etag()), context_)
        .status();
  }

  const Import& import_;
  directory::Store& store_;
  const WriteContext context_;
  v1::ImportTherapistsResponse& counted_;
  absl::flat_hash_map<std::string, v1::Therapist> there_;
  absl::flat_hash_set<std::string> clinics_;
  absl::flat_hash_map<int64_t, std::string> people_;
  std::vector<TherapistWrite> pending_;
  absl::flat_hash_map<std::string, size_t> pending_by_name_;
};

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
        begun.size() == 2 && absl::SimpleAtoi(begun[0], &time_us) &&
        absl::SimpleAtoi(begun[1], &start_revision_)) {
      response_ = before.result();
      done_rows_ = before.next_row();
      start_time_ = absl::FromUnixMicros(time_us);
    }
  }
  begun_ = true;
  return absl::OkStatus();
}

absl::Status Import::CheckTherapistRow(const v1::Therapist& given,
                                       Row& row) const {
  FieldChecks checks;
  CheckName("name", given.name(), kTherapists, /*required=*/false, checks);
  CheckTherapist(given, checks);
  CheckRating(given.rating(), checks);
  if (!checks.ok()) return checks.status();
  row.therapist = given;
  row.named = !given.name().empty();
  ClearOutputOnly(row.therapist);
  {
    const FieldChecks::Scope scope(checks, "location");
    CompleteLocation(parts_.places, *row.therapist.mutable_location(), checks);
  }
  if (!checks.ok()) return checks.status();
  if (given.rating().count() > 0) {
    *row.therapist.mutable_rating() = given.rating();
  }
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

Import::Batch Import::Check(const v1::ImportTherapistsRequest& request,
                            int64_t first_row,
                            v1::ImportTherapistsResponse& counted) const {
  Batch batch;
  int64_t position = first_row;
  for (const v1::Clinic& given : request.clinics()) {
    ClinicRow row;
    row.position = position++;
    if (row.position < done_rows_) continue;
    const absl::Status status = CheckClinicRow(given, row.clinic);
    if (status.ok()) {
      batch.clinics.push_back(std::move(row));
    } else {
      AddError(row.position, status, counted);
    }
  }
  for (const v1::Therapist& given : request.therapists()) {
    Row row;
    row.position = position++;
    if (row.position < done_rows_) continue;
    const absl::Status status = CheckTherapistRow(given, row);
    if (status.ok()) {
      batch.rows.push_back(std::move(row));
    } else {
      AddError(row.position, status, counted);
    }
  }
  batch.next_row = position;
  return batch;
}

absl::Status Import::Take(const v1::ImportTherapistsRequest& request) {
  FieldChecks checks;
  checks.Require(request.therapists_size() <= kLargestBatch, "therapists",
                 "must have at most 1000 entries");
  checks.Require(request.clinics_size() <= kLargestBatch, "clinics",
                 "must have at most 1000 entries");
  checks.Require(request.first_row() >= 0, "first_row", "must not be negative");
  if (!checks.ok()) return checks.status();
  if (!begun_) {
    absl::Status status = Begin(request);
    if (!status.ok()) return status;
  }
  if (request.first_row() > 0) next_row_ = request.first_row();
  v1::ImportTherapistsResponse counted = response_;
  const Batch batch = Check(request, next_row_, counted);
  next_row_ = batch.next_row;
  if (atomic_) {
    Tell(counted);
    response_ = std::move(counted);
    return PutAside(batch);
  }
  const absl::Status status = parts_.store.InOneWrite([&]() -> absl::Status {
    absl::Status stored = Store(batch, counted);
    if (!stored.ok()) return stored;
    if (validate_only_) return absl::CancelledError("only validated");
    return KeepPosition(batch.next_row, counted);
  });
  if (validate_only_ ? !absl::IsCancelled(status) : !status.ok()) return status;
  Tell(counted);
  response_ = std::move(counted);
  if (!validate_only_ && parts_.stored) parts_.stored();
  return absl::OkStatus();
}

void Import::Tell(v1::ImportTherapistsResponse& counted) const {
  const int told = response_.errors_size();
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

absl::Status Import::PutAside(const Batch& batch) {
  // One refused row refuses all: nothing will be read again.
  if (response_.failed_count() > 0) return absl::OkStatus();
  v1::ImportTherapistsRequest kept;
  kept.set_first_row(batch.next_row -
                     static_cast<int64_t>(batch.clinics.size()) -
                     static_cast<int64_t>(batch.rows.size()));
  for (const ClinicRow& row : batch.clinics) *kept.add_clinics() = row.clinic;
  for (const Row& row : batch.rows) {
    v1::Therapist& therapist = *kept.add_therapists();
    therapist = row.therapist;
    if (!row.named) therapist.clear_name();
  }
  return spool_->Write(kept);
}

absl::Status Import::Store(const Batch& batch,
                           v1::ImportTherapistsResponse& counted) {
  return Writer(*this, counted).Write(batch);
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
  if (!status.ok()) return status;
  return parts_.store.PutRecord(
      kStartKind,
      {import_id_,
       absl::StrCat(absl::ToUnixMicros(start_time_), " ", start_revision_)},
      /*passing=*/true, Context());
}

absl::Status Import::StoreSpooled(v1::ImportTherapistsResponse& counted) {
  absl::Status status = spool_->Rewind();
  if (!status.ok()) return status;
  for (;;) {
    v1::ImportTherapistsRequest kept;
    const auto read = spool_->Read(kept);
    if (!read.ok()) return read.status();
    if (!*read) return KeepPosition(next_row_, counted);
    Batch batch;
    int64_t position = kept.first_row();
    for (v1::Clinic& clinic : *kept.mutable_clinics()) {
      batch.clinics.push_back({position++, std::move(clinic)});
    }
    for (v1::Therapist& therapist : *kept.mutable_therapists()) {
      const bool named = !therapist.name().empty();
      GiveName(therapist);
      batch.rows.push_back({position++, named, std::move(therapist)});
    }
    status = Store(batch, counted);
    if (!status.ok()) return status;
    Tell(counted);
  }
}

absl::StatusOr<v1::ImportTherapistsResponse> Import::Finish() {
  if (!atomic_ || !begun_ || response_.failed_count() > 0) return response_;
  v1::ImportTherapistsResponse counted = response_;
  const absl::Status status = parts_.store.InOneWrite([&]() -> absl::Status {
    absl::Status stored = StoreSpooled(counted);
    if (!stored.ok()) return stored;
    const bool undo = validate_only_ || counted.failed_count() > 0;
    return undo ? absl::CancelledError("not all rows are good")
                : absl::OkStatus();
  });
  if (!status.ok() && !absl::IsCancelled(status)) return status;
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
  const auto record = store_.GetRecord(kRecordKind, request.import_id());
  if (!record.ok()) return record.status();
  v1::GetImportResponse response;
  if (!record->has_value() || !response.ParseFromString(**record)) {
    return error::ImportNotFound(request.import_id());
  }
  return response;
}

}  // namespace unknot::directory
