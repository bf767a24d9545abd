// Reads every phrase with the engine itself, so that what is said to be hidden
// is hidden.
#include "chatbot/understanding/check_phrases.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "chatbot/understanding/found.h"
#include "chatbot/understanding/lexicon.h"
#include "chatbot/understanding/template.h"

namespace unknot::understanding {
namespace {

using language::v1::LanguagePack;
using language::v1::Phrases;
using What = PhraseUse::What;
using Items = std::vector<TemplateItem>;

constexpr size_t kMostReadings = 256;  // Looked at, of one phrase.
constexpr int kDeepest = 8;            // Of lists in lists.
constexpr char kAnyWord[] = "x";       // For `{any}`.
constexpr char kANumber[] = "3";       // For `{number}`.

// The ways to read items with one of each choice taken.
void SpellOut(absl::Span<const TemplateItem> items, Items& so_far,
              std::vector<Items>& out) {
  if (out.size() >= kMostReadings) return;
  if (items.empty()) {
    out.push_back(so_far);
    return;
  }
  if (items[0].kind != TemplateItem::Kind::kChoice) {
    so_far.push_back(items[0]);
    SpellOut(items.subspan(1), so_far, out);
    so_far.pop_back();
    return;
  }
  for (const Items& choice : items[0].choices) {
    Items joined = choice;
    joined.insert(joined.end(), items.begin() + 1, items.end());
    SpellOut(joined, so_far, out);
  }
}

// All readings of a template; those beyond kMostReadings are left out.
std::vector<Items> ReadingsOf(const std::string& say) {
  std::vector<Items> readings;
  const auto ways = ExpandTemplate(say);
  if (!ways.ok()) return readings;
  for (const Items& way : *ways) {
    Items so_far;
    SpellOut(way, so_far, readings);
  }
  return readings;
}

// One phrase of the pack.
struct Place {
  int record = 0;
  int say = 0;
};

class PhrasesChecker {
 public:
  PhrasesChecker(const LoadedPack& loaded, const Lexicon& lexicon,
                 const ReportProblem& report)
      : loaded_(loaded),
        pack_(loaded.pack),
        lexicon_(lexicon),
        report_(report) {}

  void Run() {
    for (int i = 0; i < pack_.phrases_size(); ++i) {
      for (int k = 0; k < pack_.phrases(i).say_size(); ++k) Compare({i, k});
    }
    Reach(What::kFinding, "phrases", pack_.phrases());
    Reach(What::kLookAlike, "look_alikes", pack_.look_alikes());
    Reach(What::kCue, "cues", pack_.cues());
    Reach(What::kTime, "time_phrases", pack_.time_phrases());
    Reach(What::kSeverity, "severity_phrases", pack_.severity_phrases());
    Reach(What::kIntent, "intents", pack_.intents());
  }

 private:
  std::string At(const Place& place) const {
    return loaded_.where.Of("phrases", place.record, "say", place.say);
  }

  const std::string& Say(const Place& place) const {
    return pack_.phrases(place.record).say(place.say);
  }

  // ---- The same words ------------------------------------------------------

  // The words of a reading, or the stems by which it matches.
  std::string KeyOf(const Items& reading, bool stems) const {
    std::vector<std::string> parts;
    for (const TemplateItem& item : reading) {
      if (item.kind == TemplateItem::Kind::kReference) {
        parts.push_back(absl::StrCat("{", item.text, "}"));
        continue;
      }
      const bool exact = item.kind == TemplateItem::Kind::kExact;
      for (const std::string& word :
           lexicon_.tokenizer().PhraseWords(item.text))
        parts.push_back(exact   ? absl::StrCat("=", word)
                        : stems ? Stem(word)
                                : word);
    }
    return absl::StrJoin(parts, " ");
  }

  // Whether two records say the same, whatever their words.
  static bool SameMeaning(const Phrases& a, const Phrases& b) {
    return std::set<std::string>(a.concept_id().begin(),
                                 a.concept_id().end()) ==
               std::set<std::string>(b.concept_id().begin(),
                                     b.concept_id().end()) &&
           a.side() == b.side() && a.absent() == b.absent() &&
           a.number_size() == 0 && b.number_size() == 0;
  }

