// Turns advice into searches and answers into advice.
#include "services/recommendation/therapist_search.h"

#include <string>
#include <utility>

#include "services/runtime/errors.h"

namespace unknot::recommendation {

bool WantsTherapists(const v1::RecommendRequest& request,
                     const v1::RecommendResponse& advice) {
  const bool has_place =
      !request.place().empty() ||
      request.therapist_filter().near_case() !=
          directory::v1::SearchTherapistsRequest::NEAR_NOT_SET;
  return has_place && !request.validate_only() &&
         advice.triage().level() >= v1::TRIAGE_LEVEL_SEE_CLINICIAN;
}

directory::v1::SearchTherapistsRequest MakeSearch(
    const v1::RecommendRequest& request, const v1::RecommendResponse& advice,
    bool with_techniques) {
  directory::v1::SearchTherapistsRequest search = request.therapist_filter();
  if (!request.place().empty()) search.set_place(request.place());
  if (search.country_code().empty()) {
    search.set_country_code(request.country_code());
  }
  if (!with_techniques || search.technique_ids_size() > 0) return search;
  for (const v1::TechniqueRecommendation& technique : advice.techniques()) {
    search.add_technique_ids(technique.technique_id());
  }
  if (search.technique_ids_size() > 0) search.set_exact_radius(true);
  return search;
}

bool ShouldWiden(const directory::v1::SearchTherapistsRequest& search,
                 const v1::RecommendRequest& request,
                 const directory::v1::SearchTherapistsResponse& found) {
  const bool added = search.technique_ids_size() >
                     request.therapist_filter().technique_ids_size();
  const bool in_doubt =
      found.alternatives_size() > 0 && !found.has_resolved_place();
  return added && !in_doubt && found.results().empty();
}

void PutTherapists(TherapistFinder::Found found,
                   v1::RecommendResponse* advice) {
  if (found.ok()) {
    *advice->mutable_therapists() = *std::move(found);
    return;
  }
  const std::string reason = runtime::ReasonOf(found.status());
  switch (found.status().code()) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kOutOfRange:
      if (!reason.empty()) {
        advice->set_therapists_error_reason(reason);
        return;
      }
      break;
    default:
      break;
  }
  advice->set_therapists_unavailable(true);
}

}  // namespace unknot::recommendation
