// A query in the terms of the index, before any segment is looked at. Inside of
// search/ only.
#ifndef UNKNOT_SERVICES_DIRECTORY_SEARCH_WISHES_H_
#define UNKNOT_SERVICES_DIRECTORY_SEARCH_WISHES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "services/directory/search/search.h"
#include "services/directory/search/segment.h"
#include "services/directory/search/words.h"

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

// Minutes in a week, and of a session that must fit into opening hours.
inline constexpr int kWeekMinutes = 7 * 24 * 60;
inline constexpr int kLeastOpenMinutes = 30;

struct Wishes {
  // REQUIRES: `query` outlives the wishes.
  explicit Wishes(const SearchQuery& query);

  const SearchQuery& query;
  const RankingWeights weights;
  const v1::SearchOrder order;

  std::optional<UnitVector> where;

  // Every one of these flags, and one of those for the licence.
  uint16_t flags = 0;
  uint16_t licence_flags = 0;
  uint16_t today = 0;

  bool price_matters = false;
  double lowest_price = 0;
  double highest_price = 0;
  // 0 is any.
  uint16_t currency = 0;

  // At least one tag of each group.
  std::vector<std::vector<std::string>> groups;
  // Languages of which one must be spoken, in lower case, also as the beginning
  // of a longer tag.
  std::vector<std::string> languages;

  // All words must fit; filled in by the caller.
  std::vector<WordWish> words;
};

// Whether opening hours suit one of the wanted times.
bool IsOpen(const std::vector<Opening>& hours,
            const v1::SearchTherapistsRequest& request);

// Minutes from a moment until there is time for a session; infinite if the
// hours are not known.
double MinutesUntilOpen(const std::vector<Opening>& hours,
                        const v1::LocalTime& from);

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_SEARCH_WISHES_H_
