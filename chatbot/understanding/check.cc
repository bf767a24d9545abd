// Checking a pack for its author.
#include <map>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "chatbot/understanding/language_pack.h"
#include "chatbot/understanding/lexicon.h"
#include "chatbot/understanding/template.h"

namespace unknot::understanding {
namespace {

constexpr int kFewestExamples = 15;

class Checker {
 public:
  Checker(const LoadedPack& loaded,
          const knowledge::v1::KnowledgeBase& knowledge)
      : loaded_(loaded), pack_(loaded.pack) {
    Add("region", knowledge.regions());
    Add("quality", knowledge.qualities());
    Add("cause", knowledge.causes());
    Add("condition", knowledge.conditions());
    Add("symptom", knowledge.symptoms());
    Add("pattern", knowledge.patterns());
    Add("goal", knowledge.goals());
    Add("preference", knowledge.preferences());
    Add("technique", knowledge.techniques());
    for (const auto& list : pack_.lists()) lists_.insert(list.name());
  }

  std::vector<PackProblem> Run() {
    CheckLists();
    CheckPhrases();
    CheckLookAlikesAndCues();
    CheckInferences();
    CheckIntents();
    CheckSignExamples();
    CheckReplies();
    return std::move(problems_);
  }

 private:
  template <typename Records>
  void Add(const char* kind, const Records& records) {
    for (const auto& record : records)
      concepts_.insert(absl::StrCat(kind, "/", record.id()));
  }

  void Problem(absl::string_view at, std::string message) {
    const std::pair<std::string, std::string> parts =
        absl::StrSplit(at, absl::MaxSplits(':', 1));
    int line = 0;
    if (!absl::SimpleAtoi(parts.second, &line)) line = 0;
    problems_.push_back({parts.first, line, std::move(message)});
  }

  // Kinds of the knowledge base must name one of its records.
  void CheckConcept(absl::string_view at, const std::string& text) {
    const auto name = ParseConcept(text);
    if (!name.ok()) {
      Problem(at, std::string(name.status().message()));
      return;
    }
    switch (name->kind) {
      case Kind::kPain:
      case Kind::kSide:
      case Kind::kTopic:
      case Kind::kTime:
      case Kind::kDenial:
      case Kind::kAnswer:
      case Kind::kSeverity:
      case Kind::kDuration:
        return;
      default:
        break;
    }
    // A style of massage the knowledge base does not describe may be named.
    if (text == "technique/other") return;
    if (!concepts_.contains(text)) {
      Problem(at, absl::StrCat("\"", text, "\" is not in the knowledge base"));
    }
  }

  void CheckTemplates(
      absl::string_view at,
      const google::protobuf::RepeatedPtrField<std::string>& say) {
    for (const std::string& text : say) {
      const auto ways = ExpandTemplate(text);
      if (!ways.ok()) {
        Problem(at, std::string(ways.status().message()));
        continue;
      }
      for (const auto& items : *ways) {
        for (const std::string& name : ReferencesOf(items))
          CheckReference(at, text, name);
      }
    }
  }

  void CheckReference(absl::string_view at, const std::string& text,
                      const std::string& name) {
    static const auto* const kBuiltIn = new std::set<std::string>{
        "any",       "number",    "region", "quality", "symptom",
        "condition", "technique", "pain",   "cause"};
    if (lists_.contains(name) || kBuiltIn->contains(name)) return;
    const std::string message = absl::StrCat(
        "phrase \"", text, "\" refers to the unknown list {", name, "}");
    if (problems_.empty() || problems_.back().message != message)
      Problem(at, message);
  }

  void CheckLists() {
    std::set<std::string> seen;
    for (int i = 0; i < pack_.lists_size(); ++i) {
      const auto& list = pack_.lists(i);
      if (list.name().empty() || list.say().empty())
        Problem(loaded_.lists_at[i], "a list needs a name and words");
      CheckTemplates(loaded_.lists_at[i], list.say());
    }
  }

  void CheckPhrases() {
    // The same words for the same concept, and where they stood first.
    std::map<std::pair<std::string, std::string>, std::string> seen;
    for (int i = 0; i < pack_.phrases_size(); ++i) {
      const auto& phrases = pack_.phrases(i);
      const std::string& at = loaded_.phrases_at[i];
      if (phrases.concept_id().empty())
        Problem(at, "phrases without a concept");
      if (phrases.say().empty()) Problem(at, "a concept without phrases");
      for (const std::string& text : phrases.concept_id())
        CheckConcept(at, text);
      CheckTemplates(at, phrases.say());
      for (const std::string& say : phrases.say()) {
        for (const std::string& text : phrases.concept_id()) {
          const auto [it, added] = seen.try_emplace({text, say}, at);
          if (!added) {
            Problem(at, absl::StrCat("\"", say, "\" for ", text,
                                     " stands already in ", it->second));
          }
        }
      }
    }
  }

