// The page of an invented clinic with the widget on it, on an origin of its own
// as a clinic's page is, to try that out.
#ifndef UNKNOT_CHATBOT_GATEWAY_SAMPLE_CLINIC_H_
#define UNKNOT_CHATBOT_GATEWAY_SAMPLE_CLINIC_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "chatbot/gateway/http_server.h"
#include "chatbot/gateway/site.h"

namespace unknot::gateway {

class SampleClinic final : public HttpHandler {
 public:
  // Serves the pages of `folder`, or those shipped if that is empty, as
  // `options` say. `gateway` is the origin that they call, and all that their
  // policy allows unless `policy` is another. Errors are in words for whoever
  // runs the program.
  static absl::StatusOr<std::unique_ptr<SampleClinic>> Start(
      const HttpServerOptions& options, const std::string& folder,
      const std::string& gateway, const std::string& policy);

  void Handle(HttpRequest request,
              std::shared_ptr<Responder> responder) override;

  // As HttpServer does.
  void Shutdown() { server_.Shutdown(); }

 private:
  SampleClinic(Site site, const HttpServerOptions& options);

  const Site site_;
  HttpServer server_;
};

}  // namespace unknot::gateway

#endif  // UNKNOT_CHATBOT_GATEWAY_SAMPLE_CLINIC_H_
