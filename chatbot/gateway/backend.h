// What the gateway stands on: both services, inside this process or elsewhere,
// and a chatbot over them that follows its data while it talks.
#ifndef UNKNOT_CHATBOT_GATEWAY_BACKEND_H_
#define UNKNOT_CHATBOT_GATEWAY_BACKEND_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "chatbot/dialogue/chatbot.h"
#include "chatbot/dialogue/live_chatbot.h"
#include "chatbot/embedded/services.h"
#include "services/runtime/clock.h"

namespace unknot::gateway {

// Where the services and the words are.
struct BackendOptions : embedded::ServiceOptions {
  // Whoever serves for long looks for changes, of the language pack too.
  BackendOptions() { reload_interval = absl::Seconds(2); }

  // Folder of the language pack; empty: the English one shipped.
  std::string language_dir;

  // Keys that seal conversations, as 64 hexadecimal digits each, the newest
  // first. Empty: one made up, so that conversations end with the process.
  std::vector<std::string> sealing_keys;

  // How long a conversation may rest.
  absl::Duration conversation_lifetime = dialogue::kDefaultLifetime;
};

// Safe to use from any thread.
class Backend {
 public:
  // Starts or connects. Errors are in words for whoever runs the program.
  // `clock` must outlive the backend.
  static absl::StatusOr<std::unique_ptr<Backend>> Open(
      const BackendOptions& options, const runtime::Clock& clock);

  // The chat in use. It stays whole as long as it is held, also where another
  // has taken its place meanwhile.
  std::shared_ptr<const dialogue::Chat> chat() const;

  const embedded::Services& services() const { return services_; }

 private:
  Backend(embedded::Services services,
          std::unique_ptr<dialogue::LiveChatbot> chatbot)
      : services_(std::move(services)), chatbot_(std::move(chatbot)) {}

  const embedded::Services services_;
  const std::unique_ptr<dialogue::LiveChatbot> chatbot_;
};

}  // namespace unknot::gateway

#endif  // UNKNOT_CHATBOT_GATEWAY_BACKEND_H_
