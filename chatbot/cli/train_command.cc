// Builds an engine as the chatbot does, and keeps what it learnt.
#include "chatbot/cli/train_command.h"

#include "chatbot/cli/session.h"
#include "chatbot/dialogue/remote_services.h"
#include "chatbot/embedded/embedded.h"
#include "chatbot/embedded/services.h"
#include "chatbot/understanding/engine.h"
#include "chatbot/understanding/language_pack.h"

namespace unknot::cli {
namespace {

// Returns where the model was written.
absl::StatusOr<std::string> Train(const std::string& folder,
                                  const std::string& knowledge,
                                  const std::string& output) {
  absl::StatusOr<std::string> chosen = folder;
  if (folder.empty()) chosen = embedded::ShippedLanguageDir();
  if (!chosen.ok()) return chosen.status();
  auto pack = understanding::LoadLanguagePack(*chosen);
  if (!pack.ok()) return pack.status();
  const std::string path = output.empty() ? pack->model_path : output;
  pack->model_path.clear();  // An old model must not be stored again.
  const runtime::SystemClock clock;
  const auto services = embedded::Embedded::Start(
      {.knowledge_dir = knowledge, .store = "sqlite::memory:"}, clock);
  if (!services.ok()) return services.status();
  const auto fetched = dialogue::FetchKnowledge((*services)->recommendation());
  if (!fetched.ok()) return fetched.status();
  const auto engine = understanding::Engine::Build(*pack, fetched->base);
  if (!engine.ok()) return engine.status();
  if (absl::Status stored = (*engine)->StoreModels(path); !stored.ok())
    return stored;
  return path;
}

}  // namespace

int TrainLanguage(const std::string& folder, const std::string& knowledge,
                  const std::string& output, std::ostream& out,
                  std::ostream& errors) {
  const auto path = Train(folder, knowledge, output);
  if (!path.ok()) {
    errors << path.status().message() << "\n";
    return kExitFailed;
  }
  out << *path << "\n";
  return kExitDone;
}

}  // namespace unknot::cli
