// Writes responses from the records of the knowledge base.
#include "services/recommendation/advice_writer.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"

namespace unknot::recommendation {
namespace {

namespace kv1 = knowledge::v1;
using Kind = FiredRecord::Kind;

// More advice than this is not read; what matters most comes first.
constexpr int kMaxSelfCare = 6;
constexpr int kMaxTips = 8;
constexpr int kMaxFrequency = 3;

v1::TriageLevel LevelOf(kv1::Tier tier) {
  // Both enums list the same steps in the same order.
  return static_cast<v1::TriageLevel>(tier);
}

// Advice for a country or a part of it ("CA-ON") is for those in it.
bool IsFor(const kv1::Advice& advice, const std::string& country_code) {
  return advice.region_code().empty() ||
         advice.region_code().substr(0, 2) == country_code;
}

}  // namespace

// Whether a row of the matrix only repeats what flags and contraindications
// with the same facts have said.
bool AdviceWriter::SaysNothingNew(
    const FiredRecord& fired,
    const google::protobuf::RepeatedPtrField<v1::TriageReason>& said) const {
  if (fired.kind != Kind::kFactor || fired.rule == nullptr) return false;
  const auto was_said = [&said](const std::string& fact) {
    return std::any_of(
        said.begin(), said.end(), [&fact](const v1::TriageReason& reason) {
          return std::find(reason.facts().begin(), reason.facts().end(),
                           fact) != reason.facts().end();
        });
  };
  const std::vector<std::string> facts = fired.rule->Explain(findings_.facts);
  return !facts.empty() && std::all_of(facts.begin(), facts.end(), was_said);
}

AdviceWriter::AdviceWriter(const KnowledgeBase& base, const Findings& findings,
                           const Ranking& ranking,
                           const std::string& country_code,
                           v1::RecommendResponse* response)
    : base_(base),
      findings_(findings),
      ranking_(ranking),
      country_code_(country_code),
      contacts_(base.ContactsFor(country_code)),
      response_(response),
      cited_(base.records().sources_size()) {}

void AdviceWriter::Write(const std::vector<int>& questions) {
  WriteTriage();
  WriteTechniques();
  WriteAvoid();
  WriteCautions();
  WriteAdvice();
  WriteQuestions(questions);
  response_->set_knowledge_version(base_.version());
  response_->set_notice(base_.records().settings().notice());
  WriteSources();
}

void AdviceWriter::WriteTriage() {
  v1::Triage* triage = response_->mutable_triage();
  triage->set_level(LevelOf(findings_.tier));
  for (const FiredRecord& fired : findings_.reasons) {
    if (!SaysNothingNew(fired, triage->reasons())) {
      WriteReason(fired, triage->add_reasons());
    }
  }
  const kv1::TriageAdvice& advice = base_.AdviceFor(findings_.tier);
  triage->set_advice(FillIn(advice.text()));
  triage->set_safety_net(FillIn(advice.safety_net()));
  Note(advice.citations());
  if (findings_.tier <= kv1::TIER_URGENT) {
    *triage->mutable_contacts() = contacts_;
    Note(contacts_.citations());
  }
}

void AdviceWriter::WriteReason(const FiredRecord& fired,
                               v1::TriageReason* reason) {
  reason->set_level(LevelOf(fired.tier));
  if (fired.rule != nullptr) {
    for (std::string& fact : fired.rule->Explain(findings_.facts)) {
      reason->add_facts(std::move(fact));
    }
  }
  const auto write = [this, reason](const auto& record) {
    reason->set_record_id(record.id());
    reason->set_text(record.reason());
    Cite(record.citations(), reason->mutable_citations());
  };
  switch (fired.kind) {
    case Kind::kFlag: {
      const kv1::RedFlag& flag = *base_.flags()[fired.index].record;
      write(flag);
      reason->set_code(flag.code());
      reason->set_advice(FillIn(flag.advice()));
      reason->set_contact_kind(flag.contact_kind());
      break;
    }
    case Kind::kContraindication: {
      const auto& one = *base_.contraindications()[fired.index].record;
      write(one);
      reason->set_code(one.code());
      reason->set_advice(one.adaptation());
      break;
    }
    case Kind::kFactor:
      write(*base_.factors()[fired.index].record);
      break;
  }
}

void AdviceWriter::WriteTechniques() {
  const kv1::Settings& settings = base_.records().settings();
  for (const int index : ranking_.offered) {
    const kv1::Technique& record = *base_.techniques()[index].record;
    v1::TechniqueRecommendation* to = response_->add_techniques();
    const int total = ranking_.totals[index];
    to->set_technique_id(record.id());
    to->set_name(record.name());
    to->set_score(total);
    to->set_fit(total >= settings.good_from()   ? v1::FIT_GOOD
                : total >= settings.fair_from() ? v1::FIT_FAIR
                                                : v1::FIT_POSSIBLE);
    WriteWeights(index, 1, 1, to->mutable_reasons());
    WriteWeights(index, -1, 1, to->mutable_reasons());
    for (const FiredRecord& fired : findings_.contraindications) {
      const auto& one = base_.contraindications()[fired.index];
      if (one.light_only & Bit(index)) WriteCaution(fired, to->add_cautions());
      if (!one.record->tell_therapist().empty()) {
        to->add_tell_therapist(one.record->tell_therapist());
      }
    }
    to->set_summary(record.summary());
    to->set_evidence_summary(record.evidence_summary());
    to->set_grade(record.grade());
    Note(record.citations());
  }
  if (findings_.AllowsMassage() && ranking_.offered.empty()) {
    response_->set_techniques_note(ranking_.awaiting.empty()
                                       ? settings.nothing_fits()
                                       : settings.ask_first());
  }
}

void AdviceWriter::WriteWeights(
    int technique, int sign, int least,
    google::protobuf::RepeatedPtrField<v1::Reason>* reasons) {
  std::vector<std::pair<int, const FiredRecord*>> rows;
  for (const FiredRecord& fired : findings_.factors) {
    const int weight = base_.factors()[fired.index].counts[technique];
    if (weight * sign >= least) rows.emplace_back(weight, &fired);
  }
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
    return std::abs(a.first) > std::abs(b.first);
  });
  for (const auto& [weight, fired] : rows) {
    const kv1::Factor& record = *base_.factors()[fired->index].record;
    v1::Reason* reason = reasons->Add();
    reason->set_record_id(record.id());
    reason->set_weight(weight);
    reason->set_text(record.reason());
    if (fired->rule != nullptr) {
      for (std::string& fact : fired->rule->Explain(findings_.facts)) {
        reason->add_facts(std::move(fact));
      }
    }
    Cite(record.citations(), reason->mutable_citations());
  }
}

