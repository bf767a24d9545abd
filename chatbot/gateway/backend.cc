#include "chatbot/gateway/backend.h"

#include <utility>

namespace unknot::gateway {
namespace {

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
  absl::StatusOr<std::string> language = options.language_dir;
  if (language->empty()) language = embedded::ShippedLanguageDir();
  if (!language.ok()) return language.status();
  result.language_dir = *std::move(language);
  return result;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Backend>> Backend::Open(
    const BackendOptions& options, const runtime::Clock& clock) {
  const auto chatbot_options = ChatbotOptionsOf(options);
  if (!chatbot_options.ok()) return chatbot_options.status();
  auto services = embedded::Services::Open(options, clock);
  if (!services.ok()) return services.status();
  auto chatbot = dialogue::LiveChatbot::Start(
      *chatbot_options, services->recommendation(), services->directory(),
      clock, options.reload_interval);
  if (!chatbot.ok()) return chatbot.status();
  return std::unique_ptr<Backend>(
      new Backend(*std::move(services), *std::move(chatbot)));
}

std::shared_ptr<const dialogue::Chat> Backend::chat() const {
  auto whole = chatbot_->Current();
  const dialogue::Chat* chat = &whole->chat();
  return {std::move(whole), chat};
}

}  // namespace unknot::gateway
