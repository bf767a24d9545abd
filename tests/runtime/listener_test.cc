// Accepting connections: caps, and running out of descriptors.
#include "services/runtime/listener.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "services/runtime/errors.h"

namespace unknot::runtime {
namespace {

using testing::HasSubstr;

Descriptor NewSocket() { return Descriptor(socket(AF_INET, SOCK_STREAM, 0)); }

TEST(ConnectionCensusTest, AdmitsUpToItsLimit) {
  ConnectionCensus census(2);
  const Descriptor a = NewSocket();
  const Descriptor b = NewSocket();
  const Descriptor c = NewSocket();

  EXPECT_TRUE(census.Admit(a.get()));
  EXPECT_TRUE(census.Admit(b.get()));
  EXPECT_FALSE(census.Admit(c.get()));
  EXPECT_EQ(census.Count(), 2);
}

TEST(ConnectionCensusTest, ClosedConnectionMakesRoom) {
  ConnectionCensus census(1);
  Descriptor a = NewSocket();
  ASSERT_TRUE(census.Admit(a.get()));

  a = Descriptor();
  const Descriptor b = NewSocket();

  EXPECT_TRUE(census.Admit(b.get()));
}

TEST(ConnectionCensusTest, ReusedDescriptorIsAnotherConnection) {
  ConnectionCensus census(5);
  Descriptor a = NewSocket();
  ASSERT_TRUE(census.Admit(a.get()));
  a = Descriptor();

  const Descriptor other = NewSocket();

  EXPECT_EQ(census.Count(), 0);
}

TEST(ConnectionLimitTest, LeavesDescriptorsForOthers) {
  const int most = ConnectionLimit(0);

  EXPECT_GT(most, 0);
  EXPECT_EQ(ConnectionLimit(3), 3);
  EXPECT_LT(ConnectionLimit(1 << 30), sysconf(_SC_OPEN_MAX));
}

TEST(ListenerTest, TakesAFreePortForZero) {
  const auto listener = Listener::Bind("127.0.0.1:0", 10);

  ASSERT_TRUE(listener.ok()) << listener.status();
  EXPECT_GT((*listener)->port(), 0);
}

TEST(ListenerTest, TakenPortIsAnError) {
  const auto first = Listener::Bind("127.0.0.1:0", 10);
  ASSERT_TRUE(first.ok());

  const auto second =
      Listener::Bind(absl::StrCat("127.0.0.1:", (*first)->port()), 10);

  EXPECT_EQ(second.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(second.status()), "PORT_TAKEN");
  EXPECT_THAT(std::string(second.status().message()), HasSubstr("taken"));
}

TEST(ListenerTest, PortOfEveryAddressIsTakenToo) {
  const auto first = Listener::Bind("127.0.0.1:0", 10);
  ASSERT_TRUE(first.ok());

  const auto second =
      Listener::Bind(absl::StrCat("0.0.0.0:", (*first)->port()), 10);

  EXPECT_EQ(ReasonOf(second.status()), "PORT_TAKEN");
}

TEST(ListenerTest, StoppedListenerLetsGoOfThePort) {
  const auto first = Listener::Bind("localhost:0", 10);
  ASSERT_TRUE(first.ok()) << first.status();
  (*first)->Start([](int fd) { close(fd); });

  (*first)->Stop();

  EXPECT_TRUE(
      Listener::Bind(absl::StrCat("localhost:", (*first)->port()), 10).ok());
}

TEST(ListenerTest, AnotherMachinesAddressIsAnError) {
  const auto listener = Listener::Bind("192.0.2.1:0", 10);

  EXPECT_EQ(ReasonOf(listener.status()), "CANNOT_LISTEN");
}

class BadAddressTest : public testing::TestWithParam<const char*> {};

TEST_P(BadAddressTest, IsExplained) {
  const auto listener = Listener::Bind(GetParam(), 10);

  EXPECT_EQ(listener.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(listener.status().message()), HasSubstr("HOST:PORT"));
}

INSTANTIATE_TEST_SUITE_P(All, BadAddressTest,
                         testing::Values("localhost", "localhost:", "h:http",
                                         "h:70000", "h:-1", "::1:80",
                                         "[::1:80"));

}  // namespace
}  // namespace unknot::runtime
