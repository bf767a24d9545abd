// Rules for a search.
#include "services/directory/resource_names.h"
#include "services/directory/validate.h"

namespace unknot::directory {
namespace {

constexpr int kMostWanted = 20;
constexpr int kMostTimes = 14;
constexpr int kLongestInsurer = 100;

using Strings = google::protobuf::RepeatedPtrField<std::string>;

template <typename Check>
void CheckWanted(absl::string_view field, const Strings& list,
                 FieldChecks& checks, const Check& check) {
  if (!checks.Require(list.size() <= kMostWanted, field,
                      "must have at most 20 entries")) {
    return;
  }
  for (int i = 0; i < list.size(); ++i) {
    check(Indexed(field, i), list[i], checks);
  }
}

void CheckTimes(const v1::SearchTherapistsRequest& request,
                FieldChecks& checks) {
  if (!checks.Require(request.open_at_size() <= kMostTimes, "open_at",
                      "must have at most 14 entries")) {
    return;
  }
  for (int i = 0; i < request.open_at_size(); ++i) {
    const v1::OpenAt& wanted = request.open_at(i);
    const FieldChecks::Scope scope(checks, Indexed("open_at", i));
    checks.Require(v1::Weekday_IsValid(wanted.day()), "day",
                   "must be a day of the week or unspecified");
    checks.Require(wanted.start_minute() >= 0 && wanted.start_minute() < 1440,
                   "start_minute", "must be from 0 to 1439");
    if (wanted.has_end_minute()) {
      checks.Require(wanted.end_minute() > wanted.start_minute() &&
                         wanted.end_minute() <= 1440,
                     "end_minute", "must be after start_minute, at most 1440");
    }
  }
}

void CheckLocalTime(const v1::LocalTime& time, FieldChecks& checks) {
  const FieldChecks::Scope scope(checks, "local_time");
  checks.Require(
      v1::Weekday_IsValid(time.day()) && time.day() != v1::WEEKDAY_UNSPECIFIED,
      "day", "must be a day of the week");
  checks.Require(time.minute() >= 0 && time.minute() < 1440, "minute",
                 "must be from 0 to 1439");
}

}  // namespace

void CheckSearch(const v1::SearchTherapistsRequest& request,
                 FieldChecks& checks) {
  if (request.near_case() == v1::SearchTherapistsRequest::kPlace) {
    CheckText("place", request.place(), 200, /*required=*/true, checks);
  }
  if (request.has_point()) CheckPoint("point", request.point(), checks);
  CheckCountry("country_code", request.country_code(), checks);
  checks.Require(request.radius_m() >= 0, "radius_m", "must not be negative");
  CheckWanted("technique_ids", request.technique_ids(), checks, CheckConceptId);
  checks.Require(v1::TechniqueMatch_IsValid(request.technique_match()),
                 "technique_match", "must be a value of the contract");
  CheckWanted("treats", request.treats(), checks, CheckConceptId);
  checks.Require(v1::TreatsMatch_IsValid(request.treats_match()),
                 "treats_match", "must be a value of the contract");
  CheckWanted("regulator_ids", request.regulator_ids(), checks, CheckConceptId);
  CheckWanted(
      "insurers", request.insurers(), checks,
      [](absl::string_view field, const std::string& name, FieldChecks& all) {
        CheckText(field, name, kLongestInsurer, /*required=*/true, all);
      });
  if (request.has_local_time()) CheckLocalTime(request.local_time(), checks);
  CheckWanted("languages", request.languages(), checks, CheckLanguage);
  checks.Require(v1::Gender_IsValid(request.gender()), "gender",
                 "must be a gender of the contract");
  checks.Require(v1::LicenceFilter_IsValid(request.licence_filter()),
                 "licence_filter", "must be a value of the contract");
  CheckText("text", request.text(), 200, /*required=*/false, checks);
  CheckTimes(request, checks);
  checks.Require(request.max_price_minor_units() >= 0, "max_price_minor_units",
                 "must not be negative");
  checks.Require(request.min_price_minor_units() >= 0, "min_price_minor_units",
                 "must not be negative");
  checks.Require(
      request.max_price_minor_units() == 0 ||
          request.min_price_minor_units() <= request.max_price_minor_units(),
      "min_price_minor_units", "must not be above max_price_minor_units");
  CheckCurrency("currency_code", request.currency_code(), /*required=*/false,
                checks);
  checks.Require(request.min_rating() >= 0 && request.min_rating() <= 5,
                 "min_rating", "must be from 0 to 5");
  CheckName("clinic", request.clinic(), kClinics, /*required=*/false, checks);
  checks.Require(v1::SearchOrder_IsValid(request.order_by()), "order_by",
                 "must be an order of the contract");
  CheckPageSize(request.page_size(), checks);
  CheckPageToken(request.page_token(), checks);
}

}  // namespace unknot::directory
