// The rules of the Connect protocol for unary calls, one row each, over a
// socket.
#include <google/protobuf/util/json_util.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "chatbot/gateway/connect_error.h"
#include "chatbot/gateway/gzip.h"
#include "services/runtime/errors.h"
#include "tests/gateway/gateway_fixture.h"

namespace unknot::gateway {
namespace {

using testing::HasSubstr;
using testing::Not;

class ConnectTest : public GatewayFixture {};

std::string Request(const std::string& method, const std::string& target,
                    const std::string& headers, const std::string& body = "") {
  return absl::StrCat(method, " ", target, " HTTP/1.1\r\nHost: test\r\n",
                      headers, "Content-Length: ", body.size(), "\r\n\r\n",
                      body);
}

constexpr char kJson[] = "Content-Type: application/json\r\n";
constexpr char kProto[] = "Content-Type: application/proto\r\n";

// A request, and what must come back.
struct Rule {
  const char* name;
  std::string request;
  int status;
  // Of the error; "" for none.
  const char* code;
  // The field that the error names; "" for none.
  const char* field = "";
};

class ConnectRuleTest : public GatewayFixture,
                        public testing::WithParamInterface<Rule> {};

TEST_P(ConnectRuleTest, Holds) {
  Start();

  const RawResponse response = Ask(GetParam().request);

  EXPECT_EQ(response.status, GetParam().status) << response.body;
  EXPECT_EQ(CodeOf(response), GetParam().code) << response.body;
  EXPECT_EQ(FieldOf(response), GetParam().field) << response.body;
  if (*GetParam().code != '\0') {
    EXPECT_EQ(response.Header("content-type"), "application/json");
  }
}

std::string Ask(const std::string& headers, const std::string& body) {
  return Request("POST", kUnderstand, headers, body);
}

std::string AskGet(const std::string& query) {
  return Request("GET", absl::StrCat(kGetTechnique, "?", query), "");
}

INSTANTIATE_TEST_SUITE_P(
    Posts, ConnectRuleTest,
    testing::Values(
        Rule{"Json", Ask(kJson, "{}"), 200, ""},
        Rule{"JsonWithCharset",
             Ask("Content-Type: application/json; charset=utf-8\r\n", "{}"),
             200, ""},
        Rule{"TypeInCapitals", Ask("Content-Type: Application/JSON\r\n", "{}"),
             200, ""},
        Rule{"Proto", Ask(kProto, ""), 200, ""},
        Rule{"VersionOne",
             Ask(absl::StrCat(kJson, "Connect-Protocol-Version: 1\r\n"), "{}"),
             200, ""},
        Rule{"VersionTwo",
             Ask(absl::StrCat(kJson, "Connect-Protocol-Version: 2\r\n"), "{}"),
             400, "invalid_argument"},
        Rule{"IdentityEncoding",
             Ask(absl::StrCat(kJson, "Content-Encoding: identity\r\n"), "{}"),
             200, ""},
        Rule{"GzipEncoding",
             Ask(absl::StrCat(kJson, "Content-Encoding: gzip\r\n"),
                 Gzip("{}", 6)),
             200, ""},
        Rule{"UnknownEncoding",
             Ask(absl::StrCat(kJson, "Content-Encoding: br\r\n"), "{}"), 501,
             "unimplemented"},
        Rule{"NoGzipInside",
             Ask(absl::StrCat(kJson, "Content-Encoding: gzip\r\n"), "{}"), 400,
             "invalid_argument"},
        Rule{"GzipCutShort",
             Ask(absl::StrCat(kJson, "Content-Encoding: gzip\r\n"),
                 Gzip("{\"text\":\"neck\"}", 6).substr(0, 12)),
             400, "invalid_argument"},
        Rule{"UnknownType", Ask("Content-Type: text/plain\r\n", "{}"), 415,
             "unimplemented"},
        Rule{"UnknownCharset",
             Ask("Content-Type: application/json; charset=latin1\r\n", "{}"),
             415, "unimplemented"},
        Rule{"StreamingType",
             Ask("Content-Type: application/connect+json\r\n", "{}"), 415,
             "unimplemented"},
        Rule{"NoType", Ask("", "{}"), 415, "unimplemented"},
        Rule{"PutInsteadOfPost", Request("PUT", kUnderstand, kJson, "{}"), 405,
             "unimplemented"},
        Rule{"GetOfWhatTakesPostOnly",
             Request("GET",
                     absl::StrCat(kUnderstand, "?encoding=json&message=%7B%7D"),
                     ""),
             405, "unimplemented"},
        Rule{"UnknownMethod",
             Request("POST", "/unknot.chat.v1.ChatService/Guess", kJson, "{}"),
             404, "unimplemented"},
        Rule{"UnknownService",
             Request("POST", "/unknot.x.v1.X/Understand", kJson, "{}"), 404,
             "unimplemented"},
        Rule{"MethodThatWrites",
             Request("POST",
                     "/unknot.directory.v1.TherapistDirectoryService/"
                     "DeleteTherapist",
                     kJson, "{}"),
             404, "unimplemented"},
        Rule{"TimeoutInTime",
             Ask(absl::StrCat(kJson, "Connect-Timeout-Ms: 60000\r\n"), "{}"),
             200, ""},
        Rule{"TimeoutOver",
             Ask(absl::StrCat(kJson, "Connect-Timeout-Ms: 0\r\n"), "{}"), 504,
             "deadline_exceeded"},
        Rule{"TimeoutOfElevenDigits",
             Ask(absl::StrCat(kJson, "Connect-Timeout-Ms: 10000000000\r\n"),
                 "{}"),
             400, "invalid_argument"},
        Rule{"NegativeTimeout",
             Ask(absl::StrCat(kJson, "Connect-Timeout-Ms: -1\r\n"), "{}"), 400,
             "invalid_argument"},
        Rule{"TimeoutThatIsNoNumber",
             Ask(absl::StrCat(kJson, "Connect-Timeout-Ms: soon\r\n"), "{}"),
             400, "invalid_argument"},
        Rule{"EmptyJson", Ask(kJson, ""), 400, "invalid_argument"},
        Rule{"JsonThatBreaksOff", Ask(kJson, "{\"text\":\"a"), 400,
             "invalid_argument"},
        Rule{"JsonOfAnotherKind", Ask(kJson, "[]"), 400, "invalid_argument"},
        Rule{"JsonWithAWrongField", Ask(kJson, "{\"text\":5}"), 400,
             "invalid_argument", "text"},
        Rule{"JsonWithAnUnknownField", Ask(kJson, "{\"txt\":\"a\"}"), 400,
             "invalid_argument", "txt"},
        Rule{"ProtoThatBreaksOff", Ask(kProto, "\n\x05xy"), 400,
             "invalid_argument", "text"},
        Rule{"ProtoThatIsNoUtf8", Ask(kProto, "\n\x01\xff"), 400,
             "invalid_argument", "text"}),
    [](const auto& param) { return param.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Gets, ConnectRuleTest,
    testing::Values(
        Rule{"Plain", AskGet("connect=v1&encoding=json&message=%7B%7D"), 200,
             ""},
        Rule{"WithoutVersion", AskGet("encoding=json&message=%7b%7d"), 200, ""},
        Rule{"Proto", AskGet("encoding=proto&message="), 200, ""},
        Rule{"Base64",
             AskGet(absl::StrCat("encoding=json&base64=1&message=",
                                 absl::WebSafeBase64Escape("{}"))),
             200, ""},
        Rule{"Base64WithPadding",
             AskGet("encoding=json&base64=1&message=e30%3D"), 200, ""},
        Rule{"Compressed",
             AskGet(absl::StrCat(
                 "encoding=json&base64=1&compression=gzip&message=",
                 absl::WebSafeBase64Escape(Gzip("{}", 6)))),
             200, ""},
        Rule{"OtherVersion", AskGet("connect=v2&encoding=json&message=%7B%7D"),
             400, "invalid_argument"},
        Rule{"NoMessage", AskGet("encoding=json"), 400, "invalid_argument"},
        Rule{"NoEncoding", AskGet("message=%7B%7D"), 400, "invalid_argument"},
        Rule{"UnknownEncoding", AskGet("encoding=xml&message=%7B%7D"), 400,
             "invalid_argument"},
        Rule{"UnknownCompression",
             AskGet("encoding=json&compression=br&message=%7B%7D"), 501,
             "unimplemented"},
        Rule{"GarbledEscape", AskGet("encoding=json&message=%7"), 400,
             "invalid_argument"},
        Rule{"GarbledBase64", AskGet("encoding=json&base64=1&message=%21"), 400,
             "invalid_argument"},
        Rule{"WrongField",
             AskGet("encoding=json&message=%7B%22techniqueId%22%3A1%7D"), 400,
             "invalid_argument", "techniqueId"}),
    [](const auto& param) { return absl::StrCat("Get", param.param.name); });

struct CodeCase {
  absl::StatusCode code;
  const char* name;
  int status;
};

class CodeTest : public GatewayFixture,
                 public testing::WithParamInterface<CodeCase> {};

TEST_P(CodeTest, HasItsNameAndItsStatus) {
  AnswerWith([](const chat::v1::UnderstandRequest&) -> Answer {
    return absl::Status(GetParam().code, "Because.");
  });
  Start();

  const RawResponse response = GatewayFixture::Ask(Post(kUnderstand, "{}"));

  EXPECT_EQ(response.status, GetParam().status);
  EXPECT_EQ(Json(response), (nlohmann::json{{"code", GetParam().name},
                                            {"message", "Because."}}));
}

INSTANTIATE_TEST_SUITE_P(
    Codes, CodeTest,
    testing::Values(
        CodeCase{absl::StatusCode::kCancelled, "canceled", 499},
        CodeCase{absl::StatusCode::kUnknown, "unknown", 500},
        CodeCase{absl::StatusCode::kInvalidArgument, "invalid_argument", 400},
        CodeCase{absl::StatusCode::kDeadlineExceeded, "deadline_exceeded", 504},
        CodeCase{absl::StatusCode::kNotFound, "not_found", 404},
        CodeCase{absl::StatusCode::kAlreadyExists, "already_exists", 409},
        CodeCase{absl::StatusCode::kPermissionDenied, "permission_denied", 403},
        CodeCase{absl::StatusCode::kResourceExhausted, "resource_exhausted",
                 429},
        CodeCase{absl::StatusCode::kFailedPrecondition, "failed_precondition",
                 400},
        CodeCase{absl::StatusCode::kAborted, "aborted", 409},
        CodeCase{absl::StatusCode::kOutOfRange, "out_of_range", 400},
        CodeCase{absl::StatusCode::kUnimplemented, "unimplemented", 501},
        CodeCase{absl::StatusCode::kInternal, "internal", 500},
        CodeCase{absl::StatusCode::kUnavailable, "unavailable", 503},
        CodeCase{absl::StatusCode::kDataLoss, "data_loss", 500},
        CodeCase{absl::StatusCode::kUnauthenticated, "unauthenticated", 401}),
    [](const auto& param) { return std::string(param.param.name); });

TEST_F(ConnectTest, RequestReachesTheMethodInEitherForm) {
  std::vector<std::string> heard;
  AnswerWith([&heard](const chat::v1::UnderstandRequest& request) {
    heard.push_back(request.text());
    return chat::v1::UnderstandResponse();
  });
  Start();
  chat::v1::UnderstandRequest request;
  request.set_text("neck");
  RawClient client(http_->port());

  client.Ask(Post(kUnderstand, "{\"text\":\"neck\"}"));
  client.Ask(Request("POST", kUnderstand, kProto, request.SerializeAsString()));

  EXPECT_THAT(heard, testing::ElementsAre("neck", "neck"));
}

TEST_F(ConnectTest, AnswerHasTheFormOfTheRequest) {
  AnswerWith([](const chat::v1::UnderstandRequest&) {
    chat::v1::UnderstandResponse response;
    response.mutable_understanding()->add_intents()->set_intent_id("greet");
    return response;
  });
  Start();

  const RawResponse json = GatewayFixture::Ask(Post(kUnderstand, "{}"));
  const RawResponse proto =
      GatewayFixture::Ask(Request("POST", kUnderstand, kProto));

  EXPECT_EQ(json.Header("content-type"), "application/json");
  EXPECT_EQ(Json(json)["understanding"]["intents"][0]["intentId"], "greet");
  EXPECT_EQ(proto.Header("content-type"), "application/proto");
  chat::v1::UnderstandResponse read;
  ASSERT_TRUE(read.ParseFromString(proto.body));
  EXPECT_EQ(read.understanding().intents(0).intent_id(), "greet");
}

TEST_F(ConnectTest, LongAnswerIsCompressedForThoseWhoTakeIt) {
  const std::string word(5000, 'a');
  AnswerWith([&word](const chat::v1::UnderstandRequest&) {
    chat::v1::UnderstandResponse response;
    response.mutable_understanding()->add_intents()->set_intent_id(word);
    return response;
  });
  Start();

  const RawResponse plain = GatewayFixture::Ask(Post(kUnderstand, "{}"));
  const RawResponse small = GatewayFixture::Ask(
      Post(kUnderstand, "{}", "Accept-Encoding: br, gzip;q=0.5\r\n"));
  const RawResponse refused = GatewayFixture::Ask(
      Post(kUnderstand, "{}", "Accept-Encoding: gzip;q=0\r\n"));

  EXPECT_EQ(plain.Header("content-encoding"), "");
  EXPECT_EQ(refused.Header("content-encoding"), "");
  EXPECT_EQ(small.Header("content-encoding"), "gzip");
  EXPECT_LT(small.body.size(), plain.body.size());
  EXPECT_EQ(*Gunzip(small.body, 1 << 20), plain.body);
  EXPECT_THAT(small.Header("vary"), HasSubstr("Accept-Encoding"));
}

TEST_F(ConnectTest, CompressedRequestThatGrowsTooLongIsRefused) {
  options_.connect.max_message_bytes = 10000;
  Start();
  const std::string body =
      absl::StrCat("{\"text\":\"", std::string(5000000, 'a'), "\"}");

  const RawResponse response = GatewayFixture::Ask(
      Post(kUnderstand, Gzip(body, 9), "Content-Encoding: gzip\r\n"));

  EXPECT_EQ(response.status, 429);
  EXPECT_EQ(CodeOf(response), "resource_exhausted");
}

TEST_F(ConnectTest, DeadlineReachesTheMethod) {
  absl::Time deadline;
  call_ = [&deadline](const CallInfo& info, const chat::v1::UnderstandRequest&,
                      Done done) {
    deadline = info.deadline;
    done(std::make_unique<chat::v1::UnderstandResponse>());
  };
  Start();
  const absl::Time before = absl::Now();

  GatewayFixture::Ask(Post(kUnderstand, "{}", "Connect-Timeout-Ms: 20000\r\n"));

  EXPECT_GE(deadline, before + absl::Seconds(20));
  EXPECT_LE(deadline, absl::Now() + absl::Seconds(20));
}

TEST_F(ConnectTest, LateAnswerIsReplacedByTheDeadline) {
  AnswerLater();
  Start();
  RawClient client(http_->port());

  const RawResponse response =
      client.Ask(Post(kUnderstand, "{}", "Connect-Timeout-Ms: 20\r\n"));
  Release();

  EXPECT_EQ(response.status, 504);
  EXPECT_EQ(CodeOf(response), "deadline_exceeded");
  // The late answer must not be taken for that of the next request.
  EXPECT_EQ(client.Ask(Get("/healthz")).body, "ok\n");
}

TEST_F(ConnectTest, CallWithoutATimeEndsAtTheLongest) {
  options_.connect.longest_call = absl::Milliseconds(20);
  AnswerLater();
  Start();
  RawClient client(http_->port());

  const RawResponse response = client.Ask(Post(kUnderstand, "{}"));
  Release();

  EXPECT_EQ(response.status, 504);
  EXPECT_EQ(CodeOf(response), "deadline_exceeded");
}

TEST_F(ConnectTest, LongerTimeOfTheClientIsNotCutShort) {
  options_.connect.longest_call = absl::Milliseconds(20);
  absl::Duration given;
  call_ = [&given](const CallInfo& info, const chat::v1::UnderstandRequest&,
                   Done done) {
    given = info.deadline - absl::Now();
    absl::SleepFor(absl::Milliseconds(40));
    done(std::make_unique<chat::v1::UnderstandResponse>());
  };
  Start();

  const RawResponse response = GatewayFixture::Ask(
      Post(kUnderstand, "{}", "Connect-Timeout-Ms: 20000\r\n"));

  EXPECT_EQ(response.status, 200);
  EXPECT_GT(given, absl::Seconds(10));
}

TEST_F(ConnectTest, ClientThatGoesCancelsItsCall) {
  absl::Notification cancelled;
  call_ = [&](const CallInfo& info, const chat::v1::UnderstandRequest&,
              Done done) {
    info.cancellation->OnCancel([&cancelled] { cancelled.Notify(); });
    absl::MutexLock lock(&mutex_);
    waiting_.push_back(std::move(done));
  };
  Start();
  auto client = std::make_unique<RawClient>(http_->port());
  client->Send(Post(kUnderstand, "{}"));
  std::vector<Done> waiting = WaitFor(1);
  ASSERT_FALSE(
      cancelled.WaitForNotificationWithTimeout(absl::Milliseconds(600)));

  client.reset();

  EXPECT_TRUE(cancelled.WaitForNotificationWithTimeout(absl::Seconds(10)));
  waiting[0](absl::CancelledError(""));
  EXPECT_THAT(metrics_.Text(), HasSubstr("code=\"canceled\""));
}

TEST_F(ConnectTest, ClientThatSendsMoreWhileItWaitsIsAnswered) {
  AnswerLater();
  Start();
  RawClient client(http_->port());
  client.Send(Post(kUnderstand, "{}") + Get("/healthz"));
  std::vector<Done> waiting = WaitFor(1);
  absl::SleepFor(absl::Milliseconds(600));
  waiting[0](std::make_unique<chat::v1::UnderstandResponse>());

  EXPECT_EQ(client.Read().status, 200);
  EXPECT_EQ(client.Read().body, "ok\n");
}

TEST_F(ConnectTest, DetailsAreThereInBinaryAndInWords) {
  AnswerWith([](const chat::v1::UnderstandRequest&) -> Answer {
    return runtime::InvalidField("text", "Must not be empty.", "TEXT_MISSING");
  });
  Start();

  const RawResponse response = GatewayFixture::Ask(Post(kUnderstand, "{}"));

  EXPECT_EQ(FieldOf(response), "text");
  for (const auto& detail : Json(response)["details"]) {
    const std::string value = detail["value"];
    EXPECT_THAT(value, Not(HasSubstr("=")));
    std::string bytes;
    EXPECT_TRUE(absl::Base64Unescape(value, &bytes));
    if (detail["type"] == "google.rpc.ErrorInfo") {
      EXPECT_EQ(detail["debug"]["reason"], "TEXT_MISSING");
    }
  }
}

TEST_F(ConnectTest, NothingTypedIsRepeatedInAnError) {
  Start();

  for (const std::string body :
       {"{\"text\": \"my secret", "{\"text\": {\"my\": \"secret\"}}",
        "{\"my secret pain\": 1}", "my secret", "{\"text\": \"\\xsecret\"}"}) {
    const RawResponse response = GatewayFixture::Ask(Post(kUnderstand, body));

    EXPECT_EQ(response.status, 400);
    EXPECT_THAT(response.body, Not(HasSubstr("secret"))) << body;
  }
}

TEST_F(ConnectTest, AnswerToAPostIsNotCached) {
  Start();

  EXPECT_EQ(
      GatewayFixture::Ask(Post(kUnderstand, "{}")).Header("cache-control"),
      "no-store");
}

TEST_F(ConnectTest, GetThatChangedNothingIsNotSentAgain) {
  Start();
  const std::string target =
      absl::StrCat(kGetTechnique, "?encoding=json&message=%7B%7D");
  const RawResponse first = GatewayFixture::Ask(Get(target));

  const RawResponse again = GatewayFixture::Ask(Get(
      target, absl::StrCat("If-None-Match: ", first.Header("etag"), "\r\n")));

  EXPECT_EQ(first.status, 200);
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(again.body, "");
}

TEST_F(ConnectTest, RefusedMethodSaysWhichAreAllowed) {
  Start();

  EXPECT_EQ(
      GatewayFixture::Ask(Request("PUT", kUnderstand, kJson)).Header("allow"),
      "POST");
  EXPECT_EQ(
      GatewayFixture::Ask(Request("PUT", kGetTechnique, kJson)).Header("allow"),
      "GET, POST");
}

}  // namespace
}  // namespace unknot::gateway
