// A language pack made ready: its phrases compiled, its concepts numbered.
#ifndef UNKNOT_CHATBOT_UNDERSTANDING_LEXICON_H_
#define UNKNOT_CHATBOT_UNDERSTANDING_LEXICON_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "chatbot/understanding/language_pack.h"
#include "chatbot/understanding/matcher.h"
#include "chatbot/understanding/tokens.h"
#include "chatbot/understanding/vocabulary.h"
#include "unknot/knowledge/v1/knowledge.pb.h"
#include "unknot/language/v1/language.pb.h"

namespace unknot::understanding {

// The part of a concept before its slash.
enum class Kind {
  kRegion,
  kQuality,
  kSymptom,
  kCause,
  kCondition,
  kPattern,
  kPreference,
  kGoal,
  kTechnique,
  kPain,
  kSide,
  kTopic,
  kTime,
  kDenial,
  kAnswer,
  kDuration,
  kSeverity,
  kAge,
  kPregnancyWeeks,
  kPlace,
};

// The name of a kind as concepts write it.
absl::string_view KindName(Kind kind);

// A concept of a phrase, taken apart.
struct ConceptName {
  Kind kind = Kind::kPain;
  std::string id;
};

// Takes `kind/id` apart. InvalidArgument where the kind is unknown.
absl::StatusOr<ConceptName> ParseConcept(absl::string_view text);

// What a phrase of the matcher stands for.
struct PhraseUse {
  enum class What { kFinding, kLookAlike, kCue, kTime, kSeverity, kIntent };
  What what = What::kFinding;
  int record = 0;  // Index in the list of the pack.
};

// An inference of the pack, taken apart.
struct InferenceRule {
  ConceptName concept_name;
  std::vector<ConceptName> from;
  std::vector<std::string> at;  // Ids of regions.
  std::vector<std::string> not_at;
  int record = 0;
};

// What the engine must know of the concepts of the knowledge base.
struct ConceptInfo {
  std::string parent;  // Empty for a root.
  bool label = false;  // Reported under its own id.
  bool musculoskeletal = false;
  bool danger_sign = false;
  bool associated = false;
  std::vector<std::string> yields_to;
};

// Immutable once built; safe to read from any thread.
class Lexicon {
 public:
  // `loaded` is copied. Returns InvalidArgument, with file and line, for the
  // first phrase that cannot be used.
  static absl::StatusOr<std::unique_ptr<const Lexicon>> Build(
      const LoadedPack& loaded, const knowledge::v1::KnowledgeBase& knowledge);

  Lexicon(const Lexicon&) = delete;
  Lexicon& operator=(const Lexicon&) = delete;

  const language::v1::LanguagePack& pack() const { return loaded_.pack; }
  const LoadedPack& loaded() const { return loaded_; }
  const Tokenizer& tokenizer() const { return tokenizer_; }
  const Vocabulary& vocabulary() const { return vocabulary_; }
  const Matcher& matcher() const { return *matcher_; }
  const PhraseUse& use(int phrase) const { return uses_[phrase]; }
  const std::vector<ConceptName>& concepts_of(int record) const {
    return concepts_[record];
  }

  const std::vector<InferenceRule>& inferences() const { return inferences_; }

  // Indices in `inferences()`, in order, of those that follow from a finding
  // (and not from a number): from it or from one above it.
  absl::Span<const int> InferencesFrom(Kind kind, absl::string_view id) const;

  // The concept of the knowledge base; null where it has none of that id.
  const ConceptInfo* Find(Kind kind, absl::string_view id) const;

  // True where `id` is `ancestor` or below it.
  bool IsA(Kind kind, absl::string_view id, absl::string_view ancestor) const;

  // The root above `id`.
  std::string RootOf(Kind kind, absl::string_view id) const;

 private:
  explicit Lexicon(LoadedPack loaded);
  absl::Status Compile();
  absl::Status CompileInferences();
  void IndexInferences();
  void Learn(const knowledge::v1::KnowledgeBase& knowledge);
  void AddExample(absl::string_view text);
  void AddPairs(absl::string_view text);
  absl::Status AddPhrases(
      PhraseUse use, absl::string_view at, absl::string_view kind,
      const google::protobuf::RepeatedPtrField<std::string>& say);

  LoadedPack loaded_;
  Vocabulary vocabulary_;
  Tokenizer tokenizer_;
  std::unique_ptr<Matcher> matcher_;
  std::vector<PhraseUse> uses_;
  std::vector<std::vector<ConceptName>> concepts_;  // By phrases record.
  std::vector<InferenceRule> inferences_;
  // By kind, then by id.
  std::vector<absl::flat_hash_map<std::string, std::vector<int>>> follows_;
  std::vector<absl::flat_hash_map<std::string, ConceptInfo>>
      known_;  // By kind.
};

}  // namespace unknot::understanding

#endif  // UNKNOT_CHATBOT_UNDERSTANDING_LEXICON_H_
