#include "chatbot/gateway/options.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/runtime/config.h"
#include "services/runtime/listener.h"

namespace unknot::gateway {
namespace {

void AddBackendFlags(BackendOptions* options, runtime::Flags* flags) {
  flags->Add("recommendation", &options->recommendation,
             "HOST:PORT of the recommendation service; without it, it runs "
             "inside.");
  flags->Add("directory", &options->directory,
             "HOST:PORT of the therapist directory; without it, it runs "
             "inside.");
  flags->Add("store", &options->store,
             "Where the directory inside keeps therapists: sqlite:PATH or "
             "sqlite::memory:.");
  flags->Add("knowledge", &options->knowledge_dir,
             "Folder of the knowledge base of a service inside.");
  flags->Add("language-pack", &options->language_dir,
             "Folder of the language pack, instead of the one shipped.");
  flags->Add(
      "sealing-key", &options->sealing_keys,
      "Keys that seal conversations, 64 hexadecimal digits each, the "
      "newest first; the same for all replicas. Best given as "
      "UNKNOT_SEALING_KEY. Without, conversations end with the process.");
  flags->Add("conversation-lifetime", &options->conversation_lifetime,
             "How long a conversation may rest.");
  flags->Add(
      "reload-interval", &options->reload_interval,
      "How often to look whether the language pack or the knowledge base "
      "has changed; 0 is never.");
}

void AddHttpFlags(HttpServerOptions* options, runtime::Flags* flags) {
  flags->Add("http", &options->listen,
             "Where to listen for HTTP: HOST:PORT. Port 0 takes a free one.");
  flags->Add("http-threads", &options->threads,
             "Threads that serve HTTP; 0 is one for each core.");
  flags->Add("http-max-connections", &options->max_connections,
             "Most connections of HTTP at once; 0 is what open files allow.");
  flags->Add("http-max-header-bytes", &options->max_header_bytes,
             "Longest request line and headers of HTTP, in bytes.");
  flags->Add("http-idle-timeout", &options->idle_timeout,
             "How long a connection of HTTP may rest between requests.");
  flags->Add("http-header-timeout", &options->header_timeout,
             "How long the headers of a request may take to arrive.");
  flags->Add("http-body-timeout", &options->body_timeout,
             "How long the body of a request may take to arrive.");
  flags->Add("http-write-timeout", &options->write_timeout,
             "How long a client may take to read an answer.");
}

void AddGatewayFlags(Options* options, runtime::Flags* flags) {
  flags->Add("allow-origin", &options->origins,
             "Whose pages may call besides our own: https://clinic.example, "
             "https://*.clinic.example, or * for everybody. May be repeated.");
  flags->Add("trusted-proxy", &options->proxies,
             "Proxies whose X-Forwarded-For is believed: 127.0.0.1, "
             "10.0.0.0/8. May be repeated.");
  auto* limits = &options->gateway.rate_limits;
  flags->Add("client-rate", &limits->client_per_second,
             "Calls a second that one client may make; 0 is without limit.");
  flags->Add("client-burst", &limits->client_burst,
             "Calls that one client may make at once after a rest.");
  flags->Add("global-rate", &limits->global_per_second,
             "Calls a second from all clients together; 0 is without limit.");
  flags->Add("global-burst", &limits->global_burst,
             "Calls from all clients at once after a rest.");
  flags->Add("longest-call", &options->gateway.connect.longest_call,
             "How long a call may take whose client names no time.");
  flags->Add("metrics", &options->gateway.serve_metrics,
             "Whether /metrics is served.");
  flags->Add("worker-threads", &options->worker_threads,
             "Threads that answer messages; 0 is four for each core.");
  flags->Add("drain-delay", &options->drain_delay,
             "How long to go on taking requests after /readyz says no.");
  flags->Add("site", &options->site,
             "Folder of pages to serve, instead of those shipped.");
  flags->Add("sample-listen", &options->sample_listen,
             "Where to serve the page of a sample clinic, HOST:PORT, on an "
             "origin of its own, which may call.");
  flags->Add("sample", &options->sample,
             "Folder of that page, instead of the one shipped.");
  flags->Add("sample-policy", &options->sample_policy,
             "Content-Security-Policy of that page; without it, one that lets "
             "it load and call nothing but the gateway.");
}

absl::Status Check(Options* options) {
  if (!options->sample_listen.empty()) {
    options->origins.push_back(absl::StrCat("http://", options->sample_listen));
  }
  auto origins = OriginList::Parse(options->origins);
  if (!origins.ok()) return origins.status();
  options->gateway.origins = *std::move(origins);
  auto proxies = TrustedProxies::Parse(options->proxies);
  if (!proxies.ok()) return proxies.status();
  options->gateway.proxies = *std::move(proxies);
  const auto& limits = options->gateway.rate_limits;
  if (limits.client_per_second < 0 || limits.global_per_second < 0 ||
      limits.client_burst < 1 || limits.global_burst < 1) {
    return absl::InvalidArgumentError(
        "Rates must not be negative, and bursts must be at least 1.");
  }
  if (options->worker_threads < 0 || options->http.threads < 0 ||
      options->http.max_header_bytes < 1024) {
    return absl::InvalidArgumentError(
        "--worker-threads and --http-threads must not be negative, and "
        "--http-max-header-bytes must be at least 1024.");
  }
  options->http.max_body_bytes = options->grpc.max_request_bytes;
  options->http.drain_grace = options->grpc.drain_grace;
  options->gateway.connect.max_message_bytes =
      static_cast<size_t>(options->grpc.max_request_bytes);
  // Both kinds of connections come out of the same open files.
  const int most = runtime::ConnectionLimit(0);
  if (options->http.max_connections == 0) {
    options->http.max_connections = std::max(1, most * 3 / 4);
  }
  if (options->grpc.max_connections == 0) {
    options->grpc.max_connections = std::max(1, most / 4);
  }
  return absl::OkStatus();
}

}  // namespace

Options::Options() {
  grpc.listen = "localhost:50053";
  http.listen = "localhost:8080";
}

absl::Status ParseOptions(int argc, const char* const* argv, Options* options) {
  runtime::Flags flags("unknot-gateway",
                       "Serves the chatbot over gRPC and over HTTP, and the "
                       "widget for web pages.");
  runtime::AddLogFlags(&options->log, &flags);
  runtime::AddServerFlags(&options->grpc, &flags);
  AddHttpFlags(&options->http, &flags);
  AddBackendFlags(&options->backend, &flags);
  AddGatewayFlags(options, &flags);
  const absl::Status parsed = flags.Parse(argc, argv);
  return parsed.ok() ? Check(options) : parsed;
}

}  // namespace unknot::gateway
