// Compiling a pack.
#include "chatbot/understanding/lexicon.h"

#include <array>
#include <set>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace unknot::understanding {
namespace {

constexpr std::array<std::pair<Kind, const char*>, 20> kKinds = {{
    {Kind::kRegion, "region"},
    {Kind::kQuality, "quality"},
    {Kind::kSymptom, "symptom"},
    {Kind::kCause, "cause"},
    {Kind::kCondition, "condition"},
    {Kind::kPattern, "pattern"},
    {Kind::kPreference, "preference"},
    {Kind::kGoal, "goal"},
    {Kind::kTechnique, "technique"},
    {Kind::kPain, "pain"},
    {Kind::kSide, "side"},
    {Kind::kTopic, "topic"},
    {Kind::kTime, "time"},
    {Kind::kDenial, "denial"},
    {Kind::kAnswer, "answer"},
    {Kind::kDuration, "duration"},
    {Kind::kSeverity, "severity"},
    {Kind::kAge, "age"},
    {Kind::kPregnancyWeeks, "pregnancy_weeks"},
    {Kind::kPlace, "place"},
}};

constexpr int kDeepest = 16;  // Of the trees of concepts.

// Debian's word lists; where they are missing fewer words are known.
constexpr const char* kDictionaries[] = {"/usr/share/dict/american-english",
                                         "/usr/share/dict/british-english"};

}  // namespace

absl::string_view KindName(Kind kind) {
  for (const auto& [k, name] : kKinds) {
    if (k == kind) return name;
  }
  return "";
}

absl::StatusOr<ConceptName> ParseConcept(absl::string_view text) {
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(text, absl::MaxSplits('/', 1));
  for (const auto& [kind, name] : kKinds) {
    if (parts.first == name && !parts.second.empty())
      return ConceptName{kind, std::string(parts.second)};
  }
  return absl::InvalidArgumentError(
      absl::StrCat("\"", text, "\" is no concept: write kind/id"));
}

Lexicon::Lexicon(LoadedPack loaded)
    : loaded_(std::move(loaded)),
      tokenizer_(vocabulary_),
      follows_(kKinds.size()),
      known_(kKinds.size()) {}

absl::StatusOr<std::unique_ptr<const Lexicon>> Lexicon::Build(
    const LoadedPack& loaded, const knowledge::v1::KnowledgeBase& knowledge) {
  std::unique_ptr<Lexicon> lexicon(new Lexicon(loaded));
  lexicon->Learn(knowledge);
  if (absl::Status status = lexicon->Compile(); !status.ok()) return status;
  return lexicon;
}

void Lexicon::Learn(const knowledge::v1::KnowledgeBase& knowledge) {
  const auto learn = [&](Kind kind, const auto& concepts) {
    for (const knowledge::v1::Concept& c : concepts) {
      ConceptInfo& info = known_[static_cast<int>(kind)][c.id()];
      info.parent = c.parent();
      info.yields_to.assign(c.yields_to().begin(), c.yields_to().end());
      for (const int role : c.roles()) {
        info.label |= role == knowledge::v1::ROLE_LABEL;
        info.musculoskeletal |= role == knowledge::v1::ROLE_MUSCULOSKELETAL;
        info.danger_sign |= role == knowledge::v1::ROLE_DANGER_SIGN;
        info.associated |= role == knowledge::v1::ROLE_ASSOCIATED;
      }
    }
  };
  learn(Kind::kRegion, knowledge.regions());
  learn(Kind::kQuality, knowledge.qualities());
  learn(Kind::kCause, knowledge.causes());
  learn(Kind::kCondition, knowledge.conditions());
  learn(Kind::kSymptom, knowledge.symptoms());
  learn(Kind::kPattern, knowledge.patterns());
  learn(Kind::kGoal, knowledge.goals());
  learn(Kind::kPreference, knowledge.preferences());
  for (const auto& technique : knowledge.techniques())
    known_[static_cast<int>(Kind::kTechnique)][technique.id()];
}

absl::Status Lexicon::AddPhrases(
    PhraseUse use, absl::string_view at, absl::string_view kind,
    const google::protobuf::RepeatedPtrField<std::string>& say) {
  const int phrase = static_cast<int>(uses_.size());
  uses_.push_back(use);
  for (const std::string& text : say) {
    AddPairs(text);
    const absl::Status status = matcher_->AddPhrase(phrase, text, kind);
    if (!status.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat(at, ": ", status.message()));
    }
  }
  return absl::OkStatus();
}

