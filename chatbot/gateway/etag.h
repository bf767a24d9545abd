// Tags by which a client that has a content already is spared it.
#ifndef UNKNOT_CHATBOT_GATEWAY_ETAG_H_
#define UNKNOT_CHATBOT_GATEWAY_ETAG_H_

#include <string>

#include "absl/strings/string_view.h"

namespace unknot::gateway {

// The tag of a content, weak because compression does not change it.
std::string EntityTag(absl::string_view content);

// Whether an If-None-Match header names `tag` or "*".
bool HasTag(absl::string_view if_none_match, absl::string_view tag);

}  // namespace unknot::gateway

#endif  // UNKNOT_CHATBOT_GATEWAY_ETAG_H_