  void CheckLookAlikesAndCues() {
    for (int i = 0; i < pack_.look_alikes_size(); ++i)
      CheckTemplates(loaded_.look_alikes_at[i], pack_.look_alikes(i).say());
    for (int i = 0; i < pack_.cues_size(); ++i) {
      const auto& cue = pack_.cues(i);
      if (cue.kind() == language::v1::CUE_KIND_UNSPECIFIED)
        Problem(loaded_.cues_at[i], "a cue without a kind");
      CheckTemplates(loaded_.cues_at[i], cue.say());
    }
    for (const auto& phrase : pack_.time_phrases()) {
      if (phrase.kind() == language::v1::TIME_KIND_UNSPECIFIED)
        Problem("time_phrases", "a time phrase without a kind");
      CheckTemplates("time_phrases", phrase.say());
    }
    for (const auto& phrase : pack_.severity_phrases()) {
      if (phrase.severity() < 0 || phrase.severity() > 10)
        Problem("severity_phrases", "a severity outside 0 to 10");
      CheckTemplates("severity_phrases", phrase.say());
    }
  }

  void CheckInferences() {
    for (int i = 0; i < pack_.inferences_size(); ++i) {
      const auto& inference = pack_.inferences(i);
      const std::string& at = loaded_.inferences_at[i];
      CheckConcept(at, inference.concept_id());
      if (inference.from().empty()) Problem(at, "an inference from nothing");
      for (const std::string& from : inference.from()) CheckConcept(at, from);
      for (const std::string& region : inference.at()) CheckRegion(at, region);
      for (const std::string& region : inference.not_at())
        CheckRegion(at, region);
    }
  }

  void CheckRegion(const std::string& at, const std::string& region) {
    CheckConcept(at, absl::StrContains(region, '/')
                         ? region
                         : absl::StrCat("region/", region));
  }

  void CheckIntents() {
    std::map<std::string, int> examples;
    std::map<std::string, std::string> first;
    std::map<std::string, std::pair<std::string, std::string>> texts;
    for (int i = 0; i < pack_.intents_size(); ++i) {
      const auto& intent = pack_.intents(i);
      const std::string& at = loaded_.intents_at[i];
      if (intent.id().empty()) Problem(at, "an intent without an id");
      const auto [it, added] = first.try_emplace(intent.id(), at);
      if (!added) {
        Problem(at, absl::StrCat("intent ", intent.id(), " stands already in ",
                                 it->second));
      }
      examples[intent.id()] += intent.example_size();
      CheckTemplates(at, intent.say());
      for (const std::string& id : intent.follows_from()) CheckConcept(at, id);
      for (const std::string& text : intent.example()) {
        const auto [other, fresh] = texts.try_emplace(text, intent.id(), at);
        if (!fresh) {
          Problem(at, absl::StrCat("example \"", text, "\" stands already in ",
                                   other->second.second));
        }
      }
    }
    for (int i = 0; i < pack_.example_sets_size(); ++i) {
      const auto& set = pack_.example_sets(i);
      const std::string& at = loaded_.example_sets_at[i];
      if (set.intent_id_size() < 2)
        Problem(at, "example_sets are for several intents at once");
      for (const std::string& id : set.intent_id()) {
        if (!first.contains(id))
          Problem(at, absl::StrCat("there is no intent ", id));
      }
      for (const std::string& text : set.text()) {
        const auto [other, fresh] = texts.try_emplace(text, "", at);
        if (!fresh) {
          Problem(at, absl::StrCat("example \"", text, "\" stands already in ",
                                   other->second.second));
        }
      }
    }
    for (const auto& [id, count] : examples) {
      if (count < kFewestExamples) {
        Problem(first[id],
                absl::StrCat("intent ", id, " has ", count,
                             " examples, and needs ", kFewestExamples));
      }
    }
  }

  void CheckSignExamples() {
    std::map<std::string, std::string> texts;
    std::map<std::string, int> count;
    for (int i = 0; i < pack_.sign_examples_size(); ++i) {
      const auto& examples = pack_.sign_examples(i);
      const std::string& at = loaded_.sign_examples_at[i];
      for (const std::string& id : examples.concept_id()) {
        CheckConcept(at, id);
        if (!absl::StartsWith(id, "symptom/"))
          Problem(at, absl::StrCat(id, " is no symptom"));
        count[id] += examples.text_size();
      }
      for (const std::string& text : examples.text()) {
        const auto [other, fresh] = texts.try_emplace(text, at);
        if (!fresh) {
          Problem(at, absl::StrCat("example \"", text, "\" stands already in ",
                                   other->second));
        }
      }
    }
    for (const auto& [id, examples] : count) {
      if (examples < kFewestExamples) {
        Problem(loaded_.sign_examples_at[0],
                absl::StrCat(id, " has ", examples,
                             " sign examples, and needs ", kFewestExamples));
      }
    }
  }

  void CheckReplies() {
    for (int i = 0; i < pack_.replies_size(); ++i) {
      const auto& reply = pack_.replies(i);
      if (reply.id().empty())
        Problem(loaded_.replies_at[i], "a reply without an id");
      if (reply.text().empty()) {
        Problem(loaded_.replies_at[i],
                absl::StrCat("reply ", reply.id(), " has no wording"));
      }
    }
  }

  const LoadedPack& loaded_;
  const language::v1::LanguagePack& pack_;
  std::set<std::string> concepts_;
  std::set<std::string> lists_;
  std::vector<PackProblem> problems_;
};

}  // namespace

std::vector<PackProblem> CheckLanguagePack(
    const LoadedPack& loaded, const knowledge::v1::KnowledgeBase& knowledge) {
  return Checker(loaded, knowledge).Run();
}

}  // namespace unknot::understanding