  // A concept of `a` and another of the same kind in `b`; empty for none.
  static std::string Conflict(const Phrases& a, const Phrases& b) {
    if (a.number_size() > 0 || b.number_size() > 0) return "";
    const std::set<std::string> of_b(b.concept_id().begin(),
                                     b.concept_id().end());
    for (const std::string& id : a.concept_id()) {
      if (of_b.contains(id)) {
        if (a.side() != b.side() || a.absent() != b.absent()) return id;
        continue;
      }
      const std::string kind = id.substr(0, id.find('/') + 1);
      for (const std::string& other : b.concept_id()) {
        const bool shared =
            std::find(a.concept_id().begin(), a.concept_id().end(), other) !=
            a.concept_id().end();
        if (!shared && other.rfind(kind, 0) == 0) return other;
      }
    }
    return "";
  }

  void Compare(const Place& place) {
    const Phrases& phrases = pack_.phrases(place.record);
    if (phrases.concept_id().empty()) return;
    const std::vector<Items> readings = ReadingsOf(Say(place));
    // Of more readings than are looked at nothing is known for certain.
    bool all_known = !readings.empty() && readings.size() < kMostReadings;
    bool all_conflict = all_known;
    Place known_at;
    Place conflict_at;
    std::string conflict;
    for (const Items& reading : readings) {
      std::vector<Place>& said = words_[KeyOf(reading, /*stems=*/false)];
      const auto known =
          std::find_if(said.begin(), said.end(), [&](const Place& other) {
            const bool itself =
                other.record == place.record && other.say == place.say;
            return !itself && SameMeaning(phrases, pack_.phrases(other.record));
          });
      all_known &= known != said.end();
      if (known != said.end()) known_at = *known;
      said.push_back(place);

      std::vector<Place>& alike = stems_[KeyOf(reading, /*stems=*/true)];
      bool conflicts = false;
      for (const Place& other : alike) {
        const std::string with = Conflict(phrases, pack_.phrases(other.record));
        if (with.empty()) continue;
        conflicts = true;
        conflict_at = other;
        conflict = with;
      }
      all_conflict &= conflicts;
      alike.push_back(place);
    }
    if (all_known) {
      report_(At(place), absl::StrCat("duplicate phrase: \"", Say(place),
                                      "\" says nothing that ", At(known_at),
                                      " does not say"));
    }
    if (all_conflict) {
      report_(At(place),
              absl::StrCat("conflicting phrase: \"", Say(place), "\" for ",
                           phrases.concept_id(0), " means ", conflict, " in ",
                           At(conflict_at),
                           "; if it means both, say so in one record"));
    }
  }

  // ---- Out of reach --------------------------------------------------------

  // Words that a reference matches; empty where there are none to be had.
  std::string WordsFor(const std::string& name, const std::string& number,
                       int depth) const {
    if (name == "any") return kAnyWord;
    if (name == "number") return number;
    if (depth >= kDeepest) return "";
    for (const auto& list : pack_.lists()) {
      if (list.name() == name)
        return FirstWords(list.say(), number, depth + 1, true);
    }
    for (const Phrases& phrases : pack_.phrases()) {
      if (phrases.concept_id().empty() || phrases.number_size() > 0 ||
          phrases.concept_id(0).rfind(absl::StrCat(name, "/"), 0) != 0) {
        continue;
      }
      const std::string words =
          FirstWords(phrases.say(), number, depth + 1, false);
      if (!words.empty()) return words;
    }
    return "";
  }

  std::string FirstWords(
      const google::protobuf::RepeatedPtrField<std::string>& say,
      const std::string& number, int depth, bool references) const {
    for (const std::string& text : say) {
      for (const Items& reading : ReadingsOf(text)) {
        if (!references &&
            !::unknot::understanding::ReferencesOf(reading).empty())
          continue;
        const std::string words = TextOf(reading, number, depth);
        if (!words.empty()) return words;
      }
    }
    return "";
  }

  // A text that a reading matches.
  std::string TextOf(const Items& reading, const std::string& number,
                     int depth) const {
    std::vector<std::string> words;
    for (const TemplateItem& item : reading) {
      if (item.kind != TemplateItem::Kind::kReference) {
        words.push_back(item.text);
        continue;
      }
      words.push_back(WordsFor(item.text, number, depth));
      if (words.back().empty()) return "";
    }
    // A stroke is a word between digits alone: "180/95".
    return absl::StrReplaceAll(absl::StrJoin(words, " "), {{" / ", "/"}});
  }

