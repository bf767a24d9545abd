// Whether it is beyond doubt where a request ends. Where two readers of one
// connection could disagree about it, the second can be made to take the end of
// one person's request for the beginning of another's.
#ifndef UNKNOT_CHATBOT_GATEWAY_HTTP_FRAMING_H_
#define UNKNOT_CHATBOT_GATEWAY_HTTP_FRAMING_H_

#include <string>

#include "absl/strings/string_view.h"
#include "chatbot/gateway/http_message.h"

namespace unknot::gateway {

// Why a request is not answered.
struct Refusal {
  // Status to refuse it with; 0 where nothing is wrong.
  int status = 0;
  // A sentence that repeats nothing of the request.
  const char* why = "";
};

// Checks version (11 for HTTP/1.1) and headers (names in lower case) of a
// request whose body was not read yet.
Refusal CheckFraming(int version, const Headers& headers);

// Splits `target` into path and query. Takes the absolute form as well, as RFC
// 9112 asks of every server. Returns false where it is neither.
bool SplitTarget(absl::string_view target, std::string* path,
                 std::string* query);

}  // namespace unknot::gateway

#endif  // UNKNOT_CHATBOT_GATEWAY_HTTP_FRAMING_H_
