// Says why a therapist is among the results. Inside of search/ only.
#ifndef UNKNOT_SERVICES_DIRECTORY_SEARCH_REASONS_H_
#define UNKNOT_SERVICES_DIRECTORY_SEARCH_REASONS_H_

#include <optional>
#include <vector>

#include "services/directory/search/wishes.h"

namespace unknot::directory {

// Why a therapist who fits does so, most telling first, cautions last.
std::vector<Reason> ReasonsFor(const FoundTherapist& found,
                               const Wishes& wishes,
                               std::optional<double> distance_m);

// Fills in the texts that do not depend on what is asked.
void SayWhatIsAlwaysSaid(FoundTherapist& found);

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_SEARCH_REASONS_H_
