// Makes cards of techniques and therapists.
#include "chatbot/dialogue/cards.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "chatbot/dialogue/phrases.h"

namespace unknot::dialogue {
namespace {

using directory::v1::Licence;
using directory::v1::SearchResult;
using google::protobuf::RepeatedPtrField;
using knowledge::v1::Citation;

constexpr size_t kMostReasons = 3;
constexpr size_t kMostSources = 3;

void AddOnce(const std::string& text, RepeatedPtrField<std::string>* list) {
  if (text.empty()) return;
  if (std::find(list->begin(), list->end(), text) == list->end()) {
    list->Add(std::string(text));
  }
}

bool HasPublication(const knowledge::v1::Source& source) {
  return source.kind() != knowledge::v1::SOURCE_KIND_ARTICLE &&
         source.kind() != knowledge::v1::SOURCE_KIND_CONSENSUS;
}

std::string LicenceInWords(const Licence& licence, const Speaker& speaker) {
  const std::string regulator = licence.regulator_name().empty()
                                    ? licence.regulator_id()
                                    : licence.regulator_name();
  const std::string title = licence.title().empty()
                                ? speaker.Part(reply::kLicenceTitle)
                                : licence.title();
  if (licence.status() != directory::v1::LICENCE_STATUS_ACTIVE ||
      !licence.has_verify_time()) {
    return regulator.empty()
               ? speaker.Part(reply::kLicenceUnknown)
               : speaker.Part(reply::kLicenceUnverified,
                              {{"title", title}, {"regulator", regulator}});
  }
  const std::string date = absl::FormatTime(
      "%Y-%m-%d", absl::FromUnixSeconds(licence.verify_time().seconds()),
      absl::UTCTimeZone());
  return speaker.Part(
      reply::kLicenceActive,
      {{"title", title}, {"regulator", regulator}, {"date", date}});
}

std::string PriceInWords(const directory::v1::PriceRange& price,
                         const Speaker& speaker) {
  const auto amount = [](int32_t minor) {
    return minor % 100 == 0 ? absl::StrFormat("%d", minor / 100)
                            : absl::StrFormat("%.2f", minor / 100.0);
  };
  const int minutes =
      price.session_minutes() == 0 ? 60 : price.session_minutes();
  const Args args = {{"currency", price.currency_code()},
                     {"min", amount(price.min_minor_units())},
                     {"max", amount(price.max_minor_units())},
                     {"minutes", absl::StrCat(minutes)}};
  return speaker.Part(price.min_minor_units() == price.max_minor_units()
                          ? reply::kPriceOne
                          : reply::kPriceRange,
                      args);
}

chat::v1::TherapistCard CardOfTherapist(const SearchResult& result,
                                        absl::string_view country_code,
                                        absl::string_view locale,
                                        const Speaker& speaker) {
  const auto& therapist = result.therapist();
  chat::v1::TherapistCard card;
  card.set_name(therapist.name());
  card.set_display_name(therapist.display_name());
  std::vector<std::string> where;
  for (const std::string& part :
       {result.clinic_display_name(), therapist.location().district(),
        therapist.location().town()}) {
    if (!part.empty() &&
        std::find(where.begin(), where.end(), part) == where.end()) {
      where.push_back(part);
    }
  }
  card.set_where(absl::StrJoin(where, ", "));
  if (result.has_distance_m()) {
    const auto& country = therapist.location().country_code();
    card.set_distance(DistanceInWords(
        result.distance_m(),
        country.empty() ? country_code : absl::string_view(country), speaker));
  }
  card.set_licence(LicenceInWords(therapist.licence(), speaker));
  card.set_phone(therapist.phone());
  for (const auto& tag : therapist.languages()) {
    AddOnce(LanguageInWords(tag, locale), card.mutable_languages());
  }
  if (therapist.rating().count() > 0) {
    card.set_rating(speaker.Part(
        reply::kRating, {{"mean", NumberInWords(therapist.rating().mean())},
                         {"count", absl::StrCat(therapist.rating().count())}}));
  }
  if (therapist.has_price()) {
    card.set_price(PriceInWords(therapist.price(), speaker));
  }
  for (const auto& reason : result.reasons()) {
    const bool on_the_card_already =
        reason.kind() == directory::v1::MATCH_REASON_KIND_DEMO ||
        reason.kind() == directory::v1::MATCH_REASON_KIND_DISTANCE ||
        reason.kind() == directory::v1::MATCH_REASON_KIND_LICENCE_ACTIVE ||
        reason.kind() == directory::v1::MATCH_REASON_KIND_LICENCE_UNVERIFIED;
    if (!on_the_card_already) AddOnce(reason.text(), card.mutable_why());
  }
  std::vector<std::string> notices;
  if (therapist.demo()) notices.push_back(speaker.Part(reply::kDemoNotice));
  if (!therapist.notice().empty() && !therapist.demo()) {
    notices.push_back(therapist.notice());
  }
  card.set_notice(absl::StrJoin(notices, " "));
  return card;
}

}  // namespace

std::vector<std::string> SourceTitles(
    const RepeatedPtrField<Citation>& citations, const Knowledge& knowledge,
    size_t limit) {
  std::vector<std::string> published;
  std::vector<std::string> others;
  for (const auto& citation : citations) {
    const auto* source = knowledge.FindSource(citation.source_id());
    if (source == nullptr) continue;
    auto& list = HasPublication(*source) ? published : others;
    if (std::find(list.begin(), list.end(), source->title()) == list.end()) {
      list.push_back(source->title());
    }
  }
  published.insert(published.end(), others.begin(), others.end());
  if (published.size() > limit) published.resize(limit);
  return published;
}

std::string GradeInWords(knowledge::v1::Grade grade, const Speaker& speaker) {
  switch (grade) {
    case knowledge::v1::GRADE_A:
      return speaker.Part(reply::kGradeA);
    case knowledge::v1::GRADE_B:
      return speaker.Part(reply::kGradeB);
    case knowledge::v1::GRADE_C:
      return speaker.Part(reply::kGradeC);
    case knowledge::v1::GRADE_D:
      return speaker.Part(reply::kGradeD);
    case knowledge::v1::GRADE_E:
      return speaker.Part(reply::kGradeE);
    case knowledge::v1::GRADE_N:
      return speaker.Part(reply::kGradeN);
    default:
      return "";
  }
}

chat::v1::TechniqueCard CardOfTechnique(
    const knowledge::v1::Technique& technique, const Knowledge& knowledge,
    const Speaker&) {
  chat::v1::TechniqueCard card;
  card.set_technique_id(technique.id());
  card.set_name(Capitalised(technique.name()));
  card.set_summary(technique.summary());
  card.set_evidence(technique.evidence_summary());
  card.set_grade(technique.grade());
  for (auto& title :
       SourceTitles(technique.citations(), knowledge, kMostSources)) {
    card.add_sources(std::move(title));
  }
  return card;
}

chat::v1::TechniqueCards CardsOfTechniques(
    const recommendation::v1::RecommendResponse& advice,
    const Knowledge& knowledge, const Speaker& speaker) {
  chat::v1::TechniqueCards cards;
  for (const auto& technique : advice.techniques()) {
    auto* card = cards.add_cards();
    const auto* record = knowledge.FindTechnique(technique.technique_id());
    if (record != nullptr) *card = CardOfTechnique(*record, knowledge, speaker);
    card->set_technique_id(technique.technique_id());
    card->set_name(Capitalised(technique.name()));
    card->set_summary(technique.summary());
    card->set_evidence(technique.evidence_summary());
    card->set_grade(technique.grade());
    for (const auto& reason : technique.reasons()) {
      if (card->why_size() >= static_cast<int>(kMostReasons)) break;
      if (reason.weight() > 0) AddOnce(reason.text(), card->mutable_why());
    }
    for (const auto& caution : technique.cautions()) {
      AddOnce(caution.adaptation().empty() ? caution.reason()
                                           : caution.adaptation(),
              card->mutable_cautions());
    }
    for (const auto& tell : technique.tell_therapist()) {
      AddOnce(tell, card->mutable_cautions());
    }
  }
  return cards;
}

chat::v1::TherapistCards CardsOfTherapists(
    const directory::v1::SearchTherapistsResponse& found, int limit,
    absl::string_view country_code, absl::string_view locale,
    const Speaker& speaker) {
  chat::v1::TherapistCards cards;
  for (const auto& result : found.results()) {
    if (cards.cards_size() >= limit) break;
    *cards.add_cards() = CardOfTherapist(result, country_code, locale, speaker);
  }
  return cards;
}

}  // namespace unknot::dialogue
