// Licences: who checked them and when, who gives them, and which ran out.
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "google/protobuf/text_format.h"
#include "services/directory/actor.h"
#include "services/directory/built_in_data.h"
#include "services/directory/directory.h"
#include "services/directory/directory_rules.h"
#include "services/directory/errors.h"
#include "services/directory/licence.h"
#include "services/directory/page_token.h"
#include "services/directory/resource_names.h"

namespace unknot::directory {
namespace {

constexpr int kSweepBatch = 1000;
constexpr int kUsualCheckDays = 365;
constexpr int kMostCheckDays = 3650;
constexpr char kRegulatorKind[] = "regulators";
constexpr char kVerificationKind[] = "verifications";

std::string RegulatorIdOf(absl::string_view name) {
  return std::string(absl::StripPrefix(name, "regulators/"));
}

void CheckRegulatorName(absl::string_view name, FieldChecks& checks) {
  const std::string id = RegulatorIdOf(name);
  if (!checks.Require(id.size() < name.size() && id.size() <= 63, "name",
                      "must be regulators/{id}, the id in lower_snake")) {
    return;
  }
  CheckConceptId("name", id, checks);
}

void CheckRegulator(const v1::Regulator& regulator, FieldChecks& checks) {
  CheckRegulatorName(regulator.name(), checks);
  CheckText("display_name", regulator.display_name(), 200, /*required=*/true,
            checks);
  checks.Require(regulator.region_codes_size() <= 100, "region_codes",
                 "must have at most 100 entries");
  for (int i = 0; i < regulator.region_codes_size(); ++i) {
    CheckText(Indexed("region_codes", i), regulator.region_codes(i), 6,
              /*required=*/true, checks);
  }
  CheckWebAddress("register_uri", regulator.register_uri(), /*https_only=*/true,
                  checks);
  CheckText("title", regulator.title(), 100, /*required=*/false, checks);
  checks.Require(regulator.check_interval_days() >= 0 &&
                     regulator.check_interval_days() <= kMostCheckDays,
                 "check_interval_days", "must be from 1 to 3650, or 0 for 365");
}

void CheckVerification(const v1::LicenceVerification& verification,
                       absl::Time now, FieldChecks& checks) {
  checks.Require(verification.status() != v1::LICENCE_STATUS_UNSPECIFIED &&
                     v1::LicenceStatus_IsValid(verification.status()),
                 "status", "must say what the register said");
  if (verification.has_expire_date()) {
    CheckDate("expire_date", verification.expire_date(), checks);
  }
  CheckText("verified_by", verification.verified_by(), 100, /*required=*/true,
            checks);
  if (verification.has_verify_time()) {
    CheckTimestamp("verify_time", verification.verify_time(), checks);
  }
  if (verification.has_next_check_time()) {
    CheckTimestamp("next_check_time", verification.next_check_time(), checks);
  }
  if (!checks.ok()) return;
  const absl::Time seen = verification.has_verify_time()
                              ? FromProto(verification.verify_time())
                              : now;
  checks.Require(seen <= now, "verify_time", "must not be in the future");
  checks.Require(!verification.has_next_check_time() ||
                     FromProto(verification.next_check_time()) > seen,
                 "next_check_time", "must be after verify_time");
}

// Puts what a check found into the licence.
void PutInto(const v1::LicenceVerification& verification,
             v1::Licence& licence) {
  licence.set_status(verification.status());
  licence.clear_expire_date();
  if (verification.has_expire_date()) {
    *licence.mutable_expire_date() = verification.expire_date();
  }
  licence.set_verified_by(verification.verified_by());
  *licence.mutable_verify_time() = verification.verify_time();
  *licence.mutable_next_check_time() = verification.next_check_time();
}

}  // namespace

absl::StatusOr<v1::VerifyLicenceResponse> Directory::VerifyLicence(
    const v1::VerifyLicenceRequest& request) {
  FieldChecks checks;
  const WriteContext context =
      ContextFor("VerifyLicence", request.request_id(), request);
  CheckName("parent", request.parent(), kTherapists, /*required=*/true, checks);
  CheckRequestId(request.request_id(), checks);
  if (checks.Require(request.has_verification(), "verification",
                     "must be present")) {
    const FieldChecks::Scope scope(checks, "verification");
    CheckVerification(request.verification(), context.now, checks);
  }
  if (!checks.ok()) return checks.status();
  v1::VerifyLicenceResponse response;
  const absl::Status status = store_.InOneWrite([&]() -> absl::Status {
    const auto answer = store_.FindAnswer(context);
    if (!answer.ok()) return answer.status();
    return answer->has_value() ? RepeatVerification(**answer, response)
                               : WriteVerification(request, context, response);
  });
  if (!status.ok()) return status;
  RefreshAfterWrite();
  *response.mutable_therapist() =
      Shown(std::move(*response.mutable_therapist()));
  return response;
}

absl::Status Directory::WriteVerification(
    const v1::VerifyLicenceRequest& request, const WriteContext& context,
    v1::VerifyLicenceResponse& response) {
  auto row = store_.GetTherapist(request.parent());
  if (!row.ok()) return row.status();
  if (row->has_delete_time()) return error::TherapistDeleted(request.parent());
  v1::LicenceVerification& verification = *response.mutable_verification();
  verification = request.verification();
  *verification.mutable_create_time() = ToProto(context.now);
  if (!verification.has_verify_time()) {
    *verification.mutable_verify_time() = ToProto(context.now);
  }
  if (!verification.has_next_check_time()) {
    const auto days = CheckDaysOf(row->licence().regulator_id());
    if (!days.ok()) return days.status();
    *verification.mutable_next_check_time() = ToProto(
        FromProto(verification.verify_time()) + *days * absl::Hours(24));
  }
  PutInto(verification, *row->mutable_licence());
  auto stored = store_.PutTherapist(*row, Expect::Etag(row->etag()), context);
  if (!stored.ok()) return stored.status();
  verification.set_name(
      absl::StrCat(stored->name(), "/verifications/", stored->etag()));
  *response.mutable_therapist() = *std::move(stored);
  return store_
      .AddEvent(kVerificationKind, request.parent(),
                verification.SerializeAsString(), context)
      .status();
}

absl::Status Directory::RepeatVerification(
    const std::string& answer, v1::VerifyLicenceResponse& response) const {
  response.mutable_therapist()->ParseFromString(answer);
  const std::string name =
      absl::StrCat(response.therapist().name(), "/verifications/",
                   response.therapist().etag());
  const auto events = store_.ListEvents(
      kVerificationKind, response.therapist().name(), 0, kLargestPage);
  if (!events.ok()) return events.status();
  for (const Event& event : *events) {
    v1::LicenceVerification verification;
    if (!verification.ParseFromString(event.body)) continue;
    if (verification.name() != name) continue;
    *response.mutable_verification() = std::move(verification);
  }
  return absl::OkStatus();
}

absl::StatusOr<int> Directory::CheckDaysOf(
    const std::string& regulator_id) const {
  if (regulator_id.empty()) return kUsualCheckDays;
  const auto record = store_.GetRecord(kRegulatorKind, regulator_id);
  if (!record.ok()) return record.status();
  v1::Regulator regulator;
  if (!record->has_value() || !regulator.ParseFromString(**record) ||
      regulator.check_interval_days() == 0) {
    return kUsualCheckDays;
  }
  return regulator.check_interval_days();
}

absl::StatusOr<v1::ListLicenceVerificationsResponse>
Directory::ListLicenceVerifications(
    const v1::ListLicenceVerificationsRequest& request) const {
  FieldChecks checks;
  CheckName("parent", request.parent(), kTherapists, /*required=*/true, checks);
  CheckPageSize(request.page_size(), checks);
  CheckPageToken(request.page_token(), checks);
  if (!checks.ok()) return checks.status();
  const std::string query_id =
      absl::StrCat("ListLicenceVerifications ", request.parent());
  int64_t before = 0;
  if (!request.page_token().empty()) {
    const auto position = ReadPageToken(request.page_token(), query_id, 1);
    if (!position.ok()) return position.status();
    if (!absl::SimpleAtoi((*position)[0], &before)) {
      return error::PageTokenInvalid();
    }
  }
  const auto therapist = store_.GetTherapist(request.parent());
  if (!therapist.ok()) return therapist.status();
  const int page_size = ClampPageSize(request.page_size());
  const auto events = store_.ListEvents(kVerificationKind, request.parent(),
                                        before, page_size + 1);
  if (!events.ok()) return events.status();
  v1::ListLicenceVerificationsResponse response;
  for (size_t i = 0; i < events->size(); ++i) {
    if (response.verifications_size() == page_size) {
      response.set_next_page_token(
          MakePageToken(query_id, {absl::StrCat((*events)[i - 1].number)}));
      break;
    }
    response.add_verifications()->ParseFromString((*events)[i].body);
  }
  return response;
}

absl::StatusOr<v1::GetRegulatorResponse> Directory::GetRegulator(
    const v1::GetRegulatorRequest& request) const {
  FieldChecks checks;
  CheckRegulatorName(request.name(), checks);
  if (!checks.ok()) return checks.status();
  const auto record =
      store_.GetRecord(kRegulatorKind, RegulatorIdOf(request.name()));
  if (!record.ok()) return record.status();
  v1::GetRegulatorResponse response;
  if (!record->has_value() ||
      !response.mutable_regulator()->ParseFromString(**record)) {
    return error::RegulatorNotFound(request.name());
  }
  return response;
}

absl::StatusOr<v1::ListRegulatorsResponse> Directory::ListRegulators(
    const v1::ListRegulatorsRequest&) const {
  const auto records = store_.ListRecords(kRegulatorKind);
  if (!records.ok()) return records.status();
  v1::ListRegulatorsResponse response;
  for (const directory::Record& record : *records) {
    response.add_regulators()->ParseFromString(record.body);
  }
  return response;
}

absl::StatusOr<v1::UpdateRegulatorResponse> Directory::UpdateRegulator(
    const v1::UpdateRegulatorRequest& request) {
  FieldChecks checks;
  if (checks.Require(request.has_regulator(), "regulator", "must be present")) {
    const FieldChecks::Scope scope(checks, "regulator");
    CheckRegulator(request.regulator(), checks);
  }
  if (!checks.ok()) return checks.status();
  const std::string id = RegulatorIdOf(request.regulator().name());
  const absl::Status status = store_.InOneWrite([&]() -> absl::Status {
    const auto record = store_.GetRecord(kRegulatorKind, id);
    if (!record.ok()) return record.status();
    if (!record->has_value() && !request.allow_missing()) {
      return error::RegulatorNotFound(request.regulator().name());
    }
    return store_.PutRecord(
        kRegulatorKind, {id, request.regulator().SerializeAsString()},
        /*passing=*/false, ContextFor("UpdateRegulator", "", request));
  });
  if (!status.ok()) return status;
  v1::UpdateRegulatorResponse response;
  *response.mutable_regulator() = request.regulator();
  return response;
}

absl::Status Directory::AddKnownRegulators() {
  const auto there = store_.ListRecords(kRegulatorKind);
  if (!there.ok()) return there.status();
  // Whoever runs the directory may have changed or added some: those stay.
  if (!there->empty()) return absl::OkStatus();
  v1::ListRegulatorsResponse known;
  if (!google::protobuf::TextFormat::ParseFromString(
          std::string(BuiltInFile("regulators/regulators.textproto")),
          &known)) {
    return absl::InternalError("regulators.textproto cannot be read");
  }
  const ActorScope scope(kServiceActor);
  return store_.InOneWrite([&]() -> absl::Status {
    for (const v1::Regulator& regulator : known.regulators()) {
      const absl::Status status = store_.PutRecord(
          kRegulatorKind,
          {RegulatorIdOf(regulator.name()), regulator.SerializeAsString()},
          /*passing=*/false, ContextFor("AddKnownRegulators", "", regulator));
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  });
}

absl::StatusOr<Directory::SweepResult> Directory::SweepLicences() {
  const ActorScope scope(kServiceActor);
  const absl::Time now = clock_.Now();
  const v1::Date today = DayOf(now);
  SweepResult result;
  ListQuery query;
  query.limit = kSweepBatch;
  for (;;) {
    const auto rows = store_.ListTherapists(query);
    if (!rows.ok()) return rows.status();
    if (rows->empty()) break;
    query.after_name = rows->back().name();
    std::vector<v1::Therapist> expired;
    for (const v1::Therapist& row : *rows) {
      const v1::Licence& licence = row.licence();
      if (licence.has_next_check_time() &&
          FromProto(licence.next_check_time()) <= now) {
        ++result.due_count;
      }
      if (licence.status() != v1::LICENCE_STATUS_ACTIVE ||
          !licence.has_expire_date() ||
          !IsBefore(licence.expire_date(), today)) {
        continue;
      }
      expired.push_back(row);
      expired.back().mutable_licence()->set_status(v1::LICENCE_STATUS_EXPIRED);
    }
    if (expired.empty()) continue;
    const absl::Status status = store_.InOneWrite([&]() -> absl::Status {
      for (const v1::Therapist& row : expired) {
        const auto stored =
            store_.PutTherapist(row, Expect::Etag(row.etag()),
                                ContextFor("SweepLicences", "", row));
        // Somebody changed or removed it meanwhile: the next sweep looks again.
        if (absl::IsAborted(stored.status()) ||
            absl::IsNotFound(stored.status())) {
          continue;
        }
        if (!stored.ok()) return stored.status();
        ++result.expired_count;
      }
      return absl::OkStatus();
    });
    if (!status.ok()) return status;
  }
  if (result.expired_count > 0) RefreshAfterWrite();
  return result;
}

}  // namespace unknot::directory
