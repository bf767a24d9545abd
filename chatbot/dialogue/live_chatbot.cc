// Polls, builds, swaps.
#include "chatbot/dialogue/live_chatbot.h"

#include <utility>

#include "services/runtime/logging.h"

namespace unknot::dialogue {
namespace {

constexpr absl::Duration kPollTimeout = absl::Seconds(2);

ChatbotOptions WithKeys(ChatbotOptions options) {
  if (options.sealing_keys.empty()) {
    options.sealing_keys.push_back(RandomSealingKey());
  }
  return options;
}

}  // namespace

LiveChatbot::LiveChatbot(ChatbotOptions options,
                         std::shared_ptr<grpc::Channel> recommendation,
                         std::shared_ptr<grpc::Channel> directory,
                         const runtime::Clock& clock)
    : options_(WithKeys(std::move(options))),
      recommendation_(std::move(recommendation)),
      directory_(std::move(directory)),
      clock_(clock),
      pack_(options_.language_dir, ".textproto") {}

absl::StatusOr<std::unique_ptr<LiveChatbot>> LiveChatbot::Start(
    ChatbotOptions options, std::shared_ptr<grpc::Channel> recommendation,
    std::shared_ptr<grpc::Channel> directory, const runtime::Clock& clock,
    absl::Duration interval) {
  std::unique_ptr<LiveChatbot> live(
      new LiveChatbot(std::move(options), std::move(recommendation),
                      std::move(directory), clock));
  live->pack_.Changed();
  if (const absl::Status status = live->Renew(); !status.ok()) return status;
  if (interval > absl::ZeroDuration()) {
    live->thread_ = std::thread([live = live.get(), interval] {
      while (!live->stop_.WaitForNotificationWithTimeout(interval)) {
        live->LookNow();
      }
    });
  }
  return live;
}

LiveChatbot::~LiveChatbot() {
  stop_.Notify();
  if (thread_.joinable()) thread_.join();
}

std::shared_ptr<const Chatbot> LiveChatbot::Current() const {
  absl::ReaderMutexLock lock(&mutex_);
  return current_;
}

absl::Status LiveChatbot::problem() const {
  absl::ReaderMutexLock lock(&mutex_);
  return problem_;
}

absl::Status LiveChatbot::Renew() {
  absl::StatusOr<std::shared_ptr<const Chatbot>> made =
      Chatbot::Make(options_, recommendation_, directory_, clock_);
  try_again_ = absl::IsUnavailable(made.status()) ||
               absl::IsDeadlineExceeded(made.status());
  absl::MutexLock lock(&mutex_);
  problem_ = made.status();
  if (!made.ok()) return made.status();
  tried_version_ = (*made)->knowledge_version();
  made->swap(current_);  // The old one goes when its last answer is given.
  return absl::OkStatus();
}

bool LiveChatbot::KnowledgeChanged() {
  auto now = FetchKnowledge(recommendation_, tried_version_, kPollTimeout);
  // A service that is away has no news; the next look asks again.
  if (!now.ok() || now->version == tried_version_) return false;
  tried_version_ = std::move(now->version);
  return true;
}

void LiveChatbot::LookNow() {
  const bool pack_changed = pack_.Changed();
  if (!KnowledgeChanged() && !pack_changed && !try_again_) return;
  const absl::Status before = problem();
  if (const absl::Status status = Renew(); !status.ok()) {
    // While a service is away each look ends here, and nothing is new.
    if (!pack_changed && status == before) return;
    runtime::LogError("chatbot not renewed",
                      {{"problem", runtime::OperatorText(status.message())}});
    return;
  }
  runtime::LogInfo("chatbot renewed",
                   {{"knowledge_version", runtime::Id(tried_version_)}});
}

}  // namespace unknot::dialogue
