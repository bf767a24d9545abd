// Starts or connects to the services.
#include "chatbot/cli/backend.h"

#include <utility>

namespace unknot::cli {

absl::StatusOr<std::unique_ptr<Backend>> Backend::Open(
    const BackendOptions& options, const runtime::Clock& clock) {
  absl::StatusOr<std::string> language = options.language_dir;
  if (language->empty()) language = embedded::ShippedLanguageDir();
  if (!language.ok()) return language.status();
  auto services = embedded::Services::Open(options, clock);
  if (!services.ok()) return services.status();
  auto chatbot = dialogue::Chatbot::Make({.language_dir = *std::move(language)},
                                         services->recommendation(),
                                         services->directory(), clock);
  if (!chatbot.ok()) return chatbot.status();
  return std::unique_ptr<Backend>(
      new Backend(*std::move(services), *std::move(chatbot)));
}

}  // namespace unknot::cli
