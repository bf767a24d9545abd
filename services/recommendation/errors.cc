// Wording and reasons of errors.
#include "services/recommendation/errors.h"

#include "services/runtime/errors.h"

namespace unknot::recommendation {

absl::Status TechniqueNotFound() {
  return runtime::Error(absl::StatusCode::kNotFound, "TECHNIQUE_NOT_FOUND",
                        "No technique has this id. ListTechniques gives all "
                        "ids.");
}

absl::Status InvalidPageToken() {
  return runtime::InvalidField(
      "page_token", "not a token of this list; begin again without one",
      "INVALID_PAGE_TOKEN");
}

absl::Status DirectoryNotConfigured() {
  return runtime::Error(absl::StatusCode::kUnavailable,
                        "DIRECTORY_NOT_CONFIGURED",
                        "This service was started without --directory.");
}

}  // namespace unknot::recommendation
