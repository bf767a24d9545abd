// Starts one of our servers for a benchmark, as a process of its own.
#ifndef UNKNOT_TESTS_BENCH_SERVER_PROCESS_H_
#define UNKNOT_TESTS_BENCH_SERVER_PROCESS_H_

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace grpc {
class Channel;
}

namespace unknot::bench {

// A running server; destroying it ends the process.
class ServerProcess {
 public:
  // Starts `program` of the build on a free port of this machine with
  // `arguments` besides --listen, and waits until it answers. Unavailable if it
  // does not within 30 seconds.
  static absl::StatusOr<std::unique_ptr<ServerProcess>> Start(
      absl::string_view program, std::vector<std::string> arguments);

  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  // Where it listens, for example "127.0.0.1:40123".
  const std::string& address() const { return address_; }

  // Processor time it has used so far, of all its threads, kernel included;
  // 0 if the system does not tell.
  absl::Duration ProcessorTime() const;

  pid_t pid() const { return pid_; }

  // A connected channel to it.
  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }

 private:
  ServerProcess(pid_t pid, std::string address);

  pid_t pid_;
  std::string address_;
  std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace unknot::bench

#endif  // UNKNOT_TESTS_BENCH_SERVER_PROCESS_H_
