#include "chatbot/gateway/http_connection.h"

#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/status.hpp>
#include <cerrno>
#include <ctime>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "chatbot/gateway/connect_error.h"
#include "chatbot/gateway/http_framing.h"

namespace unknot::gateway {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;

constexpr auto kSweepInterval = std::chrono::milliseconds(250);
// Room to read into beyond what a request line and headers may take.
constexpr size_t kReadAhead = 16 * 1024;
// What a client that was refused may still send before it is cut off, so that
// it gets to read why: a connection closed with unread data is reset.
constexpr size_t kLingerBytes = 4 << 20;
constexpr absl::Duration kLingerTimeout = absl::Seconds(2);
constexpr char kContinue[] = "HTTP/1.1 100 Continue\r\n\r\n";

absl::string_view ToAbsl(boost::beast::string_view text) {
  return {text.data(), text.size()};
}

std::string Reason(int status) {
  const auto text = http::obsolete_reason(static_cast<http::status>(status));
  return std::string(text.data(), text.size());
}

void AppendHead(const HttpResponse& response, size_t length, bool keep_alive,
                const std::string& date, std::string* head) {
  absl::StrAppend(head, "HTTP/1.1 ", response.status, " ",
                  Reason(response.status), "\r\nDate: ", date, "\r\n");
  for (const auto& [name, value] : response.headers) {
    absl::StrAppend(head, name, ": ", value, "\r\n");
  }
  if (response.status != 204 && response.status != 304) {
    absl::StrAppend(head, "Content-Length: ", length, "\r\n");
  }
  absl::StrAppend(head,
                  keep_alive ? "Connection: keep-alive" : "Connection: close",
                  "\r\n\r\n");
}

// The other end of an answer: knows the connection only as long as it is there.
class ConnectionResponder final : public Responder {
 public:
  ConnectionResponder(std::shared_ptr<Loop> loop,
                      std::weak_ptr<Connection> connection, uint64_t request)
      : loop_(std::move(loop)),
        connection_(std::move(connection)),
        request_(request) {}

  void Send(HttpResponse response) override {
    asio::post(loop_->io, [connection = connection_, request = request_,
                           response = std::move(response)]() mutable {
      if (const auto open = connection.lock()) {
        open->Answer(request, std::move(response));
      }
    });
  }

  // Most are told at once, on the loop that handed the request over.
  void SendAt(absl::Time time, LateAnswer make) override {
    const absl::Duration wait =
        std::clamp(time - absl::Now(), absl::ZeroDuration(), absl::Hours(24));
    const auto when =
        Connection::Clock::now() + absl::ToChronoNanoseconds(wait);
    asio::dispatch(loop_->io, [connection = connection_, request = request_,
                               when, make = std::move(make)]() mutable {
      if (const auto open = connection.lock()) {
        open->AnswerAt(request, when, std::move(make));
      }
    });
  }

  void OnGone(absl::AnyInvocable<void()> gone) override {
    asio::dispatch(loop_->io, [connection = connection_, request = request_,
                               gone = std::move(gone)]() mutable {
      if (const auto open = connection.lock()) {
        open->CallWhenGone(request, std::move(gone));
      } else {
        gone();
      }
    });
  }

 private:
  const std::shared_ptr<Loop> loop_;
  const std::weak_ptr<Connection> connection_;
  const uint64_t request_;
};

}  // namespace

void Loop::Sweep() {
  if (connections.empty()) {
    sweeping = false;
    return;
  }
  sweeping = true;
  sweep.expires_after(kSweepInterval);
  sweep.async_wait([this](boost::system::error_code error) {
    if (error) return;
    const auto now = Connection::Clock::now();
    // A deadline may end connections, and thereby change the set.
    std::vector<std::shared_ptr<Connection>> all(connections.begin(),
                                                 connections.end());
    for (const auto& connection : all) connection->CheckDeadline(now);
    Sweep();
  });
}

const std::string& Loop::Date() {
  const time_t now = time(nullptr);
  if (now != date_second_) {
    date_second_ = now;
    date_ = absl::FormatTime("%a, %d %b %Y %H:%M:%S GMT", absl::FromTimeT(now),
                             absl::UTCTimeZone());
  }
  return date_;
}

void Loop::BeginDrain() {
  draining = true;
  std::vector<std::shared_ptr<Connection>> all(connections.begin(),
                                               connections.end());
  for (const auto& connection : all) connection->Drain();
}

void Loop::CloseAll() {
  std::vector<std::shared_ptr<Connection>> all(connections.begin(),
                                               connections.end());
  for (const auto& connection : all) connection->Close();
}

