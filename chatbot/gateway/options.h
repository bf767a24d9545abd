// What unknot-gateway may be told, by flags, variables and a file.
#ifndef UNKNOT_CHATBOT_GATEWAY_OPTIONS_H_
#define UNKNOT_CHATBOT_GATEWAY_OPTIONS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "chatbot/gateway/backend.h"
#include "chatbot/gateway/gateway.h"
#include "chatbot/gateway/http_server.h"
#include "services/runtime/logging.h"
#include "services/runtime/server.h"

namespace unknot::gateway {

// Everything the command line may say. What a flag means stands in --help.
struct Options {
  // With the defaults of the flags.
  Options();

  runtime::LogOptions log;
  runtime::ServerOptions grpc;
  HttpServerOptions http;
  BackendOptions backend;
  GatewayOptions gateway;
  std::vector<std::string> origins;
  std::vector<std::string> proxies;
  std::string site;
  std::string sample_listen;
  std::string sample;
  std::string sample_policy;
  int worker_threads = 0;
  absl::Duration drain_delay;
};

// Reads all flags into *options and checks what no single flag can. Errors are
// for runtime::ExitUsage.
absl::Status ParseOptions(int argc, const char* const* argv, Options* options);

}  // namespace unknot::gateway

#endif  // UNKNOT_CHATBOT_GATEWAY_OPTIONS_H_
