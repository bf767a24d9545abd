// The pipeline: words, phrases, context, values, complaint, place, intents.
#include "chatbot/understanding/engine.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "chatbot/understanding/assemble.h"
#include "chatbot/understanding/context.h"
#include "chatbot/understanding/explain.h"
#include "chatbot/understanding/found.h"
#include "chatbot/understanding/intents.h"
#include "chatbot/understanding/lexicon.h"
#include "chatbot/understanding/place.h"
#include "chatbot/understanding/signs.h"
#include "chatbot/understanding/stored_model.h"
#include "chatbot/understanding/text.h"
#include "chatbot/understanding/values.h"

namespace unknot::understanding {
namespace {

constexpr size_t kMostBytes = 100000;
constexpr size_t kMostPhraseWords = 100;  // More are not compared.

void AddFinding(const Lexicon& lexicon, const Reading& reading,
                const Found& found, chat::v1::Understanding& out) {
  chat::v1::Finding& finding = *out.add_findings();
  finding.set_concept_id(absl::StrCat(KindName(found.kind), "/", found.id));
  finding.set_status(found.status);
  finding.set_begin(reading.tokens[found.begin].begin);
  finding.set_end(reading.tokens[found.end - 1].end);
  finding.set_confidence(found.confidence);
  finding.set_side(found.side);
  finding.set_value(found.value);
  if (found.kind == Kind::kTechnique) finding.set_stance(found.stance);
  finding.set_other_person(found.other_person);
  finding.set_hypothetical(found.hypothetical);
  finding.set_radiation(found.radiation);
  finding.set_cue_begin(found.cue < 0 ? -1 : reading.tokens[found.cue].begin);
  if (found.record >= 0)
    finding.set_record(lexicon.loaded().phrases_at[found.record]);
}

// True where `text` has letters, and all of them are capitals.
bool InCapitals(absl::string_view text) {
  return std::any_of(text.begin(), text.end(), absl::ascii_isupper) &&
         std::none_of(text.begin(), text.end(), absl::ascii_islower);
}

// The bytes where `phrase` occurs in `text`, word by word and however it is
// spaced; of several places the first that is typed in capitals, else the first
// of all. An empty range where there is none.
std::pair<int, int> FindPhrase(absl::string_view text,
                               absl::string_view phrase) {
  const std::vector<Word> words = SplitWords(text);
  std::vector<Word> wanted = SplitWords(phrase);
  wanted.resize(std::min(wanted.size(), kMostPhraseWords));
  std::pair<int, int> first = {0, 0};
  const auto same = [](const Word& a, const Word& b) {
    return a.text == b.text;
  };
  for (auto at = words.begin(); !wanted.empty(); ++at) {
    at = std::search(at, words.end(), wanted.begin(), wanted.end(), same);
    if (at == words.end()) break;
    const int begin = at->begin;
    const int end = (at + static_cast<long>(wanted.size()) - 1)->end;
    if (InCapitals(text.substr(begin, end - begin))) return {begin, end};
    if (first.second == 0) first = {begin, end};
  }
  if (first.second > 0 || phrase.empty()) return first;
  // Within words: "infection" in "reinfection".
  const size_t at =
      absl::AsciiStrToLower(text).find(absl::AsciiStrToLower(phrase));
  if (at == std::string::npos) return first;
  return {static_cast<int>(at), static_cast<int>(at + phrase.size())};
}

}  // namespace

struct Engine::Parts {
  uint64_t model_key = 0;
  std::unique_ptr<const Lexicon> lexicon;
  std::unique_ptr<const IntentFinder> intents;
  std::unique_ptr<const SignFinder> signs;
};

Engine::Engine(std::unique_ptr<const Parts> parts) : parts_(std::move(parts)) {}
Engine::~Engine() = default;

absl::StatusOr<std::unique_ptr<const Engine>> Engine::Build(
    const LoadedPack& pack, const knowledge::v1::KnowledgeBase& knowledge,
    absl::Span<const LabelledMessage> validation) {
  absl::StatusOr<std::unique_ptr<const Lexicon>> lexicon =
      Lexicon::Build(pack, knowledge);
  if (!lexicon.ok()) return lexicon.status();
  auto parts = std::make_unique<Parts>();
  parts->lexicon = *std::move(lexicon);
  parts->model_key = ModelKey(pack, knowledge);
  TrainedModels stored;
  if (validation.empty() && !pack.model_path.empty())
    stored = ReadStoredModels(pack.model_path, parts->model_key);
  parts->intents = std::make_unique<IntentFinder>(*parts->lexicon, validation,
                                                  std::move(stored.intents));
  parts->signs =
      std::make_unique<SignFinder>(*parts->lexicon, std::move(stored.signs));
  return std::unique_ptr<const Engine>(new Engine(std::move(parts)));
}

chat::v1::Understanding Engine::Understand(absl::string_view text,
                                           const Context& context) const {
  Reading reading;
  return Understand(text, context, reading);
}

Explanation Engine::Explain(absl::string_view text,
                            const Context& context) const {
  Reading reading;
  Explanation explanation;
  explanation.understanding = Understand(text, context, reading);
  understanding::Explain(*parts_->lexicon, reading, explanation);
  return explanation;
}

chat::v1::Understanding Engine::Understand(absl::string_view text,
                                           const Context& context,
                                           Reading& reading) const {
  const Lexicon& lexicon = *parts_->lexicon;
  chat::v1::Understanding out;
  text = text.substr(0, kMostBytes);
  out.set_bytes_read(static_cast<int>(text.size()));
  reading = Read(lexicon, lexicon.tokenizer().Tokenize(text));
  for (const double number : FindValues(lexicon, context.today, reading))
    out.add_bare_numbers(number);
  ApplyContext(lexicon, reading);
  parts_->signs->Find(reading);
  Assemble(lexicon, context.pending_slot, reading, out);
  out.set_place(FindPlace(lexicon, text, context.pending_slot, reading));
  parts_->intents->Find(reading, context.pending_slot, out);
  std::stable_sort(
      reading.found.begin(), reading.found.end(),
      [](const Found& a, const Found& b) { return a.begin < b.begin; });
  for (const Found& found : reading.found)
    AddFinding(lexicon, reading, found, out);
  return out;
}

complaint::v1::Status Engine::StatusOf(absl::string_view text,
                                       absl::string_view phrase) const {
  const Lexicon& lexicon = *parts_->lexicon;
  text = text.substr(0, kMostBytes);
  const auto [from, to] = FindPhrase(text, phrase);
  if (from >= to) return complaint::v1::STATUS_PRESENT;
  Reading reading = Read(lexicon, lexicon.tokenizer().Tokenize(text));
  Found asked;
  asked.kind = Kind::kSymptom;
  asked.begin = -1;
  for (int i = 0; i < static_cast<int>(reading.tokens.size()); ++i) {
    const Token& token = reading.tokens[i];
    if (token.end <= from || token.begin >= to) continue;
    if (asked.begin < 0) asked.begin = i;
    asked.end = i + 1;
  }
  if (asked.begin < 0) return complaint::v1::STATUS_PRESENT;
  // It stands for whatever the pack knows inside it.
  std::erase_if(reading.found, [&](const Found& found) {
    return found.begin < asked.end && asked.begin < found.end;
  });
  reading.found.push_back(asked);
  ApplyContext(lexicon, reading);
  for (const Found& found : reading.found) {
    if (found.id.empty() && found.begin == asked.begin) return found.status;
  }
  return complaint::v1::STATUS_PRESENT;
}

absl::Status Engine::StoreModels(const std::string& path) const {
  if (parts_->intents->model() == nullptr)
    return absl::FailedPreconditionError("The pack has too few intents.");
  return understanding::StoreModels(*parts_->intents->model(),
                                    parts_->signs->classifier(),
                                    parts_->model_key, path);
}

IntentGuess Engine::GuessIntent(absl::string_view text) const {
  return parts_->intents->Guess(text.substr(0, kMostBytes));
}

const language::v1::LanguagePack& Engine::pack() const {
  return parts_->lexicon->pack();
}

}  // namespace unknot::understanding
