// The program unknot-directory as whoever runs it sees it: exit codes, and what
// it says when it cannot start.
#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "tests/directory/testing.h"
#include "unknot/directory/v1/directory_service.grpc.pb.h"

namespace unknot::directory {
namespace {

using testing::HasSubstr;

constexpr char kProgram[] = UNKNOT_BIN_DIR "/unknot-directory";

struct Ended {
  int exit_code;
  std::string said;
};

// Runs the program with `arguments` until it ends by itself.
Ended RunProgram(const std::string& arguments) {
  const std::string command =
      absl::StrCat("timeout 30 '", kProgram, "' ", arguments, " 2>&1");
  FILE* pipe = popen(command.c_str(), "r");
  Ended ended{-1, ""};
  std::array<char, 4096> buffer;
  while (const size_t count = fread(buffer.data(), 1, buffer.size(), pipe)) {
    ended.said.append(buffer.data(), count);
  }
  const int status = pclose(pipe);
  if (WIFEXITED(status)) ended.exit_code = WEXITSTATUS(status);
  return ended;
}

TEST(ProgramTest, ExplainsItself) {
  const Ended help = RunProgram("--help");

  EXPECT_EQ(help.exit_code, 0);
  for (const char* flag : {"--listen", "--store", "--demo"}) {
    EXPECT_THAT(help.said, HasSubstr(flag));
  }
}

TEST(ProgramTest, RefusesWrongUsage) {
  for (const char* arguments : {"--no-such-flag", "--store-threads 0",
                                "--purge-interval soon", "--demo=perhaps"}) {
    EXPECT_EQ(RunProgram(arguments).exit_code, 2) << arguments;
  }
}

TEST(ProgramTest, SaysWhyItCannotStart) {
  TemporaryFolder folder;
  const std::string junk = folder.Path("junk.db");
  std::ofstream(junk) << std::string(5000, 'x');
  const std::pair<std::string, std::string> cases[] = {
      {"--store nonsense", "sqlite:PATH"},
      {"--store sqlite:" + folder.Path("none/x.db"), "cannot be written"},
      {"--store sqlite:" + junk, "damaged"},
      {"--store sqlite::memory: --listen nonsense", "nonsense"}};
  for (const auto& [arguments, message] : cases) {
    const Ended ended = RunProgram(arguments);
    EXPECT_EQ(ended.exit_code, 1) << arguments;
    EXPECT_THAT(ended.said, HasSubstr(message));
  }
}

// The program, serving; killed when this goes.
class Serving {
 public:
  explicit Serving(const std::vector<std::string>& arguments) {
    int channel[2];
    EXPECT_EQ(pipe(channel), 0);
    pid_ = fork();
    if (pid_ == 0) {
      dup2(channel[1], STDERR_FILENO);
      std::vector<char*> argv = {const_cast<char*>(kProgram)};
      for (const std::string& argument : arguments) {
        argv.push_back(const_cast<char*>(argument.c_str()));
      }
      argv.push_back(nullptr);
      execv(kProgram, argv.data());
      _exit(127);
    }
    close(channel[1]);
    FILE* log = fdopen(channel[0], "r");
    std::array<char, 1000> line;
    while (port_ == 0 && fgets(line.data(), line.size(), log) != nullptr) {
      const char* at = strstr(line.data(), " port=");
      if (at != nullptr) port_ = atoi(at + 6);
    }
    log_ = log;
  }
  ~Serving() {
    if (pid_ > 0) kill(pid_, SIGKILL);
    Wait();
    fclose(log_);
  }

  int port() const { return port_; }

  // Asks the program to end, and returns its exit code.
  int Stop() {
    kill(pid_, SIGTERM);
    return Wait();
  }

 private:
  int Wait() {
    if (pid_ <= 0) return -1;
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  pid_t pid_ = -1;
  int port_ = 0;
  FILE* log_ = nullptr;
};

TEST(ProgramTest, ServesTheDemoAndEndsCleanly) {
  TemporaryFolder folder;
  Serving serving({"--listen", "localhost:0", "--demo", "--store",
                   "sqlite:" + folder.Path("directory.db")});
  ASSERT_GT(serving.port(), 0);
  const auto stub = v1::TherapistDirectoryService::NewStub(
      grpc::CreateChannel(absl::StrCat("localhost:", serving.port()),
                          grpc::InsecureChannelCredentials()));
  v1::SearchTherapistsRequest request;
  request.set_place("Mississauga");
  v1::SearchTherapistsResponse response;
  grpc::ClientContext context;

  const grpc::Status status =
      stub->SearchTherapists(&context, request, &response);

  EXPECT_TRUE(status.ok()) << status.error_message();
  EXPECT_GT(response.results_size(), 5);
  EXPECT_EQ(serving.Stop(), 0);
}

}  // namespace
}  // namespace unknot::directory
