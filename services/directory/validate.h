// The rules that fields must keep, as the contract states them.
#ifndef UNKNOT_SERVICES_DIRECTORY_VALIDATE_H_
#define UNKNOT_SERVICES_DIRECTORY_VALIDATE_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/timestamp.pb.h"
#include "services/runtime/errors.h"
#include "unknot/directory/v1/clinic.pb.h"
#include "unknot/directory/v1/search.pb.h"
#include "unknot/directory/v1/therapist.pb.h"

namespace unknot::directory {

// Collects what is wrong with the fields of one request. Paths are relative to
// the message in hand; Enter and Leave keep the path to it.
class FieldChecks {
 public:
  // Notes that the field may not be as it is. `rule` says what it must be and
  // never repeats what it was.
  void Fail(absl::string_view field, absl::string_view rule);

  // Notes the failure unless `holds`. Returns `holds`.
  bool Require(bool holds, absl::string_view field, absl::string_view rule);

  // Everything until the destructor lies below `field`.
  class Scope {
   public:
    Scope(FieldChecks& checks, absl::string_view field);
    ~Scope() { checks_.prefix_.resize(length_); }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    FieldChecks& checks_;
    const size_t length_;
  };

  bool ok() const { return violations_.empty(); }

  // OK, or InvalidArgument (INVALID_FIELD) with every violation.
  absl::Status status() const;

 private:
  std::string prefix_;
  std::vector<runtime::FieldViolation> violations_;
};

// "techniques[2]".
std::string Indexed(absl::string_view field, int index);

// Single fields. Text must be UTF-8 without control characters and at most
// `most_characters` long; `required` text must not be blank.
void CheckText(absl::string_view field, absl::string_view text,
               int most_characters, bool required, FieldChecks& checks);
// The same for text of several lines.
void CheckLines(absl::string_view field, absl::string_view text,
                int most_characters, FieldChecks& checks);
void CheckName(absl::string_view field, absl::string_view name,
               absl::string_view collection, bool required,
               FieldChecks& checks);
void CheckResourceId(absl::string_view field, absl::string_view id,
                     FieldChecks& checks);
void CheckRequestId(absl::string_view id, FieldChecks& checks);
// 1 to 64 printable ASCII characters, or nothing.
void CheckPrintable(absl::string_view field, absl::string_view text,
                    FieldChecks& checks);
void CheckReviewName(absl::string_view field, absl::string_view name,
                     FieldChecks& checks);
void CheckEtag(absl::string_view etag, FieldChecks& checks);
void CheckPageSize(int page_size, FieldChecks& checks);
void CheckPageToken(absl::string_view token, FieldChecks& checks);
void CheckConceptId(absl::string_view field, absl::string_view id,
                    FieldChecks& checks);
void CheckLanguage(absl::string_view field, absl::string_view tag,
                   FieldChecks& checks);
void CheckCurrency(absl::string_view field, absl::string_view code,
                   bool required, FieldChecks& checks);
void CheckCountry(absl::string_view field, absl::string_view code,
                  FieldChecks& checks);
void CheckWebAddress(absl::string_view field, absl::string_view address,
                     bool https_only, FieldChecks& checks);
void CheckDate(absl::string_view field, const v1::Date& date,
               FieldChecks& checks);
void CheckTimestamp(absl::string_view field,
                    const google::protobuf::Timestamp& time,
                    FieldChecks& checks);
void CheckPoint(absl::string_view field, const v1::LatLng& point,
                FieldChecks& checks);
void CheckLocation(const v1::Location& location, FieldChecks& checks);
void CheckOpeningHours(
    const google::protobuf::RepeatedPtrField<v1::OpeningPeriod>& periods,
    FieldChecks& checks);

// Whole messages; their own names and output-only fields are not looked at.
void CheckTherapist(const v1::Therapist& therapist, FieldChecks& checks);
void CheckClinic(const v1::Clinic& clinic, FieldChecks& checks);
// `today` is the latest day there is in any time zone.
void CheckReview(const v1::Review& review, const v1::Date& today,
                 FieldChecks& checks);
void CheckSearch(const v1::SearchTherapistsRequest& request,
                 FieldChecks& checks);

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_VALIDATE_H_
