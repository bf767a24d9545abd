// unknot-directory: serves the therapist directory over gRPC.

#include "services/directory/embed.h"
#include "services/runtime/config.h"
#include "services/runtime/executor.h"
#include "services/runtime/logging.h"
#include "services/runtime/process.h"
#include "services/runtime/server.h"
#include "unknot/directory/v1/directory_service.grpc.pb.h"

namespace {

namespace directory = unknot::directory;
namespace runtime = unknot::runtime;

int Run(int argc, char** argv) {
  runtime::PrepareProcess();
  runtime::LogOptions log_options;
  runtime::ServerOptions server_options;
  server_options.listen = "localhost:50052";
  directory::DirectoryOptions options;
  options.store = "sqlite:unknot-directory.db";
  runtime::WorkerPool::Options pool_options;
  bool demo = false;

  runtime::Flags flags("unknot-directory",
                       "Serves licensed therapists, clinics and places.");
  runtime::AddLogFlags(&log_options, &flags);
  runtime::AddServerFlags(&server_options, &flags);
  flags.Add(
      "store", &options.store,
      "Where everything is kept: sqlite:PATH, sqlite::memory: for nothing "
      "that stays, or postgresql://USER@HOST:PORT/DATABASE.");
  flags.Add("places", &options.places,
            "File of places that \"unknot directory places import\" wrote.");
  flags.Add("demo", &demo,
            "Add clinics and invented therapists for trying this out.");
  flags.Add("moderate-reviews", &options.moderate_reviews,
            "Whether reviews wait for a moderator before they are shown.");
  flags.Add("refresh-interval", &options.refresh_interval,
            "How often to look for changes that other processes made.");
  flags.Add("purge-interval", &options.purge_interval,
            "How often to remove what was deleted 30 days ago.");
  flags.Add("sweep-interval", &options.sweep_interval,
            "How often to look through all licences for those that ran out.");
  flags.Add("store-threads", &pool_options.thread_count,
            "Threads that wait for the store.");
  if (absl::Status parsed = flags.Parse(argc, argv); !parsed.ok()) {
    return runtime::ExitUsage(parsed);
  }
  if (pool_options.thread_count < 1) {
    return runtime::ExitUsage(
        absl::InvalidArgumentError("--store-threads must be at least 1"));
  }
  if (absl::Status started = runtime::StartLogging(log_options);
      !started.ok()) {
    return runtime::ExitUsage(started);
  }
  if (demo) options.demo = directory::DemoPolicy::kAlways;

  const runtime::SystemClock clock;
  runtime::WorkerPool pool(pool_options);
  const auto opened = directory::EmbeddedDirectory::Open(options, clock, pool);
  if (!opened.ok()) return runtime::ExitFailure(opened.status());
  runtime::LogInfo("directory loaded",
                   {{"therapists", (*opened)->directory().size()}});

  runtime::Server server(server_options);
  server.AddService<directory::v1::TherapistDirectoryService>(
      (*opened)->service());
  if (absl::Status started = server.Start(); !started.ok()) {
    return runtime::ExitFailure(started);
  }
  server.Wait();
  return 0;
}

}  // namespace

int main(int argc, char** argv) { return Run(argc, argv); }
