// The methods that can be called over HTTP, each known by its descriptor.
#ifndef UNKNOT_CHATBOT_GATEWAY_METHOD_TABLE_H_
#define UNKNOT_CHATBOT_GATEWAY_METHOD_TABLE_H_

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "chatbot/gateway/cancellation.h"

namespace unknot::gateway {

// What a method may know of a call besides the request.
struct CallInfo {
  // When the client stops waiting.
  absl::Time deadline;
  std::string request_id;
  // Says so where the client has gone before. Never null.
  std::shared_ptr<Cancellation> cancellation;
};

using MessagePtr = std::unique_ptr<google::protobuf::Message>;
using Done = absl::AnyInvocable<void(absl::StatusOr<MessagePtr>)>;

// Answers a request: calls `done` exactly once, on any thread, with a message
// of the method's output type. Must not wait. The request is of the method's
// input type.
using Call =
    std::function<void(const CallInfo& info, MessagePtr request, Done done)>;

struct Method {
  const google::protobuf::MethodDescriptor* descriptor;
  // "/unknot.chat.v1.ChatService/SendMessage".
  std::string path;
  // Whether it may be asked by GET: idempotency_level NO_SIDE_EFFECTS.
  bool allows_get;
  Call call;

  // A new, empty request.
  MessagePtr NewRequest() const;
};

// Filled in before use, then only read: from any thread.
class MethodTable {
 public:
  // Adds "unknot.chat.v1.ChatService", "SendMessage".
  // REQUIRES: a unary method of a linked proto that was not added yet.
  void Add(absl::string_view service, absl::string_view method, Call call);

  // Returns the method, or null where there is none of that path.
  const Method* Find(absl::string_view path) const;

  // All, in the order added.
  const std::vector<std::unique_ptr<Method>>& methods() const {
    return methods_;
  }

 private:
  std::vector<std::unique_ptr<Method>> methods_;
  absl::flat_hash_map<std::string, const Method*> by_path_;
};

}  // namespace unknot::gateway

#endif  // UNKNOT_CHATBOT_GATEWAY_METHOD_TABLE_H_