  template <typename Record>
  static std::string NumberFor(const Record& record) {
    if constexpr (requires { record.number(); }) {
      if (!record.number().empty()) return absl::StrCat(record.number(0).min());
    }
    return kANumber;
  }

  template <typename Records>
  void Reach(What what, const char* field, const Records& records) {
    for (int i = 0; i < records.size(); ++i) {
      const std::string number = NumberFor(records[i]);
      for (int k = 0; k < records[i].say_size(); ++k) {
        const std::string& say = records[i].say(k);
        std::string why;
        bool reached = false;
        for (const Items& reading : ReadingsOf(say)) {
          std::string text = TextOf(reading, number, 0);
          // A kind without phrases is another fault.
          if (text.empty() ||
              IsReached(what, i, StartsWithAny(reading), text, why)) {
            reached = true;
            break;
          }
        }
        if (!reached) {
          report_(loaded_.where.Of(field, i, "say", k),
                  absl::StrCat("\"", say, "\" ", why));
        }
      }
    }
  }

  // `{any}` is not the first word of a sentence.
  static bool StartsWithAny(const Items& reading) {
    return reading[0].kind == TemplateItem::Kind::kReference &&
           reading[0].text == "any";
  }

  // Reads `text`, after another word if `inside`, and sets `why` where the
  // record does not come of it.
  bool IsReached(What what, int record, bool inside, const std::string& text,
                 std::string& why) const {
    const std::vector<Token> tokens = lexicon_.tokenizer().Tokenize(
        inside ? absl::StrCat(kAnyWord, " ", text) : text);
    const int begin = inside ? 1 : 0;
    const int size = static_cast<int>(tokens.size());
    bool matches = false;
    for (const Match& match : lexicon_.matcher().FindAll(tokens)) {
      const PhraseUse& use = lexicon_.use(match.phrase);
      matches |= match.begin == begin && match.end == size &&
                 use.what == what && use.record == record;
    }
    if (!matches || size == 0) {
      why = "can never be found: its own words do not match it";
      return false;
    }
    if (what != What::kFinding) return true;
    const Reading reading = Read(lexicon_, tokens);
    for (const Found& found : reading.found) {
      if (found.begin != begin || found.end != size) continue;
      // The same said by a longer record is no fault.
      for (const ConceptName& name : lexicon_.concepts_of(record)) {
        if (found.kind == name.kind && found.id == name.id) return true;
      }
    }
    why = Hider(reading, begin, size);
    return false;
  }

  std::string Hider(const Reading& reading, int begin, int size) const {
    for (const Match& match : reading.look_alikes) {
      if (match.begin != begin || match.end != size) continue;
      return absl::StrCat(
          "is always hidden by the look-alike in ",
          loaded_.where.Of("look_alikes", lexicon_.use(match.phrase).record));
    }
    for (const Found& found : reading.found) {
      if (found.begin != begin || found.end != size || found.record < 0)
        continue;
      return absl::StrCat("is always hidden by ", KindName(found.kind), "/",
                          found.id, " in ",
                          loaded_.where.Of("phrases", found.record));
    }
    return "can never be found: a mark inside it ends the phrase";
  }

  const LoadedPack& loaded_;
  const LanguagePack& pack_;
  const Lexicon& lexicon_;
  const ReportProblem& report_;
  // The phrases with a reading, by its words and by its stems.
  std::map<std::string, std::vector<Place>> words_;
  std::map<std::string, std::vector<Place>> stems_;
};

}  // namespace

void CheckPhrasesTogether(const LoadedPack& loaded,
                          const knowledge::v1::KnowledgeBase& knowledge,
                          const ReportProblem& report) {
  const auto lexicon = Lexicon::Build(loaded, knowledge);
  if (!lexicon.ok()) {
    // "file:line: what"
    const std::pair<std::string, std::string> parts =
        absl::StrSplit(lexicon.status().message(), absl::MaxSplits(": ", 1));
    report(parts.first, parts.second);
    return;
  }
  PhrasesChecker(loaded, **lexicon, report).Run();
}

}  // namespace unknot::understanding
