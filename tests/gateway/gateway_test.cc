// What stands around the calls: origins, rates, ids, health, files.
#include "chatbot/gateway/gateway.h"

#include <filesystem>
#include <fstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tests/gateway/gateway_fixture.h"

namespace unknot::gateway {
namespace {

using testing::HasSubstr;
using testing::Not;

class GatewayTest : public GatewayFixture {
 protected:
  void Allow(const std::vector<std::string>& origins) {
    options_.origins = *OriginList::Parse(origins);
  }

  RawResponse AskFrom(const std::string& origin) {
    return Ask(
        Post(kUnderstand, "{}", absl::StrCat("Origin: ", origin, "\r\n")));
  }

  RawResponse PreflightFrom(const std::string& origin) {
    return Ask(absl::StrCat("OPTIONS ", kUnderstand,
                            " HTTP/1.1\r\nHost: test\r\nOrigin: ", origin,
                            "\r\nAccess-Control-Request-Method: POST\r\n"
                            "Access-Control-Request-Headers: content-type\r\n"
                            "\r\n"));
  }

  // A folder with the files of a site.
  std::string WriteSite() {
    const std::filesystem::path folder =
        std::filesystem::path(testing::TempDir()) /
        testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::create_directories(folder / "sub");
    std::ofstream(folder / "index.html") << "<p>home</p>";
    std::ofstream(folder / "unknot-chat.js") << std::string(3000, ';');
    std::ofstream(folder / "sub" / "page.html") << "<p>sub</p>";
    std::ofstream(folder / ".secret.html") << "hidden";
    std::ofstream(folder / "notes.bak") << "unknown kind";
    return folder.string();
  }
};

TEST_F(GatewayTest, AllowedOriginMayCallAndRead) {
  Allow({"https://clinic.example"});
  Start();

  const RawResponse response = AskFrom("https://clinic.example");

  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.Header("access-control-allow-origin"),
            "https://clinic.example");
  EXPECT_THAT(response.Header("vary"), HasSubstr("Origin"));
  EXPECT_THAT(response.Header("access-control-expose-headers"),
              HasSubstr("Retry-After"));
}

TEST_F(GatewayTest, ForeignOriginMayNot) {
  bool was_called = false;
  AnswerWith([&was_called](const chat::v1::UnderstandRequest&) {
    was_called = true;
    return chat::v1::UnderstandResponse();
  });
  Start();

  for (const std::string origin :
       {"https://evil.example", "null", "https://test.evil.example"}) {
    const RawResponse response = AskFrom(origin);

    EXPECT_EQ(response.status, 403) << origin;
    EXPECT_EQ(CodeOf(response), "permission_denied");
    EXPECT_EQ(response.Header("access-control-allow-origin"), "");
  }
  EXPECT_FALSE(was_called);
}

TEST_F(GatewayTest, OwnPagesMayCall) {
  Start();

  EXPECT_EQ(AskFrom("http://test").status, 200);
  EXPECT_EQ(AskFrom("https://test").status, 200);
}

TEST_F(GatewayTest, PreflightTellsWhatMayBeSent) {
  Allow({"https://*.clinic.example"});
  Start();

  const RawResponse yes = PreflightFrom("https://www.clinic.example");
  const RawResponse no = PreflightFrom("https://clinic.example");

  EXPECT_EQ(yes.status, 204);
  EXPECT_EQ(yes.Header("access-control-allow-origin"),
            "https://www.clinic.example");
  EXPECT_EQ(yes.Header("access-control-allow-methods"), "POST");
  EXPECT_THAT(yes.Header("access-control-allow-headers"),
              HasSubstr("Connect-Timeout-Ms"));
  EXPECT_EQ(no.status, 403);
  EXPECT_EQ(no.Header("access-control-allow-methods"), "");
}

TEST_F(GatewayTest, RefusalCanBeReadByAnAllowedOrigin) {
  Allow({"https://clinic.example"});
  options_.rate_limits = {.client_per_second = 1, .client_burst = 1};
  Start();
  AskFrom("https://clinic.example");

  const RawResponse response = AskFrom("https://clinic.example");

  EXPECT_EQ(response.status, 429);
  EXPECT_EQ(response.Header("access-control-allow-origin"),
            "https://clinic.example");
}

TEST_F(GatewayTest, TooManyCallsAreTurnedAwayUntilTimeHasPassed) {
  options_.rate_limits = {.client_per_second = 0.5, .client_burst = 2};
  Start();
  ASSERT_EQ(Ask(Post(kUnderstand, "{}")).status, 200);
  ASSERT_EQ(Ask(Post(kUnderstand, "{}")).status, 200);

  const RawResponse refused = Ask(Post(kUnderstand, "{}"));
  clock_.Advance(absl::Seconds(2));
  const RawResponse later = Ask(Post(kUnderstand, "{}"));

  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(CodeOf(refused), "resource_exhausted");
  EXPECT_EQ(refused.Header("retry-after"), "2");
  EXPECT_EQ(later.status, 200);
}

TEST_F(GatewayTest, HealthIsAskedWithoutLimit) {
  options_.rate_limits = {.client_per_second = 0.1, .client_burst = 1};
  Start();

  for (int i = 0; i < 5; ++i) EXPECT_EQ(Ask(Get("/healthz")).status, 200);
}

TEST_F(GatewayTest, ClientsBehindATrustedProxyAreToldApart) {
  options_.proxies = *TrustedProxies::Parse({"127.0.0.0/8"});
  options_.rate_limits = {.client_per_second = 0.1, .client_burst = 1};
  Start();
  const auto ask = [this](const std::string& forwarded) {
    return Ask(Post(kUnderstand, "{}",
                    absl::StrCat("X-Forwarded-For: ", forwarded, "\r\n")))
        .status;
  };

  EXPECT_EQ(ask("192.0.2.1"), 200);
  EXPECT_EQ(ask("192.0.2.2"), 200);
  // What a client adds itself stands on the left and is not believed.
  EXPECT_EQ(ask("203.0.113.9, 192.0.2.1"), 429);
}

TEST_F(GatewayTest, ForwardedAddressOfAnybodyElseIsNotBelieved) {
  options_.rate_limits = {.client_per_second = 0.1, .client_burst = 1};
  Start();

  EXPECT_EQ(
      Ask(Post(kUnderstand, "{}", "X-Forwarded-For: 192.0.2.1\r\n")).status,
      200);
  EXPECT_EQ(
      Ask(Post(kUnderstand, "{}", "X-Forwarded-For: 192.0.2.2\r\n")).status,
      429);
}

TEST_F(GatewayTest, RequestIdIsKeptOrMade) {
  std::string seen;
  call_ = [&seen](const CallInfo& info, const chat::v1::UnderstandRequest&,
                  Done done) {
    seen = info.request_id;
    done(std::make_unique<chat::v1::UnderstandResponse>());
  };
  Start();

  const RawResponse kept =
      Ask(Post(kUnderstand, "{}", "X-Request-Id: abc-1\r\n"));
  EXPECT_EQ(kept.Header("x-request-id"), "abc-1");
  EXPECT_EQ(seen, "abc-1");
  const RawResponse made =
      Ask(Post(kUnderstand, "{}", "X-Request-Id: my neck hurts\r\n"));
  EXPECT_EQ(made.Header("x-request-id").size(), 16u);
  EXPECT_EQ(seen, made.Header("x-request-id"));
}

TEST_F(GatewayTest, ReadyUntilToldOtherwise) {
  Start();
  EXPECT_EQ(Ask(Get("/readyz")).status, 200);

  gateway_->StopBeingReady();

  EXPECT_EQ(Ask(Get("/readyz")).status, 503);
  EXPECT_EQ(Ask(Get("/healthz")).status, 200);
}

TEST_F(GatewayTest, MetricsCountCallsAndNothingThatWasSaid) {
  constexpr char kOneConnection[] = "unknot_http_connections 1\n";
  Start();
  Ask(Post(kUnderstand, "{\"text\":\"secret\"}"));
  Ask(Post(kUnderstand, "{\"text\":5}"));
  Ask("nonsense\r\n\r\n");

  // A connection that was closed a moment ago may still be counted.
  std::string text;
  for (int i = 0; i < 200 && !absl::StrContains(text, kOneConnection); ++i) {
    text = Ask(Get("/metrics")).body;
  }

  const std::string labels =
      "method=\"unknot.chat.v1.ChatService/Understand\",protocol=\"connect\"} "
      "1";
  EXPECT_THAT(text, HasSubstr(absl::StrCat("_count{code=\"ok\",", labels)));
  EXPECT_THAT(text, HasSubstr(absl::StrCat("_count{code=\"invalid_argument\",",
                                           labels)));
  EXPECT_THAT(text, HasSubstr("unknot_http_refused_total{status=\"400\"} 1"));
  EXPECT_THAT(text, HasSubstr(kOneConnection));
  EXPECT_THAT(text, Not(HasSubstr("secret")));
}

TEST_F(GatewayTest, MetricsCanBeHidden) {
  options_.serve_metrics = false;
  Start();

  EXPECT_EQ(Ask(Get("/metrics")).status, 404);
}

TEST_F(GatewayTest, EveryAnswerKeepsBrowsersStrict) {
  site_ = *Site::Load(WriteSite(), kOwnPagesPolicy);
  Start();

  for (const std::string& request :
       {Get("/"), Get("/healthz"), Get("/none"), Post(kUnderstand, "{}"),
        Post(kUnderstand, "")}) {
    const RawResponse response = Ask(request);
    EXPECT_EQ(response.Header("x-content-type-options"), "nosniff") << request;
    EXPECT_THAT(response.Header("content-security-policy"),
                HasSubstr("default-src 'none'"))
        << request;
    EXPECT_THAT(response.Header("content-security-policy"),
                Not(HasSubstr("unsafe")));
  }
}

TEST_F(GatewayTest, ServesTheFilesOfTheSite) {
  site_ = *Site::Load(WriteSite(), kOwnPagesPolicy);
  Start();

  const RawResponse home = Ask(Get("/"));
  const RawResponse script =
      Ask(Get("/unknot-chat.js", "Accept-Encoding: gzip\r\n"));

  EXPECT_EQ(home.body, "<p>home</p>");
  EXPECT_EQ(home.Header("content-type"), "text/html; charset=utf-8");
  EXPECT_EQ(script.Header("content-type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(script.Header("content-encoding"), "gzip");
  EXPECT_EQ(script.Header("cross-origin-resource-policy"), "cross-origin");
  EXPECT_EQ(Ask(Get("/sub/page.html")).body, "<p>sub</p>");
  EXPECT_EQ(Ask(Get("/", absl::StrCat("If-None-Match: ", home.Header("etag"),
                                      "\r\n")))
                .status,
            304);
}

TEST_F(GatewayTest, ServesNoFileThatIsNotOfTheSite) {
  site_ = *Site::Load(WriteSite(), kOwnPagesPolicy);
  Start();

  for (const std::string path :
       {"/.secret.html", "/notes.bak", "/sub", "/../gateway_test",
        "/sub/../index.html", "/%2e%2e/index.html", "//index.html"}) {
    EXPECT_EQ(Ask(Get(path)).status, 404) << path;
  }
  EXPECT_EQ(Ask(Post("/index.html", "")).status, 405);
}

TEST_F(GatewayTest, FolderThatIsNotThereIsSaidSo) {
  EXPECT_TRUE(absl::IsNotFound(Site::Load("/no/such/folder", "").status()));
}

}  // namespace
}  // namespace unknot::gateway