Connection::Connection(Loop& loop, asio::ip::tcp::socket socket,
                       std::string peer)
    : loop_(loop),
      socket_(std::move(socket)),
      peer_(std::move(peer)),
      buffer_(loop.options.max_header_bytes + kReadAhead) {}

void Connection::Start() {
  loop_.connections.insert(shared_from_this());
  loop_.observer.on_connection(1);
  if (!loop_.sweeping) loop_.Sweep();
  AwaitRequest();
}

void Connection::SetDeadline(absl::Duration timeout) {
  deadline_ = timeout == absl::InfiniteDuration()
                  ? Clock::time_point::max()
                  : Clock::now() + absl::ToChronoNanoseconds(timeout);
}

void Connection::CheckDeadline(Clock::time_point now) {
  if (phase_ == Phase::kHandling && HasPeerGone()) return Close();
  if (now < deadline_) return;
  switch (phase_) {
    case Phase::kHead:
    case Phase::kBody: {
      // The read ends with an error, and what follows sees why.
      timed_out_ = true;
      ErrorCode ignored;
      socket_.cancel(ignored);
      break;
    }
    case Phase::kHandling:
      break;
    case Phase::kIdle:
    case Phase::kWriting:
    case Phase::kLingering:
      Close();
  }
}

void Connection::Drain() {
  keep_alive_ = false;
  if (phase_ == Phase::kIdle) Close();
}

void Connection::Close() {
  if (loop_.connections.erase(shared_from_this()) == 0) return;
  loop_.observer.on_connection(-1);
  ErrorCode ignored;
  socket_.close(ignored);
  answer_timer_.reset();
  if (when_gone_) std::exchange(when_gone_, nullptr)();
}

bool Connection::HasPeerGone() {
  char next = 0;
  const ssize_t size =
      recv(socket_.native_handle(), &next, 1, MSG_PEEK | MSG_DONTWAIT);
  return size == 0 || (size < 0 && errno != EAGAIN && errno != EINTR);
}

void Connection::AwaitRequest() {
  if (loop_.draining) return Close();
  if (buffer_.size() > 0) return ReadHead();
  // A connection at rest holds no memory that it can get again.
  phase_ = Phase::kIdle;
  buffer_.shrink_to_fit();
  parser_.reset();
  head_ = std::string();
  request_ = HttpRequest();
  response_ = HttpResponse();
  SetDeadline(loop_.options.idle_timeout);
  socket_.async_wait(asio::ip::tcp::socket::wait_read,
                     [self = shared_from_this()](ErrorCode error) {
                       if (error) return self->Close();
                       self->ReadHead();
                     });
}

void Connection::ReadHead() {
  phase_ = Phase::kHead;
  timed_out_ = false;
  is_head_ = false;
  SetDeadline(loop_.options.header_timeout);
  parser_.emplace();
  parser_->header_limit(
      static_cast<std::uint32_t>(loop_.options.max_header_bytes));
  parser_->body_limit(static_cast<std::uint64_t>(loop_.options.max_body_bytes));
  http::async_read_header(socket_, buffer_, *parser_,
                          [self = shared_from_this()](ErrorCode error, size_t) {
                            self->OnHead(error);
                          });
}

void Connection::OnHead(ErrorCode error) {
  if (error) return OnReadError(error);
  const auto& message = parser_->get();
  request_ = HttpRequest();
  request_.method = std::string(ToAbsl(message.method_string()));
  request_.peer = peer_;
  // Now, because trailers are put among the headers later on.
  for (const auto& field : message) {
    request_.headers.emplace_back(
        absl::AsciiStrToLower(ToAbsl(field.name_string())),
        std::string(ToAbsl(field.value())));
  }
  const Refusal refusal =
      CheckFraming(static_cast<int>(message.version()), request_.headers);
  if (refusal.status != 0) return Refuse(refusal.status, refusal.why);
  if (!SplitTarget(ToAbsl(message.target()), &request_.path, &request_.query)) {
    return Refuse(400, "The request's target must be a path.");
  }
  keep_alive_ = message.keep_alive() && !loop_.draining;
  is_head_ = request_.method == "HEAD";
  const absl::string_view expectation = request_.Header("expect");
  if (expectation.empty() || parser_->is_done()) return ReadBody();
  if (!absl::EqualsIgnoreCase(expectation, "100-continue")) {
    return Refuse(417, "Only 100-continue may be expected.");
  }
  Continue();
}

