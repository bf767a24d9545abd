// Starts or connects to the services.
#include "chatbot/cli/backend.h"

#include <grpcpp/channel.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include "absl/strings/str_cat.h"
#include "services/runtime/data_dir.h"

namespace unknot::cli {
namespace {

std::shared_ptr<grpc::Channel> ConnectTo(const std::string& address) {
  return grpc::CreateChannel(address, grpc::InsecureChannelCredentials());
}

}  // namespace

absl::StatusOr<std::string> ShippedLanguageDir() {
  auto dir = runtime::DataDirectory("language");
  if (!dir.ok()) return dir.status();
  return absl::StrCat(*dir, "/en");
}

absl::StatusOr<std::unique_ptr<Backend>> Backend::Open(
    const BackendOptions& options, const runtime::Clock& clock) {
  auto backend = std::unique_ptr<Backend>(new Backend());
  dialogue::ChatbotOptions chatbot_options;
  chatbot_options.language_dir = options.language_dir;
  if (chatbot_options.language_dir.empty()) {
    auto shipped = ShippedLanguageDir();
    if (!shipped.ok()) return shipped.status();
    chatbot_options.language_dir = *std::move(shipped);
  }
  if (options.recommendation.empty() || options.directory.empty()) {
    auto started = embedded::Embedded::Start(
        {.knowledge_dir = options.knowledge_dir, .store = options.store},
        clock);
    if (!started.ok()) return started.status();
    backend->embedded_ = *std::move(started);
  }
  auto chatbot = dialogue::Chatbot::Make(
      chatbot_options,
      options.recommendation.empty() ? backend->embedded_->recommendation()
                                     : ConnectTo(options.recommendation),
      options.directory.empty() ? backend->embedded_->directory()
                                : ConnectTo(options.directory),
      clock);
  if (!chatbot.ok()) return chatbot.status();
  backend->chatbot_ = *std::move(chatbot);
  return backend;
}

std::string Backend::note() const {
  return embedded_ == nullptr ? "" : embedded_->note();
}

}  // namespace unknot::cli
