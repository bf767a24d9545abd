#include "chatbot/embedded/services.h"

#include <grpcpp/channel.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "services/runtime/data_dir.h"

namespace unknot::embedded {
namespace {

std::shared_ptr<grpc::Channel> ConnectTo(const std::string& address) {
  return grpc::CreateChannel(address, grpc::InsecureChannelCredentials());
}

}  // namespace

absl::StatusOr<Services> Services::Open(const ServiceOptions& options,
                                        const runtime::Clock& clock) {
  Services services;
  if (options.recommendation.empty() || options.directory.empty()) {
    auto started = Embedded::Start({.knowledge_dir = options.knowledge_dir,
                                    .store = options.store,
                                    .reload_interval = options.reload_interval},
                                   clock);
    if (!started.ok()) return started.status();
    services.embedded_ = *std::move(started);
  }
  services.recommendation_ = options.recommendation.empty()
                                 ? services.embedded_->recommendation()
                                 : ConnectTo(options.recommendation);
  services.directory_ = options.directory.empty()
                            ? services.embedded_->directory()
                            : ConnectTo(options.directory);
  return services;
}

std::string Services::note() const {
  return embedded_ == nullptr ? "" : embedded_->note();
}

absl::StatusOr<std::string> ShippedLanguageDir() {
  auto dir = runtime::DataDirectory("language");
  if (!dir.ok()) return dir.status();
  return absl::StrCat(*dir, "/en");
}

}  // namespace unknot::embedded
