// Fills the phrases of reason_text.tsv.
#include "services/directory/search/reason_text.h"

#include <unicode/locid.h>
#include <unicode/unistr.h>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "services/directory/built_in_data.h"

namespace unknot::directory {
namespace {

using Phrases = absl::flat_hash_map<int, std::string>;

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

std::string LanguageName(const std::string& tag) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Locale locale = icu::Locale::forLanguageTag(tag.c_str(), error);
  if (U_FAILURE(error)) return tag;
  icu::UnicodeString name;
  locale.getDisplayLanguage(icu::Locale::getEnglish(), name);
  std::string utf8;
  return name.toUTF8String(utf8);
}

}  // namespace

std::string ReasonText(const v1::MatchReason& reason,
                       const v1::Therapist& therapist) {
  const auto phrase = AllPhrases().find(reason.kind());
  if (phrase == AllPhrases().end()) return "";
  const std::string& text = phrase->second;
  if (!absl::StrContains(text, "{")) return text;
  const v1::Licence& licence = therapist.licence();
  const std::string language = reason.kind() == v1::MATCH_REASON_KIND_LANGUAGE
                                   ? LanguageName(reason.value())
                                   : "";
  return absl::StrReplaceAll(
      text, {{"{concept}", absl::StrReplaceAll(reason.value(), {{"_", " "}})},
             {"{language}", language},
             {"{distance}",
              Distance(reason.number(), therapist.location().country_code())},
             {"{mean}", absl::StrFormat("%.1f", reason.number())},
             {"{price}", absl::StrFormat("%s %.2f", reason.value(),
                                         reason.number() / 100)},
             {"{regulator}", licence.regulator_name().empty()
                                 ? licence.regulator_id()
                                 : licence.regulator_name()},
             {"{reviews}", absl::StrCat(therapist.rating().count())}});
}

}  // namespace unknot::directory
