// When a licence counts.
#ifndef UNKNOT_SERVICES_DIRECTORY_LICENCE_H_
#define UNKNOT_SERVICES_DIRECTORY_LICENCE_H_

#include <tuple>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "unknot/directory/v1/therapist.pb.h"

namespace unknot::directory {

enum class LicenceState { kActive, kUnverified, kLapsed };

// Returns the calendar day of `time` in UTC.
inline v1::Date DayOf(absl::Time time) {
  const absl::CivilDay day = absl::ToCivilDay(time, absl::UTCTimeZone());
  v1::Date date;
  date.set_year(static_cast<int>(day.year()));
  date.set_month(day.month());
  date.set_day(day.day());
  return date;
}

// Whether `a` is an earlier day than `b`.
inline bool IsBefore(const v1::Date& a, const v1::Date& b) {
  return std::tuple(a.year(), a.month(), a.day()) <
         std::tuple(b.year(), b.month(), b.day());
}

// Returns what the licence is worth on the day `today`. It is still valid on
// its last day. No licence at all is an unverified one.
inline LicenceState StateOf(const v1::Licence& licence, const v1::Date& today) {
  switch (licence.status()) {
    case v1::LICENCE_STATUS_EXPIRED:
    case v1::LICENCE_STATUS_SUSPENDED:
    case v1::LICENCE_STATUS_REVOKED:
      return LicenceState::kLapsed;
    default:
      break;
  }
  if (licence.has_expire_date() && IsBefore(licence.expire_date(), today)) {
    return LicenceState::kLapsed;
  }
  return licence.status() == v1::LICENCE_STATUS_ACTIVE
             ? LicenceState::kActive
             : LicenceState::kUnverified;
}

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_LICENCE_H_
