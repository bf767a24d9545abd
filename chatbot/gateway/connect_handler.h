// Answers unary calls of the Connect protocol.
#ifndef UNKNOT_CHATBOT_GATEWAY_CONNECT_HANDLER_H_
#define UNKNOT_CHATBOT_GATEWAY_CONNECT_HANDLER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "chatbot/gateway/codec.h"
#include "chatbot/gateway/http_message.h"
#include "chatbot/gateway/method_table.h"
#include "services/runtime/observer.h"

namespace unknot::gateway {

struct ConnectOptions {
  // Longest message once decompressed, in bytes.
  size_t max_message_bytes = 1 << 20;

  // Answers of so many bytes or more are compressed for clients that take it.
  size_t compress_from_bytes = 1400;

  // How long a call may take whose client names no time.
  absl::Duration longest_call = absl::Seconds(30);
};

// Safe to use from any thread.
class ConnectHandler {
 public:
  // Tells `observers` of every call; they must outlive the handler.
  ConnectHandler(const ConnectOptions& options,
                 std::vector<runtime::CallObserver*> observers);
  // Waits for the calls under way. Those of clients that have gone, as all have
  // once the HTTP server is shut down, are cancelled and end soon.
  ~ConnectHandler();

  // Answers a POST, or a GET where the method allows it, with `headers` added.
  // Anything else is 405, an unknown type of content 415.
  void Handle(const Method& method, HttpRequest request, Headers headers,
              std::string request_id, std::shared_ptr<Responder> responder);

  // Answers with `status` instead of calling the method.
  void Refuse(const Method& method, const absl::Status& status, Headers headers,
              std::string request_id, std::shared_ptr<Responder> responder);

 private:
  class Exchange;

  const ConnectOptions options_;
  const std::vector<runtime::CallObserver*> observers_;
  absl::Mutex mutex_;
  int open_count_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace unknot::gateway

#endif  // UNKNOT_CHATBOT_GATEWAY_CONNECT_HANDLER_H_
