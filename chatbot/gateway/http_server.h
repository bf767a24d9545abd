// An HTTP/1.1 server for the open internet behind a proxy: asynchronous, one
// thread and event loop for each core, with a limit for everything that a
// client could have too much of.
//
//   HttpServer server({.listen = "localhost:8080"}, handler);
//   if (absl::Status s = server.Start(); !s.ok()) return ExitFailure(s);
//   ...
//   server.Shutdown();
#ifndef UNKNOT_CHATBOT_GATEWAY_HTTP_SERVER_H_
#define UNKNOT_CHATBOT_GATEWAY_HTTP_SERVER_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "chatbot/gateway/http_message.h"

namespace unknot::gateway {

struct HttpServerOptions {
  // Where to listen: "HOST:PORT", "[::1]:PORT". Port 0 takes a free one.
  std::string listen;

  // Threads, each with its share of the connections. 0: one for each core.
  int threads = 0;

  // Most connections held at once; more are closed as soon as they come. 0
  // means as many as the limit of open files allows.
  int max_connections = 0;

  // Longest request line and headers together, in bytes; more is 431.
  int max_header_bytes = 16 * 1024;

  // Longest body, in bytes; more is 413.
  int max_body_bytes = 1 << 20;

  // How long a connection may rest between requests, and before the first.
  absl::Duration idle_timeout = absl::Minutes(1);

  // How long the request line and headers may take from their first byte on,
  // and how long the body may take. Too slow is 408.
  absl::Duration header_timeout = absl::Seconds(10);
  absl::Duration body_timeout = absl::Seconds(30);

  // How long a client may take to read an answer.
  absl::Duration write_timeout = absl::Minutes(1);

  // How long requests being answered may take to end after Shutdown began.
  absl::Duration drain_grace = absl::Seconds(10);
};

// Told of what never becomes a request. Called by several threads at once.
struct HttpServerObserver {
  // A connection came (+1) or went (-1).
  std::function<void(int)> on_connection = [](int) {};
  // A request was refused with `status` before any handler saw it.
  std::function<void(int status)> on_refusal = [](int) {};
};

// The server. It sees to it that a handler gets only requests on whose length
// no two readers could disagree: both Content-Length and Transfer-Encoding,
// several lengths, codings other than `chunked` and the like are 400 or 501,
// and the connection ends. Pipelined requests are answered one after the other.
class HttpServer {
 public:
  // `handler` must outlive the server.
  HttpServer(HttpServerOptions options, HttpHandler& handler,
             HttpServerObserver observer = {});
  // Shuts down if that has not happened.
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  // Starts to serve. InvalidArgument: `listen` is not HOST:PORT. Unavailable:
  // the port is taken or the address is not this machine's.
  absl::Status Start();

  // Returns the port listened on, 0 before Start.
  int port() const;

  // Ends in order: no connection is accepted, those that rest are closed,
  // requests being answered have `drain_grace` to end and close theirs. Returns
  // when all connections are closed. May be called again.
  void Shutdown();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace unknot::gateway

#endif  // UNKNOT_CHATBOT_GATEWAY_HTTP_SERVER_H_
