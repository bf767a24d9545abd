// Decides whether one therapist fits a query, how well, and why. Inside of
// search/ only.
#ifndef UNKNOT_SERVICES_DIRECTORY_SEARCH_MATCH_H_
#define UNKNOT_SERVICES_DIRECTORY_SEARCH_MATCH_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "services/directory/search/search.h"

namespace unknot::directory {

// How much each part of a match weighs in the best-first order. Judgements, not
// measurements: being close matters most to whoever has to go there, then that
// the wanted technique is offered; reviews and the licence decide among
// equals. Parts that a query does not ask for weigh nothing.
struct RankingWeights {
  double distance = 0.40;
  double technique = 0.30;
  double treats = 0.10;
  double rating = 0.15;
  double licence = 0.15;
  // At this distance in metres the distance part has fallen to one half.
  double half_distance_m = 8000;
};

// Whether the therapist fits the request, apart from distance and words.
bool Fits(const v1::Therapist& therapist, const SearchQuery& query);

// Whether the clinic fits what a search asks of clinics, words apart.
bool ClinicFits(const v1::Clinic& clinic,
                const v1::SearchTherapistsRequest& request);

// Whether each word of the folded `wanted` begins a word of the folded `words`.
bool WordsFit(absl::string_view wanted, absl::string_view words);

// Where a therapist stands, names apart: the first two parts of a SortKey.
struct Rank {
  int group = 0;
  double rank = 0;
};

// Where a therapist who fits stands among the results.
Rank RankOf(const v1::Therapist& therapist, const SearchQuery& query,
            std::optional<double> distance_m,
            const RankingWeights& weights = {});

// Why a therapist who fits does so, most telling first, cautions last.
std::vector<v1::MatchReason> ReasonsFor(const v1::Therapist& therapist,
                                        const SearchQuery& query,
                                        std::optional<double> distance_m);

// Lowest price for 60 minutes in minor units; nothing if it is not known.
std::optional<double> HourlyPrice(const v1::Therapist& therapist);

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_SEARCH_MATCH_H_
