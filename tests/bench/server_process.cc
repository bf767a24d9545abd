// Starting and ending server processes with posix_spawn.
#include "tests/bench/server_process.h"

#include <fcntl.h>
#include <grpcpp/grpcpp.h>
#include <netinet/in.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <ctime>
#include <utility>

#include "absl/strings/str_cat.h"

extern char** environ;

namespace unknot::bench {
namespace {

// Returns a port that is free at the moment, or 0.
int FreePort() {
  const int probe = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  int port = 0;
  if (bind(probe, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
      getsockname(probe, reinterpret_cast<sockaddr*>(&address), &size) == 0) {
    port = ntohs(address.sin_port);
  }
  close(probe);
  return port;
}

// Starts `words` with nothing on its output. Returns its pid, or -1.
pid_t Spawn(const std::vector<std::string>& words) {
  std::vector<char*> argv;
  for (const std::string& word : words) {
    argv.push_back(const_cast<char*>(word.c_str()));
  }
  argv.push_back(nullptr);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", O_RDWR, 0);
  }
  pid_t pid = -1;
  if (posix_spawn(&pid, argv[0], &actions, nullptr, argv.data(), environ) !=
      0) {
    pid = -1;
  }
  posix_spawn_file_actions_destroy(&actions);
  return pid;
}

}  // namespace

absl::StatusOr<std::unique_ptr<ServerProcess>> ServerProcess::Start(
    absl::string_view program, std::vector<std::string> arguments) {
  const std::string address = absl::StrCat("127.0.0.1:", FreePort());
  std::vector<std::string> words = {absl::StrCat(UNKNOT_BIN_DIR, "/", program),
                                    "--listen", address};
  words.insert(words.end(), arguments.begin(), arguments.end());
  const pid_t pid = Spawn(words);
  if (pid < 0) {
    return absl::UnavailableError(absl::StrCat("Cannot start ", words[0]));
  }
  std::unique_ptr<ServerProcess> server(new ServerProcess(pid, address));
  if (!server->channel_->WaitForConnected(std::chrono::system_clock::now() +
                                          std::chrono::seconds(30))) {
    return absl::UnavailableError(
        absl::StrCat(program, " does not answer at ", address));
  }
  return server;
}

ServerProcess::ServerProcess(pid_t pid, std::string address)
    : pid_(pid),
      address_(std::move(address)),
      channel_(
          grpc::CreateChannel(address_, grpc::InsecureChannelCredentials())) {}

absl::Duration ServerProcess::ProcessorTime() const {
  clockid_t clock;
  timespec time{};
  if (clock_getcpuclockid(pid_, &clock) != 0 ||
      clock_gettime(clock, &time) != 0) {
    return absl::ZeroDuration();
  }
  return absl::DurationFromTimespec(time);
}

ServerProcess::~ServerProcess() {
  kill(pid_, SIGTERM);
  waitpid(pid_, nullptr, 0);
}

}  // namespace unknot::bench
