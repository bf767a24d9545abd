// Everything that the gateway answers over HTTP, by address.
#ifndef UNKNOT_CHATBOT_GATEWAY_GATEWAY_H_
#define UNKNOT_CHATBOT_GATEWAY_GATEWAY_H_

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "chatbot/gateway/client_address.h"
#include "chatbot/gateway/connect_handler.h"
#include "chatbot/gateway/http_message.h"
#include "chatbot/gateway/method_table.h"
#include "chatbot/gateway/metrics.h"
#include "chatbot/gateway/origins.h"
#include "chatbot/gateway/rate_limit.h"
#include "chatbot/gateway/site.h"
#include "services/runtime/clock.h"
#include "services/runtime/observer.h"

namespace unknot::gateway {

struct GatewayOptions {
  ConnectOptions connect;
  RateLimits rate_limits;
  // Pages of which sites may call, besides our own.
  OriginList origins;
  TrustedProxies proxies;
  // Whether /metrics is served.
  bool serve_metrics = true;
};

// - /unknot.chat.v1.ChatService/SendMessage and so on: calls, as Connect.
// - /healthz: 200 while the process lives. /readyz: 200 while it takes work.
// - /metrics, /openapi.json.
// - anything else: the files of the site.
// Every answer has X-Request-Id, and headers that keep browsers strict.
// Safe to use from any thread.
class Gateway final : public HttpHandler {
 public:
  // `methods`, `metrics`, `clock` and `observers` must outlive the gateway.
  // `openapi` is the document served, made when first asked for.
  Gateway(GatewayOptions options, const MethodTable& methods, Site site,
          std::function<std::string()> openapi, Metrics& metrics,
          const runtime::Clock& clock,
          std::vector<runtime::CallObserver*> observers);
  // Waits for the calls under way.
  ~Gateway() override;

  void Handle(HttpRequest request,
              std::shared_ptr<Responder> responder) override;

  // Says at /readyz that no new work should be sent here.
  void StopBeingReady() { ready_ = false; }

 private:
  HttpResponse AnswerPlain(const HttpRequest& request);
  HttpResponse MetricsPage() const;
  void HandleCall(const Method& method, HttpRequest request, Headers headers,
                  std::string request_id, std::shared_ptr<Responder> responder);

  const GatewayOptions options_;
  const MethodTable& methods_;
  const Site site_;
  Metrics& metrics_;
  RateLimiter limiter_;
  ConnectHandler connect_;
  std::atomic<bool> ready_{true};
  struct OpenApiDocument;
  const std::unique_ptr<OpenApiDocument> openapi_;
};

}  // namespace unknot::gateway

#endif  // UNKNOT_CHATBOT_GATEWAY_GATEWAY_H_
