// One connection of the HTTP server, and the event loop that it lives on.
// Inside of the server only.
#ifndef UNKNOT_CHATBOT_GATEWAY_HTTP_CONNECTION_H_
#define UNKNOT_CHATBOT_GATEWAY_HTTP_CONNECTION_H_

#include <array>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/optional.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <unordered_set>

#include "chatbot/gateway/http_message.h"
#include "chatbot/gateway/http_server.h"

namespace unknot::gateway {

class Connection;

// An event loop and its connections. Everything but `io` belongs to the thread
// that runs the loop.
struct Loop : std::enable_shared_from_this<Loop> {
  Loop(const HttpServerOptions& the_options, HttpHandler& the_handler,
       const HttpServerObserver& the_observer)
      : options(the_options),
        handler(the_handler),
        observer(the_observer),
        sweep(io) {}

  // Looks every now and then which connections have had their time. Cheaper
  // than a timer each, and exact enough for what takes seconds.
  void Sweep();

  // The value of the Date header now.
  const std::string& Date();

  // Closes what rests and lets the others end after their answer.
  void BeginDrain();
  // Closes all.
  void CloseAll();

  boost::asio::io_context io{1};
  const HttpServerOptions options;
  HttpHandler& handler;
  const HttpServerObserver observer;
  boost::asio::steady_timer sweep;
  std::unordered_set<std::shared_ptr<Connection>> connections;
  bool draining = false;
  bool sweeping = false;

 private:
  time_t date_second_ = 0;
  std::string date_;
};

class Connection final : public std::enable_shared_from_this<Connection> {
 public:
  using Clock = std::chrono::steady_clock;

  Connection(Loop& loop, boost::asio::ip::tcp::socket socket, std::string peer);

  // Waits for the first request.
  void Start();

  // Closes or refuses if what it waits for has taken too long.
  void CheckDeadline(Clock::time_point now);

  // Ends after the answer under way, or at once where there is none.
  void Drain();

  // Ends now.
  void Close();

  // Sends the answer to request number `request`, unless that has one already.
  void Answer(uint64_t request, HttpResponse response);

  // Sends what `make` returns at `time` unless request number `request` has an
  // answer by then.
  void AnswerAt(uint64_t request, Clock::time_point time, LateAnswer make);

  // Calls `gone` if the client goes while request number `request` has no
  // answer; at once where it has gone already.
  void CallWhenGone(uint64_t request, absl::AnyInvocable<void()> gone);

 private:
  enum class Phase { kIdle, kHead, kBody, kHandling, kWriting, kLingering };
  using ErrorCode = boost::system::error_code;
  using Parser = boost::beast::http::request_parser<
      boost::beast::http::basic_string_body<char>>;

  void SetDeadline(absl::Duration timeout);
  void AwaitRequest();
  void ReadHead();
  void OnHead(ErrorCode error);
  void ReadBody();
  void OnBody(ErrorCode error);
  void Continue();
  void Dispatch();
  void OnReadError(ErrorCode error);
  void Refuse(int status, const char* why);
  void Write(HttpResponse response);
  void OnWritten(ErrorCode error);
  void Linger();
  // Whether the other end has closed, as far as can be seen without reading.
  bool HasPeerGone();

  Loop& loop_;
  boost::asio::ip::tcp::socket socket_;
  const std::string peer_;
  Phase phase_ = Phase::kIdle;
  Clock::time_point deadline_;
  boost::beast::flat_buffer buffer_;
  boost::optional<Parser> parser_;
  HttpRequest request_;
  uint64_t request_number_ = 0;
  size_t lingered_bytes_ = 0;
  bool timed_out_ = false;
  bool keep_alive_ = true;
  bool is_head_ = false;
  std::string head_;
  HttpResponse response_;
  std::unique_ptr<boost::asio::steady_timer> answer_timer_;
  // Of the request being handled.
  absl::AnyInvocable<void()> when_gone_;
};

}  // namespace unknot::gateway

#endif  // UNKNOT_CHATBOT_GATEWAY_HTTP_CONNECTION_H_
