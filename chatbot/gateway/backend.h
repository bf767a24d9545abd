// What the gateway stands on: both services, inside this process or elsewhere,
// and a chatbot over them that follows its data while it talks.
#ifndef UNKNOT_CHATBOT_GATEWAY_BACKEND_H_
#define UNKNOT_CHATBOT_GATEWAY_BACKEND_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "chatbot/dialogue/chatbot.h"
#include "chatbot/dialogue/live_chatbot.h"
#include "chatbot/embedded/embedded.h"
#include "services/runtime/clock.h"

namespace unknot::gateway {

// Where the services and the words are.
struct BackendOptions {
  // HOST:PORT of each service; empty runs it inside this process.
  std::string recommendation;
  std::string directory;

  // Address of the store of a directory inside; empty: the person's own.
  std::string store;

  // Folder of the knowledge base of a service inside; empty: the one shipped.
  std::string knowledge_dir;

  // Folder of the language pack; empty: the English one shipped.
  std::string language_dir;

  // Keys that seal conversations, as 64 hexadecimal digits each, the newest
  // first. Empty: one made up, so that conversations end with the process.
  std::vector<std::string> sealing_keys;

  // How long a conversation may rest.
  absl::Duration conversation_lifetime = dialogue::kDefaultLifetime;

  // How often to look whether the language pack or the knowledge base has
  // changed; 0 means never.
  absl::Duration reload_interval = absl::Seconds(2);
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

  const std::shared_ptr<grpc::Channel>& recommendation() const {
    return recommendation_;
  }
  const std::shared_ptr<grpc::Channel>& directory() const { return directory_; }

  // What whoever runs the program should know of the start; usually empty.
  std::string note() const;

 private:
  Backend() = default;

  std::unique_ptr<embedded::Embedded> embedded_;
  std::shared_ptr<grpc::Channel> recommendation_;
  std::shared_ptr<grpc::Channel> directory_;
  std::unique_ptr<dialogue::LiveChatbot> chatbot_;
};

}  // namespace unknot::gateway

#endif  // UNKNOT_CHATBOT_GATEWAY_BACKEND_H_
