// A gateway on a port of its own, whose two methods answer as a test says:
// Understand, by POST, and GetTechnique, by GET as well.
#ifndef UNKNOT_TESTS_GATEWAY_GATEWAY_FIXTURE_H_
#define UNKNOT_TESTS_GATEWAY_GATEWAY_FIXTURE_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "chatbot/gateway/gateway.h"
#include "chatbot/gateway/http_server.h"
#include "services/runtime/clock.h"
#include "tests/gateway/raw_client.h"
#include "unknot/chat/v1/chat_service.pb.h"
#include "unknot/knowledge/v1/knowledge_service.pb.h"

namespace unknot::gateway {

inline constexpr char kUnderstand[] = "/unknot.chat.v1.ChatService/Understand";
inline constexpr char kGetTechnique[] =
    "/unknot.knowledge.v1.KnowledgeService/GetTechnique";

class GatewayFixture : public testing::Test {
 protected:
  using Answer = absl::StatusOr<chat::v1::UnderstandResponse>;

  GatewayFixture() {
    options_.rate_limits.client_per_second = 0;
    http_options_.listen = "127.0.0.1:0";
    http_options_.threads = 2;
    methods_.Add(
        "unknot.chat.v1.ChatService", "Understand",
        [this](const CallInfo& info, MessagePtr request, Done done) {
          call_(info, static_cast<const chat::v1::UnderstandRequest&>(*request),
                std::move(done));
        });
    methods_.Add(
        "unknot.knowledge.v1.KnowledgeService", "GetTechnique",
        [](const CallInfo&, MessagePtr request, Done done) {
          auto answer = std::make_unique<knowledge::v1::GetTechniqueResponse>();
          answer->mutable_technique()->set_id(
              static_cast<const knowledge::v1::GetTechniqueRequest&>(*request)
                  .technique_id());
          done(std::move(answer));
        });
  }

  ~GatewayFixture() override { Stop(); }

  void Start() {
    gateway_ = std::make_unique<Gateway>(
        options_, methods_, std::move(site_), [] { return "{}"; }, metrics_,
        clock_,
        std::vector<runtime::CallObserver*>{&metrics_.Calls("connect")});
    http_ = std::make_unique<HttpServer>(
        http_options_, *gateway_,
        HttpServerObserver{
            [this](int change) { metrics_.OnConnection(change); },
            [this](int status) { metrics_.OnRefusal(status); }});
    const absl::Status started = http_->Start();
    ASSERT_TRUE(started.ok()) << started;
  }

  void Stop() {
    if (http_ != nullptr) http_->Shutdown();
    http_.reset();
    gateway_.reset();
  }

  // Makes Understand answer at once with what `answer` returns.
  void AnswerWith(
      std::function<Answer(const chat::v1::UnderstandRequest&)> answer) {
    call_ = [answer](const CallInfo&,
                     const chat::v1::UnderstandRequest& request, Done done) {
      auto result = answer(request);
      if (!result.ok()) return done(result.status());
      done(std::make_unique<chat::v1::UnderstandResponse>(*result));
    };
  }

  // Makes Understand wait until Release.
  void AnswerLater() {
    call_ = [this](const CallInfo&, const chat::v1::UnderstandRequest&,
                   Done done) {
      absl::MutexLock lock(&mutex_);
      waiting_.push_back(std::move(done));
    };
  }

  // Waits until `count` calls have come that wait, and answers them.
  void Release(size_t count = 1) {
    std::vector<Done> waiting = WaitFor(count);
    for (Done& done : waiting) {
      done(std::make_unique<chat::v1::UnderstandResponse>());
    }
  }

  std::vector<Done> WaitFor(size_t count) {
    absl::MutexLock lock(&mutex_);
    const auto enough = [this, count] { return waiting_.size() >= count; };
    mutex_.Await(absl::Condition(&enough));
    return std::exchange(waiting_, {});
  }

  RawResponse Ask(absl::string_view bytes) {
    return RawClient(http_->port()).Ask(bytes);
  }

  static nlohmann::json Json(const RawResponse& response) {
    return nlohmann::json::parse(response.body, nullptr, false);
  }

  // The code of an error; "" where there is none.
  static std::string CodeOf(const RawResponse& response) {
    const nlohmann::json json = Json(response);
    return json.is_object() ? json.value("code", "") : "";
  }

  // The field that an error names; "" where it names none.
  static std::string FieldOf(const RawResponse& response) {
    const nlohmann::json json = Json(response);
    if (!json.is_object()) return "";
    for (const auto& detail : json.value("details", nlohmann::json::array())) {
      if (detail["type"] == "google.rpc.BadRequest") {
        return detail["debug"]["fieldViolations"][0].value("field", "");
      }
    }
    return "";
  }

  GatewayOptions options_;
  HttpServerOptions http_options_;
  runtime::FakeClock clock_;
  Metrics metrics_;
  Site site_;
  MethodTable methods_;
  std::function<void(const CallInfo&, const chat::v1::UnderstandRequest&, Done)>
      call_ =
          [](const CallInfo&, const chat::v1::UnderstandRequest&, Done done) {
            done(std::make_unique<chat::v1::UnderstandResponse>());
          };
  absl::Mutex mutex_;
  std::vector<Done> waiting_;
  std::unique_ptr<Gateway> gateway_;
  std::unique_ptr<HttpServer> http_;
};

}  // namespace unknot::gateway

#endif  // UNKNOT_TESTS_GATEWAY_GATEWAY_FIXTURE_H_
