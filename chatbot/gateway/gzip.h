// gzip, as HTTP calls it, for whole bodies.
#ifndef UNKNOT_CHATBOT_GATEWAY_GZIP_H_
#define UNKNOT_CHATBOT_GATEWAY_GZIP_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace unknot::gateway {

// Returns `bytes` compressed. `level` from 1, the quickest, to 9.
std::string Gzip(absl::string_view bytes, int level);

// Returns what was compressed. InvalidArgument: not gzip, cut short, or with
// something after its end. ResourceExhausted: more than `limit` bytes, found
// out without making more than that.
absl::StatusOr<std::string> Gunzip(absl::string_view bytes, size_t limit);

}  // namespace unknot::gateway

#endif  // UNKNOT_CHATBOT_GATEWAY_GZIP_H_
