// Says a reason in words. The words are in reason_text.tsv.
#ifndef UNKNOT_SERVICES_DIRECTORY_SEARCH_REASON_TEXT_H_
#define UNKNOT_SERVICES_DIRECTORY_SEARCH_REASON_TEXT_H_

#include <string>

#include "services/directory/search/search.h"

namespace unknot::directory {

// Returns `reason`, whose other fields are filled in, as a short English phrase
// about `therapist`. Distances are in miles where roads are.
std::string ReasonText(const Reason& reason, const v1::Therapist& therapist);

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_SEARCH_REASON_TEXT_H_