void AdviceWriter::WriteBlocks(
    int technique, google::protobuf::RepeatedPtrField<v1::Reason>* reasons) {
  for (const FiredRecord& fired : findings_.contraindications) {
    const CompiledContraindication& one =
        base_.contraindications()[fired.index];
    if ((one.blocks & Bit(technique)) == 0) continue;
    v1::Reason* reason = reasons->Add();
    reason->set_record_id(one.record->id());
    reason->set_text(one.record->reason());
    for (std::string& fact : fired.rule->Explain(findings_.facts)) {
      reason->add_facts(std::move(fact));
    }
    Cite(one.record->citations(), reason->mutable_citations());
  }
}

// What was asked for comes first, then the rest in the order of the records.
void AdviceWriter::WriteAvoid() {
  if (findings_.tier == kv1::TIER_EMERGENCY) return;
  const auto offered = [this](int i) {
    return std::find(ranking_.offered.begin(), ranking_.offered.end(), i) !=
           ranking_.offered.end();
  };
  for (const bool wanted : {true, false}) {
    for (int i = 0; i < static_cast<int>(base_.techniques().size()); ++i) {
      const CompiledTechnique& technique = base_.techniques()[i];
      if (findings_.facts.Has(technique.wanted) != wanted) continue;
      const bool forbidden =
          ((ranking_.blocked | ranking_.vetoed) & Bit(i)) != 0;
      const bool withheld =
          ranking_.Allowed(i) && (ranking_.withheld & Bit(i)) != 0;
      if (offered(i) || (findings_.AllowsMassage() && withheld)) continue;
      if (!wanted && (!forbidden || (ranking_.aside & Bit(i)) ||
                      !findings_.AllowsMassage())) {
        continue;
      }
      v1::AvoidedTechnique* avoid = response_->add_avoid();
      avoid->set_technique_id(technique.record->id());
      avoid->set_name(technique.record->name());
      avoid->set_wanted(wanted);
      WriteBlocks(i, avoid->mutable_reasons());
      WriteWeights(i, -1, forbidden ? 2 : 1, avoid->mutable_reasons());
      if (!findings_.AllowsMassage() && avoid->reasons().empty()) {
        const v1::TriageReason& first = response_->triage().reasons(0);
        v1::Reason* reason = avoid->add_reasons();
        reason->set_record_id(first.record_id());
        reason->set_text(first.text());
        *reason->mutable_facts() = first.facts();
        *reason->mutable_citations() = first.citations();
      } else if (avoid->reasons().empty()) {
        avoid->add_reasons()->set_text(base_.records().settings().scores_low());
      }
      if (!findings_.AllowsMassage()) continue;
      if (const int nearest = Nearest(base_, ranking_, i); nearest >= 0) {
        avoid->set_instead_technique_id(
            base_.techniques()[nearest].record->id());
      }
    }
  }
}

