// A server program as ours are written, for tests that need a process: what
// signals, limits and mistaken flags do to it.
#include "services/runtime/config.h"
#include "services/runtime/executor.h"
#include "services/runtime/logging.h"
#include "services/runtime/process.h"
#include "services/runtime/server.h"
#include "tests/runtime/probe_service.h"

namespace unknot::runtime {
namespace {

int Main(int argc, char** argv) {
  PrepareProcess();
  ServerOptions server_options;
  LogOptions log_options;
  int delay_ms = 0;
  Flags flags("probe-server", "Answers calls in tests.");
  AddServerFlags(&server_options, &flags);
  AddLogFlags(&log_options, &flags);
  flags.Add("delay-ms", &delay_ms, "How long an answer takes.");
  if (const absl::Status parsed = flags.Parse(argc, argv); !parsed.ok()) {
    return ExitUsage(parsed);
  }
  if (const absl::Status log = StartLogging(log_options); !log.ok()) {
    return ExitUsage(log);
  }

  WorkerPool pool({.thread_count = 2});
  probe::ProbeService service(pool);
  service.set_handler(
      [delay_ms](grpc::CallbackServerContext&, const probe::AskRequest& request)
          -> absl::StatusOr<probe::AskResponse> {
        absl::SleepFor(absl::Milliseconds(delay_ms));
        probe::AskResponse response;
        response.set_number(request.number());
        return response;
      });
  Server server(server_options);
  server.AddService<probe::Probe>(service);
  if (const absl::Status started = server.Start(); !started.ok()) {
    return ExitFailure(started);
  }
  server.Wait();
  return 0;
}

}  // namespace
}  // namespace unknot::runtime

int main(int argc, char** argv) { return unknot::runtime::Main(argc, argv); }
