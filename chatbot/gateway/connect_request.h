// What a request of the Connect protocol says about itself: where its message
// is, in which form, and how long the client waits.
#ifndef UNKNOT_CHATBOT_GATEWAY_CONNECT_REQUEST_H_
#define UNKNOT_CHATBOT_GATEWAY_CONNECT_REQUEST_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "chatbot/gateway/codec.h"
#include "chatbot/gateway/http_message.h"

namespace unknot::gateway {

// A unary request, whether it came by POST or GET.
struct ConnectRequest {
  Codec codec = Codec::kJson;
  // The message, decompressed.
  std::string message;
};

// Reads a POST, whose body is moved out of *request.
// - Unimplemented: a coding of the body other than gzip and identity.
// - InvalidArgument: another version of the protocol, or no gzip.
// - ResourceExhausted: more than `max_bytes` once decompressed.
//
// REQUIRES: CodecOfContentType of its Content-Type.
absl::StatusOr<ConnectRequest> ReadPost(HttpRequest* request, Codec codec,
                                        size_t max_bytes);

// Reads a GET: ?connect=v1&encoding=json&base64=1&compression=gzip&message=...
// Errors as above; InvalidArgument too where `message` or `encoding` is
// missing or garbled.
absl::StatusOr<ConnectRequest> ReadGet(const HttpRequest& request,
                                       size_t max_bytes);

// Reads Connect-Timeout-Ms; infinite where there is none. InvalidArgument: not
// a number of at most ten digits.
absl::StatusOr<absl::Duration> ReadTimeout(const HttpRequest& request);

// Whether the client takes gzip, by its Accept-Encoding.
bool AcceptsGzip(absl::string_view accept_encoding);

}  // namespace unknot::gateway

#endif  // UNKNOT_CHATBOT_GATEWAY_CONNECT_REQUEST_H_
