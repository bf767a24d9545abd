// Ids by which one request is found again in the logs of several servers.
#ifndef UNKNOT_SERVICES_RUNTIME_REQUEST_ID_H_
#define UNKNOT_SERVICES_RUNTIME_REQUEST_ID_H_

#include <string>

#include "absl/strings/string_view.h"

namespace unknot::runtime {

// Returns whether `text` may be logged as a request id: 1 to 64 characters of
// [A-Za-z0-9_-]. A sentence cannot be one.
bool IsRequestId(absl::string_view text);

// Returns a new one: 16 random hexadecimal digits. It is no secret. Safe from
// any thread.
std::string NewRequestId();

}  // namespace unknot::runtime

#endif  // UNKNOT_SERVICES_RUNTIME_REQUEST_ID_H_
