// Puts facts into words.
#include "chatbot/dialogue/phrases.h"

#include <unicode/dtfmtsym.h>
#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <cmath>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace unknot::dialogue {
namespace {

using complaint::v1::Complaint;

constexpr double kMetresPerMile = 1609.344;

bool UsesMiles(absl::string_view country_code) {
  return country_code == "US" || country_code == "GB";
}

std::string Counted(double n, const ReplySpec& one, const ReplySpec& many,
                    const Speaker& speaker) {
  const double rounded = std::max(1.0, std::round(n));
  return speaker.Part(rounded == 1 ? one : many,
                      {{"n", NumberInWords(rounded)}});
}

template <typename Record>
bool IsThere(const Record& record) {
  return record.status() == complaint::v1::STATUS_PRESENT ||
         record.status() == complaint::v1::STATUS_UNSPECIFIED;
}

}  // namespace

std::string SiteInWords(const complaint::v1::Site& site,
                        const Knowledge& knowledge, const Speaker& speaker) {
  const std::string region = knowledge.NameOf(absl::StrCat(
      "region/", site.place().empty() ? site.region() : site.place()));
  switch (site.side()) {
    case complaint::v1::SIDE_LEFT:
      return speaker.Part(reply::kSideLeft, {{"region", region}});
    case complaint::v1::SIDE_RIGHT:
      return speaker.Part(reply::kSideRight, {{"region", region}});
    case complaint::v1::SIDE_BOTH:
      return speaker.Part(reply::kSideBoth, {{"region", region}});
    default:
      return region;
  }
}

std::string SitesInWords(const Complaint& complaint, const Knowledge& knowledge,
                         const Speaker& speaker) {
  std::vector<std::string> names;
  for (const auto& site : complaint.sites()) {
    std::string name = SiteInWords(site, knowledge, speaker);
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      names.push_back(std::move(name));
    }
  }
  return speaker.Join(names);
}

std::string DurationInWords(double days, const Speaker& speaker) {
  if (days < 1) return speaker.Part(reply::kDurationToday);
  const bool whole_weeks = std::fmod(days, 7) == 0;
  if (days < 14 && !whole_weeks) {
    return Counted(days, reply::kDurationDay, reply::kDurationDays, speaker);
  }
  if (days < 60) {
    return Counted(days / 7, reply::kDurationWeek, reply::kDurationWeeks,
                   speaker);
  }
  if (days < 700) {
    return Counted(days / 30, reply::kDurationMonth, reply::kDurationMonths,
                   speaker);
  }
  return Counted(days / 365, reply::kDurationYear, reply::kDurationYears,
                 speaker);
}

std::vector<std::string> FactsInWords(const Complaint& complaint,
                                      const Knowledge& knowledge,
                                      const Speaker& speaker, size_t limit) {
  std::vector<std::string> facts;
  for (const auto& site : complaint.sites()) {
    std::string name = SiteInWords(site, knowledge, speaker);
    if (std::find(facts.begin(), facts.end(), name) == facts.end()) {
      facts.push_back(std::move(name));
    }
  }
  if (complaint.has_duration_days()) {
    facts.push_back(DurationInWords(complaint.duration_days(), speaker));
  }
  if (complaint.has_severity()) {
    facts.push_back(speaker.Part(reply::kSeverityOfTen,
                                 {{"n", NumberInWords(complaint.severity())}}));
  }
  const auto add = [&](absl::string_view kind, absl::string_view id) {
    std::string name = knowledge.NameOf(absl::StrCat(kind, "/", id));
    if (std::find(facts.begin(), facts.end(), name) == facts.end()) {
      facts.push_back(std::move(name));
    }
  };
  for (const auto& id : complaint.quality_ids()) add("quality", id);
  for (const auto& condition : complaint.conditions()) {
    if (IsThere(condition)) add("condition", condition.condition_id());
  }
  for (const auto& symptom : complaint.symptoms()) {
    if (IsThere(symptom)) add("symptom", symptom.symptom_id());
  }
  for (const auto& id : complaint.cause_ids()) add("cause", id);
  for (const auto& id : complaint.pattern_ids()) add("pattern", id);
  for (const auto& id : complaint.preference_ids()) add("preference", id);
  if (facts.size() > limit) facts.resize(limit);
  return facts;
}

std::string DistanceInWords(double metres, absl::string_view country_code,
                            const Speaker& speaker) {
  if (UsesMiles(country_code)) {
    return speaker.Part(
        reply::kDistanceMiles,
        {{"n", absl::StrFormat("%.1f", metres / kMetresPerMile)}});
  }
  if (metres < 1000) {
    return speaker.Part(
        reply::kDistanceMetres,
        {{"n", absl::StrFormat("%.0f", std::round(metres / 50) * 50)}});
  }
  return speaker.Part(reply::kDistanceKilometres,
                      {{"n", absl::StrFormat("%.1f", metres / 1000)}});
}

std::string WeekdayInWords(int day, absl::string_view locale) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::DateFormatSymbols symbols(
      icu::Locale::createCanonical(std::string(locale).c_str()), error);
  int32_t count = 0;
  // ICU counts from Sunday, 1, and leaves 0 empty.
  const icu::UnicodeString* names = symbols.getWeekdays(count);
  std::string name;
  const int index = day % 7 + 1;
  if (U_SUCCESS(error) && day >= 1 && index < count) {
    names[index].toUTF8String(name);
  }
  return name;
}

std::string LanguageInWords(absl::string_view tag, absl::string_view locale) {
  icu::UnicodeString name;
  const std::string in(locale.empty() ? "en" : std::string(locale));
  icu::Locale(std::string(tag).c_str())
      .getDisplayLanguage(icu::Locale(in.c_str()), name);
  std::string result;
  name.toUTF8String(result);
  return result.empty() ? std::string(tag) : result;
}

std::string NumberInWords(double number) {
  return absl::StrFormat("%g", std::round(number * 10) / 10);
}

}  // namespace unknot::dialogue
