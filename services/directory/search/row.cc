#include "services/directory/search/row.h"

#include <algorithm>

#include "absl/time/civil_time.h"
#include "services/directory/rating.h"

namespace unknot::directory {
namespace {

uint16_t GenderFlag(v1::Gender gender) {
  switch (gender) {
    case v1::GENDER_FEMALE:
      return kFemale;
    case v1::GENDER_MALE:
      return kMale;
    case v1::GENDER_NON_BINARY:
      return kNonBinary;
    default:
      return 0;
  }
}

uint16_t LicenceFlag(v1::LicenceStatus status) {
  switch (status) {
    case v1::LICENCE_STATUS_EXPIRED:
    case v1::LICENCE_STATUS_SUSPENDED:
    case v1::LICENCE_STATUS_REVOKED:
      return kLapsed;
    case v1::LICENCE_STATUS_ACTIVE:
      return kActive;
    default:
      return kUnverified;
  }
}

}  // namespace

uint16_t DayNumber(const v1::Date& date) {
  const int64_t days = absl::CivilDay(date.year(), date.month(), date.day()) -
                       absl::CivilDay(1970, 1, 1);
  // Day 0 is any day before that year.
  return static_cast<uint16_t>(std::clamp<int64_t>(days + 1, 0, kNoEnd - 1));
}

uint16_t PackCurrency(absl::string_view code) {
  uint16_t packed = 0;
  if (code.size() != 3) return 0;
  for (const char c : code) {
    if (c < 'A' || c > 'Z') return 0;
    packed = static_cast<uint16_t>(packed * 32 + (c - 'A' + 1));
  }
  return packed;
}

Row MakeRow(const v1::Therapist& therapist) {
  Row row;
  row.where = ToUnitVector(therapist.location().point());
  row.rating =
      BayesianMean(therapist.rating().mean(), therapist.rating().count());
  if (therapist.has_price()) {
    const v1::PriceRange& price = therapist.price();
    row.price_minor_units = static_cast<uint32_t>(price.min_minor_units());
    row.price_minutes = static_cast<uint16_t>(
        price.session_minutes() > 0 ? price.session_minutes() : 60);
    row.currency = PackCurrency(price.currency_code());
  }
  if (therapist.licence().has_expire_date()) {
    row.expires = DayNumber(therapist.licence().expire_date());
  }
  row.flags = GenderFlag(therapist.gender()) |
              LicenceFlag(therapist.licence().status());
  if (therapist.has_accepts_new_clients()) {
    row.flags |=
        therapist.accepts_new_clients() ? kAcceptsClients : kRefusesClients;
  }
  if (therapist.offers_virtual()) row.flags |= kVirtual;
  if (therapist.offers_home_visits()) row.flags |= kHomeVisits;
  if (therapist.wheelchair_accessible()) row.flags |= kWheelchair;
  row.flags |= therapist.demo() ? kDemo : kNotDemo;
  return row;
}

}  // namespace unknot::directory
