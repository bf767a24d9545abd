// Puts a whole chatbot together: knowledge and advice from the services behind
// two channels, words from a language pack.
#ifndef UNKNOT_CHATBOT_DIALOGUE_CHATBOT_H_
#define UNKNOT_CHATBOT_DIALOGUE_CHATBOT_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "chatbot/dialogue/chat.h"
#include "chatbot/dialogue/remote_services.h"

namespace grpc {
class Channel;
}

namespace unknot::understanding {
class Engine;
}

namespace unknot::dialogue {

// What a chatbot is made of.
struct ChatbotOptions {
  // Folder of the language pack, for example ".../language/en".
  std::string language_dir;

  // Keys that seal conversations, the newest first. Empty: one made up for this
  // process, so that conversations end with it.
  std::vector<SealingKey> sealing_keys;

  // How long a conversation may rest.
  absl::Duration conversation_lifetime = kDefaultLifetime;

  // Calls to the services.
  CallPolicy calls;

  // Time zone of "today".
  absl::TimeZone time_zone = absl::LocalTimeZone();
};

// A chatbot, ready to talk. Safe to use from any thread. It speaks with the
// version of the knowledge base that was in use when it was made.
class Chatbot {
 public:
  // Fetches the knowledge base over `recommendation` and builds the
  // understanding, which takes about a second. Errors are in words for whoever
  // runs the program: the service cannot be reached, or the pack is faulty.
  // `clock` must outlive the chatbot.
  static absl::StatusOr<std::unique_ptr<Chatbot>> Make(
      const ChatbotOptions& options,
      std::shared_ptr<grpc::Channel> recommendation,
      std::shared_ptr<grpc::Channel> directory, const runtime::Clock& clock);

  ~Chatbot();
  Chatbot(const Chatbot&) = delete;
  Chatbot& operator=(const Chatbot&) = delete;

  // The chat itself. Lives as long as the chatbot.
  const Chat& chat() const;

  // The parts, for commands that need one alone.
  const Knowledge& knowledge() const;
  Recommender& recommender() const;
  TherapistFinder& therapists() const;
  const understanding::Engine& engine() const;

  // Version of the knowledge base.
  const std::string& knowledge_version() const;

 private:
  struct Parts;
  explicit Chatbot(std::unique_ptr<Parts> parts);
  const std::unique_ptr<Parts> parts_;
};

}  // namespace unknot::dialogue

#endif  // UNKNOT_CHATBOT_DIALOGUE_CHATBOT_H_
