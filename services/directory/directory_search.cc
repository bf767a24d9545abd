// Searching: from a request to a place, from a place to therapists.
#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "services/directory/directory.h"
#include "services/directory/directory_rules.h"
#include "services/directory/errors.h"
#include "services/directory/licence.h"
#include "services/directory/page_token.h"
#include "services/directory/search_answer.h"

namespace unknot::directory {
namespace {

// The contract states all of these.
constexpr int kUsualRadiusMetres = 25000;
constexpr int kLargestRadiusMetres = 200000;
constexpr int kUsualResults = 20;
constexpr int kMostResults = 100;
constexpr int kMostClinics = 5;

// Identifies what must stay the same from page to page.
std::string QueryId(const v1::SearchTherapistsRequest& request) {
  v1::SearchTherapistsRequest query = request;
  query.clear_page_size();
  query.clear_page_token();
  return absl::StrCat("SearchTherapists ", query.SerializeAsString());
}

std::string TokenAfter(const std::string& query_id, const SortKey& key,
                       int radius_m) {
  return MakePageToken(query_id,
                       {absl::StrCat(radius_m), absl::StrCat(key.group),
                        NumberToken(key.rank), key.display_key, key.name});
}

// Where a page begins.
struct Start {
  int radius_m = 0;
  SortKey after;
};

absl::StatusOr<Start> ReadStart(const std::string& token,
                                const std::string& query_id) {
  auto parts = ReadPageToken(token, query_id, 5);
  if (!parts.ok()) return parts.status();
  Start start;
  if (!absl::SimpleAtoi((*parts)[0], &start.radius_m) ||
      !absl::SimpleAtoi((*parts)[1], &start.after.group) ||
      !ReadNumberToken((*parts)[2], start.after.rank)) {
    return error::PageTokenInvalid();
  }
  start.after.display_key = (*parts)[3];
  start.after.name = (*parts)[4];
  return start;
}

int FirstRadius(const v1::SearchTherapistsRequest& request) {
  return request.radius_m() == 0
             ? kUsualRadiusMetres
             : std::min(request.radius_m(), kLargestRadiusMetres);
}

// The sun's time to the hour, since places have no time zone here.
v1::LocalTime LocalTimeAt(const std::optional<v1::LatLng>& point,
                          absl::Time now) {
  const double longitude = point.has_value() ? point->longitude() : 0;
  const absl::CivilMinute local = absl::ToCivilMinute(
      now + absl::Hours(std::round(longitude / 15)), absl::UTCTimeZone());
  v1::LocalTime time;
  // Both count from Monday, one from 0 and the other from 1.
  time.set_day(
      static_cast<v1::Weekday>(static_cast<int>(absl::GetWeekday(local)) + 1));
  time.set_minute(local.hour() * 60 + local.minute());
  return time;
}

// Finds the first page: wider and wider until somebody is found.
std::vector<SearchHit> FindWidening(const Search& search, SearchQuery& query) {
  for (;;) {
    std::vector<SearchHit> hits = search.Find(query);
    const bool may_widen = query.point.has_value() &&
                           !query.request.exact_radius() &&
                           query.radius_m < kLargestRadiusMetres;
    if (!hits.empty() || !may_widen) return hits;
    query.radius_m = std::min(2 * query.radius_m, kLargestRadiusMetres);
  }
}

}  // namespace

absl::StatusOr<std::string> Directory::SearchTherapists(
    const v1::SearchTherapistsRequest& request) const {
  FieldChecks checks;
  CheckSearch(request, checks);
  if (!checks.ok()) return checks.status();

  v1::SearchTherapistsResponse response;
  SearchQuery query{.request = request,
                    .point = {},
                    .today = {},
                    .local_time = {},
                    .after = {}};
  query.today = DayOf(clock_.Now());
  if (request.has_point()) query.point = request.point();
  if (request.near_case() == v1::SearchTherapistsRequest::kPlace) {
    const auto answer =
        places_.Resolve(request.place(), request.country_code());
    if (!answer.has_value()) return error::PlaceNotFound();
    response.set_place_match(answer->match);
    for (const v1::Place& place : answer->alternatives) {
      *response.add_alternatives() = place;
    }
    if (!answer->place.has_value()) return response.SerializeAsString();
    *response.mutable_resolved_place() = *answer->place;
    query.point = answer->place->point();
  }
  if (query.point.has_value()) query.radius_m = FirstRadius(request);
  query.local_time = request.has_local_time()
                         ? request.local_time()
                         : LocalTimeAt(query.point, clock_.Now());

  const int page_size =
      ClampPageSize(request.page_size(), kUsualResults, kMostResults);
  query.limit = page_size + 1;
  std::vector<SearchHit> hits;
  if (request.page_token().empty()) {
    hits = FindWidening(search_, query);
  } else {
    auto start = ReadStart(request.page_token(), QueryId(request));
    if (!start.ok()) return start.status();
    query.radius_m = start->radius_m;
    query.after = std::move(start->after);
    hits = search_.Find(query);
  }

  response.set_radius_m(query.radius_m);
  response.set_radius_widened(query.point.has_value() &&
                              query.radius_m > FirstRadius(request));
  SearchAnswer answer;
  for (int i = 0; i < static_cast<int>(hits.size()); ++i) {
    if (i == page_size) {
      response.set_next_page_token(
          TokenAfter(QueryId(request), hits[i - 1].key, query.radius_m));
      break;
    }
    answer.Add(hits[i]);
  }
  if (request.page_token().empty()) {
    query.limit = kMostClinics;
    for (const ClinicHit& hit : search_.FindClinics(query)) answer.Add(hit);
  }
  return answer.Take(response);
}

absl::StatusOr<v1::ResolvePlaceResponse> Directory::ResolvePlace(
    const v1::ResolvePlaceRequest& request) const {
  FieldChecks checks;
  CheckText("text", request.text(), 200, /*required=*/true, checks);
  CheckCountry("country_code", request.country_code(), checks);
  if (!checks.ok()) return checks.status();
  auto answer = places_.Resolve(request.text(), request.country_code());
  if (!answer.has_value()) return error::PlaceNotFound();
  v1::ResolvePlaceResponse response;
  if (answer->place.has_value()) *response.mutable_place() = *answer->place;
  response.set_match(answer->match);
  for (v1::Place& place : answer->alternatives) {
    *response.add_alternatives() = std::move(place);
  }
  return response;
}

}  // namespace unknot::directory
