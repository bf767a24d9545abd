// Rules for single fields.
#include "services/directory/validate.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "services/directory/fold.h"
#include "services/directory/resource_names.h"
#include "services/runtime/utf8.h"

namespace unknot::directory {
namespace {

// Characters of UTF-8 text: bytes that do not continue one.
int CountCharacters(absl::string_view text) {
  return static_cast<int>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

bool IsLineBreak(char c) { return c == '\n' || c == '\r' || c == '\t'; }

void CheckAnyText(absl::string_view field, absl::string_view text,
                  int most_characters, bool required, bool lines,
                  FieldChecks& checks) {
  if (!checks.Require(IsValidUtf8(text), field, "must be UTF-8")) return;
  checks.Require(
      CountCharacters(text) <= most_characters, field,
      absl::StrCat("must have at most ", most_characters, " characters"));
  bool clean = true;
  for (size_t i = 0; i < text.size(); ++i) {
    clean &= runtime::ControlSize(text.substr(i)) == 0 ||
             (lines && IsLineBreak(text[i]));
  }
  checks.Require(clean, field, "must not hold control characters");
  const bool blank = absl::StripAsciiWhitespace(text).empty();
  if (required) {
    checks.Require(!blank, field, "must not be empty");
  } else if (!text.empty()) {
    checks.Require(!blank, field, "must not be only spaces");
  }
}

bool IsPrintableAscii(absl::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return absl::ascii_isgraph(c); });
}

bool IsUpperLetters(absl::string_view text, size_t length) {
  return text.size() == length &&
         std::all_of(text.begin(), text.end(), absl::ascii_isupper);
}

// "CA-ON", "US-GA", "GB-ENG".
bool IsRegionCode(absl::string_view code) {
  if (code.size() < 4 || code.size() > 6 || code[2] != '-') return false;
  const absl::string_view part = code.substr(3);
  return IsUpperLetters(code.substr(0, 2), 2) &&
         std::all_of(part.begin(), part.end(), [](char c) {
           return absl::ascii_isupper(c) || absl::ascii_isdigit(c);
         });
}

bool IsAlphanumeric(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), absl::ascii_isalnum);
}

}  // namespace

void FieldChecks::Fail(absl::string_view field, absl::string_view rule) {
  violations_.push_back({absl::StrCat(prefix_, field), std::string(rule)});
}

bool FieldChecks::Require(bool holds, absl::string_view field,
                          absl::string_view rule) {
  if (!holds) Fail(field, rule);
  return holds;
}

FieldChecks::Scope::Scope(FieldChecks& checks, absl::string_view field)
    : checks_(checks), length_(checks.prefix_.size()) {
  absl::StrAppend(&checks_.prefix_, field, ".");
}

absl::Status FieldChecks::status() const {
  if (ok()) return absl::OkStatus();
  return runtime::InvalidFields(violations_);
}

std::string Indexed(absl::string_view field, int index) {
  return absl::StrCat(field, "[", index, "]");
}

void CheckText(absl::string_view field, absl::string_view text,
               int most_characters, bool required, FieldChecks& checks) {
  CheckAnyText(field, text, most_characters, required, /*lines=*/false, checks);
}

void CheckLines(absl::string_view field, absl::string_view text,
                int most_characters, FieldChecks& checks) {
  CheckAnyText(field, text, most_characters, /*required=*/false,
               /*lines=*/true, checks);
}

void CheckName(absl::string_view field, absl::string_view name,
               absl::string_view collection, bool required,
               FieldChecks& checks) {
  if (name.empty() && !required) return;
  checks.Require(
      IsResourceName(name, collection), field,
      absl::StrCat("must be ", collection,
                   "/{id}, the id having 1 to 63 lower case letters, digits "
                   "and hyphens, beginning with a letter"));
}

void CheckResourceId(absl::string_view field, absl::string_view id,
                     FieldChecks& checks) {
  if (id.empty()) return;
  checks.Require(IsResourceId(id), field,
                 "must have 1 to 63 lower case letters, digits and hyphens, "
                 "begin with a letter and not end with a hyphen");
}

