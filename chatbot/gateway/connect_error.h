// How the Connect protocol says no: a status of HTTP, and a JSON object with
// code, message and details.
#ifndef UNKNOT_CHATBOT_GATEWAY_CONNECT_ERROR_H_
#define UNKNOT_CHATBOT_GATEWAY_CONNECT_ERROR_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "chatbot/gateway/http_message.h"

namespace unknot::gateway {

// The code as Connect writes it, for example "invalid_argument".
absl::string_view ConnectCode(absl::StatusCode code);

// The status of HTTP that goes with a code, by Connect's table.
int HttpStatusOf(absl::StatusCode code);

// The JSON of an error. Its payloads become details: type, value in base64
// without padding, and `debug`, the detail as JSON, where its type is known.
//
// REQUIRES: !status.ok()
std::string ConnectErrorJson(const absl::Status& status);

// The whole answer. `http_status` 0 takes that of the code.
HttpResponse ErrorResponse(const absl::Status& status, int http_status = 0);

// The answer to what is no proper request of HTTP (400, 404, 405, 408, 413 and
// so on), with the code that fits.
HttpResponse RefusalResponse(int http_status, absl::string_view why);

}  // namespace unknot::gateway

#endif  // UNKNOT_CHATBOT_GATEWAY_CONNECT_ERROR_H_
