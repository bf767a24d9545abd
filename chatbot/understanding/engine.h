// Understands a message: what hurts, how, since when, what speaks against
// massage, and what the person wants. Data in, facts out; no clinical knowledge
// of its own.
//
//   auto pack = LoadLanguagePack(dir);
//   auto engine = Engine::Build(*pack, knowledge_base);
//   Understanding u = (*engine)->Understand("my left knee aches", {});
#ifndef UNKNOT_CHATBOT_UNDERSTANDING_ENGINE_H_
#define UNKNOT_CHATBOT_UNDERSTANDING_ENGINE_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/types/span.h"
#include "chatbot/understanding/explanation.h"
#include "chatbot/understanding/intent_guess.h"
#include "chatbot/understanding/language_pack.h"
#include "unknot/chat/v1/understanding.pb.h"
#include "unknot/complaint/v1/complaint.pb.h"
#include "unknot/knowledge/v1/knowledge.pb.h"

namespace unknot::understanding {

struct Reading;

// What a text is read against.
struct Context {
  // Slot of the question that the text answers; empty where none was asked.
  absl::string_view pending_slot;

  // The day on which it was typed, for "since Tuesday".
  absl::CivilDay today = absl::CivilDay(2026, 1, 1);
};

// Never changes: share it, and put a new one in its place when the pack
// changes. Safe to use from any thread.
class Engine {
 public:
  // Compiles the phrases and trains the intents, which takes about half a
  // second. Copies what it needs. Returns InvalidArgument, naming file and
  // line, where the pack cannot be used. `validation` are messages from which
  // to learn what is out of scope; without them the examples of the pack serve,
  // and a model stored at the pack's `model_path` is used if it was made of the
  // very same data: then it takes a fraction of the time.
  static absl::StatusOr<std::unique_ptr<const Engine>> Build(
      const LoadedPack& pack, const knowledge::v1::KnowledgeBase& knowledge,
      absl::Span<const LabelledMessage> validation = {});

  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // Reads `text`, which may be any bytes. The cost grows with its length; what
  // lies beyond 100,000 bytes is not read, which `bytes_read` tells. Never
  // fails: a text without meaning has the intent `out_of_scope`.
  chat::v1::Understanding Understand(absl::string_view text,
                                     const Context& context) const;

  // Likewise, with the records and words that each finding rests on.
  Explanation Explain(absl::string_view text, const Context& context) const;

  // What `text` says of `phrase`, words that occur in it: whether it is there,
  // absent, past or suspected. PRESENT where it does not occur. Case and
  // spacing do not matter; of several places the first in capitals is meant,
  // else the first. The very rules of context that Understand uses, for a
  // phrase the pack need not know.
  complaint::v1::Status StatusOf(absl::string_view text,
                                 absl::string_view phrase) const;

  // The one intent of `text` taken as a whole, by its words alone: for
  // measuring the classifier on sets of messages that have one intent each.
  IntentGuess GuessIntent(absl::string_view text) const;

  // Writes what was learnt from the pack to a file, for Build to read where
  // LoadedPack::model_path points at it. Unavailable where that cannot be done.
  absl::Status StoreModels(const std::string& path) const;

  // The pack it was built from.
  const language::v1::LanguagePack& pack() const;

 private:
  struct Parts;
  chat::v1::Understanding Understand(absl::string_view text,
                                     const Context& context,
                                     Reading& reading) const;
  explicit Engine(std::unique_ptr<const Parts> parts);
  std::unique_ptr<const Parts> parts_;
};

}  // namespace unknot::understanding

#endif  // UNKNOT_CHATBOT_UNDERSTANDING_ENGINE_H_
