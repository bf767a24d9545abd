// unknot-recommendation: serves advice and the knowledge base over gRPC.
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include <string>
#include <utility>

#include "services/recommendation/embed.h"
#include "services/runtime/config.h"
#include "services/runtime/logging.h"
#include "services/runtime/process.h"
#include "services/runtime/server.h"
#include "unknot/knowledge/v1/knowledge_service.grpc.pb.h"
#include "unknot/recommendation/v1/recommendation_service.grpc.pb.h"

namespace {

namespace recommendation = unknot::recommendation;
namespace runtime = unknot::runtime;

std::unique_ptr<recommendation::TherapistFinder> MakeFinder(
    const std::string& directory) {
  if (directory.empty()) return recommendation::MakeAbsentTherapistFinder();
  return recommendation::MakeRemoteTherapistFinder(
      grpc::CreateChannel(directory, grpc::InsecureChannelCredentials()));
}

int Run(int argc, char** argv) {
  runtime::PrepareProcess();
  runtime::LogOptions log_options;
  runtime::ServerOptions server_options;
  server_options.listen = "localhost:50051";
  recommendation::RecommendationOptions options;
  std::string directory;

  runtime::Flags flags("unknot-recommendation",
                       "Serves the safe next step, fitting massage techniques "
                       "and the knowledge behind them.");
  runtime::AddLogFlags(&log_options, &flags);
  runtime::AddServerFlags(&server_options, &flags);
  flags.Add("directory", &directory,
            "Address of the therapist directory, HOST:PORT. Without it, advice "
            "comes without therapists.");
  flags.Add("knowledge", &options.knowledge,
            "Folder of the knowledge base, instead of the one shipped.");
  flags.Add("reload-interval", &options.reload_interval,
            "How often to look whether the knowledge base has changed.");
  if (absl::Status parsed = flags.Parse(argc, argv); !parsed.ok()) {
    return runtime::ExitUsage(parsed);
  }
  if (absl::Status started = runtime::StartLogging(log_options);
      !started.ok()) {
    return runtime::ExitUsage(started);
  }

  const runtime::SystemClock clock;
  const auto opened = recommendation::EmbeddedRecommendation::Open(
      options, MakeFinder(directory), clock);
  if (!opened.ok()) return runtime::ExitFailure(opened.status());

  runtime::Server server(server_options);
  server.AddService<recommendation::v1::RecommendationService>(
      (*opened)->recommendation());
  server.AddService<unknot::knowledge::v1::KnowledgeService>(
      (*opened)->knowledge());
  if (absl::Status started = server.Start(); !started.ok()) {
    return runtime::ExitFailure(started);
  }
  // Files that cannot be used show in health, under a name of their own: the
  // service itself goes on with what it has.
  recommendation::LiveKnowledge& knowledge = (*opened)->library().knowledge();
  const int listener = knowledge.AddListener(
      [&server](const recommendation::LiveKnowledge::State& state) {
        server.SetServing(recommendation::kKnowledgeFilesHealth,
                          state.problems.empty());
      });
  server.Wait();
  knowledge.RemoveListener(listener);
  return 0;
}

}  // namespace

int main(int argc, char** argv) { return Run(argc, argv); }
