// The tables of the checker.
#include "services/recommendation/knowledge_schema.h"

#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"

namespace unknot::recommendation {
namespace {

using Names = std::vector<absl::string_view>;
using Table = absl::flat_hash_map<absl::string_view, Names>;

absl::Span<const absl::string_view> Find(const Table& table,
                                         absl::string_view key) {
  const auto found = table.find(key);
  if (found == table.end()) return {};
  return found->second;
}

}  // namespace

bool IsRequired(FieldName field) {
  static const auto* const required = new absl::flat_hash_set<FieldName>{
      "Source.title", "Source.kind", "Concept.name", "Citation.source_id",
      // Techniques.
      "Technique.name", "Technique.summary", "Technique.strokes",
      "Technique.pressure", "Technique.chosen_for",
      "Technique.evidence_summary", "Technique.grade",
      "Technique.gentleness_rank",
      // Rules.
      "RedFlag.code", "RedFlag.name", "RedFlag.rules", "RedFlag.reason",
      "FlagRule.tier", "FlagRule.when", "Need.any_of", "Contraindication.code",
      "Contraindication.name", "Contraindication.type", "Contraindication.when",
      "Contraindication.adaptation", "Contraindication.reason",
      "Contraindication.tier", "Factor.reason", "Weight.technique_id",
      // Statements.
      "Evidence.question", "Evidence.finding", "Evidence.certainty",
      "Claim.claim", "Claim.kind", "Claim.grade", "Claim.assessment",
      "Contradiction.matter", "Contradiction.positions",
      "Contradiction.resolution", "Position.says", "Advice.title",
      "Advice.grade", "NumberClass.name", "GeneralRule.text", "OpenPoint.point",
      "OpenPoint.default_choice", "OpenPoint.options", "OpenPointOption.text",
      "ClinicMention.name", "ClinicMention.place",
      // What is said.
      "Question.slot", "Question.text", "TriageAdvice.tier",
      "TriageAdvice.text", "EmergencyContacts.emergency",
      "Settings.clinician_check", "Settings.good_from", "Settings.fair_from",
      "Settings.notice", "Settings.nothing_fits", "Settings.ask_first",
      "Settings.scores_low"};
  return required->contains(field);
}

bool HoldsFacts(FieldName field) {
  static const auto* const facts = new absl::flat_hash_set<FieldName>{
      "Need.any_of", "Rule.unless", "Question.asks", "Question.yes",
      "Advice.not_when"};
  return facts->contains(field);
}

absl::Span<const absl::string_view> ListsReferredTo(FieldName field) {
  static const auto* const lists = new Table{
      {"Citation.source_id", {"sources"}},
      {"Technique.evidence_ids", {"evidence"}},
      {"Technique.replaces", {"techniques"}},
      {"Technique.ask_before", {"questions"}},
      {"RedFlag.question_id", {"questions"}},
      {"Contraindication.blocks", {"techniques"}},
      {"Contraindication.light_only", {"techniques"}},
      {"Factor.replaced_by", {"factors"}},
      {"Weight.technique_id", {"techniques"}},
      {"Claim.evidence_ids", {"evidence"}},
      {"Claim.see_also", {"claims"}},
      {"OpenPoint.touches", {"red_flags", "contraindications", "factors"}},
      {"Settings.options", {"options"}}};
  return Find(*lists, field);
}

absl::Span<const absl::string_view> AllowedTexts(FieldName field) {
  static const auto* const texts =
      new Table{{"RedFlag.contact_kind", {"emergency", "suicide", "abuse"}},
                {"Advice.phase", {"before", "during", "after", "timing"}},
                {"Question.slot",
                 {"red_flags", "conditions", "site", "side", "duration",
                  "severity", "cause", "quality", "pattern", "radiation", "age",
                  "pressure", "goal", "place"}}};
  return Find(*texts, field);
}

absl::Span<const absl::string_view> CitationFields(absl::string_view message) {
  static const auto* const fields =
      new Table{{"Technique", {"citations"}},
                {"Described", {"citations"}},
                {"RedFlag", {"citations"}},
                {"Contraindication", {"citations"}},
                {"Factor", {"citations"}},
                {"Evidence", {"citations"}},
                {"Claim", {"citations", "stated_by"}},
                {"Contradiction", {"citations"}},
                {"Position", {"citations"}},
                {"Advice", {"citations", "stated_by"}},
                {"NumberClass", {"citations"}},
                {"TriageAdvice", {"citations"}},
                {"EmergencyContacts", {"citations"}},
                {"GeneralRule", {"citations"}},
                {"ClinicMention", {"citations"}}};
  return Find(*fields, message);
}

bool HasId(absl::string_view message) {
  return message != "TriageAdvice" && message != "EmergencyContacts" &&
         message != "Settings";
}

}  // namespace unknot::recommendation
