// What the HTTP server makes of clients that are slow, greedy or hostile.
#include "chatbot/gateway/http_server.h"

#include <sys/resource.h>

#include <algorithm>
#include <random>
#include <thread>

#include "absl/strings/str_cat.h"
#include "tests/gateway/gateway_fixture.h"

namespace unknot::gateway {
namespace {

using testing::HasSubstr;

class HttpServerTest : public GatewayFixture {};

TEST_F(HttpServerTest, ConnectionIsKeptForTheNextRequest) {
  Start();
  RawClient client(http_->port());

  EXPECT_EQ(client.Ask(Get("/healthz")).status, 200);
  EXPECT_EQ(client.Ask(Get("/healthz")).status, 200);
}

TEST_F(HttpServerTest, ConnectionCloseIsHonoured) {
  Start();
  RawClient client(http_->port());

  const RawResponse response =
      client.Ask(Get("/healthz", "Connection: close\r\n"));

  EXPECT_EQ(response.Header("connection"), "close");
  EXPECT_TRUE(client.IsClosedByServer());
}

TEST_F(HttpServerTest, PipelinedRequestsAreAnsweredInOrder) {
  AnswerWith([](const chat::v1::UnderstandRequest& request) {
    chat::v1::UnderstandResponse response;
    response.mutable_understanding()->add_intents()->set_intent_id(
        request.text());
    return response;
  });
  Start();
  RawClient client(http_->port());

  std::string all;
  for (int i = 0; i < 50; ++i) {
    all += Post(kUnderstand, absl::StrCat("{\"text\":\"", i, "\"}"));
  }
  client.Send(all);

  for (int i = 0; i < 50; ++i) {
    EXPECT_EQ(Json(client.Read())["understanding"]["intents"][0]["intentId"],
              absl::StrCat(i));
  }
}

TEST_F(HttpServerTest, ChunkedBodyIsRead) {
  Start();

  const RawResponse response = Ask(absl::StrCat(
      "POST ", kUnderstand,
      " HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n"
      "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n"));

  EXPECT_EQ(response.status, 200) << response.body;
}

TEST_F(HttpServerTest, BodyIsAskedForWhereTheClientWaitsToBe) {
  Start();
  RawClient client(http_->port());
  client.Send(absl::StrCat(
      "POST ", kUnderstand,
      " HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n"
      "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n"));

  EXPECT_EQ(client.Read().status, 100);
  EXPECT_EQ(client.Ask("{}").status, 200);
}

TEST_F(HttpServerTest, HeadHasTheLengthAndNoBody) {
  Start();
  RawClient client(http_->port());

  const RawResponse head =
      client.Ask("HEAD /healthz HTTP/1.1\r\nHost: test\r\n\r\n");

  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.Header("content-length"), "3");
  EXPECT_EQ(client.Ask(Get("/healthz")).body, "ok\n");
}

struct BadRequestCase {
  const char* name;
  std::string bytes;
  int status;
};

std::string WithHeaders(const std::string& headers,
                        const std::string& body = "") {
  return absl::StrCat("POST ", kUnderstand, " HTTP/1.1\r\n", headers, "\r\n",
                      body);
}

class BadRequestTest : public GatewayFixture,
                       public testing::WithParamInterface<BadRequestCase> {};

TEST_P(BadRequestTest, IsRefusedAndTheConnectionEnds) {
  Start();
  RawClient client(http_->port());

  // What follows must never be taken for a request of its own.
  const RawResponse response =
      client.Ask(GetParam().bytes + Get("/healthz?smuggled"));

  EXPECT_EQ(response.status, GetParam().status) << response.body;
  EXPECT_EQ(response.Header("connection"), "close");
  client.EndSending();
  EXPECT_TRUE(client.IsClosedByServer());
}

INSTANTIATE_TEST_SUITE_P(
    Requests, BadRequestTest,
    testing::Values(
        BadRequestCase{"LengthAndChunked",
                       WithHeaders("Host: a\r\nContent-Length: 4\r\n"
                                   "Transfer-Encoding: chunked\r\n",
                                   "0\r\n\r\n"),
                       400},
        BadRequestCase{"ChunkedAndLength",
                       WithHeaders("Host: a\r\nTransfer-Encoding: chunked\r\n"
                                   "Content-Length: 4\r\n",
                                   "0\r\n\r\n"),
                       400},
        BadRequestCase{"TwoLengths",
                       WithHeaders("Host: a\r\nContent-Length: 2\r\n"
                                   "Content-Length: 3\r\n",
                                   "{} "),
                       400},
        BadRequestCase{"TwoEqualLengths",
                       WithHeaders("Host: a\r\nContent-Length: 2\r\n"
                                   "Content-Length: 2\r\n",
                                   "{}"),
                       400},
        BadRequestCase{"ListOfLengths",
                       WithHeaders("Host: a\r\nContent-Length: 2, 2\r\n", "{}"),
                       400},
        BadRequestCase{"NegativeLength",
                       WithHeaders("Host: a\r\nContent-Length: -2\r\n"), 400},
        BadRequestCase{"LengthWithSign",
                       WithHeaders("Host: a\r\nContent-Length: +2\r\n", "{}"),
                       400},
        BadRequestCase{"UnknownCoding",
                       WithHeaders("Host: a\r\nTransfer-Encoding: xchunked\r\n",
                                   "0\r\n\r\n"),
                       501},
        BadRequestCase{"GzipThenChunked",
                       WithHeaders("Host: a\r\n"
                                   "Transfer-Encoding: gzip, chunked\r\n",
                                   "0\r\n\r\n"),
                       501},
        BadRequestCase{"ChunkedTwice",
                       WithHeaders("Host: a\r\nTransfer-Encoding: chunked\r\n"
                                   "Transfer-Encoding: chunked\r\n",
                                   "0\r\n\r\n"),
                       400},
        BadRequestCase{"BlankBeforeColon",
                       WithHeaders("Host: a\r\nContent-Length : 2\r\n", "{}"),
                       400},
        BadRequestCase{"ChunkSizeThatIsNone",
                       WithHeaders("Host: a\r\nTransfer-Encoding: chunked\r\n",
                                   "zz\r\n{}\r\n0\r\n\r\n"),
                       400},
        BadRequestCase{"NoHost", WithHeaders("Content-Length: 2\r\n", "{}"),
                       400},
        BadRequestCase{"TwoHosts",
                       WithHeaders("Host: a\r\nHost: b\r\n"
                                   "Content-Length: 2\r\n",
                                   "{}"),
                       400},
        BadRequestCase{"BareLineFeeds", "GET /healthz HTTP/1.1\nHost: a\n\n",
                       505},
        BadRequestCase{"NoHttpAtAll", "hello there\r\n\r\n", 400},
        BadRequestCase{"Http2WithoutAsking", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                       505},
        BadRequestCase{"TargetWithoutSlash",
                       "GET healthz HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        BadRequestCase{"OtherExpectation",
                       WithHeaders("Host: a\r\nContent-Length: 2\r\n"
                                   "Expect: gold\r\n",
                                   "{}"),
                       417}),
    [](const auto& param) { return param.param.name; });

// Requests with bytes changed, taken out and put in at random: each is answered
// or its connection ends, and the next client notices nothing.
TEST_F(HttpServerTest, SurvivesRequestsThatWereMangled) {
  http_options_.header_timeout = absl::Milliseconds(1);
  http_options_.body_timeout = absl::Milliseconds(1);
  Start();
  const std::string whole = absl::StrCat(
      Post(kUnderstand, "{\"text\":\"neck\"}",
           "Accept-Encoding: gzip\r\nConnect-Timeout-Ms: 5000\r\n"),
      WithHeaders("Host: a\r\nContent-Type: application/json\r\n"
                  "Transfer-Encoding: chunked\r\n",
                  "2\r\n{}\r\n0\r\n\r\n"));

  for (uint32_t seed = 1; seed <= 300; ++seed) {
    std::mt19937 random(seed);
    std::string mangled = whole;
    for (uint32_t i = 1 + random() % 6; i > 0; --i) {
      const size_t at = random() % mangled.size();
      const char byte = static_cast<char>(random());
      switch (random() % 3) {
        case 0:
          mangled[at] = byte;
          break;
        case 1:
          mangled.erase(at, 1 + random() % 4);
          break;
        default:
          mangled.insert(at, 1, byte);
      }
    }
    RawClient client(http_->port());
    client.Send(mangled);
    client.EndSending();
    while (client.Read().status != 0) {
    }
  }

  EXPECT_EQ(Ask(Get("/healthz")).status, 200);
}

TEST_F(HttpServerTest, TrailersAreNoHeaders) {
  options_.proxies = *TrustedProxies::Parse({"127.0.0.1"});
  options_.rate_limits = {.client_per_second = 0.001, .client_burst = 1};
  Start();
  const auto ask = [this](const std::string& address) {
    return Ask(absl::StrCat(
        WithHeaders("Host: test\r\nContent-Type: application/json\r\n"
                    "Transfer-Encoding: chunked\r\n"),
        "2\r\n{}\r\n0\r\nX-Forwarded-For: ", address, "\r\n\r\n"));
  };

  EXPECT_EQ(ask("192.0.2.1").status, 200);
  EXPECT_EQ(ask("192.0.2.2").status, 429);
}

TEST_F(HttpServerTest, LongHeadersAreRefused) {
  http_options_.max_header_bytes = 2048;
  Start();

  const RawResponse response = Ask(Get(
      "/healthz", absl::StrCat("X-Long: ", std::string(4096, 'x'), "\r\n")));

  EXPECT_EQ(response.status, 431);
  EXPECT_EQ(CodeOf(response), "resource_exhausted");
}

TEST_F(HttpServerTest, HugeBodyIsRefusedBeforeItIsRead) {
  http_options_.max_body_bytes = 1000;
  Start();

  const RawResponse response =
      Ask(WithHeaders("Host: test\r\nContent-Length: 5000000000\r\n"));

  EXPECT_EQ(response.status, 413);
  EXPECT_EQ(CodeOf(response), "resource_exhausted");
}

TEST_F(HttpServerTest, HugeChunkedBodyIsRefusedOnTheWay) {
  http_options_.max_body_bytes = 1000;
  Start();

  const RawResponse response = Ask(
      absl::StrCat(WithHeaders("Host: test\r\nTransfer-Encoding: chunked\r\n"),
                   "7d0\r\n", std::string(2000, 'x'), "\r\n0\r\n\r\n"));

  EXPECT_EQ(response.status, 413);
}

TEST_F(HttpServerTest, ClientThatSendsAHugeBodyAnywayReadsWhy) {
  http_options_.max_body_bytes = 1000;
  Start();

  const RawResponse response =
      Ask(absl::StrCat(WithHeaders("Host: test\r\nContent-Length: 3000000\r\n"),
                       std::string(3000000, 'x')));

  EXPECT_EQ(response.status, 413);
}

TEST_F(HttpServerTest, SlowHeadersTimeOut) {
  http_options_.header_timeout = absl::Milliseconds(50);
  Start();
  RawClient client(http_->port());

  const RawResponse response = client.Ask("GET /healthz HTT");

  EXPECT_EQ(response.status, 408);
  EXPECT_TRUE(client.IsClosedByServer());
}

TEST_F(HttpServerTest, SlowBodyTimesOut) {
  http_options_.body_timeout = absl::Milliseconds(50);
  Start();
  RawClient client(http_->port());

  const RawResponse response = client.Ask(
      WithHeaders("Host: test\r\nContent-Length: 100\r\n", "{\"text\":"));

  EXPECT_EQ(response.status, 408);
  EXPECT_TRUE(client.IsClosedByServer());
}

TEST_F(HttpServerTest, RestingConnectionIsClosedInSilence) {
  http_options_.idle_timeout = absl::Milliseconds(50);
  Start();
  RawClient fresh(http_->port());
  RawClient used(http_->port());
  used.Ask(Get("/healthz"));

  EXPECT_TRUE(fresh.IsClosedByServer());
  EXPECT_TRUE(used.IsClosedByServer());
}

TEST_F(HttpServerTest, ConnectionsAboveTheLimitAreClosed) {
  http_options_.max_connections = 2;
  Start();
  RawClient first(http_->port());
  RawClient second(http_->port());
  ASSERT_EQ(first.Ask(Get("/healthz")).status, 200);
  ASSERT_EQ(second.Ask(Get("/healthz")).status, 200);

  RawClient third(http_->port());

  EXPECT_TRUE(third.IsClosedByServer());
  EXPECT_EQ(first.Ask(Get("/healthz")).status, 200);
}

// As many as 10,000, as far as the limit of open files goes: the client's end
// is in this process too.
TEST_F(HttpServerTest, ServesBesideThousandsOfIdleConnections) {
  rlimit limit;
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &limit), 0);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  const int count =
      static_cast<int>(std::min<rlim_t>(10000, (limit.rlim_cur - 200) / 2));
  Start();

  std::vector<RawClient> idle;
  for (int i = 0; i < count; ++i) {
    idle.emplace_back(http_->port());
    ASSERT_TRUE(idle.back().is_open()) << i;
  }

  EXPECT_EQ(Ask(Get("/healthz")).status, 200);
  EXPECT_EQ(idle.front().Ask(Get("/healthz")).status, 200);
  EXPECT_EQ(idle.back().Ask(Get("/healthz")).status, 200);
}