void Lexicon::AddExample(absl::string_view text) {
  const std::vector<std::string> words = tokenizer_.PhraseWords(text);
  for (const std::string& word : words) vocabulary_.AddExampleWord(word);
  vocabulary_.AddPairs(words);
}

void Lexicon::AddPairs(absl::string_view text) {
  vocabulary_.AddPairs(tokenizer_.PhraseWords(text));
}

absl::Status Lexicon::Compile() {
  const language::v1::LanguagePack& pack = loaded_.pack;
  for (const auto& rewrite : pack.rewrites()) {
    for (const std::string& from : rewrite.from())
      tokenizer_.AddRewrite(from, rewrite.to());
  }
  matcher_ = std::make_unique<Matcher>(vocabulary_, tokenizer_);
  for (const char* kind :
       {"quality", "symptom", "condition", "technique", "pain", "cause"}) {
    matcher_->AddKind(kind);
  }
  for (const auto& number : pack.number_words()) {
    for (const std::string& say : number.say())
      matcher_->AddNumberWord(say, number.value());
  }
  for (int i = 0; i < pack.lists_size(); ++i) {
    const auto& list = pack.lists(i);
    const absl::Status status =
        matcher_->AddList(list.name(), {list.say().begin(), list.say().end()});
    if (!status.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat(loaded_.lists_at[i], ": ", status.message()));
    }
  }
  using What = PhraseUse::What;
  for (int i = 0; i < pack.phrases_size(); ++i) {
    const auto& phrases = pack.phrases(i);
    std::vector<ConceptName> names;
    for (const std::string& text : phrases.concept_id()) {
      absl::StatusOr<ConceptName> name = ParseConcept(text);
      if (!name.ok()) {
        return absl::InvalidArgumentError(
            absl::StrCat(loaded_.phrases_at[i], ": ", name.status().message()));
      }
      names.push_back(*std::move(name));
    }
    const absl::string_view kind =
        names.empty() ? "" : KindName(names.front().kind);
    concepts_.push_back(std::move(names));
    if (absl::Status status = AddPhrases(
            {What::kFinding, i}, loaded_.phrases_at[i], kind, phrases.say());
        !status.ok()) {
      return status;
    }
  }
  for (int i = 0; i < pack.look_alikes_size(); ++i) {
    if (absl::Status status =
            AddPhrases({What::kLookAlike, i}, loaded_.look_alikes_at[i], "",
                       pack.look_alikes(i).say());
        !status.ok()) {
      return status;
    }
  }
  for (int i = 0; i < pack.cues_size(); ++i) {
    if (absl::Status status = AddPhrases({What::kCue, i}, loaded_.cues_at[i],
                                         "", pack.cues(i).say());
        !status.ok()) {
      return status;
    }
  }
  for (int i = 0; i < pack.time_phrases_size(); ++i) {
    if (absl::Status status = AddPhrases({What::kTime, i}, "time_phrases", "",
                                         pack.time_phrases(i).say());
        !status.ok()) {
      return status;
    }
  }
  for (int i = 0; i < pack.severity_phrases_size(); ++i) {
    if (absl::Status status =
            AddPhrases({What::kSeverity, i}, "severity_phrases", "",
                       pack.severity_phrases(i).say());
        !status.ok()) {
      return status;
    }
  }
  for (int i = 0; i < pack.intents_size(); ++i) {
    if (absl::Status status =
            AddPhrases({What::kIntent, i}, loaded_.intents_at[i], "",
                       pack.intents(i).say());
        !status.ok()) {
      return status;
    }
    for (const std::string& text : pack.intents(i).example()) AddExample(text);
  }
  for (const auto& set : pack.example_sets()) {
    for (const std::string& text : set.text()) AddExample(text);
  }
  // Of the examples of signs some are misspelt, so that their words are not all
  // correct; what stands side by side is.
  for (const auto& examples : pack.sign_examples()) {
    for (const std::string& text : examples.text()) AddPairs(text);
  }
  if (absl::Status status = CompileInferences(); !status.ok()) return status;
  for (const std::string& word : pack.known_words())
    vocabulary_.AddKnownWord(word);
  for (const char* path : kDictionaries) vocabulary_.AddDictionary(path);
  // A correct word that is read as another stands in no phrase, and is what a
  // misspelling may mean all the same: "breahte" is "breathe", which is
  // "breath".
  for (const auto& rewrite : pack.rewrites()) {
    for (const std::string& from : rewrite.from()) {
      if (!vocabulary_.IsCorrect(from)) continue;
      vocabulary_.AddWord(from);
      vocabulary_.AddReading(from, rewrite.to());
    }
  }
  matcher_->Finish();
  vocabulary_.Finish();
  return absl::OkStatus();
}