void Connection::Continue() {
  phase_ = Phase::kWriting;
  SetDeadline(loop_.options.write_timeout);
  asio::async_write(socket_, asio::buffer(kContinue, sizeof kContinue - 1),
                    [self = shared_from_this()](ErrorCode error, size_t) {
                      if (error) return self->Close();
                      self->ReadBody();
                    });
}

void Connection::ReadBody() {
  if (parser_->is_done()) return Dispatch();
  phase_ = Phase::kBody;
  SetDeadline(loop_.options.body_timeout);
  http::async_read(socket_, buffer_, *parser_,
                   [self = shared_from_this()](ErrorCode error, size_t) {
                     self->OnBody(error);
                   });
}

void Connection::OnBody(ErrorCode error) {
  if (error) return OnReadError(error);
  Dispatch();
}

void Connection::OnReadError(ErrorCode error) {
  if (timed_out_) return Refuse(408, "The request took too long to arrive.");
  if (error == http::error::header_limit ||
      error == http::error::buffer_overflow) {
    return Refuse(431, "The request's headers are too long.");
  }
  if (error == http::error::body_limit) {
    return Refuse(413, "The request's body is too long.");
  }
  if (error == http::error::bad_version) {
    return Refuse(505, "This server speaks HTTP/1.1.");
  }
  const bool has_gone =
      error == http::error::end_of_stream ||
      error == http::error::partial_message ||
      error.category() != make_error_code(http::error::bad_method).category();
  if (has_gone) return Close();
  Refuse(400, "This is not a request of HTTP/1.1.");
}

void Connection::Refuse(int status, const char* why) {
  loop_.observer.on_refusal(status);
  ++request_number_;
  HttpResponse response = RefusalResponse(status, why);
  response.close = true;
  Write(std::move(response));
}

void Connection::Dispatch() {
  phase_ = Phase::kHandling;
  SetDeadline(absl::InfiniteDuration());
  request_.body = std::move(parser_->get().body());
  parser_.reset();
  ++request_number_;
  loop_.handler.Handle(
      std::move(request_),
      std::make_shared<ConnectionResponder>(loop_.shared_from_this(),
                                            weak_from_this(), request_number_));
}

void Connection::Answer(uint64_t request, HttpResponse response) {
  if (phase_ != Phase::kHandling || request != request_number_) return;
  answer_timer_.reset();
  when_gone_ = nullptr;
  Write(std::move(response));
}

void Connection::CallWhenGone(uint64_t request,
                              absl::AnyInvocable<void()> gone) {
  if (!socket_.is_open()) return gone();
  if (phase_ != Phase::kHandling || request != request_number_) return;
  when_gone_ = std::move(gone);
}

void Connection::AnswerAt(uint64_t request, Clock::time_point time,
                          LateAnswer make) {
  if (phase_ != Phase::kHandling || request != request_number_) return;
  answer_timer_ = std::make_unique<asio::steady_timer>(loop_.io, time);
  answer_timer_->async_wait([self = weak_from_this(), request,
                             make = std::move(make)](ErrorCode error) mutable {
    const auto open = self.lock();
    if (error || open == nullptr) return;
    if (auto response = make()) open->Answer(request, *std::move(response));
  });
}

void Connection::Write(HttpResponse response) {
  if (!socket_.is_open()) return;
  phase_ = Phase::kWriting;
  SetDeadline(loop_.options.write_timeout);
  response_ = std::move(response);
  keep_alive_ = keep_alive_ && !response_.close && !loop_.draining;
  const std::string& body = response_.shared_body != nullptr
                                ? *response_.shared_body
                                : response_.body;
  head_.clear();
  AppendHead(response_, body.size(), keep_alive_, loop_.Date(), &head_);
  const std::array<asio::const_buffer, 2> parts = {
      asio::buffer(head_),
      is_head_ ? asio::const_buffer() : asio::buffer(body)};
  asio::async_write(socket_, parts,
                    [self = shared_from_this()](ErrorCode error, size_t) {
                      self->OnWritten(error);
                    });
}

void Connection::OnWritten(ErrorCode error) {
  if (error) return Close();
  if (keep_alive_) return AwaitRequest();
  ErrorCode ignored;
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  phase_ = Phase::kLingering;
  SetDeadline(kLingerTimeout);
  Linger();
}

// Reads what comes until the client closes too. Nobody looks at it.
void Connection::Linger() {
  buffer_.clear();
  socket_.async_read_some(
      buffer_.prepare(kReadAhead),
      [self = shared_from_this()](ErrorCode error, size_t length) {
        self->lingered_bytes_ += length;
        if (error || self->lingered_bytes_ > kLingerBytes) {
          return self->Close();
        }
        self->Linger();
      });
}

}  // namespace unknot::gateway
