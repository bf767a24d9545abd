// Which directory a command of the terminal works on.
#ifndef UNKNOT_CHATBOT_EMBEDDED_DIRECTORY_CHOICE_H_
#define UNKNOT_CHATBOT_EMBEDDED_DIRECTORY_CHOICE_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace grpc {
class Channel;
}
namespace unknot::directory {
class Store;
}

namespace unknot::embedded {

// A running directory, or a store.
struct DirectoryChoice {
  // HOST:PORT; empty: `store` is opened in this process.
  std::string server;
  // sqlite:PATH or postgresql://...; empty: the person's own.
  std::string store;
};

// To `choice.server`.
std::shared_ptr<grpc::Channel> ChannelTo(const DirectoryChoice& choice);

// Opens the store. REQUIRES: `choice.server` is empty.
absl::StatusOr<std::unique_ptr<directory::Store>> OpenStoreOf(
    const DirectoryChoice& choice);

// Who writes, for the audit trail: "cli:" and the name of the user.
std::string ActorOfTerminal();

}  // namespace unknot::embedded

#endif  // UNKNOT_CHATBOT_EMBEDDED_DIRECTORY_CHOICE_H_
