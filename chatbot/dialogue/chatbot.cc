// Wires a chatbot.
#include "chatbot/dialogue/chatbot.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "chatbot/understanding/engine.h"
#include "chatbot/understanding/language_pack.h"

namespace unknot::dialogue {
namespace {

// Understands with the engine.
class EngineUnderstander final : public Understander {
 public:
  explicit EngineUnderstander(
      std::unique_ptr<const understanding::Engine> engine)
      : engine_(std::move(engine)) {}

  chat::v1::Understanding Understand(absl::string_view text,
                                     absl::string_view pending_slot,
                                     absl::CivilDay today) const override {
    return engine_->Understand(text, {pending_slot, today});
  }

  const understanding::Engine& engine() const { return *engine_; }

 private:
  const std::unique_ptr<const understanding::Engine> engine_;
};

}  // namespace

struct Chatbot::Parts {
  Parts(VersionedKnowledge fetched, ReplyBook book,
        std::unique_ptr<const understanding::Engine> engine,
        std::unique_ptr<Recommender> asks_advice,
        std::unique_ptr<TherapistFinder> finds, std::unique_ptr<Topics> looks,
        std::vector<SealingKey> keys, const ChatbotOptions& options,
        const runtime::Clock& clock)
      : version(std::move(fetched.version)),
        knowledge(std::move(fetched.base)),
        replies(std::move(book)),
        understander(std::move(engine)),
        recommender(std::move(asks_advice)),
        therapists(std::move(finds)),
        topics(std::move(looks)),
        sealer(std::move(keys), options.conversation_lifetime, clock),
        chat({*recommender, *therapists, *topics, knowledge, replies},
             understander, sealer, clock, options.time_zone) {}

  const std::string version;
  const Knowledge knowledge;
  const ReplyBook replies;
  const EngineUnderstander understander;
  const std::unique_ptr<Recommender> recommender;
  const std::unique_ptr<TherapistFinder> therapists;
  const std::unique_ptr<Topics> topics;
  const Sealer sealer;
  const Chat chat;
};

absl::StatusOr<std::unique_ptr<Chatbot>> Chatbot::Make(
    const ChatbotOptions& options,
    std::shared_ptr<grpc::Channel> recommendation,
    std::shared_ptr<grpc::Channel> directory, const runtime::Clock& clock) {
  auto fetched = FetchKnowledge(recommendation);
  if (!fetched.ok()) {
    return absl::Status(
        fetched.status().code(),
        absl::StrCat("The recommendation service did not give its knowledge "
                     "base: ",
                     fetched.status().message()));
  }
  auto pack = understanding::LoadLanguagePack(options.language_dir);
  if (!pack.ok()) return pack.status();
  auto replies = ReplyBook::Build(pack->pack);
  if (!replies.ok()) return replies.status();
  auto engine = understanding::Engine::Build(*pack, fetched->base);
  if (!engine.ok()) return engine.status();
  std::vector<SealingKey> keys = options.sealing_keys;
  if (keys.empty()) keys.push_back(RandomSealingKey());
  auto recommender = MakeRemoteRecommender(recommendation, options.calls);
  auto therapists =
      MakeRemoteTherapistFinder(std::move(directory), options.calls);
  auto topics = MakeRemoteTopics(std::move(recommendation), options.calls);
  return std::unique_ptr<Chatbot>(new Chatbot(std::make_unique<Parts>(
      *std::move(fetched), *std::move(replies), *std::move(engine),
      std::move(recommender), std::move(therapists), std::move(topics),
      std::move(keys), options, clock)));
}

Chatbot::Chatbot(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Chatbot::~Chatbot() = default;

const Chat& Chatbot::chat() const { return parts_->chat; }
const Knowledge& Chatbot::knowledge() const { return parts_->knowledge; }
Recommender& Chatbot::recommender() const { return *parts_->recommender; }
TherapistFinder& Chatbot::therapists() const { return *parts_->therapists; }
const understanding::Engine& Chatbot::engine() const {
  return parts_->understander.engine();
}
const std::string& Chatbot::knowledge_version() const {
  return parts_->version;
}

}  // namespace unknot::dialogue
