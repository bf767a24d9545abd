// Trains on one file and counts on another.
#include "chatbot/cli/intents_command.h"

#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "chatbot/cli/session.h"
#include "chatbot/dialogue/remote_services.h"
#include "chatbot/embedded/embedded.h"
#include "chatbot/embedded/services.h"
#include "chatbot/understanding/engine.h"
#include "chatbot/understanding/language_pack.h"

namespace unknot::cli {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;
using understanding::Engine;
using understanding::LabelledMessage;

constexpr char kOos[] = "oos";                  // In the files.
constexpr char kOutOfScope[] = "out_of_scope";  // In the language pack.
constexpr double kLikely = 0.5;  // From here on a message is rejected.

using Messages = std::vector<LabelledMessage>;

absl::StatusOr<Messages> ReadMessages(const std::string& path) {
  std::ifstream in(path);
  if (!in) {
    return absl::NotFoundError(absl::StrCat(path, " cannot be read."));
  }
  Messages messages;
  int number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (absl::StripAsciiWhitespace(line).empty()) continue;
    const json row = json::parse(line, nullptr, /*allow_exceptions=*/false);
    const auto is_text = [&](const char* name) {
      return row.contains(name) && row[name].is_string() &&
             !row[name].get_ref<const std::string&>().empty();
    };
    if (!row.is_object() || !is_text("text") || !is_text("intent")) {
      return absl::InvalidArgumentError(absl::StrCat(
          path, ":", number,
          ": this is not a JSON object with \"text\" and \"intent\"."));
    }
    std::string intent = row["intent"];
    if (intent == kOos) intent = kOutOfScope;
    messages.push_back({row["text"], std::move(intent)});
  }
  if (messages.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(path, " has no messages."));
  }
  return messages;
}

// Replaces the intents of `loaded`; returns how many there are within scope.
int ReplaceIntents(const Messages& messages,
                   understanding::LoadedPack& loaded) {
  loaded.pack.clear_intents();
  loaded.pack.clear_example_sets();
  loaded.pack.clear_sign_examples();  // They would be trained for nothing.
  loaded.intents_at.clear();
  loaded.example_sets_at.clear();
  absl::flat_hash_map<std::string, int> index;
  for (const LabelledMessage& message : messages) {
    const auto [it, added] =
        index.try_emplace(message.intent_id, loaded.pack.intents_size());
    if (added) {
      loaded.pack.add_intents()->set_id(message.intent_id);
      loaded.intents_at.push_back(message.intent_id);
    }
    loaded.pack.mutable_intents(it->second)->add_example(message.text);
  }
  return loaded.pack.intents_size() - (index.contains(kOutOfScope) ? 1 : 0);
}

absl::StatusOr<std::unique_ptr<const Engine>> BuildEngine(
    const understanding::LoadedPack& pack, const std::string& knowledge_dir,
    const Messages& validation) {
  const runtime::SystemClock clock;
  const auto services = embedded::Embedded::Start(
      {.knowledge_dir = knowledge_dir, .store = "sqlite::memory:"}, clock);
  if (!services.ok()) return services.status();
  const auto knowledge =
      dialogue::FetchKnowledge((*services)->recommendation());
  if (!knowledge.ok()) return knowledge.status();
  return Engine::Build(pack, knowledge->base, validation);
}

// What came of the messages of a test.
struct Counts {
  int inside = 0;
  int right = 0;           // Of those within scope.
  int right_and_kept = 0;  // And not rejected.
  int outside = 0;
  int rejected = 0;
  int rejected_outside = 0;
};

Counts CountIn(const Messages& messages, const Engine& engine) {
  Counts counts;
  for (const LabelledMessage& message : messages) {
    const understanding::IntentGuess guess = engine.GuessIntent(message.text);
    const bool rejects = guess.out_of_scope > kLikely;
    counts.rejected += rejects ? 1 : 0;
    if (message.intent_id == kOutOfScope) {
      ++counts.outside;
      counts.rejected_outside += rejects ? 1 : 0;
      continue;
    }
    const bool right = guess.intent_id == message.intent_id;
    ++counts.inside;
    counts.right += right ? 1 : 0;
    counts.right_and_kept += right && !rejects ? 1 : 0;
  }
  return counts;
}

ordered_json Share(int part, int whole) {
  if (whole == 0) return nullptr;
  return static_cast<double>(part) / whole;
}

int Fail(const absl::Status& status, std::ostream& errors) {
  errors << status.message() << "\n";
  return kExitFailed;
}

}  // namespace

int MeasureIntents(const IntentFiles& files, std::ostream& out,
                   std::ostream& errors) {
  const auto train = ReadMessages(files.train);
  if (!train.ok()) return Fail(train.status(), errors);
  const auto test = ReadMessages(files.test);
  if (!test.ok()) return Fail(test.status(), errors);
  absl::StatusOr<Messages> validation = Messages();
  if (!files.validation.empty()) validation = ReadMessages(files.validation);
  if (!validation.ok()) return Fail(validation.status(), errors);

  absl::StatusOr<std::string> folder = files.language_dir;
  if (folder->empty()) folder = embedded::ShippedLanguageDir();
  if (!folder.ok()) return Fail(folder.status(), errors);
  auto pack = understanding::LoadLanguagePack(*folder);
  if (!pack.ok()) return Fail(pack.status(), errors);
  const int classes = ReplaceIntents(*train, *pack);
  if (classes < 2) {
    errors << files.train << " has messages of fewer than two intents.\n";
    return kExitFailed;
  }
  const absl::Time begin = absl::Now();
  const auto engine = BuildEngine(*pack, files.knowledge_dir, *validation);
  if (!engine.ok()) return Fail(engine.status(), errors);
  const absl::Time built = absl::Now();
  const Counts counts = CountIn(*test, **engine);
  const absl::Duration asked = absl::Now() - built;

  out << ordered_json(
             {{"accuracy", Share(counts.right, counts.inside)},
              {"rejecting",
               {{"accuracy", Share(counts.right_and_kept, counts.inside)},
                {"oos_recall", Share(counts.rejected_outside, counts.outside)},
                {"oos_precision",
                 Share(counts.rejected_outside, counts.rejected)}}},
              {"train_seconds", absl::ToDoubleSeconds(built - begin)},
              {"microseconds_per_message",
               absl::ToDoubleMicroseconds(asked) /
                   static_cast<double>(test->size())},
              {"classes", classes},
              {"messages", test->size()}})
             .dump()
      << "\n";
  return kExitDone;
}

}  // namespace unknot::cli
