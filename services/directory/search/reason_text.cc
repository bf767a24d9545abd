// Fills the phrases of reason_text.tsv.
#include "services/directory/search/reason_text.h"

#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/directory/built_in_data.h"

namespace unknot::directory {
namespace {

// By kind; two more belong to the phrase of an active licence.
using Phrases = absl::flat_hash_map<int, std::string>;
constexpr int kCheckedOn = -1;
constexpr int kCheckedBy = -2;

const Phrases& AllPhrases() {
  static const Phrases* const phrases = [] {
    auto* read = new Phrases;
    const absl::string_view table = BuiltInFile("search/reason_text.tsv");
    for (const absl::string_view line : absl::StrSplit(table, '\n')) {
      const std::pair<std::string, std::string> columns =
          absl::StrSplit(line, absl::MaxSplits('\t', 1));
      v1::MatchReasonKind kind;
      if (v1::MatchReasonKind_Parse(columns.first, &kind)) {
        (*read)[kind] = columns.second;
      } else if (columns.first == "checked_on") {
        (*read)[kCheckedOn] = columns.second;
      } else if (columns.first == "checked_by") {
        (*read)[kCheckedBy] = columns.second;
      }
    }
    return read;
  }();
  return *phrases;
}

std::string Distance(double metres, absl::string_view country_code) {
  if (country_code == "US" || country_code == "GB") {
    return absl::StrFormat("%.1f miles", metres / 1609.344);
  }
  return absl::StrFormat("%.1f km", metres / 1000);
}

std::string AskForLanguageName(const std::string& tag) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Locale locale = icu::Locale::forLanguageTag(tag.c_str(), error);
  if (U_FAILURE(error)) return tag;
  icu::UnicodeString name;
  locale.getDisplayLanguage(icu::Locale::getEnglish(), name);
  std::string utf8;
  return name.toUTF8String(utf8);
}

// ICU takes long to name a language, and people speak the same few.
std::string LanguageName(const std::string& tag) {
  constexpr size_t kMostNames = 1000;
  static absl::Mutex mutex(absl::kConstInit);
  static auto* const names =
      new absl::flat_hash_map<std::string, std::string>();
  absl::MutexLock lock(&mutex);
  const auto known = names->find(tag);
  if (known != names->end()) return known->second;
  std::string name = AskForLanguageName(tag);
  if (names->size() < kMostNames) names->emplace(tag, name);
  return name;
}

std::string InBrackets(absl::string_view text) {
  return text.empty() ? "" : absl::StrCat(" (", text, ")");
}

// Hours and minutes.
std::string Wait(double minutes) {
  const int whole = static_cast<int>(minutes);
  return absl::StrFormat("%d h %02d min", whole / 60, whole % 60);
}

// ", checked 2026-01-31 by who did".
std::string Checked(const v1::Licence& licence) {
  if (!licence.has_verify_time()) return "";
  const std::string day = absl::FormatTime(
      "%Y-%m-%d", absl::FromUnixSeconds(licence.verify_time().seconds()),
      absl::UTCTimeZone());
  const Phrases& phrases = AllPhrases();
  const auto phrase =
      phrases.find(licence.verified_by().empty() ? kCheckedOn : kCheckedBy);
  if (phrase == phrases.end()) return "";
  return absl::StrReplaceAll(
      phrase->second, {{"{day}", day}, {"{who}", licence.verified_by()}});
}

using Replacements = std::vector<std::pair<absl::string_view, std::string>>;

// What the braces in the phrase of this kind stand for.
Replacements ReplacementsFor(const v1::MatchReason& reason,
                             const v1::Therapist& therapist) {
  const v1::Licence& licence = therapist.licence();
  switch (reason.kind()) {
    case v1::MATCH_REASON_KIND_DISTANCE:
      return {{"{distance}",
               Distance(reason.number(), therapist.location().country_code())}};
    case v1::MATCH_REASON_KIND_TECHNIQUE:
    case v1::MATCH_REASON_KIND_TREATS:
      return {{"{concept}", absl::StrReplaceAll(reason.value(), {{"_", " "}})}};
    case v1::MATCH_REASON_KIND_LANGUAGE:
      return {{"{language}", LanguageName(reason.value())}};
    case v1::MATCH_REASON_KIND_RATING:
      return {{"{mean}", absl::StrFormat("%.1f", reason.number())},
              {"{reviews}", absl::StrCat(therapist.rating().count())}};
    case v1::MATCH_REASON_KIND_PRICE:
      return {{"{price}", absl::StrFormat("%s %.2f", reason.value(),
                                          reason.number() / 100)}};
    case v1::MATCH_REASON_KIND_INSURER:
      return {{"{value}", reason.value()}};
    case v1::MATCH_REASON_KIND_SOONEST:
      return {{"{wait}", Wait(reason.number())}};
    case v1::MATCH_REASON_KIND_LICENCE_ACTIVE:
      return {{"{regulator}", InBrackets(licence.regulator_name().empty()
                                             ? licence.regulator_id()
                                             : licence.regulator_name())},
              {"{checked}", Checked(licence)}};
    default:
      return {};
  }
}

}  // namespace

std::string ReasonText(const v1::MatchReason& reason,
                       const v1::Therapist& therapist) {
  const auto phrase = AllPhrases().find(reason.kind());
  if (phrase == AllPhrases().end()) return "";
  const Replacements replacements = ReplacementsFor(reason, therapist);
  if (replacements.empty()) return phrase->second;
  return absl::StrReplaceAll(phrase->second, replacements);
}

}  // namespace unknot::directory
