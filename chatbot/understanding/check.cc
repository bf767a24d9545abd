// Checking a pack for its author: each record by itself and against the
// knowledge base. What phrases are to one another is in check_phrases.h.
#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "chatbot/understanding/check_phrases.h"
#include "chatbot/understanding/found.h"
#include "chatbot/understanding/language_pack.h"
#include "chatbot/understanding/lexicon.h"
#include "chatbot/understanding/list_names.h"
#include "chatbot/understanding/template.h"

namespace unknot::understanding {
namespace {

using Texts = google::protobuf::RepeatedPtrField<std::string>;
namespace lv1 = language::v1;

constexpr int kFewestExamples = 15;
constexpr double kMostSeverity = 10;
constexpr char kDialogueFiles[] = "replies";  // Hold the dialogue's lists.

// Lists that templates may name without their being in the pack.
constexpr const char* kBuiltIn[] = {"any",     "number",    "region",
                                    "quality", "symptom",   "condition",
                                    "pain",    "technique", "cause"};

class Checker {
 public:
  Checker(const LoadedPack& loaded,
          const knowledge::v1::KnowledgeBase& knowledge)
      : loaded_(loaded), pack_(loaded.pack), knowledge_(knowledge) {
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
    CheckTimes();
    CheckNumbers();
    CheckRewrites();
    CheckInferences();
    CheckIntents();
    CheckSignExamples();
    CheckReplies();
    CheckUnusedLists();
    if (!templates_broken_) {
      CheckPhrasesTogether(loaded_, knowledge_,
                           [this](const std::string& at, std::string message) {
                             Problem(at, std::move(message));
                           });
    }
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

  std::string At(const char* field, int record) const {
    return loaded_.where.Of(field, record);
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

  void CheckTemplates(const char* field, int record, const Texts& say) {
    for (int k = 0; k < say.size(); ++k) {
      const std::string at = loaded_.where.Of(field, record, "say", k);
      const auto ways = ExpandTemplate(say[k]);
      if (!ways.ok()) {
        templates_broken_ = true;
        Problem(at, std::string(ways.status().message()));
        continue;
      }
      std::set<std::string> names;
      for (const auto& items : *ways) {
        for (std::string& name : ReferencesOf(items))
          names.insert(std::move(name));
      }
      for (const std::string& name : names) {
        used_lists_.insert(name);
        if (lists_.contains(name) || IsBuiltIn(name)) continue;
        templates_broken_ = true;
        Problem(at, absl::StrCat("phrase \"", say[k],
                                 "\" refers to the unknown list {", name, "}"));
      }
    }
  }

  static bool IsBuiltIn(const std::string& name) {
    return std::find(std::begin(kBuiltIn), std::end(kBuiltIn), name) !=
           std::end(kBuiltIn);
  }

  void CheckLists() {
    for (int i = 0; i < pack_.lists_size(); ++i) {
      const auto& list = pack_.lists(i);
      if (list.name().empty() || list.say().empty())
        Problem(At("lists", i), "a list needs a name and words");
      CheckTemplates("lists", i, list.say());
    }
  }

  // A list is used by a template, or by the code under its name.
  void CheckUnusedLists() {
    std::set<std::string> told;
    for (int i = 0; i < pack_.lists_size(); ++i) {
      const std::string& name = pack_.lists(i).name();
      if (used_lists_.contains(name) || IsNameOfCode(name) ||
          absl::StartsWith(At("lists", i), kDialogueFiles)) {
        continue;
      }
      if (told.insert(name).second) {
        Problem(At("lists", i),
                absl::StrCat("the list ", name, " is used nowhere"));
      }
    }
  }

  template <typename Ranges>
  void CheckRanges(const std::string& at, const Ranges& ranges) {
    for (const auto& range : ranges) {
      if (range.min() <= range.max()) continue;
      Problem(at, absl::StrCat("a range from ", range.min(), " to ",
                               range.max(), " holds no number"));
    }
  }

  void CheckPhrases() {
    for (int i = 0; i < pack_.phrases_size(); ++i) {
      const auto& phrases = pack_.phrases(i);
      const std::string at = At("phrases", i);
      if (phrases.concept_id().empty()) {
        templates_broken_ = true;
        Problem(at, "phrases without a concept");
      }
      if (phrases.say().empty()) Problem(at, "a concept without phrases");
      for (const std::string& text : phrases.concept_id())
        CheckConcept(at, text);
      if (!phrases.side().empty() &&
          SideNamed(phrases.side()) == complaint::v1::SIDE_UNSPECIFIED) {
        Problem(at, absl::StrCat("\"", phrases.side(), "\" is no side"));
      }
      CheckRanges(at, phrases.number());
      CheckTemplates("phrases", i, phrases.say());
    }
  }

  void CheckLookAlikesAndCues() {
    for (int i = 0; i < pack_.look_alikes_size(); ++i) {
      const auto& look_alike = pack_.look_alikes(i);
      for (const std::string& kind : look_alike.hides()) {
        if (!ParseConcept(absl::StrCat(kind, "/x")).ok())
          Problem(At("look_alikes", i),
                  absl::StrCat("\"", kind, "\" is no kind of finding"));
      }
      CheckTemplates("look_alikes", i, look_alike.say());
    }
    for (int i = 0; i < pack_.cues_size(); ++i) {
      const auto& cue = pack_.cues(i);
      const std::string at = At("cues", i);
      if (cue.kind() == lv1::CUE_KIND_UNSPECIFIED)
        Problem(at, "a cue without a kind");
      if (cue.reach() < 0) Problem(at, "a reach below 0");
      CheckRanges(at, cue.number());
      CheckTemplates("cues", i, cue.say());
    }
  }

  void CheckTimes() {
    for (int i = 0; i < pack_.time_phrases_size(); ++i) {
      const auto& phrase = pack_.time_phrases(i);
      const std::string at = At("time_phrases", i);
      const auto kind = phrase.kind();
      if (kind == lv1::TIME_KIND_UNSPECIFIED)
        Problem(at, "a time phrase without a kind");
      // A span may have begun today; a unit has a length.
      if (phrase.days() < 0) Problem(at, "days below 0");
      if (kind == lv1::TIME_KIND_UNIT && phrase.days() == 0)
        Problem(at, "a unit of time needs its days");
      if (kind == lv1::TIME_KIND_WEEKDAY &&
          (phrase.index() < 0 || phrase.index() > 6)) {
        Problem(at, "the index of a weekday is from 0 to 6");
      }
      if (kind == lv1::TIME_KIND_MONTH &&
          (phrase.index() < 1 || phrase.index() > 12)) {
        Problem(at, "the index of a month is from 1 to 12");
      }
      CheckTemplates("time_phrases", i, phrase.say());
    }
  }

  void CheckNumbers() {
    for (int i = 0; i < pack_.severity_phrases_size(); ++i) {
      const auto& phrase = pack_.severity_phrases(i);
      if (!(phrase.severity() >= 0 && phrase.severity() <= kMostSeverity))
        Problem(At("severity_phrases", i), "a severity outside 0 to 10");
      CheckTemplates("severity_phrases", i, phrase.say());
    }
    for (int i = 0; i < pack_.number_words_size(); ++i) {
      const auto& number = pack_.number_words(i);
      if (!(number.value() >= 0))
        Problem(At("number_words", i), "a number below 0");
      if (number.say().empty())
        Problem(At("number_words", i), "a number without words");
    }
  }

  void CheckRewrites() {
    std::map<std::string, std::string> first;
    for (int i = 0; i < pack_.rewrites_size(); ++i) {
      const auto& rewrite = pack_.rewrites(i);
      if (rewrite.from().empty() || rewrite.to().empty())
        Problem(At("rewrites", i), "a rewrite needs `from` and `to`");
      for (int k = 0; k < rewrite.from_size(); ++k) {
        const std::string at = loaded_.where.Of("rewrites", i, "from", k);
        const auto [it, added] = first.try_emplace(rewrite.from(k), at);
        if (added) continue;
        Problem(at, absl::StrCat("\"", rewrite.from(k),
                                 "\" is rewritten already in ", it->second));
      }
    }
  }

  void CheckInferences() {
    for (int i = 0; i < pack_.inferences_size(); ++i) {
      const auto& inference = pack_.inferences(i);
      const std::string at = At("inferences", i);
      CheckConcept(at, inference.concept_id());
      if (inference.from().empty()) Problem(at, "an inference from nothing");
      for (const std::string& from : inference.from()) {
        CheckConcept(at, from);
        if (!inference.has_min_value()) continue;
        const double most =
            absl::StartsWith(from, "severity/") ? kMostSeverity : 1e6;
        if (!(inference.min_value() >= 0 && inference.min_value() <= most))
          Problem(at, absl::StrCat("min_value ", inference.min_value(),
                                   " is out of range for ", from));
      }
      if (!inference.side().empty() &&
          SideNamed(inference.side()) == complaint::v1::SIDE_UNSPECIFIED) {
        Problem(at, absl::StrCat("\"", inference.side(), "\" is no side"));
      }
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

  void CheckExample(const std::string& at, const std::string& text) {
    const auto [other, fresh] = examples_.try_emplace(text, at);
    if (!fresh) {
      Problem(at, absl::StrCat("example \"", text, "\" stands already in ",
                               other->second));
    }
  }

  void CheckIntents() {
    std::map<std::string, int> examples;
    std::map<std::string, std::string> first;
    for (int i = 0; i < pack_.intents_size(); ++i) {
      const auto& intent = pack_.intents(i);
      const std::string at = At("intents", i);
      if (intent.id().empty()) Problem(at, "an intent without an id");
      const auto [it, added] = first.try_emplace(intent.id(), at);
      if (!added) {
        Problem(at, absl::StrCat("intent ", intent.id(), " stands already in ",
                                 it->second));
      }
      examples[intent.id()] += intent.example_size();
      CheckTemplates("intents", i, intent.say());
      for (const std::string& id : intent.follows_from()) CheckConcept(at, id);
      for (int k = 0; k < intent.example_size(); ++k) {
        CheckExample(loaded_.where.Of("intents", i, "example", k),
                     intent.example(k));
      }
    }
    for (int i = 0; i < pack_.example_sets_size(); ++i) {
      const auto& set = pack_.example_sets(i);
      const std::string at = At("example_sets", i);
      if (set.intent_id_size() < 2)
        Problem(at, "example_sets are for several intents at once");
      for (const std::string& id : set.intent_id()) {
        if (!first.contains(id))
          Problem(at, absl::StrCat("there is no intent ", id));
      }
      for (int k = 0; k < set.text_size(); ++k) {
        CheckExample(loaded_.where.Of("example_sets", i, "text", k),
                     set.text(k));
      }
    }
    for (const auto& [id, count] : examples) {
      if (count >= kFewestExamples) continue;
      Problem(first[id],
              absl::StrCat("intent ", id, " has ", count,
                           " examples, and needs ", kFewestExamples));
    }
  }

  void CheckSignExamples() {
    std::map<std::string, std::string> texts;
    std::map<std::string, int> count;
    for (int i = 0; i < pack_.sign_examples_size(); ++i) {
      const auto& examples = pack_.sign_examples(i);
      for (const std::string& id : examples.concept_id()) {
        CheckConcept(At("sign_examples", i), id);
        if (!absl::StartsWith(id, "symptom/"))
          Problem(At("sign_examples", i), absl::StrCat(id, " is no symptom"));
        count[id] += examples.text_size();
      }
      for (int k = 0; k < examples.text_size(); ++k) {
        const std::string at = loaded_.where.Of("sign_examples", i, "text", k);
        const auto [other, fresh] = texts.try_emplace(examples.text(k), at);
        if (fresh) continue;
        Problem(at, absl::StrCat("example \"", examples.text(k),
                                 "\" stands already in ", other->second));
      }
    }
    for (const auto& [id, examples] : count) {
      if (examples >= kFewestExamples) continue;
      Problem(At("sign_examples", 0),
              absl::StrCat(id, " has ", examples, " sign examples, and needs ",
                           kFewestExamples));
    }
  }

  void CheckReplies() {
    for (int i = 0; i < pack_.replies_size(); ++i) {
      const auto& reply = pack_.replies(i);
      const std::string at = At("replies", i);
      if (reply.id().empty()) Problem(at, "a reply without an id");
      const bool worded =
          std::any_of(reply.text().begin(), reply.text().end(),
                      [](const std::string& text) { return !text.empty(); });
      if (!worded)
        Problem(at, absl::StrCat("reply ", reply.id(), " has no wording"));
    }
  }

  const LoadedPack& loaded_;
  const lv1::LanguagePack& pack_;
  const knowledge::v1::KnowledgeBase& knowledge_;
  std::set<std::string> concepts_;
  std::set<std::string> lists_;
  std::set<std::string> used_lists_;
  std::map<std::string, std::string> examples_;  // Text to place.
  bool templates_broken_ = false;
  std::vector<PackProblem> problems_;
};

}  // namespace

std::vector<PackProblem> CheckLanguagePack(
    const LoadedPack& loaded, const knowledge::v1::KnowledgeBase& knowledge) {
  return Checker(loaded, knowledge).Run();
}

}  // namespace unknot::understanding
