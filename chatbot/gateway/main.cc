// unknot-gateway: the chatbot over gRPC and over HTTP, and the web widget.
#include <algorithm>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "chatbot/dialogue/chat_service.h"
#include "chatbot/gateway/backend.h"
#include "chatbot/gateway/gateway.h"
#include "chatbot/gateway/http_server.h"
#include "chatbot/gateway/methods.h"
#include "chatbot/gateway/openapi.h"
#include "services/runtime/config.h"
#include "services/runtime/data_dir.h"
#include "services/runtime/executor.h"
#include "services/runtime/listener.h"
#include "services/runtime/logging.h"
#include "services/runtime/process.h"
#include "services/runtime/server.h"
#include "unknot/chat/v1/chat_service.grpc.pb.h"

namespace {

namespace gateway = unknot::gateway;
namespace runtime = unknot::runtime;

// Everything the command line may say.
struct Options {
  runtime::LogOptions log;
  runtime::ServerOptions grpc;
  gateway::HttpServerOptions http;
  gateway::BackendOptions backend;
  gateway::GatewayOptions gateway;
  std::vector<std::string> origins;
  std::vector<std::string> proxies;
  std::string site;
  std::string sample_listen;
  int worker_threads = 0;
  absl::Duration drain_delay;
};

void AddBackendFlags(gateway::BackendOptions* options, runtime::Flags* flags) {
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

void AddHttpFlags(gateway::HttpServerOptions* options, runtime::Flags* flags) {
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
  flags->Add("sample-clinic", &options->sample_listen,
             "Where to serve the page of a sample clinic, HOST:PORT, on an "
             "origin of its own and under a strict policy; it may call.");
}

absl::Status Check(Options* options) {
  if (!options->sample_listen.empty()) {
    options->origins.push_back(absl::StrCat("http://", options->sample_listen));
  }
  auto origins = gateway::OriginList::Parse(options->origins);
  if (!origins.ok()) return origins.status();
  options->gateway.origins = *std::move(origins);
  auto proxies = gateway::TrustedProxies::Parse(options->proxies);
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

int WorkerThreads(int wanted) {
  if (wanted > 0) return wanted;
  return 4 *
         static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

// The pages to serve: those asked for, those shipped, or none.
absl::StatusOr<gateway::Site> LoadSite(const std::string& folder) {
  if (!folder.empty()) {
    return gateway::Site::Load(folder, gateway::kOwnPagesPolicy);
  }
  const auto shipped = runtime::DataDirectory("widget");
  if (!shipped.ok()) return gateway::Site();
  return gateway::Site::Load(*shipped, gateway::kOwnPagesPolicy);
}

// The page of a sample clinic, which gets nothing from elsewhere but the widget
// and its answers from the gateway at `gateway_origin`.
absl::StatusOr<gateway::Site> LoadSampleSite(
    const std::string& gateway_origin) {
  const auto shipped = runtime::DataDirectory("widget_clinic");
  if (!shipped.ok()) return shipped.status();
  return gateway::Site::Load(
      *shipped, absl::StrCat("default-src 'none'; script-src ", gateway_origin,
                             "; connect-src ", gateway_origin,
                             "; style-src 'self'; img-src 'self'; base-uri "
                             "'none'; form-action 'none'; frame-ancestors "
                             "'none'"));
}

// Serves nothing but files.
class SampleSite final : public gateway::HttpHandler {
 public:
  explicit SampleSite(gateway::Site site) : site_(std::move(site)) {}
  void Handle(gateway::HttpRequest request,
              std::shared_ptr<gateway::Responder> responder) override {
    responder->Send(site_.Answer(request));
  }

 private:
  const gateway::Site site_;
};

int Serve(const Options& options) {
  const runtime::SystemClock clock;
  auto site = LoadSite(options.site);
  if (!site.ok()) return runtime::ExitFailure(site.status());
  absl::StatusOr<gateway::Site> sample = gateway::Site();
  if (!options.sample_listen.empty()) {
    sample = LoadSampleSite(absl::StrCat("http://", options.http.listen));
  }
  if (!sample.ok()) return runtime::ExitFailure(sample.status());
  const auto backend = gateway::Backend::Open(options.backend, clock);
  if (!backend.ok()) return runtime::ExitFailure(backend.status());
  if (!(*backend)->note().empty()) {
    runtime::LogWarning("started otherwise than asked",
                        {{"note", runtime::OperatorText((*backend)->note())}});
  }
  const gateway::ChatSource chat = [&backend] { return (*backend)->chat(); };

  runtime::WorkerPool pool(
      {.thread_count = WorkerThreads(options.worker_threads)});
  gateway::MethodTable methods;
  gateway::AddChatMethods(chat, pool, &methods);
  gateway::AddDirectoryMethods((*backend)->directory(), &methods);
  gateway::AddKnowledgeMethods((*backend)->recommendation(), &methods);

  gateway::Metrics metrics;
  runtime::AccessLog access_log;
  gateway::Gateway front(options.gateway, methods, *std::move(site),
                         [&methods] { return gateway::OpenApiJson(methods); },
                         metrics, clock,
                         {&access_log, &metrics.Calls("connect")});
  gateway::HttpServer http(
      options.http, front,
      {[&metrics](int change) { metrics.OnConnection(change); },
       [&metrics](int status) { metrics.OnRefusal(status); }});
  SampleSite sample_site(*std::move(sample));
  gateway::HttpServerOptions sample_options = options.http;
  sample_options.listen = options.sample_listen;
  gateway::HttpServer sample_http(sample_options, sample_site);

  const auto service = unknot::dialogue::MakeChatService(chat, pool);
  runtime::Server grpc(options.grpc);
  grpc.AddService<unknot::chat::v1::ChatService>(*service);
  grpc.AddObserver(metrics.Calls("grpc"));
  grpc.OnShutdown([&] {
    front.StopBeingReady();
    absl::SleepFor(options.drain_delay);
    sample_http.Shutdown();
    http.Shutdown();
  });
  absl::Status started = grpc.Start();
  if (started.ok()) started = http.Start();
  if (started.ok() && !options.sample_listen.empty()) {
    started = sample_http.Start();
  }
  if (!started.ok()) return runtime::ExitFailure(started);
  grpc.Wait();
  return 0;
}

int Run(int argc, char** argv) {
  runtime::PrepareProcess();
  Options options;
  options.grpc.listen = "localhost:50053";
  options.http.listen = "localhost:8080";
  runtime::Flags flags("unknot-gateway",
                       "Serves the chatbot over gRPC and over HTTP, and the "
                       "widget for web pages.");
  runtime::AddLogFlags(&options.log, &flags);
  runtime::AddServerFlags(&options.grpc, &flags);
  AddHttpFlags(&options.http, &flags);
  AddBackendFlags(&options.backend, &flags);
  AddGatewayFlags(&options, &flags);
  absl::Status status = flags.Parse(argc, argv);
  if (status.ok()) status = runtime::StartLogging(options.log);
  if (status.ok()) status = Check(&options);
  if (!status.ok()) return runtime::ExitUsage(status);
  return Serve(options);
}

}  // namespace

int main(int argc, char** argv) { return Run(argc, argv); }
