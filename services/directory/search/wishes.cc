#include "services/directory/search/wishes.h"

#include <algorithm>
#include <limits>

#include "absl/strings/ascii.h"
#include "services/directory/fold.h"

namespace unknot::directory {
namespace {

using Strings = google::protobuf::RepeatedPtrField<std::string>;
using Groups = std::vector<std::vector<std::string>>;

void AddAnyOf(TagKind kind, const Strings& list, Groups& groups) {
  if (list.empty()) return;
  std::vector<std::string>& group = groups.emplace_back();
  for (const std::string& value : list) group.push_back(Tag(kind, value));
}

void AddAllOf(TagKind kind, const Strings& list, Groups& groups) {
  for (const std::string& value : list) groups.push_back({Tag(kind, value)});
}

uint16_t LicenceFlags(v1::LicenceFilter filter) {
  switch (filter) {
    case v1::LICENCE_FILTER_ANY:
      return kActive | kUnverified | kLapsed;
    case v1::LICENCE_FILTER_ACTIVE:
      return kActive;
    default:
      return kActive | kUnverified;
  }
}

uint16_t WantedFlags(const v1::SearchTherapistsRequest& request) {
  uint16_t flags = 0;
  if (request.gender() == v1::GENDER_FEMALE) flags |= kFemale;
  if (request.gender() == v1::GENDER_MALE) flags |= kMale;
  if (request.gender() == v1::GENDER_NON_BINARY) flags |= kNonBinary;
  if (request.accepts_new_clients()) flags |= kAcceptsClients;
  if (request.offers_virtual()) flags |= kVirtual;
  if (request.offers_home_visits()) flags |= kHomeVisits;
  if (request.wheelchair_accessible()) flags |= kWheelchair;
  if (request.exclude_demo()) flags |= kNotDemo;
  return flags;
}

v1::SearchOrder OrderOf(const SearchQuery& query) {
  const v1::SearchOrder order = query.request.order_by();
  if (order == v1::SEARCH_ORDER_UNSPECIFIED) return v1::SEARCH_ORDER_BEST;
  if (order == v1::SEARCH_ORDER_DISTANCE && !query.point.has_value()) {
    return v1::SEARCH_ORDER_NAME;
  }
  return order;
}

}  // namespace

Wishes::Wishes(const SearchQuery& wanted)
    : query(wanted), order(OrderOf(wanted)) {
  const v1::SearchTherapistsRequest& request = query.request;
  if (query.point.has_value()) where = ToUnitVector(*query.point);
  flags = WantedFlags(request);
  licence_flags = LicenceFlags(request.licence_filter());
  today = DayNumber(query.today);

  lowest_price = request.min_price_minor_units();
  highest_price = request.max_price_minor_units() > 0
                      ? request.max_price_minor_units()
                      : std::numeric_limits<double>::max();
  price_matters = request.min_price_minor_units() > 0 ||
                  request.max_price_minor_units() > 0;
  if (price_matters) currency = PackCurrency(request.currency_code());

  if (request.technique_match() == v1::TECHNIQUE_MATCH_ALL) {
    AddAllOf(kTechniqueTag, request.technique_ids(), groups);
  } else {
    AddAnyOf(kTechniqueTag, request.technique_ids(), groups);
  }
  if (request.treats_match() == v1::TREATS_MATCH_ALL) {
    AddAllOf(kTreatsTag, request.treats(), groups);
  } else if (request.treats_match() == v1::TREATS_MATCH_ANY) {
    AddAnyOf(kTreatsTag, request.treats(), groups);
  }
  AddAnyOf(kRegulatorTag, request.regulator_ids(), groups);
  if (!request.insurers().empty()) {
    std::vector<std::string>& group = groups.emplace_back();
    for (const std::string& name : request.insurers()) {
      group.push_back(Tag(kInsurerTag, Fold(name)));
    }
  }
  if (!request.clinic().empty()) {
    groups.push_back({Tag(kClinicTag, request.clinic())});
  }
  for (const std::string& language : request.languages()) {
    languages.push_back(absl::AsciiStrToLower(language));
  }
}

bool IsOpen(const std::vector<Opening>& hours,
            const v1::SearchTherapistsRequest& request) {
  for (const v1::OpenAt& wanted : request.open_at()) {
    const int start = wanted.start_minute();
    const int end = wanted.has_end_minute() ? wanted.end_minute() : 1440;
    // A stretch shorter than that must be open as a whole.
    const int least = std::min(kLeastOpenMinutes, end - start);
    for (const Opening& period : hours) {
      if (wanted.day() != v1::WEEKDAY_UNSPECIFIED &&
          wanted.day() != period.day) {
        continue;
      }
      const int open = std::min<int>(end, period.close_minute) -
                       std::max<int>(start, period.open_minute);
      if (open >= least) return true;
    }
  }
  return false;
}

double MinutesUntilOpen(const std::vector<Opening>& hours,
                        const v1::LocalTime& from) {
  double soonest = std::numeric_limits<double>::infinity();
  const int now = (from.day() - 1) * 1440 + from.minute();
  for (const Opening& period : hours) {
    const int least =
        std::min(kLeastOpenMinutes, period.close_minute - period.open_minute);
    const int open = (period.day - 1) * 1440 + period.open_minute;
    const int close = (period.day - 1) * 1440 + period.close_minute;
    int wait = (open - now + kWeekMinutes) % kWeekMinutes;
    if (now >= open && now + least <= close) wait = 0;
    soonest = std::min<double>(soonest, wait);
  }
  return soonest;
}

}  // namespace unknot::directory
