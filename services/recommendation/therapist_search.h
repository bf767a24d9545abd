// What is asked of the directory for a piece of advice, and what becomes of its
// answer.
#ifndef UNKNOT_SERVICES_RECOMMENDATION_THERAPIST_SEARCH_H_
#define UNKNOT_SERVICES_RECOMMENDATION_THERAPIST_SEARCH_H_

#include "services/recommendation/therapist_finder.h"
#include "unknot/recommendation/v1/recommendation_service.pb.h"

namespace unknot::recommendation {

// Whether therapists are looked for: a place is given and the step is neither
// EMERGENCY nor URGENT.
bool WantsTherapists(const v1::RecommendRequest& request,
                     const v1::RecommendResponse& advice);

// The search: the caller's filter with the place and country of the request.
// Where the filter names no technique and `with_techniques` is true, those that
// are recommended are added, which leaves out who offers none of them, so no
// further than the radius asked for is looked.
directory::v1::SearchTherapistsRequest MakeSearch(
    const v1::RecommendRequest& request, const v1::RecommendResponse& advice,
    bool with_techniques);

// Whether to search again without the techniques that MakeSearch added: nobody
// was found, and the place was not in doubt.
bool ShouldWiden(const directory::v1::SearchTherapistsRequest& search,
                 const v1::RecommendRequest& request,
                 const directory::v1::SearchTherapistsResponse& found);

// Puts an answer of the directory into the advice. Where it refused, its reason
// goes into `therapists_error_reason`; where it could not be asked,
// `therapists_unavailable` is set.
void PutTherapists(TherapistFinder::Found found, v1::RecommendResponse* advice);

}  // namespace unknot::recommendation

#endif  // UNKNOT_SERVICES_RECOMMENDATION_THERAPIST_SEARCH_H_
