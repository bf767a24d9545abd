// Every way this service says no, besides fields that validation.h refuses.
#ifndef UNKNOT_SERVICES_RECOMMENDATION_ERRORS_H_
#define UNKNOT_SERVICES_RECOMMENDATION_ERRORS_H_

#include "absl/status/status.h"

namespace unknot::recommendation {

// NotFound, TECHNIQUE_NOT_FOUND: no technique has the id asked for. The id is
// not repeated.
absl::Status TechniqueNotFound();

// InvalidArgument for `page_token`, INVALID_PAGE_TOKEN: made by another server,
// or for another version of the knowledge base.
absl::Status InvalidPageToken();

// Unavailable, DIRECTORY_NOT_CONFIGURED: this service knows no directory.
absl::Status DirectoryNotConfigured();

}  // namespace unknot::recommendation

#endif  // UNKNOT_SERVICES_RECOMMENDATION_ERRORS_H_