void CheckRequestId(absl::string_view id, FieldChecks& checks) {
  checks.Require(id.size() <= 64 && IsPrintableAscii(id), "request_id",
                 "must have 1 to 64 printable ASCII characters, best a UUID");
}

void CheckPrintable(absl::string_view field, absl::string_view text,
                    FieldChecks& checks) {
  checks.Require(text.size() <= 64 && IsPrintableAscii(text), field,
                 "must have 1 to 64 printable ASCII characters");
}

void CheckReviewName(absl::string_view field, absl::string_view name,
                     FieldChecks& checks) {
  const size_t end = name.find("/reviews/");
  int64_t number = 0;
  checks.Require(end != absl::string_view::npos &&
                     IsResourceName(name.substr(0, end), kTherapists) &&
                     absl::SimpleAtoi(name.substr(end + 9), &number) &&
                     number > 0,
                 field, "must be therapists/{id}/reviews/{number}");
}

void CheckEtag(absl::string_view etag, FieldChecks& checks) {
  checks.Require(etag.size() <= 64 && IsPrintableAscii(etag), "etag",
                 "must be an etag as it was returned");
}

void CheckPageSize(int page_size, FieldChecks& checks) {
  checks.Require(page_size >= 0, "page_size", "must not be negative");
}

void CheckPageToken(absl::string_view token, FieldChecks& checks) {
  checks.Require(token.size() <= 4096 && IsPrintableAscii(token), "page_token",
                 "must be empty or a next_page_token as it was returned");
}

void CheckConceptId(absl::string_view field, absl::string_view id,
                    FieldChecks& checks) {
  const bool well_formed =
      !id.empty() && id.size() <= 64 && absl::ascii_islower(id.front()) &&
      std::all_of(id.begin(), id.end(), [](char c) {
        return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '_';
      });
  checks.Require(well_formed, field,
                 "must be an id of 1 to 64 lower case letters, digits and "
                 "underscores, beginning with a letter");
}

void CheckLanguage(absl::string_view field, absl::string_view tag,
                   FieldChecks& checks) {
  bool well_formed = tag.size() <= 35;
  bool first = true;
  for (const absl::string_view part : absl::StrSplit(tag, '-')) {
    const size_t shortest = first ? 2 : 1;
    const size_t longest = first ? 3 : 8;
    well_formed =
        well_formed && part.size() >= shortest && part.size() <= longest &&
        IsAlphanumeric(part) &&
        (!first || std::all_of(part.begin(), part.end(), absl::ascii_isalpha));
    first = false;
  }
  checks.Require(well_formed, field,
                 "must be a BCP 47 tag such as en or pa-IN");
}

void CheckCurrency(absl::string_view field, absl::string_view code,
                   bool required, FieldChecks& checks) {
  if (code.empty() && !required) return;
  checks.Require(IsUpperLetters(code, 3), field,
                 "must be an ISO 4217 code such as CAD");
}

void CheckCountry(absl::string_view field, absl::string_view code,
                  FieldChecks& checks) {
  if (code.empty()) return;
  checks.Require(IsUpperLetters(code, 2), field,
                 "must be an ISO 3166-1 code such as CA");
}

void CheckWebAddress(absl::string_view field, absl::string_view address,
                     bool https_only, FieldChecks& checks) {
  if (address.empty()) return;
  const bool known_scheme =
      absl::StartsWith(address, "https://") ||
      (!https_only && absl::StartsWith(address, "http://"));
  const bool has_host = address.find("://") + 3 < address.size();
  checks.Require(
      known_scheme && has_host && address.size() <= 500 &&
          IsPrintableAscii(address) &&
          address.find_first_of("\"<>\\^`{|}") == absl::string_view::npos,
      field,
      https_only ? "must be an https address of at most 500 "
                   "characters"
                 : "must be an http or https address of at most "
                   "500 characters");
}

