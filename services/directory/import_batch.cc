// What the store has is read for the whole batch at once; then each row finds
// its place.
#include "services/directory/import_batch.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/numbers.h"
#include "absl/strings/strip.h"
#include "google/protobuf/util/message_differencer.h"
#include "google/protobuf/util/time_util.h"
#include "services/directory/directory_rules.h"
#include "services/directory/errors.h"
#include "services/directory/merge.h"
#include "services/directory/store/duplicate_keys.h"

namespace unknot::directory {
namespace {

using google::protobuf::util::MessageDifferencer;
using google::protobuf::util::TimeUtil;

// Writes the rows of one batch. Lives within one write of the store.
class BatchWriter {
 public:
  BatchWriter(Store& store, const ImportStart& start,
              const WriteContext& context,
              v1::ImportTherapistsResponse& counted)
      : store_(store), start_(start), context_(context), counted_(counted) {}

  absl::Status Write(ImportBatch batch) {
    absl::Status status = WriteClinics(batch);
    if (status.ok()) status = Look(batch);
    if (!status.ok()) return status;
    for (ImportRow& row : batch.rows) Add(row);
    // Rows of one person may have made the same entry over again.
    std::vector<TherapistWrite> changed;
    changed.reserve(pending_.size());
    for (size_t i = 0; i < pending_.size(); ++i) {
      if (Count(pending_[i])) changed.push_back(std::move(pending_[i]));
    }
    return store_.PutTherapists(std::move(changed), context_);
  }

 private:
  // Reads what the batch may meet: rows of its names, rows of its people,
  // clinics.
  absl::Status Look(const ImportBatch& batch) {
    std::vector<std::string> names;
    absl::flat_hash_set<std::string> clinics;
    std::vector<v1::Therapist> people;
    for (const ImportRow& row : batch.rows) {
      names.push_back(row.therapist.name());
      if (!row.therapist.clinic().empty()) {
        clinics.insert(row.therapist.clinic());
      }
      if (start_.merge_duplicates && !row.named) {
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
  std::string NameFor(const ImportRow& row) const {
    if (!start_.merge_duplicates || row.named) return row.therapist.name();
    for (const auto& key :
         {LicenceKey(row.therapist), ContactKey(row.therapist)}) {
      if (!key.has_value()) continue;
      const auto person = people_.find(*key);
      if (person != people_.end()) return person->second;
    }
    return row.therapist.name();
  }

  // Takes the therapist out of the row where it becomes an entry.
  void Add(ImportRow& row) {
    v1::Therapist& given = row.therapist;
    if (!given.clinic().empty() && !clinics_.contains(given.clinic())) {
      return AddImportError(row.position, error::ClinicMissing(given.clinic()),
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
      write.row = Replacing(std::move(given), write.before);
    }
    pending_by_name_.emplace(name, pending_.size());
    if (start_.merge_duplicates) Know(write.row, name);
    pending_.push_back(std::move(write));
  }

  // The row with what it cannot say itself.
  static v1::Therapist Replacing(v1::Therapist row,
                                 const std::optional<v1::Therapist>& before) {
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
               absl::ToUnixMicros(start_.time) &&
           absl::SimpleHexAtoi(absl::StripPrefix(before.etag(), "r"),
                               &revision) &&
           revision > start_.revision;
  }

  // A name is met a second time: harmless if word for word.
  void Repeat(const ImportRow& row, const v1::Therapist& again,
              const v1::Therapist& first) {
    if (MessageDifferencer::Equals(again, first)) {
      counted_.set_unchanged_count(counted_.unchanged_count() + 1);
      return;
    }
    AddImportError(row.position,
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

  absl::Status WriteClinics(const ImportBatch& batch) {
    std::vector<std::string> names;
    for (const v1::Clinic& row : batch.clinics) names.push_back(row.name());
    auto known = store_.GetClinics(names);
    if (!known.ok()) return known.status();
    absl::flat_hash_map<std::string, v1::Clinic> there;
    for (v1::Clinic& row : *known) {
      std::string name = row.name();
      there.emplace(std::move(name), std::move(row));
    }
    for (const v1::Clinic& row : batch.clinics) {
      const auto before = there.find(row.name());
      auto written =
          WriteClinic(row, before == there.end() ? nullptr : &before->second);
      if (!written.ok()) return written.status();
      there[row.name()] = *std::move(written);
    }
    return absl::OkStatus();
  }

  // `before` is null for one that is not there. Returns it as it is then.
  absl::StatusOr<v1::Clinic> WriteClinic(v1::Clinic row,
                                         const v1::Clinic* before) {
    if (before == nullptr) {
      counted_.set_created_count(counted_.created_count() + 1);
      return store_.PutClinic(row, Expect::Absent(), context_);
    }
    *row.mutable_create_time() = before->create_time();
    *row.mutable_update_time() = before->update_time();
    row.set_etag(before->etag());
    if (MessageDifferencer::Equals(row, *before)) {
      counted_.set_unchanged_count(counted_.unchanged_count() + 1);
      return row;
    }
    counted_.set_updated_count(counted_.updated_count() + 1);
    return store_.PutClinic(row, Expect::Etag(before->etag()), context_);
  }

  Store& store_;
  const ImportStart& start_;
  const WriteContext& context_;
  v1::ImportTherapistsResponse& counted_;
  absl::flat_hash_map<std::string, v1::Therapist> there_;
  absl::flat_hash_set<std::string> clinics_;
  absl::flat_hash_map<int64_t, std::string> people_;
  std::vector<TherapistWrite> pending_;
  absl::flat_hash_map<std::string, size_t> pending_by_name_;
};

}  // namespace

void AddImportError(int64_t row, const absl::Status& status,
                    v1::ImportTherapistsResponse& counted) {
  counted.set_failed_count(counted.failed_count() + 1);
  v1::ImportError& error = *counted.add_errors();
  error.set_row(row);
  error.set_reason(runtime::ReasonOf(status));
  const auto violations = runtime::FieldViolationsOf(status);
  if (!violations.empty()) error.set_field(violations.front().field);
  error.set_message(std::string(status.message()));
}

absl::Status WriteImportBatch(Store& store, ImportBatch batch,
                              const ImportStart& start,
                              const WriteContext& context,
                              v1::ImportTherapistsResponse& counted) {
  return BatchWriter(store, start, context, counted).Write(std::move(batch));
}

}  // namespace unknot::directory
