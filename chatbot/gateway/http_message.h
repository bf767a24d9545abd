// A request and its answer as plain values, free of any HTTP library: what the
// server hands over and gets back.
#ifndef UNKNOT_CHATBOT_GATEWAY_HTTP_MESSAGE_H_
#define UNKNOT_CHATBOT_GATEWAY_HTTP_MESSAGE_H_

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace unknot::gateway {

using Headers = std::vector<std::pair<std::string, std::string>>;

// A request that was read whole and is well framed.
struct HttpRequest {
  // As sent: "GET", "POST". Methods are case-sensitive.
  std::string method;
  // Begins with '/', without the query, percent-encoded as it came.
  std::string path;
  // What follows the first '?'; empty where there is none.
  std::string query;
  // Names in lower case, in the order they came. No trailers.
  Headers headers;
  std::string body;
  // IP address of the other end of the connection.
  std::string peer;

  // The first value of a header, or "". `name` in lower case.
  absl::string_view Header(absl::string_view name) const;
  // All values of a header, joined by commas as RFC 9110 allows.
  std::string JoinedHeader(absl::string_view name) const;
};

// An answer. The server adds Content-Length, Date and Connection, and leaves
// the body out where the request was HEAD.
struct HttpResponse {
  int status = 200;
  // Neither names nor values have line breaks.
  Headers headers;
  std::string body;
  // Where set, sent instead of `body`: content that many answers share.
  std::shared_ptr<const std::string> shared_body;
  // Whether the connection ends after this.
  bool close = false;
};

using LateAnswer = absl::AnyInvocable<std::optional<HttpResponse>()>;

// Where the answer to one request goes. Safe to use from any thread. The first
// answer counts; others, and those to a client that has gone, are dropped.
class Responder {
 public:
  virtual ~Responder() = default;
  virtual void Send(HttpResponse response) = 0;
  // Sends what `make` returns, if it returns something, unless an answer was
  // sent by `time`. At most once a request.
  virtual void SendAt(absl::Time time, LateAnswer make) = 0;
  // Calls `gone`, on any thread, if the client goes before there is an answer.
  // It may take a moment to be noticed. At most once a request.
  virtual void OnGone(absl::AnyInvocable<void()> gone) = 0;
};

// Answers requests. Handle is called by several threads at once and must not
// wait; whatever waits goes to another thread, which keeps the responder.
class HttpHandler {
 public:
  virtual ~HttpHandler() = default;
  virtual void Handle(HttpRequest request,
                      std::shared_ptr<Responder> responder) = 0;
};

}  // namespace unknot::gateway

#endif  // UNKNOT_CHATBOT_GATEWAY_HTTP_MESSAGE_H_
