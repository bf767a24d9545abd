// The whole chatbot as it is shipped: language pack, knowledge base, invented
// therapists, both services in this process, and a clock that stands still.
#ifndef UNKNOT_TESTS_DIALOGUE_SHIPPED_CHATBOT_H_
#define UNKNOT_TESTS_DIALOGUE_SHIPPED_CHATBOT_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "chatbot/dialogue/chatbot.h"
#include "chatbot/embedded/embedded.h"
#include "services/runtime/clock.h"

namespace unknot::dialogue {

// Folder of the language pack that is shipped.
std::string ShippedLanguage();

// Takes a second to start; safe to use from any thread.
class ShippedChatbot {
 public:
  // Turns logging off. Errors are in words.
  static absl::StatusOr<std::unique_ptr<ShippedChatbot>> Start();

  const Chatbot& chatbot() const { return *chatbot_; }
  const Chat& chat() const { return chatbot_->chat(); }
  // Opens what the chatbot seals.
  const Sealer& sealer() const { return *sealer_; }
  runtime::FakeClock& clock() { return clock_; }

 private:
  ShippedChatbot() = default;

  runtime::FakeClock clock_;
  std::unique_ptr<embedded::Embedded> services_;
  std::unique_ptr<Sealer> sealer_;
  std::unique_ptr<Chatbot> chatbot_;
};

// One person talking to a chat.
class Talk {
 public:
  // `chat` must outlive the talk. Empty settings leave them open.
  explicit Talk(const Chat& chat, std::string locale = "");

  // Says something and hears the answer. Goes on from the answer before.
  absl::StatusOr<chat::v1::SendMessageResponse> Say(const std::string& text);

  // The conversation so far, sealed; empty before the first answer.
  const std::string& conversation() const { return conversation_; }

 private:
  const Chat& chat_;
  const std::string locale_;
  std::string conversation_;
};

}  // namespace unknot::dialogue

#endif  // UNKNOT_TESTS_DIALOGUE_SHIPPED_CHATBOT_H_
