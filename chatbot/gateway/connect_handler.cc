#include "chatbot/gateway/connect_handler.h"

#include <atomic>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "chatbot/gateway/connect_error.h"
#include "chatbot/gateway/connect_request.h"
#include "chatbot/gateway/etag.h"
#include "chatbot/gateway/gzip.h"
#include "services/runtime/errors.h"

namespace unknot::gateway {
namespace {

// The quickest: a little larger than level 6 makes, for a third of the time.
constexpr int kGzipLevel = 1;

absl::Status TooLate() {
  return runtime::Error(
      absl::StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED",
      "The answer took longer than Connect-Timeout-Ms allows, or than this "
      "server takes where that is not said. Allow more time with it.");
}

}  // namespace

// One call, from its arrival until it is answered; kept by whoever will.
class ConnectHandler::Exchange final
    : public std::enable_shared_from_this<Exchange> {
 public:
  Exchange(ConnectHandler& handler, const Method& method, Headers headers,
           std::string request_id, std::shared_ptr<Responder> responder)
      : handler_(handler),
        method_(method),
        headers_(std::move(headers)),
        request_id_(std::move(request_id)),
        responder_(std::move(responder)),
        began_(absl::Now()) {
    absl::MutexLock lock(&handler_.mutex_);
    ++handler_.open_count_;
  }
  ~Exchange() {
    absl::MutexLock lock(&handler_.mutex_);
    --handler_.open_count_;
  }

  void Begin(HttpRequest request) {
    const bool is_get = method_.allows_get && request.method == "GET";
    if (!is_get && request.method != "POST") return RefuseMethod();
    accepts_gzip_ = AcceptsGzip(request.Header("accept-encoding"));
    absl::StatusOr<ConnectRequest> read;
    if (is_get) {
      is_get_ = true;
      known_tag_ = std::string(request.Header("if-none-match"));
      read = ReadGet(request, handler_.options_.max_message_bytes);
    } else {
      const auto codec = CodecOfContentType(request.Header("content-type"));
      if (!codec.has_value()) return RefuseType();
      read = ReadPost(&request, *codec, handler_.options_.max_message_bytes);
    }
    const auto timeout = ReadTimeout(request);
    if (!read.ok()) return Fail(read.status());
    if (!timeout.ok()) return Fail(timeout.status());
    codec_ = read->codec;
    MessagePtr message = method_.NewRequest();
    const absl::Status decoded = Decode(codec_, read->message, message.get());
    if (!decoded.ok()) return Fail(decoded);
    CallMethod(*timeout, std::move(message));
  }

  void Fail(const absl::Status& status, int http_status = 0) {
    if (ended_.exchange(true)) return;
    responder_->Send(Failure(status, http_status));
  }

  // The client went without waiting for the answer.
  void Abandon() {
    if (ended_.exchange(true)) return;
    Report(absl::StatusCode::kCancelled);
    cancellation_->Cancel();
  }

 private:
  void RefuseMethod() {
    headers_.emplace_back("Allow", method_.allows_get ? "GET, POST" : "POST");
    Fail(absl::UnimplementedError(method_.allows_get
                                      ? "This method takes GET and POST."
                                      : "This method takes POST only."),
         405);
  }

  void RefuseType() {
    headers_.emplace_back("Accept-Post", "application/json, application/proto");
    Fail(absl::UnimplementedError(
             "Content-Type must be application/json or application/proto."),
         415);
  }

  void CallMethod(absl::Duration timeout, MessagePtr message) {
    if (timeout <= absl::ZeroDuration()) return Fail(TooLate());
    if (timeout == absl::InfiniteDuration()) {
      timeout = handler_.options_.longest_call;
    }
    const absl::Time deadline = began_ + timeout;
    responder_->SendAt(
        deadline, [weak = weak_from_this()]() -> std::optional<HttpResponse> {
          const auto self = weak.lock();
          if (self == nullptr || self->ended_.exchange(true)) {
            return std::nullopt;
          }
          self->cancellation_->Cancel();
          return self->Failure(TooLate(), 0);
        });
    responder_->OnGone([weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->Abandon();
    });
    method_.call(
        {deadline, request_id_, cancellation_}, std::move(message),
        [self = shared_from_this()](absl::StatusOr<MessagePtr> answer) {
          self->End(std::move(answer));
        });
  }

  void End(absl::StatusOr<MessagePtr> answer) {
    if (!answer.ok()) return Fail(answer.status());
    // Written before it is known to be wanted: it nearly always is.
    absl::StatusOr<std::string> bytes = Encode(codec_, **answer);
    if (!bytes.ok()) return Fail(bytes.status());
    if (ended_.exchange(true)) return;
    responder_->Send(Success(*std::move(bytes)));
  }

  HttpResponse Success(std::string bytes) {
    HttpResponse response;
    response.headers = std::move(headers_);
    response.headers.emplace_back("Content-Type", ContentTypeOf(codec_));
    // What is said about somebody's health stays in no cache.
    response.headers.emplace_back("Cache-Control",
                                  is_get_ ? "no-cache" : "no-store");
    response.headers.emplace_back("Vary", "Accept-Encoding");
    Report(absl::StatusCode::kOk);
    if (is_get_) {
      const std::string tag = EntityTag(bytes);
      response.headers.emplace_back("ETag", tag);
      if (HasTag(known_tag_, tag)) {
        response.status = 304;
        return response;
      }
    }
    if (accepts_gzip_ &&
        bytes.size() >= handler_.options_.compress_from_bytes) {
      bytes = Gzip(bytes, kGzipLevel);
      response.headers.emplace_back("Content-Encoding", "gzip");
    }
    response.body = std::move(bytes);
    return response;
  }

  HttpResponse Failure(const absl::Status& status, int http_status) {
    HttpResponse response = ErrorResponse(status, http_status);
    response.headers.insert(response.headers.begin(), headers_.begin(),
                            headers_.end());
    Report(status.code());
    return response;
  }

  void Report(absl::StatusCode code) {
    runtime::CallRecord record;
    record.method = method_.path;
    record.request_id = request_id_;
    record.code = code;
    record.duration = absl::Now() - began_;
    for (runtime::CallObserver* observer : handler_.observers_) {
      observer->OnCallDone(record);
    }
  }

  ConnectHandler& handler_;
  const Method& method_;
  Headers headers_;
  const std::string request_id_;
  const std::shared_ptr<Responder> responder_;
  const absl::Time began_;
  Codec codec_ = Codec::kJson;
  bool accepts_gzip_ = false;
  bool is_get_ = false;
  std::string known_tag_;
  const std::shared_ptr<Cancellation> cancellation_ =
      std::make_shared<Cancellation>();
  std::atomic<bool> ended_{false};
};

ConnectHandler::ConnectHandler(const ConnectOptions& options,
                               std::vector<runtime::CallObserver*> observers)
    : options_(options), observers_(std::move(observers)) {}

ConnectHandler::~ConnectHandler() {
  absl::MutexLock lock(&mutex_);
  const auto none_open = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return open_count_ == 0;
  };
  mutex_.Await(absl::Condition(&none_open));
}

void ConnectHandler::Handle(const Method& method, HttpRequest request,
                            Headers headers, std::string request_id,
                            std::shared_ptr<Responder> responder) {
  std::make_shared<Exchange>(*this, method, std::move(headers),
                             std::move(request_id), std::move(responder))
      ->Begin(std::move(request));
}

void ConnectHandler::Refuse(const Method& method, const absl::Status& status,
                            Headers headers, std::string request_id,
                            std::shared_ptr<Responder> responder) {
  std::make_shared<Exchange>(*this, method, std::move(headers),
                             std::move(request_id), std::move(responder))
      ->Fail(status);
}

}  // namespace unknot::gateway
