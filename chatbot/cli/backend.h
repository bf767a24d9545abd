// What the commands stand on: the services, inside this process or elsewhere,
// and a chatbot over them.
#ifndef UNKNOT_CHATBOT_CLI_BACKEND_H_
#define UNKNOT_CHATBOT_CLI_BACKEND_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "chatbot/dialogue/chatbot.h"
#include "chatbot/embedded/embedded.h"
#include "services/runtime/clock.h"

namespace unknot::cli {

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
  std::string note() const;

 private:
  Backend() = default;

  std::unique_ptr<embedded::Embedded> embedded_;
  std::unique_ptr<dialogue::Chatbot> chatbot_;
};

// The folder of the English language pack as shipped.
absl::StatusOr<std::string> ShippedLanguageDir();

}  // namespace unknot::cli

#endif  // UNKNOT_CHATBOT_CLI_BACKEND_H_
