// All rules of a match are here; how candidates are come by is not.
#include "services/directory/search/match.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "services/directory/licence.h"
#include "services/directory/rating.h"
#include "services/directory/search/reason_text.h"

namespace unknot::directory {
namespace {

using Strings = google::protobuf::RepeatedPtrField<std::string>;

// A wanted time suits when at least this much of it is open.
constexpr int kLeastOpenMinutes = 30;

// Reviews are told as a reason from this mean and this number on.
constexpr double kGoodMean = 4.0;
constexpr int kEnoughReviews = 3;

bool Contains(const Strings& list, const std::string& entry) {
  return std::find(list.begin(), list.end(), entry) != list.end();
}

// "zh" is also spoken by who speaks "zh-Hant".
bool Speaks(const std::string& spoken, const std::string& wanted) {
  return absl::StartsWithIgnoreCase(spoken, wanted) &&
         (spoken.size() == wanted.size() || spoken[wanted.size()] == '-');
}

// Returns the first spoken language that is wanted, or null.
const std::string* WantedLanguage(const v1::Therapist& therapist,
                                  const Strings& wanted) {
  for (const std::string& language : wanted) {
    for (const std::string& spoken : therapist.languages()) {
      if (Speaks(spoken, language)) return &spoken;
    }
  }
  return nullptr;
}

bool TechniquesFit(const v1::Therapist& therapist,
                   const v1::SearchTherapistsRequest& request) {
  const Strings& wanted = request.technique_ids();
  if (wanted.empty()) return true;
  const auto offered = [&](const std::string& id) {
    return Contains(therapist.technique_ids(), id);
  };
  return request.technique_match() == v1::TECHNIQUE_MATCH_ALL
             ? std::all_of(wanted.begin(), wanted.end(), offered)
             : std::any_of(wanted.begin(), wanted.end(), offered);
}

bool LicenceFits(LicenceState state, v1::LicenceFilter filter) {
  switch (filter) {
    case v1::LICENCE_FILTER_ANY:
      return true;
    case v1::LICENCE_FILTER_ACTIVE:
      return state == LicenceState::kActive;
    default:
      return state != LicenceState::kLapsed;
  }
}

bool IsOpen(const v1::Therapist& therapist, const v1::OpenAt& wanted) {
  const int start = wanted.start_minute();
  const int end = wanted.has_end_minute() ? wanted.end_minute() : 1440;
  // A stretch shorter than that must be open as a whole.
  const int least = std::min(kLeastOpenMinutes, end - start);
  for (const v1::OpeningPeriod& period : therapist.opening_hours()) {
    if (wanted.day() != v1::WEEKDAY_UNSPECIFIED &&
        wanted.day() != period.day()) {
      continue;
    }
    const int open = std::min(end, period.close_minute()) -
                     std::max(start, period.open_minute());
    if (open >= least) return true;
  }
  return false;
}

bool TimesFit(const v1::Therapist& therapist,
              const v1::SearchTherapistsRequest& request) {
  if (request.open_at().empty()) return true;
  return std::any_of(
      request.open_at().begin(), request.open_at().end(),
      [&](const v1::OpenAt& wanted) { return IsOpen(therapist, wanted); });
}

bool PriceFits(const v1::Therapist& therapist,
               const v1::SearchTherapistsRequest& request) {
  if (request.max_price_minor_units() == 0) return true;
  const std::optional<double> price = HourlyPrice(therapist);
  if (!price.has_value() || *price > request.max_price_minor_units()) {
    return false;
  }
  return request.currency_code().empty() ||
         request.currency_code() == therapist.price().currency_code();
}

bool RefusesClients(const v1::Therapist& therapist) {
  return therapist.has_accepts_new_clients() &&
         !therapist.accepts_new_clients();
}

double Rating(const v1::Therapist& therapist) {
  return BayesianMean(therapist.rating().mean(), therapist.rating().count());
}

// Makes numbers equal that differ only by how they were rounded on the way, so
// that ties are ties.
double Even(double number) { return std::round(number * 1e7) / 1e7; }

// Share of what is wanted that is offered; earlier wishes count for more.
double ShareOffered(const Strings& offered, const Strings& wanted) {
  double sum = 0;
  double all = 0;
  for (int i = 0; i < wanted.size(); ++i) {
    const double weight = 1.0 / (i + 1);
    all += weight;
    if (Contains(offered, wanted[i])) sum += weight;
  }
  return sum / all;
}

// From 0 to 1.
double Score(const v1::Therapist& therapist, const SearchQuery& query,
             std::optional<double> distance_m, const RankingWeights& weights) {
  const v1::SearchTherapistsRequest& request = query.request;
  double sum = 0;
  double all = 0;
  const auto add = [&](double weight, double part) {
    sum += weight * part;
    all += weight;
  };
  if (distance_m.has_value()) {
    add(weights.distance,
        weights.half_distance_m / (weights.half_distance_m + *distance_m));
  }
  if (!request.technique_ids().empty()) {
    add(weights.technique,
        ShareOffered(therapist.technique_ids(), request.technique_ids()));
  }
  if (!request.treats().empty()) {
    add(weights.treats, ShareOffered(therapist.treats(), request.treats()));
  }
  add(weights.rating, (Rating(therapist) - 1) / 4);
  const LicenceState state = StateOf(therapist.licence(), query.today);
  add(weights.licence, state == LicenceState::kActive ? 1 : 0);
  return sum / all;
}

// Adds reasons with their text.
class Reasons {
 public:
  explicit Reasons(const v1::Therapist& therapist) : therapist_(therapist) {}

