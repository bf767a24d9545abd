#include "chatbot/embedded/directory_choice.h"

#include <grpcpp/grpcpp.h>

#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "chatbot/embedded/embedded.h"
#include "services/directory/store/open_store.h"

namespace unknot::embedded {

std::shared_ptr<grpc::Channel> ChannelTo(const DirectoryChoice& choice) {
  return grpc::CreateChannel(choice.server, grpc::InsecureChannelCredentials());
}

absl::StatusOr<std::unique_ptr<directory::Store>> OpenStoreOf(
    const DirectoryChoice& choice) {
  return directory::OpenStore(choice.store.empty() ? DefaultStore().address
                                                   : choice.store);
}

std::string ActorOfTerminal() {
  const char* user = std::getenv("USER");
  return absl::StrCat("cli:", user == nullptr ? "unknown" : user);
}

}  // namespace unknot::embedded
