// What signals, limits and mistakes do to a server program.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <grpcpp/create_channel.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <csignal>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "services/runtime/errors.h"
#include "services/runtime/listener.h"
#include "tests/runtime/child.h"
#include "tests/runtime/probe.grpc.pb.h"

namespace unknot::runtime {
namespace {

using testing::HasSubstr;

// Quoted for the shell: a path may hold blanks.
const std::string& Program() {
  static const std::string& path =
      *new std::string("\"" UNKNOT_BIN_DIR "/runtime_probe_server\"");
  return path;
}

std::string Serve(const std::string& more = "") {
  return absl::StrCat("exec ", Program(), " --listen 127.0.0.1:0 ", more);
}

// Calls Ask on a connection of its own, waiting `patience` at most.
grpc::Status Ask(int port, absl::Duration patience = absl::Seconds(10)) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  const auto stub = probe::Probe::NewStub(
      grpc::CreateCustomChannel(absl::StrCat("127.0.0.1:", port),
                                grpc::InsecureChannelCredentials(), arguments));
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + patience));
  probe::AskResponse response;
  return stub->Ask(&context, probe::AskRequest(), &response);
}

// Returns a connection to `port` on which nothing is ever said.
Descriptor ConnectIdly(int port) {
  Descriptor socket(::socket(AF_INET, SOCK_STREAM, 0));
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(socket.get(), reinterpret_cast<sockaddr*>(&address),
              sizeof address) != 0) {
    return Descriptor();
  }
  return socket;
}

// Returns how many of `connections` the server has closed.
int CountClosed(const std::vector<Descriptor>& connections) {
  int count = 0;
  for (const Descriptor& connection : connections) {
    char buffer[256];
    ssize_t length;
    do {
      length = recv(connection.get(), buffer, sizeof buffer, MSG_DONTWAIT);
    } while (length > 0);
    const bool is_open = length < 0 && errno == EAGAIN;
    count += is_open ? 0 : 1;
  }
  return count;
}

TEST(ProgramTest, TermSignalLetsCallsEndAndExitsWithZero) {
  Child child(Serve("--delay-ms 400"));
  const int port = child.WaitForPort();
  ASSERT_GT(port, 0) << child.output();
  grpc::Status status;
  std::thread client([&] { status = Ask(port); });
  absl::SleepFor(absl::Milliseconds(200));

  child.Signal(SIGTERM);

  EXPECT_EQ(child.WaitForExit(), 0) << child.output();
  client.join();
  EXPECT_TRUE(status.ok()) << status.error_message();
}

TEST(ProgramTest, SecondSignalEndsItAtOnce) {
  Child child(Serve("--delay-ms 5000 --drain-grace 60s"));
  const int port = child.WaitForPort();
  ASSERT_GT(port, 0) << child.output();
  std::thread client([&] { Ask(port); });
  absl::SleepFor(absl::Milliseconds(200));

  child.Signal(SIGINT);
  ASSERT_TRUE(child.WaitForOutput("shutting down"));
  child.Signal(SIGINT);

  EXPECT_EQ(child.WaitForExit(), 128 + SIGINT);
  client.join();
}

TEST(ProgramTest, TakenPortExitsWithOneAndSaysSo) {
  Child first(Serve());
  const int port = first.WaitForPort();
  ASSERT_GT(port, 0) << first.output();

  Child second(absl::StrCat("exec ", Program(), " --listen 127.0.0.1:", port));

  EXPECT_EQ(second.WaitForExit(), 1);
  EXPECT_THAT(second.output(), HasSubstr("the port is taken"));
}

TEST(ProgramTest, UnknownFlagExitsWithTwoAndSaysSo) {
  Child child(Serve("--colour blue"));

  EXPECT_EQ(child.WaitForExit(), 2);
  EXPECT_THAT(child.output(), HasSubstr("--colour"));
}

TEST(ProgramTest, HelpAndVersionExitWithZero) {
  Child help(absl::StrCat("exec ", Program(), " --help"));
  Child version(absl::StrCat("exec ", Program(), " --version"));

  EXPECT_EQ(help.WaitForExit(), 0);
  EXPECT_THAT(help.output(), HasSubstr("--max-connections"));
  EXPECT_EQ(version.WaitForExit(), 0);
  EXPECT_THAT(version.output(), testing::StartsWith("probe-server "));
}

TEST(ProgramTest, VariablesConfigureIt) {
  Child child(absl::StrCat("export UNKNOT_LISTEN=127.0.0.1:0; ",
                           "export UNKNOT_MAX_CONNECTIONS=17; exec ",
                           Program()));

  ASSERT_GT(child.WaitForPort(), 0) << child.output();
  EXPECT_THAT(child.output(), HasSubstr("max_connections=17"));
}

// gRPC's own listener never accepts again once it was out of descriptors.
TEST(ProgramTest, ServesAgainAfterAFloodOfIdleConnections) {
  Child child(absl::StrCat("ulimit -n 96; ", Serve()));
  const int port = child.WaitForPort();
  ASSERT_GT(port, 0) << child.output();
  ASSERT_TRUE(Ask(port).ok());

  for (int round = 0; round < 3; ++round) {
    std::vector<Descriptor> idle;
    for (int i = 0; i < 400; ++i) idle.push_back(ConnectIdly(port));
    absl::SleepFor(absl::Milliseconds(200));
    EXPECT_GT(CountClosed(idle), 300);
    idle.clear();
    absl::SleepFor(absl::Milliseconds(200));

    const grpc::Status status = Ask(port);

    EXPECT_TRUE(status.ok()) << status.error_message() << child.output();
  }
}

// The limit is asked for, but the descriptors are not there.
TEST(ProgramTest, ServesAgainAfterRunningOutOfDescriptors) {
  // Inherited, so that the limit leaves room that is not there.
  std::string held;
  for (int fd = 10; fd < 40; ++fd) {
    absl::StrAppend(&held, "exec ", fd, "</dev/null; ");
  }
  Child child(absl::StrCat("bash -c 'ulimit -n 60; ", held,
                           Serve("--max-connections 1000"), "'"));
  const int port = child.WaitForPort();
  ASSERT_GT(port, 0) << child.output();

  std::vector<Descriptor> idle;
  for (int i = 0; i < 200; ++i) idle.push_back(ConnectIdly(port));
  absl::SleepFor(absl::Milliseconds(300));
  idle.clear();
  absl::SleepFor(absl::Milliseconds(300));

  const grpc::Status status = Ask(port);
  EXPECT_TRUE(status.ok()) << status.error_message() << child.output();
}

}  // namespace
}  // namespace unknot::runtime
