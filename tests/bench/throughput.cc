// How many requests a second a service answers, as a share of what echoes
// answer that have the same bytes to read and to write and nothing to do: one
// of bare bytes, one with the messages and the server of the service, one on
// grpc-go. All run as processes of their own over loopback, in turns, so that
// what else the machine does strikes all. The processor time of one call is
// less disturbed by it than the requests per second.
//
//   unknot_throughput [--service recommendation|directory] [--store URL]
//                     [ROUNDS [MILLISECONDS]]
//
// The directory holds the invented therapists of --demo, or those of the store
// that --store names; it answers with the first page around Toronto.
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/synchronization/blocking_counter.h"
#include "absl/time/time.h"
#include "tests/bench/requests.h"
#include "tests/bench/server_process.h"

namespace unknot::bench {
namespace {

using Clock = std::chrono::steady_clock;

// Calls under way at any time: enough that the server always has some to do.
constexpr int kOutstanding = 16;

// What is measured.
struct Subject {
  std::string program;
  std::vector<std::string> arguments;
  std::string method;
  std::string request;
};

Subject Recommendation() {
  return {"unknot-recommendation",
          {},
          "/unknot.recommendation.v1.RecommendationService/Recommend",
          NeckRequest().SerializeAsString()};
}

Subject Directory(const std::string& store) {
  std::vector<std::string> arguments = {
      "--store", store.empty() ? "sqlite::memory:" : store};
  if (store.empty()) arguments.emplace_back("--demo");
  return {"unknot-directory", std::move(arguments),
          "/unknot.directory.v1.TherapistDirectoryService/SearchTherapists",
          NearbyRequest().SerializeAsString()};
}

grpc::ByteBuffer BytesOf(const std::string& message) {
  const grpc::Slice slice(message);
  return grpc::ByteBuffer(&slice, 1);
}

// Makes one call. Returns the bytes of the answer; nothing, with a line on
// stderr, on failure.
std::optional<std::string> CallOnce(
    const std::shared_ptr<grpc::Channel>& channel, const Subject& subject) {
  grpc::GenericStub stub(channel);
  grpc::ClientContext context;
  const grpc::ByteBuffer request = BytesOf(subject.request);
  grpc::ByteBuffer response;
  grpc::Status status;
  absl::BlockingCounter running(1);
  stub.UnaryCall(&context, subject.method, grpc::StubOptions(), &request,
                 &response, [&](grpc::Status ended) {
                   status = std::move(ended);
                   running.DecrementCount();
                 });
  running.Wait();
  grpc::Slice slice;
  if (status.ok()) status = response.DumpToSingleSlice(&slice);
  if (!status.ok()) {
    std::fprintf(stderr, "%s\n", status.error_message().c_str());
    return std::nullopt;
  }
  return std::string(reinterpret_cast<const char*>(slice.begin()),
                     slice.size());
}

// Makes one call after another until the time is up.
class Caller {
 public:
  Caller(grpc::GenericStub& stub, const std::string& method,
         const grpc::ByteBuffer& request, Clock::time_point end,
         absl::BlockingCounter& running)
      : stub_(stub),
        method_(method),
        request_(request),
        end_(end),
        running_(running) {}

  void Call() {
    context_ = std::make_unique<grpc::ClientContext>();
    begun_ = Clock::now();
    stub_.UnaryCall(context_.get(), method_, grpc::StubOptions(), &request_,
                    &response_,
                    [this](grpc::Status status) { Done(status.ok()); });
  }

  const std::vector<double>& microseconds() const { return microseconds_; }
  int failures() const { return failures_; }

 private:
  void Done(bool ok) {
    const Clock::time_point now = Clock::now();
    failures_ += ok ? 0 : 1;
    microseconds_.push_back(
        std::chrono::duration<double, std::micro>(now - begun_).count());
    if (now < end_) {
      Call();
    } else {
      running_.DecrementCount();
    }
  }