void CheckDate(absl::string_view field, const v1::Date& date,
               FieldChecks& checks) {
  const bool in_range = date.year() >= 1900 && date.year() <= 9999 &&
                        date.month() >= 1 && date.month() <= 12 &&
                        date.day() >= 1 && date.day() <= 31;
  // A civil day that does not exist is normalized into the next month.
  const bool exists =
      in_range &&
      absl::CivilDay(date.year(), date.month(), date.day()).month() ==
          date.month();
  checks.Require(exists, field,
                 "must be a day that exists, from the year 1900 on");
}

void CheckTimestamp(absl::string_view field,
                    const google::protobuf::Timestamp& time,
                    FieldChecks& checks) {
  constexpr int64_t kFirst = -62135596800;  // 0001-01-01T00:00:00Z
  constexpr int64_t kLast = 253402300799;   // 9999-12-31T23:59:59Z
  checks.Require(time.seconds() >= kFirst && time.seconds() <= kLast &&
                     time.nanos() >= 0 && time.nanos() < 1000000000,
                 field, "must lie between the years 1 and 9999");
}

void CheckPoint(absl::string_view field, const v1::LatLng& point,
                FieldChecks& checks) {
  const FieldChecks::Scope scope(checks, field);
  // Written so that what is not a number fails.
  checks.Require(std::abs(point.latitude()) <= 90, "latitude",
                 "must be from -90 to 90");
  checks.Require(std::abs(point.longitude()) <= 180, "longitude",
                 "must be from -180 to 180");
}

void CheckLocation(const v1::Location& location, FieldChecks& checks) {
  CheckText("town", location.town(), 100, /*required=*/true, checks);
  CheckText("district", location.district(), 100, /*required=*/false, checks);
  checks.Require(IsRegionCode(location.region_code()), "region_code",
                 "must be an ISO 3166-2 code such as CA-ON");
  CheckCountry("country_code", location.country_code(), checks);
  if (!location.country_code().empty()) {
    checks.Require(
        absl::StartsWith(location.region_code(), location.country_code()),
        "country_code", "must be the country of region_code");
  }
  CheckText("postal_code", location.postal_code(), 16, /*required=*/false,
            checks);
  if (location.has_point()) CheckPoint("point", location.point(), checks);
  checks.Require(location.address_lines_size() <= 5, "address_lines",
                 "must have at most 5 lines");
  for (int i = 0; i < location.address_lines_size(); ++i) {
    CheckText(Indexed("address_lines", i), location.address_lines(i), 200,
              /*required=*/false, checks);
  }
}

void CheckOpeningHours(
    const google::protobuf::RepeatedPtrField<v1::OpeningPeriod>& periods,
    FieldChecks& checks) {
  constexpr absl::string_view kField = "opening_hours";
  if (!checks.Require(periods.size() <= 100, kField,
                      "must have at most 100 periods")) {
    return;
  }
  for (int i = 0; i < periods.size(); ++i) {
    const v1::OpeningPeriod& period = periods[i];
    const FieldChecks::Scope scope(checks, Indexed(kField, i));
    checks.Require(period.day() >= v1::WEEKDAY_MONDAY &&
                       period.day() <= v1::WEEKDAY_SUNDAY,
                   "day", "must be a day of the week");
    checks.Require(period.open_minute() >= 0 && period.open_minute() < 1440,
                   "open_minute", "must be from 0 to 1439");
    checks.Require(period.close_minute() > period.open_minute() &&
                       period.close_minute() <= 1440,
                   "close_minute", "must be after open_minute, at most 1440");
    for (int j = 0; j < i; ++j) {
      const bool apart = periods[j].day() != period.day() ||
                         periods[j].close_minute() <= period.open_minute() ||
                         period.close_minute() <= periods[j].open_minute();
      checks.Require(apart, "open_minute",
                     "must not lie within another period of the day");
    }
  }
}

}  // namespace unknot::directory
