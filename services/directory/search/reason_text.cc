// Fills the phrases of reason_text.tsv.
#include "services/directory/search/reason_text.h"

#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <charconv>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/civil_time.h"
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

// "12.3".
void AppendDecimal(double number, std::string& text) {
  char digits[64];
  const auto end = std::to_chars(digits, digits + sizeof(digits), number,
                                 std::chars_format::fixed, 1);
  text.append(digits, end.ptr);
}

void AppendDistance(double metres, absl::string_view country_code,
                    std::string& text) {
  const bool miles = country_code == "US" || country_code == "GB";
  AppendDecimal(miles ? metres / 1609.344 : metres / 1000, text);
  text += miles ? " miles" : " km";
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

// Appends `phrase`; `value` appends what a name in braces stands for.
void Fill(absl::string_view phrase,
          absl::FunctionRef<void(absl::string_view)> value, std::string& text) {
  for (;;) {
    const size_t open = phrase.find('{');
    const size_t close = phrase.find('}', open);
    text.append(phrase.data(), std::min(open, phrase.size()));
    if (close == absl::string_view::npos) return;
    value(phrase.substr(open + 1, close - open - 1));
    phrase.remove_prefix(close + 1);
  }
}

// Hours and minutes.
std::string Wait(double minutes) {
  const int whole = static_cast<int>(minutes);
  return absl::StrFormat("%d h %02d min", whole / 60, whole % 60);
}

// "2026-01-31".
void AppendDay(const google::protobuf::Timestamp& time, std::string& text) {
  const absl::CivilDay day = absl::ToCivilDay(
      absl::FromUnixSeconds(time.seconds()), absl::UTCTimeZone());
  absl::StrAppend(&text, absl::Dec(day.year(), absl::kZeroPad4), "-",
                  absl::Dec(day.month(), absl::kZeroPad2), "-",
                  absl::Dec(day.day(), absl::kZeroPad2));
}

// ", checked 2026-01-31 by who did".
void AppendChecked(const v1::Licence& licence, std::string& text) {
  if (!licence.has_verify_time()) return;
  const Phrases& phrases = AllPhrases();
  const auto phrase =
      phrases.find(licence.verified_by().empty() ? kCheckedOn : kCheckedBy);
  if (phrase == phrases.end()) return;
  Fill(
      phrase->second,
      [&](absl::string_view name) {
        if (name == "day") {
          AppendDay(licence.verify_time(), text);
        } else {
          text += licence.verified_by();
        }
      },
      text);
}

// Appends what a name in the phrase of the reason stands for.
void AppendValue(absl::string_view name, const Reason& reason,
                 const v1::Therapist& therapist, std::string& text) {
  const v1::Licence& licence = therapist.licence();
  if (name == "distance") {
    AppendDistance(reason.number, therapist.location().country_code(), text);
  } else if (name == "concept") {
    const size_t begin = text.size();
    text += reason.value;
    std::replace(text.begin() + static_cast<ptrdiff_t>(begin), text.end(), '_',
                 ' ');
  } else if (name == "language") {
    text += LanguageName(reason.value);
  } else if (name == "mean") {
    AppendDecimal(reason.number, text);
  } else if (name == "reviews") {
    absl::StrAppend(&text, therapist.rating().count());
  } else if (name == "price") {
    absl::StrAppendFormat(&text, "%s %.2f", reason.value, reason.number / 100);
  } else if (name == "value") {
    text += reason.value;
  } else if (name == "wait") {
    text += Wait(reason.number);
  } else if (name == "regulator") {
    const std::string& regulator = licence.regulator_name().empty()
                                       ? licence.regulator_id()
                                       : licence.regulator_name();
    if (!regulator.empty()) absl::StrAppend(&text, " (", regulator, ")");
  } else if (name == "checked") {
    AppendChecked(licence, text);
  }
}

}  // namespace

std::string ReasonText(const Reason& reason, const v1::Therapist& therapist) {
  std::string text;
  const auto phrase = AllPhrases().find(reason.kind);
  if (phrase == AllPhrases().end()) return text;
  constexpr size_t kUsual = 96;
  text.reserve(kUsual);
  Fill(
      phrase->second,
      [&](absl::string_view name) {
        AppendValue(name, reason, therapist, text);
      },
      text);
  return text;
}

}  // namespace unknot::directory
