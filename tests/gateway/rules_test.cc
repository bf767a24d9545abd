// The rules that stand alone: origins, addresses, rates, gzip.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "chatbot/gateway/client_address.h"
#include "chatbot/gateway/connect_request.h"
#include "chatbot/gateway/gzip.h"
#include "chatbot/gateway/origins.h"
#include "chatbot/gateway/rate_limit.h"
#include "services/runtime/clock.h"

namespace unknot::gateway {
namespace {

struct OriginCase {
  const char* allowed;
  const char* origin;
  bool expected;
};

class OriginTest : public testing::TestWithParam<OriginCase> {};

TEST_P(OriginTest, IsAllowedOrNot) {
  const auto list = OriginList::Parse({GetParam().allowed});
  ASSERT_TRUE(list.ok()) << list.status();

  EXPECT_EQ(list->Allows(GetParam().origin), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Origins, OriginTest,
    testing::Values(
        OriginCase{"https://a.example", "https://a.example", true},
        OriginCase{"https://A.Example", "https://a.example", true},
        OriginCase{"https://a.example", "http://a.example", false},
        OriginCase{"https://a.example", "https://a.example:8443", false},
        OriginCase{"https://a.example", "https://b.a.example", false},
        OriginCase{"https://a.example", "https://a.example.evil", false},
        OriginCase{"http://localhost:8081", "http://localhost:8081", true},
        OriginCase{"https://*.a.example", "https://www.a.example", true},
        OriginCase{"https://*.a.example", "https://x.www.a.example", true},
        OriginCase{"https://*.a.example", "https://a.example", false},
        OriginCase{"https://*.a.example", "https://evila.example", false},
        OriginCase{"https://*.a.example", "https://evil-a.example", false},
        OriginCase{"https://*.a.example", "https://evil/.a.example", false},
        OriginCase{"https://*.a.example:8443", "https://b.a.example:8443",
                   true},
        OriginCase{"*", "https://anybody.example", true},
        OriginCase{"*", "null", false}));

TEST(OriginTest, NoListAllowsNobody) {
  EXPECT_FALSE(OriginList().Allows("https://a.example"));
}

TEST(OriginTest, WhatIsNoOriginIsRefusedWithTheWayToWriteIt) {
  for (const std::string written :
       {"clinic.example", "https://", "https://a.example/", "ftp://a.example",
        "https://*", "https://a.*.example", "https://a b", ""}) {
    EXPECT_FALSE(OriginList::Parse({written}).ok()) << written;
  }
}

struct AddressCase {
  const char* trusted;
  const char* peer;
  const char* forwarded;
  const char* expected;
};

class AddressTest : public testing::TestWithParam<AddressCase> {};

TEST_P(AddressTest, ClientIsTheLastThatNobodyTrusts) {
  const auto proxies = TrustedProxies::Parse({GetParam().trusted});
  ASSERT_TRUE(proxies.ok()) << proxies.status();

  EXPECT_EQ(proxies->ClientOf(GetParam().peer, GetParam().forwarded),
            GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Addresses, AddressTest,
    testing::Values(
        AddressCase{"10.0.0.0/8", "192.0.2.1", "198.51.100.1", "192.0.2.1"},
        AddressCase{"10.0.0.0/8", "10.1.2.3", "", "10.1.2.3"},
        AddressCase{"10.0.0.0/8", "10.1.2.3", "198.51.100.1", "198.51.100.1"},
        AddressCase{"10.0.0.0/8", "10.1.2.3", "1.1.1.1, 198.51.100.1",
                    "198.51.100.1"},
        AddressCase{"10.0.0.0/8", "10.1.2.3", "198.51.100.1,10.9.9.9",
                    "198.51.100.1"},
        AddressCase{"10.0.0.0/9", "10.128.0.1", "198.51.100.1", "10.128.0.1"},
        AddressCase{"10.0.0.0/8", "10.1.2.3", "garbage", "10.1.2.3"},
        AddressCase{"fd00::/8", "fd12::1", "2001:db8::7", "2001:db8::7"},
        AddressCase{"::1", "::1", "192.0.2.1", "192.0.2.1"}));

TEST(AddressTest, WhatIsNoNetworkIsRefused) {
  for (const std::string written :
       {"nginx", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8", "::/129", ""}) {
    EXPECT_FALSE(TrustedProxies::Parse({written}).ok()) << written;
  }
}

TEST(RateLimitTest, ClientsHaveBucketsOfTheirOwn) {
  runtime::FakeClock clock;
  RateLimiter limiter({.client_per_second = 1, .client_burst = 1}, clock);

  EXPECT_EQ(limiter.Take("192.0.2.1"), absl::ZeroDuration());
  EXPECT_EQ(limiter.Take("192.0.2.2"), absl::ZeroDuration());
  EXPECT_EQ(limiter.Take("192.0.2.1"), absl::Seconds(1));
}

TEST(RateLimitTest, BucketFillsWithTimeUpToTheBurst) {
  runtime::FakeClock clock;
  RateLimiter limiter({.client_per_second = 2, .client_burst = 3}, clock);
  for (int i = 0; i < 3; ++i) limiter.Take("192.0.2.1");

  EXPECT_EQ(limiter.Take("192.0.2.1"), absl::Milliseconds(500));
  clock.Advance(absl::Hours(1));
  int taken = 0;
  while (limiter.Take("192.0.2.1") == absl::ZeroDuration()) ++taken;
  EXPECT_EQ(taken, 3);
}

TEST(RateLimitTest, AddressesOfOneHouseholdCountAsOne) {
  runtime::FakeClock clock;
  RateLimiter limiter({.client_per_second = 1, .client_burst = 1}, clock);
  limiter.Take("2001:db8:1:2::1");

  EXPECT_GT(limiter.Take("2001:db8:1:2:ffff::9"), absl::ZeroDuration());
  EXPECT_EQ(limiter.Take("2001:db8:1:3::1"), absl::ZeroDuration());
}

TEST(RateLimitTest, AllTogetherHaveALimitToo) {
  runtime::FakeClock clock;
  RateLimiter limiter(
      {.client_per_second = 0, .global_per_second = 1, .global_burst = 2},
      clock);
  limiter.Take("192.0.2.1");
  limiter.Take("192.0.2.2");

  EXPECT_GT(limiter.Take("192.0.2.3"), absl::ZeroDuration());
}

TEST(RateLimitTest, WhoIsTurnedAwayTakesNothingFromTheOthers) {
  runtime::FakeClock clock;
  RateLimiter limiter({.client_per_second = 0.001,
                       .client_burst = 1,
                       .global_per_second = 0.001,
                       .global_burst = 2},
                      clock);
  for (int i = 0; i < 10; ++i) limiter.Take("192.0.2.1");

  EXPECT_EQ(limiter.Take("192.0.2.2"), absl::ZeroDuration());
}

TEST(RateLimitTest, RestedClientsAreForgotten) {
  runtime::FakeClock clock;
  RateLimiter limiter({.client_per_second = 1, .client_burst = 5}, clock);
  for (int i = 0; i < 200; ++i) limiter.Take(absl::StrCat("192.0.2.", i));
  ASSERT_EQ(limiter.client_count(), 200u);

  clock.Advance(absl::Minutes(1));
  limiter.Take("198.51.100.1");

  EXPECT_EQ(limiter.client_count(), 1u);
}

TEST(RateLimitTest, AddressesWithoutEndTakeMemoryWithEnd) {
  runtime::FakeClock clock;
  RateLimiter limiter({.client_per_second = 1, .client_burst = 2}, clock);

  for (int i = 0; i < 100500; ++i) limiter.Take(absl::StrCat("client-", i));

  EXPECT_LE(limiter.client_count(), 100001u);
  EXPECT_GT(limiter.Take("client-of-the-rest"), absl::ZeroDuration());
}

TEST(GzipTest, ComesBackAsItWas) {
  for (const std::string& text :
       {std::string(), std::string("neck"), std::string(100000, 'x')}) {
    EXPECT_EQ(*Gunzip(Gzip(text, 1), 1 << 20), text);
  }
}

TEST(GzipTest, LimitIsExact) {
  const std::string text(100, 'x');

  EXPECT_TRUE(Gunzip(Gzip(text, 9), 100).ok());
  EXPECT_TRUE(absl::IsResourceExhausted(Gunzip(Gzip(text, 9), 99).status()));
}

TEST(GzipTest, EveryBeginningOfItIsRefused) {
  const std::string whole = Gzip("my neck hurts", 6);

  for (size_t length = 0; length < whole.size(); ++length) {
    EXPECT_TRUE(
        absl::IsInvalidArgument(Gunzip(whole.substr(0, length), 1000).status()))
        << length;
  }
  EXPECT_FALSE(Gunzip(whole + "x", 1000).ok());
}

}  // namespace
}  // namespace unknot::gateway
