// What the directory's tests have in common: records that keep every rule,
// errors as matchers, folders that vanish.
#ifndef UNKNOT_TESTS_DIRECTORY_TESTING_H_
#define UNKNOT_TESTS_DIRECTORY_TESTING_H_

#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>

#include <filesystem>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/runtime/errors.h"
#include "unknot/directory/v1/clinic.pb.h"
#include "unknot/directory/v1/therapist.pb.h"

namespace unknot::directory {

inline const absl::Status& StatusOf(const absl::Status& status) {
  return status;
}
template <typename T>
const absl::Status& StatusOf(const absl::StatusOr<T>& result) {
  return result.status();
}

// The result of a call is an error of that code and reason.
MATCHER_P2(Fails, code, reason, "") {
  const absl::Status& status = StatusOf(arg);
  *result_listener << "is " << status.ToString();
  return status.code() == code && runtime::ReasonOf(status) == reason;
}

// The result is InvalidArgument, and one of the fields it names is `field`.
MATCHER_P(FailsAtField, field, "") {
  const absl::Status& status = StatusOf(arg);
  *result_listener << "is " << status.ToString();
  if (!absl::IsInvalidArgument(status)) return false;
  for (const auto& violation : runtime::FieldViolationsOf(status)) {
    if (violation.field == field) return true;
  }
  return false;
}

MATCHER(Succeeds, "") {
  const absl::Status& status = StatusOf(arg);
  *result_listener << "is " << status.ToString();
  return status.ok();
}

MATCHER_P(EqualsMessage, expected, "") {
  std::string difference;
  google::protobuf::util::MessageDifferencer differencer;
  differencer.ReportDifferencesToString(&difference);
  const bool equal = differencer.Compare(expected, arg);
  *result_listener << difference;
  return equal;
}

// A therapist of Toronto with an active licence that keeps every rule.
inline v1::Therapist SomeTherapist(absl::string_view id) {
  v1::Therapist therapist;
  if (!id.empty()) therapist.set_name("therapists/" + std::string(id));
  therapist.set_display_name("Ana " + std::string(id));
  therapist.mutable_licence()->set_status(v1::LICENCE_STATUS_ACTIVE);
  therapist.mutable_licence()->set_regulator_id("cmto");
  therapist.add_technique_ids("swedish");
  therapist.add_languages("en");
  v1::Location& location = *therapist.mutable_location();
  location.set_town("Toronto");
  location.set_region_code("CA-ON");
  location.set_country_code("CA");
  location.mutable_point()->set_latitude(43.653);
  location.mutable_point()->set_longitude(-79.383);
  return therapist;
}

// The row of a therapist who is deleted.
inline v1::Therapist Gone(v1::Therapist therapist) {
  therapist.mutable_delete_time()->set_seconds(1);
  return therapist;
}

inline v1::Clinic SomeClinic(absl::string_view id) {
  v1::Clinic clinic;
  if (!id.empty()) clinic.set_name("clinics/" + std::string(id));
  clinic.set_display_name("Clinic " + std::string(id));
  *clinic.mutable_location() = SomeTherapist("x").location();
  return clinic;
}

inline v1::Date DateOf(int year, int month, int day) {
  v1::Date date;
  date.set_year(year);
  date.set_month(month);
  date.set_day(day);
  return date;
}

// A new folder that is removed with all it holds.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "unknot-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  // Path of `file` within.
  std::string Path(absl::string_view file) const {
    return (path_ / std::string(file)).string();
  }

 private:
  std::filesystem::path path_;
};

}  // namespace unknot::directory

#endif  // UNKNOT_TESTS_DIRECTORY_TESTING_H_
