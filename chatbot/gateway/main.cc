// unknot-gateway: the chatbot over gRPC and over HTTP, and the web widget.
#include <algorithm>
#include <string>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "chatbot/dialogue/chat_service.h"
#include "chatbot/gateway/gateway.h"
#include "chatbot/gateway/http_server.h"
#include "chatbot/gateway/methods.h"
#include "chatbot/gateway/openapi.h"
#include "chatbot/gateway/options.h"
#include "services/runtime/config.h"
#include "services/runtime/data_dir.h"
#include "services/runtime/executor.h"
#include "services/runtime/logging.h"
#include "services/runtime/process.h"
#include "services/runtime/server.h"
#include "unknot/chat/v1/chat_service.grpc.pb.h"

namespace {

namespace gateway = unknot::gateway;
namespace runtime = unknot::runtime;

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

// The policy of a page that gets nothing from elsewhere but the widget and its
// answers from the gateway at `origin`.
std::string SamplePolicy(const std::string& origin) {
  return absl::StrCat(
      "default-src 'none'; script-src ", origin, "; connect-src ", origin,
      "; style-src 'self'; img-src 'self'; base-uri 'none'; form-action "
      "'none'; frame-ancestors 'none'; require-trusted-types-for 'script'");
}

absl::StatusOr<gateway::Site> LoadSample(const gateway::Options& options) {
  if (options.sample_listen.empty()) return gateway::Site();
  std::string folder = options.sample;
  if (folder.empty()) {
    const auto shipped = runtime::DataDirectory("widget_clinic");
    if (!shipped.ok()) return shipped.status();
    folder = *shipped;
  }
  const std::string origin = absl::StrCat("http://", options.http.listen);
  return gateway::Site::Load(folder, options.sample_policy.empty()
                                         ? SamplePolicy(origin)
                                         : options.sample_policy);
}

// Serves nothing but files.
class SampleSite final : public gateway::HttpHandler {
 public:
  explicit SampleSite(gateway::Site site) : site_(std::move(site)) {}
  void Handle(gateway::HttpRequest request,
              std::shared_ptr<gateway::Responder> responder) override {
    gateway::HttpResponse response = site_.Answer(request);
    response.headers.emplace_back("X-Content-Type-Options", "nosniff");
    response.headers.emplace_back("Referrer-Policy", "no-referrer");
    responder->Send(std::move(response));
  }

 private:
  const gateway::Site site_;
};

int Serve(const gateway::Options& options) {
  const runtime::SystemClock clock;
  auto site = LoadSite(options.site);
  if (!site.ok()) return runtime::ExitFailure(site.status());
  auto sample = LoadSample(options);
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
  gateway::Options options;
  absl::Status status = gateway::ParseOptions(argc, argv, &options);
  if (status.ok()) status = runtime::StartLogging(options.log);
  if (!status.ok()) return runtime::ExitUsage(status);
  return Serve(options);
}

}  // namespace

int main(int argc, char** argv) { return Run(argc, argv); }
