#include "services/directory/search/reasons.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "services/directory/fold.h"
#include "services/directory/licence.h"
#include "services/directory/search/reason_text.h"

namespace unknot::directory {
namespace {

using Strings = google::protobuf::RepeatedPtrField<std::string>;

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

// Returns the first insurer that is wanted, or null.
const std::string* WantedInsurer(const v1::Therapist& therapist,
                                 const Strings& wanted) {
  for (const std::string& name : wanted) {
    const std::string folded = Fold(name);
    for (const std::string& insurer : therapist.insurers()) {
      if (Fold(insurer) == folded) return &insurer;
    }
  }
  return nullptr;
}

double HourlyPriceOf(const v1::Therapist& therapist) {
  const int minutes = therapist.price().session_minutes();
  return therapist.price().min_minor_units() * 60.0 /
         (minutes > 0 ? minutes : 60);
}

// Adds reasons with their text.
class Reasons {
 public:
  explicit Reasons(const v1::Therapist& therapist) : therapist_(therapist) {
    constexpr size_t kUsual = 8;
    reasons_.reserve(kUsual);
  }

  void Add(v1::MatchReasonKind kind, const std::string& value = "",
           double number = 0) {
    Reason& reason = reasons_.emplace_back();
    reason.kind = kind;
    reason.value = value;
    reason.number = number;
    reason.text = ReasonText(reason, therapist_);
  }

  // The same where the text is known.
  void AddSaid(v1::MatchReasonKind kind, const std::string& value,
               double number, const std::string& text) {
    reasons_.push_back({kind, value, number, text});
  }

  std::vector<Reason> Take() { return std::move(reasons_); }

 private:
  const v1::Therapist& therapist_;
  std::vector<Reason> reasons_;
};

void AddName(const Wishes& wishes, Reasons& reasons) {
  const bool misspelled =
      std::any_of(wishes.words.begin(), wishes.words.end(),
                  [](const WordWish& wish) { return !wish.instead.empty(); });
  reasons.Add(misspelled ? v1::MATCH_REASON_KIND_NAME_SPELLING
                         : v1::MATCH_REASON_KIND_NAME);
}

void AddTerms(const v1::Therapist& therapist, const Wishes& wishes,
              Reasons& reasons) {
  const v1::SearchTherapistsRequest& request = wishes.query.request;
  if (!request.open_at().empty()) reasons.Add(v1::MATCH_REASON_KIND_OPEN);
  if (wishes.order == v1::SEARCH_ORDER_SOONEST) {
    std::vector<Opening> hours;
    for (const v1::OpeningPeriod& period : therapist.opening_hours()) {
      hours.push_back({static_cast<uint16_t>(period.day()),
                       static_cast<uint16_t>(period.open_minute()),
                       static_cast<uint16_t>(period.close_minute())});
    }
    const double minutes = MinutesUntilOpen(hours, wishes.query.local_time);
    if (std::isfinite(minutes)) {
      reasons.Add(v1::MATCH_REASON_KIND_SOONEST, "", minutes);
    }
  }
  if (wishes.price_matters) {
    reasons.Add(v1::MATCH_REASON_KIND_PRICE, therapist.price().currency_code(),
                HourlyPriceOf(therapist));
  }
  if (const auto* insurer = WantedInsurer(therapist, request.insurers())) {
    reasons.Add(v1::MATCH_REASON_KIND_INSURER, *insurer);
  }
  if (request.offers_virtual()) reasons.Add(v1::MATCH_REASON_KIND_VIRTUAL);
  if (request.offers_home_visits()) {
    reasons.Add(v1::MATCH_REASON_KIND_HOME_VISITS);
  }
  if (request.wheelchair_accessible()) {
    reasons.Add(v1::MATCH_REASON_KIND_WHEELCHAIR);
  }
  if (!wishes.words.empty()) AddName(wishes, reasons);
}

void AddWishes(const v1::Therapist& therapist, const Wishes& wishes,
               Reasons& reasons) {
  const v1::SearchTherapistsRequest& request = wishes.query.request;
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
  AddTerms(therapist, wishes, reasons);
}

void AddCautions(const v1::Therapist& therapist, LicenceState state,
                 Reasons& reasons) {
  if (state == LicenceState::kUnverified) {
    reasons.Add(v1::MATCH_REASON_KIND_LICENCE_UNVERIFIED);
  }
  if (state == LicenceState::kLapsed) {
    reasons.Add(v1::MATCH_REASON_KIND_LICENCE_LAPSED);
  }
  if (therapist.has_accepts_new_clients() && !therapist.accepts_new_clients()) {
    reasons.Add(v1::MATCH_REASON_KIND_NO_NEW_CLIENTS);
  }
  if (therapist.demo()) reasons.Add(v1::MATCH_REASON_KIND_DEMO);
}

}  // namespace

void SayWhatIsAlwaysSaid(FoundTherapist& found) {
  const v1::Therapist& therapist = found.message;
  found.licence_active_text =
      ReasonText({v1::MATCH_REASON_KIND_LICENCE_ACTIVE,
                  therapist.licence().regulator_id(), 0, ""},
                 therapist);
  found.rating_text = ReasonText(
      {v1::MATCH_REASON_KIND_RATING, "", therapist.rating().mean(), ""},
      therapist);
}

std::vector<Reason> ReasonsFor(const FoundTherapist& found,
                               const Wishes& wishes,
                               std::optional<double> distance_m) {
  const v1::Therapist& therapist = found.message;
  Reasons reasons(therapist);
  AddWishes(therapist, wishes, reasons);
  if (distance_m.has_value()) {
    reasons.Add(v1::MATCH_REASON_KIND_DISTANCE, "", *distance_m);
  }
  const LicenceState state = StateOf(therapist.licence(), wishes.query.today);
  if (state == LicenceState::kActive) {
    reasons.AddSaid(v1::MATCH_REASON_KIND_LICENCE_ACTIVE,
                    therapist.licence().regulator_id(), 0,
                    found.licence_active_text);
  }
  if (therapist.rating().count() >= kEnoughReviews &&
      therapist.rating().mean() >= kGoodMean) {
    reasons.AddSaid(v1::MATCH_REASON_KIND_RATING, "", therapist.rating().mean(),
                    found.rating_text);
  }
  if (therapist.accepts_new_clients()) {
    reasons.Add(v1::MATCH_REASON_KIND_ACCEPTS_NEW_CLIENTS);
  }
  AddCautions(therapist, state, reasons);
  return reasons.Take();
}

}  // namespace unknot::directory