TEST_F(HttpServerTest, RequestUnderWayIsAnsweredBeforeItShutsDown) {
  AnswerLater();
  Start();
  RawClient busy(http_->port());
  RawClient idle(http_->port());
  ASSERT_EQ(idle.Ask(Get("/healthz")).status, 200);
  busy.Send(Post(kUnderstand, "{}"));
  std::vector<Done> waiting = WaitFor(1);

  std::thread shutdown([this] { http_->Shutdown(); });
  EXPECT_TRUE(idle.IsClosedByServer());
  waiting[0](std::make_unique<chat::v1::UnderstandResponse>());
  const RawResponse response = busy.Read();
  busy = RawClient(http_->port());
  shutdown.join();

  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.Header("connection"), "close");
  EXPECT_FALSE(busy.is_open());
}

TEST_F(HttpServerTest, ShutdownDoesNotWaitForLongerThanItsGrace) {
  AnswerLater();
  http_options_.drain_grace = absl::Milliseconds(20);
  Start();
  RawClient client(http_->port());
  client.Send(Post(kUnderstand, "{}"));
  std::vector<Done> waiting = WaitFor(1);

  http_->Shutdown();

  EXPECT_TRUE(client.IsClosedByServer());
  waiting[0](absl::CancelledError());
}

TEST_F(HttpServerTest, PortThatIsTakenIsSaidSo) {
  Start();
  HttpServerOptions options;
  options.listen = absl::StrCat("127.0.0.1:", http_->port());
  HttpServer second(options, *gateway_);

  const absl::Status started = second.Start();

  EXPECT_TRUE(absl::IsUnavailable(started));
  EXPECT_THAT(std::string(started.message()), HasSubstr("taken"));
}

}  // namespace
}  // namespace unknot::gateway