void AdviceWriter::WriteCaution(const FiredRecord& fired,
                                v1::Caution* caution) {
  const auto& record = *base_.contraindications()[fired.index].record;
  caution->set_contraindication_id(record.id());
  caution->set_code(record.code());
  caution->set_reason(record.reason());
  caution->set_adaptation(record.adaptation());
  caution->set_tell_therapist(record.tell_therapist());
  caution->set_avoid_area(record.avoid_area());
  for (std::string& fact : fired.rule->Explain(findings_.facts)) {
    caution->add_facts(std::move(fact));
  }
  Cite(record.citations(), caution->mutable_citations());
}

void AdviceWriter::WriteCautions() {
  for (const FiredRecord& fired : findings_.contraindications) {
    WriteCaution(fired, response_->add_cautions());
  }
}

void AdviceWriter::WriteShown(
    const std::vector<CompiledAdvice>& all, int limit,
    google::protobuf::RepeatedPtrField<kv1::Advice>* to) {
  for (const CompiledAdvice& advice : all) {
    if (!IsFor(advice.shown, country_code_) || !advice.Holds(findings_.facts)) {
      continue;
    }
    if (limit-- == 0) return;
    *to->Add() = advice.shown;
    Note(advice.shown.citations());
    Note(advice.shown.stated_by());
  }
}

void AdviceWriter::WriteAdvice() {
  if (findings_.tier != kv1::TIER_EMERGENCY) {
    WriteShown(base_.self_care(), kMaxSelfCare, response_->mutable_self_care());
  }
  if (ranking_.offered.empty()) return;
  v1::SessionPlan* plan = response_->mutable_session_plan();
  WriteShown(base_.session_tips(), kMaxTips, plan->mutable_tips());
  WriteShown(base_.frequency(), kMaxFrequency, plan->mutable_frequency());
  for (const v1::Caution& caution : response_->cautions()) {
    if (!caution.tell_therapist().empty()) {
      plan->add_tell_therapist(caution.tell_therapist());
    }
  }
}

void AdviceWriter::WriteQuestions(const std::vector<int>& questions) {
  for (const int index : questions) {
    const kv1::Question& record = *base_.questions()[index].record;
    v1::NextQuestion* to = response_->add_next_questions();
    to->set_question_id(record.id());
    to->set_slot(record.slot());
    to->set_text(record.text());
    *to->mutable_quick_replies() = record.quick_replies();
    to->set_safety(record.safety());
    to->set_why(record.why());
    Note(record.citations());
  }
}

void AdviceWriter::WriteSources() {
  for (int i = 0; i < base_.records().sources_size(); ++i) {
    if (cited_[i]) *response_->add_sources() = base_.records().sources(i);
  }
}

// A country without a number for urgent advice gets its emergency number only
// where the text asks for that one.
std::string AdviceWriter::FillIn(const std::string& text) const {
  return absl::StrReplaceAll(
      text, {{"{emergency_number}", contacts_.emergency()},
             {"{urgent_number}", contacts_.urgent().empty()
                                     ? base_.ContactsFor("").urgent()
                                     : contacts_.urgent()}});
}

void AdviceWriter::Cite(const Citations& from, Citations* to) {
  *to = from;
  Note(from);
}

void AdviceWriter::Note(const Citations& citations) {
  for (const kv1::Citation& citation : citations) {
    const int source = base_.SourceIndex(citation.source_id());
    if (source >= 0) cited_[source] = true;
  }
}

}  // namespace unknot::recommendation
