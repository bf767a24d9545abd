// Tokens for paging: opaque to clients, bound to one query.
#ifndef UNKNOT_SERVICES_DIRECTORY_PAGE_TOKEN_H_
#define UNKNOT_SERVICES_DIRECTORY_PAGE_TOKEN_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace unknot::directory {

// Returns a token that says where the next page begins. `query` identifies
// everything that must stay as it is from page to page; any bytes will do.
std::string MakePageToken(absl::string_view query,
                          const std::vector<std::string>& position);

// Returns the position that a token was made of. InvalidArgument
// (PAGE_TOKEN_INVALID) if it was not made here, was changed, or was made for
// another query. The position always has `parts` parts.
absl::StatusOr<std::vector<std::string>> ReadPageToken(absl::string_view token,
                                                       absl::string_view query,
                                                       size_t parts);

// Exact, so that a number survives being part of a position.
std::string NumberToken(double number);
// Nothing that NumberToken made gives false.
bool ReadNumberToken(absl::string_view text, double& number);

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_PAGE_TOKEN_H_