const ConceptInfo* Lexicon::Find(Kind kind, absl::string_view id) const {
  const auto& of_kind = known_[static_cast<int>(kind)];
  const auto it = of_kind.find(id);
  return it == of_kind.end() ? nullptr : &it->second;
}

bool Lexicon::IsA(Kind kind, absl::string_view id,
                  absl::string_view ancestor) const {
  for (int depth = 0; depth < kDeepest; ++depth) {
    if (id == ancestor) return true;
    const ConceptInfo* info = Find(kind, id);
    if (info == nullptr || info->parent.empty()) return false;
    id = info->parent;
  }
  return false;
}

std::string Lexicon::RootOf(Kind kind, absl::string_view id) const {
  for (int depth = 0; depth < kDeepest; ++depth) {
    const ConceptInfo* info = Find(kind, id);
    if (info == nullptr || info->parent.empty()) break;
    id = info->parent;
  }
  return std::string(id);
}

absl::Status Lexicon::CompileInferences() {
  for (int i = 0; i < loaded_.pack.inferences_size(); ++i) {
    const auto& inference = loaded_.pack.inferences(i);
    InferenceRule rule;
    rule.record = i;
    const auto parse = [&](const std::string& text, ConceptName& out) {
      absl::StatusOr<ConceptName> name = ParseConcept(text);
      if (!name.ok()) {
        return absl::InvalidArgumentError(absl::StrCat(
            loaded_.inferences_at[i], ": ", name.status().message()));
      }
      out = *std::move(name);
      return absl::OkStatus();
    };
    if (absl::Status status = parse(inference.concept_id(), rule.concept_name);
        !status.ok()) {
      return status;
    }
    for (const std::string& from : inference.from()) {
      rule.from.emplace_back();
      if (absl::Status status = parse(from, rule.from.back()); !status.ok())
        return status;
    }
    // Places may be written with or without their kind.
    const auto region_id = [](const std::string& at) {
      const auto name = ParseConcept(at);
      return name.ok() ? name->id : at;
    };
    for (const std::string& at : inference.at())
      rule.at.push_back(region_id(at));
    for (const std::string& at : inference.not_at())
      rule.not_at.push_back(region_id(at));
    inferences_.push_back(std::move(rule));
  }
  IndexInferences();
  return absl::OkStatus();
}

void Lexicon::IndexInferences() {
  // What no phrase says and no rule names has no rules.
  std::set<std::pair<Kind, std::string>> ids;
  for (const auto& names : concepts_) {
    for (const ConceptName& name : names) ids.insert({name.kind, name.id});
  }
  for (const InferenceRule& rule : inferences_) {
    for (const ConceptName& from : rule.from) ids.insert({from.kind, from.id});
  }
  for (const auto& known : ids) {
    const Kind kind = known.first;
    const std::string& id = known.second;
    for (size_t i = 0; i < inferences_.size(); ++i) {
      if (loaded_.pack.inferences(inferences_[i].record).has_min_value())
        continue;
      const bool follows =
          absl::c_any_of(inferences_[i].from, [&](const ConceptName& from) {
            return from.kind == kind && IsA(kind, id, from.id);
          });
      if (follows)
        follows_[static_cast<int>(kind)][id].push_back(static_cast<int>(i));
    }
  }
}

absl::Span<const int> Lexicon::InferencesFrom(Kind kind,
                                              absl::string_view id) const {
  const auto& of_kind = follows_[static_cast<int>(kind)];
  const auto it = of_kind.find(id);
  if (it == of_kind.end()) return {};
  return it->second;
}

}  // namespace unknot::understanding
