// How many requests a second unknot-recommendation answers, as a share of what
// an echo answers that has the same bytes to read and to write and nothing to
// do; and what of the processor each spends on one. Both run as processes of
// their own over loopback, in turns, so that what
// else the machine does strikes both.
//
//   build/release/bin/unknot_throughput [ROUNDS [MILLISECONDS]]
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
#include <string>
#include <vector>

#include "absl/synchronization/blocking_counter.h"
#include "absl/time/time.h"
#include "tests/bench/requests.h"
#include "tests/bench/server_process.h"
#include "unknot/recommendation/v1/recommendation_service.grpc.pb.h"

namespace unknot::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr char kMethod[] =
    "/unknot.recommendation.v1.RecommendationService/Recommend";

// Calls under way at any time: enough that the server always has some to do.
constexpr int kOutstanding = 16;

grpc::ByteBuffer BytesOf(const google::protobuf::MessageLite& message) {
  const grpc::Slice slice(message.SerializeAsString());
  return grpc::ByteBuffer(&slice, 1);
}

// Makes one call after another until the time is up.
class Caller {
 public:
  Caller(grpc::GenericStub& stub, const grpc::ByteBuffer& request,
         Clock::time_point end, absl::BlockingCounter& running)
      : stub_(stub), request_(request), end_(end), running_(running) {}

  void Call() {
    context_ = std::make_unique<grpc::ClientContext>();
    begun_ = Clock::now();
    stub_.UnaryCall(context_.get(), kMethod, grpc::StubOptions(), &request_,
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

Round Play(const ServerProcess& server, const grpc::ByteBuffer& request,
           std::chrono::milliseconds length) {
  grpc::GenericStub stub(server.channel());
  absl::BlockingCounter running(kOutstanding);
  const absl::Duration used = server.ProcessorTime();
  const Clock::time_point begin = Clock::now();
  std::vector<std::unique_ptr<Caller>> callers;
  for (int i = 0; i < kOutstanding; ++i) {
    callers.push_back(
        std::make_unique<Caller>(stub, request, begin + length, running));
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

// An echo that answers with `reply`. Null, with a line on stderr, on failure.
std::unique_ptr<ServerProcess> StartEcho(const std::string& reply) {
  char name[] = "/tmp/unknot-echo-XXXXXX";
  const int file = mkstemp(name);
  if (file < 0) return nullptr;
  close(file);
  std::ofstream(name, std::ios::binary) << reply;
  auto echo = ServerProcess::Start("unknot_echo", {"--reply", name});
  unlink(name);
  return echo.ok() ? *std::move(echo) : nullptr;
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

int Run(int rounds, std::chrono::milliseconds length) {
  const auto service = ServerProcess::Start("unknot-recommendation", {});
  if (!service.ok()) {
    std::fprintf(stderr, "unknot-recommendation did not start\n");
    return 1;
  }
  const recommendation::v1::RecommendRequest request = NeckRequest();
  recommendation::v1::RecommendResponse response;
  grpc::ClientContext context;
  const grpc::Status first =
      recommendation::v1::RecommendationService::NewStub((*service)->channel())
          ->Recommend(&context, request, &response);
  if (!first.ok()) {
    std::fprintf(stderr, "%s\n", first.error_message().c_str());
    return 1;
  }
  const auto echo = StartEcho(response.SerializeAsString());
  if (echo == nullptr) {
    std::fprintf(stderr, "unknot_echo did not start\n");
    return 1;
  }
  std::printf("request %zu bytes, response %zu bytes, %d calls under way\n",
              request.ByteSizeLong(), response.ByteSizeLong(), kOutstanding);
  std::printf("%12s %8s %8s %8s %12s %8s %8s %8s %7s\n", "service/s", "cpu us",
              "p50 us", "p99 us", "echo/s", "cpu us", "p50 us", "p99 us",
              "ratio");
  const grpc::ByteBuffer bytes = BytesOf(request);
  // Warms both up.
  Play(**service, bytes, length / 4);
  Play(*echo, bytes, length / 4);
  std::vector<double> ratios;
  int failures = 0;
  for (int i = 0; i < rounds; ++i) {
    const Round ours = Play(**service, bytes, length);
    const Round theirs = Play(*echo, bytes, length);
    ratios.push_back(ours.per_second / theirs.per_second);
    failures += ours.failures + theirs.failures;
    std::printf("%12.0f %8.1f %8.0f %8.0f %12.0f %8.1f %8.0f %8.0f %7.2f\n",
                ours.per_second, ours.server_us, ours.p50_us, ours.p99_us,
                theirs.per_second, theirs.server_us, theirs.p50_us,
                theirs.p99_us, ratios.back());
  }
  std::printf("median ratio %.2f, failed calls %d\n", Median(ratios), failures);
  return failures == 0 ? 0 : 1;
}

}  // namespace
}  // namespace unknot::bench

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::atoi(argv[1]) : 7;
  const int length = argc > 2 ? std::atoi(argv[2]) : 1500;
  if (rounds < 1 || length < 4) {
    std::fprintf(stderr, "usage: unknot_throughput [ROUNDS [MILLISECONDS]]\n");
    return 2;
  }
  return unknot::bench::Run(rounds, std::chrono::milliseconds(length));
}
