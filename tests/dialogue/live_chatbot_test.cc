// What is in use follows the language pack and the knowledge base.
#include "chatbot/dialogue/live_chatbot.h"

#include <gmock/gmock.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "chatbot/embedded/embedded.h"
#include "services/runtime/clock.h"
#include "services/runtime/logging.h"
#include "unknot/knowledge/v1/knowledge_service.grpc.pb.h"

namespace unknot::dialogue {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Ne;

// Serves the knowledge base under a version that can be changed.
class FakeKnowledgeService final
    : public knowledge::v1::KnowledgeService::Service {
 public:
  explicit FakeKnowledgeService(VersionedKnowledge first)
      : serves(std::move(first)) {}

  grpc::Status GetKnowledgeBase(
      grpc::ServerContext*,
      const knowledge::v1::GetKnowledgeBaseRequest* request,
      knowledge::v1::GetKnowledgeBaseResponse* response) override {
    if (!away.ok()) return away;
    response->set_version(serves.version);
    if (request->known_version() != serves.version) {
      *response->mutable_knowledge_base() = serves.base;
    }
    return grpc::Status::OK;
  }

  VersionedKnowledge serves;
  grpc::Status away;
};

class LiveChatbotTest : public testing::Test {
 protected:
  LiveChatbotTest()
      : folder_(absl::StrCat(testing::TempDir(), "/live_chatbot-", getpid())) {
    fs::remove_all(folder_);
    fs::copy(UNKNOT_SOURCE_DIR "/chatbot/language/en", folder_);
    grpc::ServerBuilder builder;
    builder.RegisterService(&knowledge_);
    server_ = builder.BuildAndStart();
    auto live = LiveChatbot::Start(
        {.language_dir = folder_}, server_->InProcessChannel({}),
        services_->directory(), clock_, absl::ZeroDuration());
    if (live.ok()) live_ = *std::move(live);
  }
  ~LiveChatbotTest() override {
    live_.reset();
    server_->Shutdown();
    fs::remove_all(folder_);
  }

  void SetUp() override { ASSERT_NE(live_, nullptr); }

  static std::unique_ptr<embedded::Embedded> StartServices(
      const runtime::Clock& clock) {
    auto started =
        embedded::Embedded::Start({.knowledge_dir = UNKNOT_SOURCE_DIR
                                   "/services/recommendation/knowledge",
                                   .store = "sqlite::memory:"},
                                  clock);
    EXPECT_TRUE(started.ok()) << started.status();
    return *std::move(started);
  }

  void Write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ + "/" + name) << text;
  }

  // Whether the first place of the message is that region.
  bool Understands(const std::string& text, const std::string& region) const {
    chat::v1::UnderstandRequest request;
    request.set_text(text);
    const auto response = live_->Current()->chat().Understand(request);
    if (!response.ok()) return false;
    const auto& sites = response->understanding().complaint().sites();
    return !sites.empty() && sites[0].region() == region;
  }

  const runtime::SystemClock clock_;
  const std::string folder_;
  const std::unique_ptr<embedded::Embedded> services_ = StartServices(clock_);
  FakeKnowledgeService knowledge_{*FetchKnowledge(services_->recommendation())};
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<LiveChatbot> live_;
};

constexpr char kNewPhrase[] =
    "phrases { concept_id: 'region/knee' say: 'flibbertijoint' }";

int CountOf(absl::string_view words, absl::string_view text) {
  int count = 0;
  for (size_t at = text.find(words); at != absl::string_view::npos;
       at = text.find(words, at + 1)) {
    ++count;
  }
  return count;
}

TEST_F(LiveChatbotTest, NothingChangedKeepsTheChatbot) {
  const auto before = live_->Current();

  live_->LookNow();

  EXPECT_EQ(live_->Current(), before);
}

TEST_F(LiveChatbotTest, ANewPhraseIsUnderstood) {
  ASSERT_FALSE(Understands("my flibbertijoint hurts", "knee"));

  Write("more.textproto", kNewPhrase);
  live_->LookNow();

  EXPECT_TRUE(Understands("my flibbertijoint hurts", "knee"));
  EXPECT_TRUE(live_->problem().ok());
}

TEST_F(LiveChatbotTest, ABrokenPackChangesNothingUntilItIsMended) {
  const auto before = live_->Current();

  Write("more.textproto", "phrases { concept_id: 'region/knee' say:");
  live_->LookNow();

  EXPECT_EQ(live_->Current(), before);
  EXPECT_THAT(live_->problem().message(), HasSubstr("more.textproto"));

  Write("more.textproto", kNewPhrase);
  live_->LookNow();

  EXPECT_NE(live_->Current(), before);
  EXPECT_TRUE(live_->problem().ok());
}

TEST_F(LiveChatbotTest, ANewVersionOfTheKnowledgeBaseIsFollowed) {
  knowledge_.serves.version = "second";

  live_->LookNow();

  EXPECT_EQ(live_->Current()->knowledge_version(), "second");
}

TEST_F(LiveChatbotTest, AConversationGoesOnWithTheNewChatbot) {
  const auto old = live_->Current();
  const auto started = old->chat().StartConversation({});
  ASSERT_TRUE(started.ok());
  knowledge_.serves.version = "second";
  live_->LookNow();
  chat::v1::SendMessageRequest request;
  request.set_conversation(started->conversation());
  request.set_text("my neck is stiff");

  const auto response = live_->Current()->chat().SendMessage(request);

  ASSERT_THAT(live_->Current(), Ne(old));
  EXPECT_TRUE(response.ok()) << response.status();
}

TEST_F(LiveChatbotTest, AServiceThatWasAwayWhenThePackChangedIsAskedAgain) {
  knowledge_.away = grpc::Status(grpc::StatusCode::UNAVAILABLE, "down");
  Write("more.textproto", kNewPhrase);
  live_->LookNow();
  ASSERT_FALSE(Understands("my flibbertijoint hurts", "knee"));

  knowledge_.away = grpc::Status::OK;
  live_->LookNow();

  EXPECT_TRUE(Understands("my flibbertijoint hurts", "knee"));
}

TEST_F(LiveChatbotTest, AServiceThatStaysAwayIsLoggedOnce) {
  knowledge_.away = grpc::Status(grpc::StatusCode::UNAVAILABLE, "down");
  Write("more.textproto", kNewPhrase);
  testing::internal::CaptureStderr();
  ASSERT_TRUE(runtime::StartLogging({.level = "info"}).ok());

  for (int i = 0; i < 3; ++i) live_->LookNow();
  knowledge_.away = grpc::Status::OK;
  for (int i = 0; i < 3; ++i) live_->LookNow();

  ASSERT_TRUE(runtime::StartLogging({.level = "off"}).ok());
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_EQ(CountOf("chatbot not renewed", log), 1) << log;
  EXPECT_EQ(CountOf("chatbot renewed", log), 1) << log;
}

}  // namespace
}  // namespace unknot::dialogue
