// Starts what is shipped.
#include "tests/dialogue/shipped_chatbot.h"

#include <utility>

#include "services/runtime/logging.h"

namespace unknot::dialogue {

std::string ShippedLanguage() {
  return UNKNOT_SOURCE_DIR "/chatbot/language/en";
}

absl::StatusOr<std::unique_ptr<ShippedChatbot>> ShippedChatbot::Start() {
  const absl::Status logging = runtime::StartLogging({.level = "off"});
  if (!logging.ok()) return logging;
  auto shipped = std::unique_ptr<ShippedChatbot>(new ShippedChatbot());
  auto services = embedded::Embedded::Start(
      {.knowledge_dir = UNKNOT_SOURCE_DIR "/services/recommendation/knowledge",
       .store = "sqlite::memory:"},
      shipped->clock_);
  if (!services.ok()) return services.status();
  shipped->services_ = *std::move(services);
  ChatbotOptions options;
  options.language_dir = ShippedLanguage();
  options.sealing_keys = {RandomSealingKey()};
  options.time_zone = absl::UTCTimeZone();
  shipped->sealer_ = std::make_unique<Sealer>(
      options.sealing_keys, options.conversation_lifetime, shipped->clock_);
  auto chatbot =
      Chatbot::Make(options, shipped->services_->recommendation(),
                    shipped->services_->directory(), shipped->clock_);
  if (!chatbot.ok()) return chatbot.status();
  shipped->chatbot_ = *std::move(chatbot);
  return shipped;
}

Talk::Talk(const Chat& chat, std::string locale)
    : chat_(chat), locale_(std::move(locale)) {}

absl::StatusOr<chat::v1::SendMessageResponse> Talk::Say(
    const std::string& text) {
  chat::v1::SendMessageRequest request;
  request.set_text(text);
  request.set_conversation(conversation_);
  request.set_locale(locale_);
  auto response = chat_.SendMessage(request);
  if (response.ok()) conversation_ = response->conversation();
  return response;
}

}  // namespace unknot::dialogue