  grpc::GenericStub& stub_;
  const std::string& method_;
  const grpc::ByteBuffer request_;
  const Clock::time_point end_;
  absl::BlockingCounter& running_;
  std::unique_ptr<grpc::ClientContext> context_;
  grpc::ByteBuffer response_;
  Clock::time_point begun_;
  std::vector<double> microseconds_;
  int failures_ = 0;
};

struct Round {
  double per_second = 0;
  double p50_us = 0;
  double p99_us = 0;
  double server_us = 0;  // processor time of the server for one call
  int failures = 0;
};

Round Play(const ServerProcess& server, const Subject& subject,
           std::chrono::milliseconds length) {
  const grpc::ByteBuffer request = BytesOf(subject.request);
  grpc::GenericStub stub(server.channel());
  absl::BlockingCounter running(kOutstanding);
  const absl::Duration used = server.ProcessorTime();
  const Clock::time_point begin = Clock::now();
  std::vector<std::unique_ptr<Caller>> callers;
  for (int i = 0; i < kOutstanding; ++i) {
    callers.push_back(std::make_unique<Caller>(stub, subject.method, request,
                                               begin + length, running));
  }
  for (const auto& caller : callers) caller->Call();
  running.Wait();
  const double seconds =
      std::chrono::duration<double>(Clock::now() - begin).count();
  Round round;
  std::vector<double> all;
  for (const auto& caller : callers) {
    all.insert(all.end(), caller->microseconds().begin(),
               caller->microseconds().end());
    round.failures += caller->failures();
  }
  std::sort(all.begin(), all.end());
  round.per_second = static_cast<double>(all.size()) / seconds;
  round.server_us = absl::ToDoubleMicroseconds(server.ProcessorTime() - used) /
                    static_cast<double>(all.size());
  round.p50_us = all[all.size() / 2];
  round.p99_us = all[all.size() * 99 / 100];
  return round;
}

// What the service is held against.
struct Rival {
  std::string name;
  std::unique_ptr<ServerProcess> server;
  std::vector<double> ratios;  // of requests per second, by round
};

// Starts `program`, which answers with `reply`. Null on failure.
std::unique_ptr<ServerProcess> StartEcho(const std::string& program,
                                         const std::string& reply) {
  char name[] = "/tmp/unknot-echo-XXXXXX";
  const int file = mkstemp(name);
  if (file < 0) return nullptr;
  close(file);
  std::ofstream(name, std::ios::binary) << reply;
  auto echo = ServerProcess::Start(program, {"--reply", name});
  unlink(name);
  return echo.ok() ? *std::move(echo) : nullptr;
}

// Those that this machine has: the echo on grpc-go only where it was built, the
// one with messages only for the service that has them.
std::vector<Rival> StartRivals(const Subject& subject,
                               const std::string& reply) {
  std::vector<std::pair<std::string, std::string>> programs = {
      {"echo of bytes", "unknot_echo"}};
  if (subject.program == "unknot-recommendation") {
    programs.emplace_back("echo of messages", "unknot_typed_echo");
  }
  if (access(UNKNOT_BIN_DIR "/unknot_go_echo", X_OK) == 0) {
    programs.emplace_back("echo on grpc-go", "unknot_go_echo");
  }
  std::vector<Rival> rivals;
  for (const auto& [name, program] : programs) {
    auto server = StartEcho(program, reply);
    if (server == nullptr) {
      std::fprintf(stderr, "%s did not start\n", program.c_str());
      continue;
    }
    rivals.push_back({name, std::move(server), {}});
  }
  return rivals;
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void Print(const std::string& name, const Round& round) {
  std::printf(
      "  %-24s %9.0f/s  %6.1f us of processor  p50 %5.0f  p99 %6.0f us\n",
      name.c_str(), round.per_second, round.server_us, round.p50_us,
      round.p99_us);
}

int Run(const Subject& subject, int rounds, std::chrono::milliseconds length) {
  const auto service = ServerProcess::Start(subject.program, subject.arguments);
  if (!service.ok()) {
    std::fprintf(stderr, "%s did not start\n", subject.program.c_str());
    return 1;
  }
  const auto response = CallOnce((*service)->channel(), subject);
  if (!response.has_value()) return 1;
  std::vector<Rival> rivals = StartRivals(subject, *response);
  if (rivals.empty()) return 1;
  std::printf("%s: request %zu bytes, response %zu bytes, %d calls under way\n",
              subject.program.c_str(), subject.request.size(), response->size(),
              kOutstanding);
  // Warms all up.
  Play(**service, subject, length / 4);
  for (const Rival& rival : rivals) Play(*rival.server, subject, length / 4);
  int failures = 0;
  for (int i = 0; i < rounds; ++i) {
    const Round ours = Play(**service, subject, length);
    failures += ours.failures;
    Print("service", ours);
    for (Rival& rival : rivals) {
      const Round theirs = Play(*rival.server, subject, length);
      failures += theirs.failures;
      rival.ratios.push_back(ours.per_second / theirs.per_second);
      Print(rival.name, theirs);
    }
  }
  for (const Rival& rival : rivals) {
    std::printf("%.2f of the requests per second of the %s (median)\n",
                Median(rival.ratios), rival.name.c_str());
  }
  std::printf("failed calls %d\n", failures);
  return failures == 0 ? 0 : 1;
}

}  // namespace
}  // namespace unknot::bench

int main(int argc, char** argv) {
  std::string service = "recommendation";
  std::string store;
  std::vector<int> numbers;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--service" && i + 1 < argc) {
      service = argv[++i];
    } else if (word == "--store" && i + 1 < argc) {
      store = argv[++i];
    } else {
      numbers.push_back(std::atoi(argv[i]));
    }
  }
  const int rounds = numbers.empty() ? 7 : numbers[0];
  const int length = numbers.size() > 1 ? numbers[1] : 1500;
  const bool understood =
      numbers.size() <= 2 && rounds >= 1 && length >= 4 &&
      (service == "recommendation" || service == "directory");
  if (!understood) {
    std::fprintf(stderr,
                 "usage: unknot_throughput [--service recommendation|directory]"
                 " [--store URL] [ROUNDS [MILLISECONDS]]\n");
    return 2;
  }
  return unknot::bench::Run(service == "directory"
                                ? unknot::bench::Directory(store)
                                : unknot::bench::Recommendation(),
                            rounds, std::chrono::milliseconds(length));
}
