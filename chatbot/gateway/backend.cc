#include "chatbot/gateway/backend.h"

#include <grpcpp/channel.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "services/runtime/data_dir.h"

namespace unknot::gateway {
namespace {

std::shared_ptr<grpc::Channel> ConnectTo(const std::string& address) {
  return grpc::CreateChannel(address, grpc::InsecureChannelCredentials());
}

// What the chatbot is made of. Errors are in words for whoever set it.
absl::StatusOr<dialogue::ChatbotOptions> ChatbotOptionsOf(
    const BackendOptions& options) {
  dialogue::ChatbotOptions result;
  result.conversation_lifetime = options.conversation_lifetime;
  for (const std::string& hex : options.sealing_keys) {
    auto key = dialogue::ParseSealingKey(hex);
    if (!key.ok()) return key.status();
    result.sealing_keys.push_back(*key);
  }
  result.language_dir = options.language_dir;
  if (result.language_dir.empty()) {
    auto shipped = runtime::DataDirectory("language");
    if (!shipped.ok()) return shipped.status();
    result.language_dir = absl::StrCat(*shipped, "/en");
  }
  return result;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Backend>> Backend::Open(
    const BackendOptions& options, const runtime::Clock& clock) {
  const auto chatbot_options = ChatbotOptionsOf(options);
  if (!chatbot_options.ok()) return chatbot_options.status();
  auto backend = std::unique_ptr<Backend>(new Backend());
  if (options.recommendation.empty() || options.directory.empty()) {
    auto started = embedded::Embedded::Start(
        {.knowledge_dir = options.knowledge_dir,
         .store = options.store,
         .watch_files = options.reload_interval > absl::ZeroDuration()},
        clock);
    if (!started.ok()) return started.status();
    backend->embedded_ = *std::move(started);
  }
  backend->recommendation_ = options.recommendation.empty()
                                 ? backend->embedded_->recommendation()
                                 : ConnectTo(options.recommendation);
  backend->directory_ = options.directory.empty()
                            ? backend->embedded_->directory()
                            : ConnectTo(options.directory);
  auto chatbot = dialogue::LiveChatbot::Start(
      *chatbot_options, backend->recommendation_, backend->directory_, clock,
      options.reload_interval);
  if (!chatbot.ok()) return chatbot.status();
  backend->chatbot_ = *std::move(chatbot);
  return backend;
}

std::shared_ptr<const dialogue::Chat> Backend::chat() const {
  auto whole = chatbot_->Current();
  const dialogue::Chat* chat = &whole->chat();
  return {std::move(whole), chat};
}

std::string Backend::note() const {
  return embedded_ == nullptr ? "" : embedded_->note();
}

}  // namespace unknot::gateway
