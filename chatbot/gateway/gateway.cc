#include "chatbot/gateway/gateway.h"

#include <cmath>
#include <optional>
#include <utility>

#include "absl/base/call_once.h"
#include "absl/strings/str_cat.h"
#include "chatbot/gateway/connect_error.h"
#include "chatbot/gateway/stored_file.h"
#include "services/runtime/errors.h"
#include "services/runtime/request_id.h"

namespace unknot::gateway {
namespace {

// What a browser may send along, and read of the answer, across sites.
constexpr char kAllowedHeaders[] =
    "Content-Type, Content-Encoding, Connect-Protocol-Version, "
    "Connect-Timeout-Ms, X-Request-Id, X-User-Agent";
constexpr char kExposedHeaders[] = "X-Request-Id, Retry-After";
// Seconds for which a browser need not ask again.
constexpr char kPreflightAge[] = "7200";
// For answers that are no pages: nothing may be loaded or framed.
constexpr char kNoPagePolicy[] = "default-src 'none'; frame-ancestors 'none'";

bool HasHeader(const Headers& headers, absl::string_view name) {
  for (const auto& header : headers) {
    if (header.first == name) return true;
  }
  return false;
}

// Headers that every answer has.
Headers CommonHeaders(const std::string& request_id) {
  return {{"X-Request-Id", request_id},
          {"X-Content-Type-Options", "nosniff"},
          {"X-Frame-Options", "DENY"},
          {"Referrer-Policy", "no-referrer"}};
}

void AddStrictDefaults(Headers* headers) {
  if (!HasHeader(*headers, "Content-Security-Policy")) {
    headers->emplace_back("Content-Security-Policy", kNoPagePolicy);
  }
  if (!HasHeader(*headers, "Cross-Origin-Resource-Policy")) {
    headers->emplace_back("Cross-Origin-Resource-Policy", "same-origin");
  }
}

HttpResponse PlainText(int status, absl::string_view text) {
  HttpResponse response;
  response.status = status;
  response.headers = {{"Content-Type", "text/plain; charset=utf-8"},
                      {"Cache-Control", "no-store"}};
  response.body = std::string(text);
  return response;
}

HttpResponse Preflight(const Method& method) {
  HttpResponse response;
  response.status = 204;
  response.headers = {{"Access-Control-Allow-Methods",
                       method.allows_get ? "GET, POST" : "POST"},
                      {"Access-Control-Allow-Headers", kAllowedHeaders},
                      {"Access-Control-Max-Age", kPreflightAge}};
  return response;
}

absl::Status ForeignOrigin() {
  return runtime::Error(
      absl::StatusCode::kPermissionDenied, "ORIGIN_NOT_ALLOWED",
      "Pages of this origin may not call. Whoever runs the server allows one "
      "with --allow-origin.");
}

absl::Status TooManyRequests(int64_t seconds) {
  return runtime::Error(
      absl::StatusCode::kResourceExhausted, "RATE_LIMITED",
      absl::StrCat("Too many requests. Try again in ", seconds, " s."),
      {{"retry_after_seconds", absl::StrCat(seconds)}});
}

}  // namespace

struct Gateway::OpenApiDocument {
  std::function<std::string()> make;
  absl::once_flag made;
  std::optional<StoredFile> file;

  const StoredFile& MakeOnce() {
    absl::call_once(made, [this] { file.emplace("application/json", make()); });
    return *file;
  }
};

Gateway::Gateway(GatewayOptions options, const MethodTable& methods, Site site,
                 std::function<std::string()> openapi, Metrics& metrics,
                 const runtime::Clock& clock,
                 std::vector<runtime::CallObserver*> observers)
    : options_(std::move(options)),
      methods_(methods),
      site_(std::move(site)),
      metrics_(metrics),
      limiter_(options_.rate_limits, clock),
      connect_(options_.connect, std::move(observers)),
      openapi_(std::make_unique<OpenApiDocument>()) {
  openapi_->make = std::move(openapi);
}

Gateway::~Gateway() = default;

void Gateway::Handle(HttpRequest request,
                     std::shared_ptr<Responder> responder) {
  const absl::string_view sent_id = request.Header("x-request-id");
  std::string request_id = runtime::IsRequestId(sent_id)
                               ? std::string(sent_id)
                               : runtime::NewRequestId();
  Headers headers = CommonHeaders(request_id);
  if (const Method* method = methods_.Find(request.path)) {
    AddStrictDefaults(&headers);
    HandleCall(*method, std::move(request), std::move(headers),
               std::move(request_id), std::move(responder));
    return;
  }
  HttpResponse response = AnswerPlain(request);
  headers.insert(headers.end(), response.headers.begin(),
                 response.headers.end());
  AddStrictDefaults(&headers);
  response.headers = std::move(headers);
  responder->Send(std::move(response));
}

HttpResponse Gateway::AnswerPlain(const HttpRequest& request) {
  const bool is_own = request.path == "/healthz" || request.path == "/readyz" ||
                      request.path == "/metrics" ||
                      request.path == "/openapi.json";
  if (!is_own) return site_.Answer(request);
  if (request.method != "GET" && request.method != "HEAD") {
    return RefuseToWrite();
  }
  if (request.path == "/healthz") return PlainText(200, "ok\n");
  if (request.path == "/openapi.json")
    return openapi_->MakeOnce().Answer(request);
  if (request.path == "/metrics") return MetricsPage();
  return ready_ ? PlainText(200, "ready\n") : PlainText(503, "draining\n");
}

HttpResponse Gateway::MetricsPage() const {
  if (!options_.serve_metrics) {
    return RefusalResponse(404, "There is nothing at this address.");
  }
  HttpResponse response = PlainText(200, metrics_.Text());
  response.headers[0].second = "text/plain; version=0.0.4; charset=utf-8";
  return response;
}

void Gateway::HandleCall(const Method& method, HttpRequest request,
                         Headers headers, std::string request_id,
                         std::shared_ptr<Responder> responder) {
  // Answers differ by origin, so a cache must not give one site that of
  // another.
  headers.emplace_back("Vary", "Origin");
  const std::string origin(request.Header("origin"));
  if (!origin.empty()) {
    if (!options_.origins.Allows(origin) &&
        !IsSameSite(origin, request.Header("host"))) {
      metrics_.OnTurnedAway("origin");
      connect_.Refuse(method, ForeignOrigin(), std::move(headers),
                      std::move(request_id), std::move(responder));
      return;
    }
    headers.emplace_back("Access-Control-Allow-Origin", origin);
    headers.emplace_back("Access-Control-Expose-Headers", kExposedHeaders);
  }
  if (request.method == "OPTIONS" && !origin.empty()) {
    HttpResponse response = Preflight(method);
    response.headers.insert(response.headers.end(), headers.begin(),
                            headers.end());
    responder->Send(std::move(response));
    return;
  }
  const std::string client = options_.proxies.ClientOf(
      request.peer, request.JoinedHeader("x-forwarded-for"));
  const absl::Duration wait = limiter_.Take(client);
  if (wait > absl::ZeroDuration()) {
    metrics_.OnTurnedAway("rate");
    const auto seconds =
        static_cast<int64_t>(std::ceil(absl::ToDoubleSeconds(wait)));
    headers.emplace_back("Retry-After", absl::StrCat(seconds));
    connect_.Refuse(method, TooManyRequests(seconds), std::move(headers),
                    std::move(request_id), std::move(responder));
    return;
  }
  connect_.Handle(method, std::move(request), std::move(headers),
                  std::move(request_id), std::move(responder));
}

}  // namespace unknot::gateway
