// What the commands stand on: the services, inside this process or elsewhere,
// and a chatbot over them.
#ifndef UNKNOT_CHATBOT_CLI_BACKEND_H_
#define UNKNOT_CHATBOT_CLI_BACKEND_H_

#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "chatbot/dialogue/chatbot.h"
#include "chatbot/embedded/services.h"
#include "services/runtime/clock.h"

namespace unknot::cli {

// Where the services and the words are.
struct BackendOptions : embedded::ServiceOptions {
  // Folder of the language pack; empty: the English one shipped.
  std::string language_dir;
};

// Services and chatbot. Belongs to main.
class Backend {
 public:
  // Starts or connects. Errors are in words for the person at the terminal.
  // `clock` must outlive the backend.
  static absl::StatusOr<std::unique_ptr<Backend>> Open(
      const BackendOptions& options, const runtime::Clock& clock);

  const dialogue::Chatbot& chatbot() const { return *chatbot_; }

  // What the person should know of the start; usually empty.
  std::string note() const { return services_.note(); }

 private:
  Backend(embedded::Services services,
          std::unique_ptr<dialogue::Chatbot> chatbot)
      : services_(std::move(services)), chatbot_(std::move(chatbot)) {}

  const embedded::Services services_;
  const std::unique_ptr<dialogue::Chatbot> chatbot_;
};

}  // namespace unknot::cli

#endif  // UNKNOT_CHATBOT_CLI_BACKEND_H_