  void Add(v1::MatchReasonKind kind, const std::string& value = "",
           double number = 0) {
    v1::MatchReason& reason = reasons_.emplace_back();
    reason.set_kind(kind);
    reason.set_value(value);
    reason.set_number(number);
    reason.set_text(ReasonText(reason, therapist_));
  }

  std::vector<v1::MatchReason> Take() { return std::move(reasons_); }

 private:
  const v1::Therapist& therapist_;
  std::vector<v1::MatchReason> reasons_;
};

void AddWishes(const v1::Therapist& therapist, const SearchQuery& query,
               Reasons& reasons) {
  const v1::SearchTherapistsRequest& request = query.request;
  for (const std::string& id : request.technique_ids()) {
    if (Contains(therapist.technique_ids(), id)) {
      reasons.Add(v1::MATCH_REASON_KIND_TECHNIQUE, id);
    }
  }
  for (const std::string& id : request.treats()) {
    if (Contains(therapist.treats(), id)) {
      reasons.Add(v1::MATCH_REASON_KIND_TREATS, id);
    }
  }
  if (const auto* spoken = WantedLanguage(therapist, request.languages())) {
    reasons.Add(v1::MATCH_REASON_KIND_LANGUAGE, *spoken);
  }
  if (request.gender() != v1::GENDER_UNSPECIFIED) {
    reasons.Add(v1::MATCH_REASON_KIND_GENDER);
  }
  if (!request.open_at().empty()) reasons.Add(v1::MATCH_REASON_KIND_OPEN);
  if (request.max_price_minor_units() > 0) {
    reasons.Add(v1::MATCH_REASON_KIND_PRICE, therapist.price().currency_code(),
                HourlyPrice(therapist).value_or(0));
  }
  if (request.offers_virtual()) reasons.Add(v1::MATCH_REASON_KIND_VIRTUAL);
  if (request.offers_home_visits()) {
    reasons.Add(v1::MATCH_REASON_KIND_HOME_VISITS);
  }
  if (request.wheelchair_accessible()) {
    reasons.Add(v1::MATCH_REASON_KIND_WHEELCHAIR);
  }
  if (!request.text().empty()) reasons.Add(v1::MATCH_REASON_KIND_NAME);
}

void AddCautions(const v1::Therapist& therapist, LicenceState state,
                 Reasons& reasons) {
  if (state == LicenceState::kUnverified) {
    reasons.Add(v1::MATCH_REASON_KIND_LICENCE_UNVERIFIED);
  }
  if (state == LicenceState::kLapsed) {
    reasons.Add(v1::MATCH_REASON_KIND_LICENCE_LAPSED);
  }
  if (RefusesClients(therapist)) {
    reasons.Add(v1::MATCH_REASON_KIND_NO_NEW_CLIENTS);
  }
  if (therapist.demo()) reasons.Add(v1::MATCH_REASON_KIND_DEMO);
}

}  // namespace

bool Fits(const v1::Therapist& therapist, const SearchQuery& query) {
  const v1::SearchTherapistsRequest& request = query.request;
  if (request.exclude_demo() && therapist.demo()) return false;
  if (!request.clinic().empty() && request.clinic() != therapist.clinic()) {
    return false;
  }
  if (request.gender() != v1::GENDER_UNSPECIFIED &&
      request.gender() != therapist.gender()) {
    return false;
  }
  if (request.accepts_new_clients() && !therapist.accepts_new_clients()) {
    return false;
  }
  if (request.offers_virtual() && !therapist.offers_virtual()) return false;
  if (request.offers_home_visits() && !therapist.offers_home_visits()) {
    return false;
  }
  if (request.wheelchair_accessible() && !therapist.wheelchair_accessible()) {
    return false;
  }
  if (Rating(therapist) < request.min_rating()) return false;
  if (!request.languages().empty() &&
      WantedLanguage(therapist, request.languages()) == nullptr) {
    return false;
  }
  return LicenceFits(StateOf(therapist.licence(), query.today),
                     request.licence_filter()) &&
         TechniquesFit(therapist, request) && PriceFits(therapist, request) &&
         TimesFit(therapist, request);
}

bool ClinicFits(const v1::Clinic& clinic,
                const v1::SearchTherapistsRequest& request) {
  return !(request.exclude_demo() && clinic.demo()) &&
         !(request.offers_virtual() && !clinic.offers_virtual()) &&
         !(request.wheelchair_accessible() && !clinic.wheelchair_accessible());
}

bool WordsFit(absl::string_view wanted, absl::string_view words) {
  for (const absl::string_view wish :
       absl::StrSplit(wanted, ' ', absl::SkipEmpty())) {
    bool found = false;
    for (const absl::string_view word : absl::StrSplit(words, ' ')) {
      found = found || absl::StartsWith(word, wish);
    }
    if (!found) return false;
  }
  return true;
}

Rank RankOf(const v1::Therapist& therapist, const SearchQuery& query,
            std::optional<double> distance_m, const RankingWeights& weights) {
  Rank key;
  switch (query.request.order_by()) {
    case v1::SEARCH_ORDER_DISTANCE:
      // To the millimetre.
      key.rank = std::round(distance_m.value_or(0) * 1e3) / 1e3;
      break;
    case v1::SEARCH_ORDER_RATING:
      key.rank = -Even(Rating(therapist));
      break;
    case v1::SEARCH_ORDER_PRICE:
      key.rank = HourlyPrice(therapist).value_or(
          std::numeric_limits<double>::infinity());
      break;
    case v1::SEARCH_ORDER_NAME:
      break;
    default:
      key.group = RefusesClients(therapist) ? 1 : 0;
      key.rank = -Even(Score(therapist, query, distance_m, weights));
  }
  return key;
}

std::vector<v1::MatchReason> ReasonsFor(const v1::Therapist& therapist,
                                        const SearchQuery& query,
                                        std::optional<double> distance_m) {
  Reasons reasons(therapist);
  AddWishes(therapist, query, reasons);
  if (distance_m.has_value()) {
    reasons.Add(v1::MATCH_REASON_KIND_DISTANCE, "", *distance_m);
  }
  const LicenceState state = StateOf(therapist.licence(), query.today);
  if (state == LicenceState::kActive) {
    reasons.Add(v1::MATCH_REASON_KIND_LICENCE_ACTIVE,
                therapist.licence().regulator_id());
  }
  if (therapist.rating().count() >= kEnoughReviews &&
      therapist.rating().mean() >= kGoodMean) {
    reasons.Add(v1::MATCH_REASON_KIND_RATING, "", therapist.rating().mean());
  }
  if (therapist.accepts_new_clients()) {
    reasons.Add(v1::MATCH_REASON_KIND_ACCEPTS_NEW_CLIENTS);
  }
  AddCautions(therapist, state, reasons);
  return reasons.Take();
}

std::optional<double> HourlyPrice(const v1::Therapist& therapist) {
  if (!therapist.has_price()) return std::nullopt;
  const int minutes = therapist.price().session_minutes();
  return therapist.price().min_minor_units() * 60.0 /
         (minutes > 0 ? minutes : 60);
}

}  // namespace unknot::directory
