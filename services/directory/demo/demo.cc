// The demo data is part of the program; it goes in through the same door as
// everybody's data.
#include "services/directory/demo/demo.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/text_format.h"
#include "services/directory/built_in_data.h"

namespace unknot::directory {
namespace {

constexpr absl::string_view kTherapistFiles[] = {
    "demo/therapists_ontario.textproto",
    "demo/therapists_georgia.textproto",
    "demo/therapists_england.textproto",
};

// Keeps the first error of the parser.
class FirstError final : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, google::protobuf::io::ColumnNumber /*column*/,
                const std::string& message) override {
    if (text.empty()) text = absl::StrCat(line + 1, ": ", message);
  }
  std::string text;
};

absl::Status ReadFile(absl::string_view path,
                      google::protobuf::Message& message) {
  const absl::string_view text = BuiltInFile(path);
  FirstError error;
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&error);
  if (text.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(path, " is not built in"));
  }
  if (!parser.ParseFromString(std::string(text), &message)) {
    return absl::InvalidArgumentError(absl::StrCat(path, ":", error.text));
  }
  return absl::OkStatus();
}

// Therapists of one message of an import.
constexpr int kAtOnce = 1000;

}  // namespace

absl::StatusOr<DemoData> ReadDemoData() {
  DemoData data;
  v1::ListClinicsResponse clinics;
  absl::Status status = ReadFile("demo/clinics.textproto", clinics);
  if (!status.ok()) return status;
  data.clinics.assign(clinics.clinics().begin(), clinics.clinics().end());
  for (const absl::string_view path : kTherapistFiles) {
    v1::ImportTherapistsRequest therapists;
    status = ReadFile(path, therapists);
    if (!status.ok()) return status;
    data.therapists.insert(data.therapists.end(),
                           therapists.therapists().begin(),
                           therapists.therapists().end());
  }
  return data;
}

absl::Status LoadDemo(Directory& directory) {
  const auto data = ReadDemoData();
  if (!data.ok()) return data.status();
  for (const v1::Clinic& clinic : data->clinics) {
    v1::CreateClinicRequest request;
    *request.mutable_clinic() = clinic;
    request.set_clinic_id(
        std::string(absl::StripPrefix(clinic.name(), "clinics/")));
    const auto created = directory.CreateClinic(request);
    if (!created.ok() && !absl::IsAlreadyExists(created.status())) {
      return created.status();
    }
  }
  v1::ImportTherapistsRequest missing;
  for (const v1::Therapist& therapist : data->therapists) {
    v1::GetTherapistRequest request;
    request.set_name(therapist.name());
    const auto there = directory.GetTherapist(request);
    if (absl::IsNotFound(there.status())) {
      *missing.add_therapists() = therapist;
    } else if (!there.ok()) {
      return there.status();
    }
  }
  const auto import = directory.StartImport();
  for (int next = 0; next < missing.therapists_size();) {
    v1::ImportTherapistsRequest some;
    for (; some.therapists_size() < kAtOnce && next < missing.therapists_size();
         ++next) {
      *some.add_therapists() = missing.therapists(next);
    }
    const absl::Status status = import->Take(std::move(some));
    if (!status.ok()) return status;
  }
  const auto finished = import->Finish();
  if (!finished.ok()) return finished.status();
  const v1::ImportTherapistsResponse& imported = *finished;
  if (imported.failed_count() > 0) {
    const v1::ImportError& error = imported.errors(0);
    return absl::InvalidArgumentError(
        absl::StrCat(missing.therapists(static_cast<int>(error.row())).name(),
                     ": ", error.message()));
  }
  return absl::OkStatus();
}

}  // namespace unknot::directory
