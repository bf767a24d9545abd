// unknot-gateway: the chatbot over gRPC and over HTTP, and the web widget.
#include <algorithm>
#include <memory>
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
#include "chatbot/gateway/sample_clinic.h"
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

// Starts the page of the sample clinic, where that is asked for.
absl::Status StartSample(const gateway::Options& options,
                         std::unique_ptr<gateway::SampleClinic>* clinic) {
  if (options.sample_listen.empty()) return absl::OkStatus();
  gateway::HttpServerOptions http = options.http;
  http.listen = options.sample_listen;
  auto started = gateway::SampleClinic::Start(
      http, options.sample, absl::StrCat("http://", options.http.listen),
      options.sample_policy);
  if (started.ok()) *clinic = *std::move(started);
  return started.status();
}

int Serve(const gateway::Options& options) {
  const runtime::SystemClock clock;
  auto site = LoadSite(options.site);
  if (!site.ok()) return runtime::ExitFailure(site.status());
  const auto backend = gateway::Backend::Open(options.backend, clock);
  if (!backend.ok()) return runtime::ExitFailure(backend.status());
  const auto& services = (*backend)->services();
  if (!services.note().empty()) {
    runtime::LogWarning("started otherwise than asked",
                        {{"note", runtime::OperatorText(services.note())}});
  }
  const gateway::ChatSource chat = [&backend] { return (*backend)->chat(); };

  runtime::WorkerPool pool(
      {.thread_count = WorkerThreads(options.worker_threads)});
  gateway::MethodTable methods;
  gateway::AddChatMethods(chat, pool, &methods);
  gateway::AddDirectoryMethods(services.directory(), &methods);
  gateway::AddKnowledgeMethods(services.recommendation(), &methods);

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
  std::unique_ptr<gateway::SampleClinic> clinic;

  const auto service = unknot::dialogue::MakeChatService(chat, pool);
  runtime::Server grpc(options.grpc);
  grpc.AddService<unknot::chat::v1::ChatService>(*service);
  grpc.AddObserver(metrics.Calls("grpc"));
  grpc.OnShutdown([&] {
    front.StopBeingReady();
    absl::SleepFor(options.drain_delay);
    if (clinic != nullptr) clinic->Shutdown();
    http.Shutdown();
  });
  absl::Status started = StartSample(options, &clinic);
  if (started.ok()) started = grpc.Start();
  if (started.ok()) started = http.Start();
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
