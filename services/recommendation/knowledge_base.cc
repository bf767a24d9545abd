// Loads the knowledge base and compiles its rules.
#include "services/recommendation/knowledge_base.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <sodium.h>

#include <algorithm>
#include <functional>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "services/recommendation/check_knowledge.h"
#include "services/recommendation/knowledge_checker.h"

namespace unknot::recommendation {
namespace {

namespace v1 = knowledge::v1;

// More than this many problems are counted, not listed.
constexpr size_t kProblemsListed = 20;

absl::Status StatusOf(const std::vector<KnowledgeProblem>& problems) {
  if (problems.empty()) return absl::OkStatus();
  std::string text = "The knowledge base has faults:";
  for (size_t i = 0; i < problems.size() && i < kProblemsListed; ++i) {
    absl::StrAppend(&text, "\n  ", ToString(problems[i]));
  }
  if (problems.size() > kProblemsListed) {
    absl::StrAppend(&text, "\n  and ", problems.size() - kProblemsListed,
                    " more");
  }
  return absl::FailedPreconditionError(text);
}

std::string VersionOf(const v1::KnowledgeBase& records) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream out(&stream);
    out.SetSerializationDeterministic(true);
    records.SerializeToCodedStream(&out);
  }
  unsigned char hash[crypto_hash_sha256_BYTES];
  crypto_hash_sha256(hash, reinterpret_cast<const unsigned char*>(bytes.data()),
                     bytes.size());
  return absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(hash), sizeof(hash)));
}

std::vector<NumberClassBounds> BoundsOf(
    const google::protobuf::RepeatedPtrField<v1::NumberClass>& classes) {
  std::vector<NumberClassBounds> bounds;
  for (const auto& one : classes) bounds.push_back({one.min(), one.max()});
  return bounds;
}

template <typename Rules>
absl::Status CompileAll(const Rules& rules, FactTable& table,
                        std::vector<CompiledRule>& into) {
  for (const v1::Rule& rule : rules) {
    absl::StatusOr<CompiledRule> compiled = Compile(rule, table);
    if (!compiled.ok()) return compiled.status();
    into.push_back(*std::move(compiled));
  }
  return absl::OkStatus();
}

// 0 counts as 100, so that records without an order come late.
int OrderOf(int order) { return order == 0 ? 100 : order; }

absl::Status CompileAdvice(
    const google::protobuf::RepeatedPtrField<v1::Advice>& records,
    FactTable& table, std::vector<CompiledAdvice>& into) {
  for (const v1::Advice& record : records) {
    if (record.text().empty()) continue;  // never shown
    CompiledAdvice& advice = into.emplace_back();
    advice.shown = record;
    advice.shown.clear_when();
    advice.shown.clear_not_when();
    advice.shown.clear_keywords();
    advice.shown.clear_as_stated();
    const absl::Status status = CompileAll(record.when(), table, advice.when);
    if (!status.ok()) return status;
    for (const std::string& text : record.not_when()) {
      const absl::StatusOr<FactId> fact = table.Compile(text);
      if (!fact.ok()) return fact.status();
      advice.not_when.push_back(*fact);
    }
  }
  std::stable_sort(into.begin(), into.end(), [](const auto& a, const auto& b) {
    return OrderOf(a.shown.order()) < OrderOf(b.shown.order());
  });
  return absl::OkStatus();
}

// The topic that says that a slot is filled; none for slots of safety and
// place.
FactId SlotKnown(absl::string_view slot, const FactTable& table) {
  static const auto* const topics =
      new absl::flat_hash_map<absl::string_view, KnownTopic>{
          {"site", KnownTopic::kRegion},
          {"side", KnownTopic::kSide},
          {"duration", KnownTopic::kDuration},
          {"severity", KnownTopic::kSeverity},
          {"cause", KnownTopic::kCause},
          {"quality", KnownTopic::kQuality},
          {"pattern", KnownTopic::kPattern},
          {"radiation", KnownTopic::kRadiation},
          {"age", KnownTopic::kAge},
          {"goal", KnownTopic::kGoal}};
  const auto found = topics->find(slot);
  return found == topics->end() ? kNoFact : table.Fact(found->second);
}

// Facts any of which says that what `fact` is about has been told.
std::vector<FactId> KnownBy(FactId fact, const FactTable& table) {
  const int family = table.FamilyOf(fact);
  const bool is_condition = family == static_cast<int>(Family::kCondition);
  const bool is_symptom = family == static_cast<int>(Family::kSymptom);
  if (!is_condition && !is_symptom) return {fact};
  std::vector<FactId> facts;
  for (int status = 0; status < 4; ++status) {
    facts.push_back(
        table.Fact(static_cast<Family>(family + status), table.IndexOf(fact)));
  }
  return facts;
}

}  // namespace

bool CompiledAdvice::Holds(const Facts& facts) const {
  if (!when.empty() && FirstThatHolds(when, facts) == nullptr) return false;
  return std::none_of(not_when.begin(), not_when.end(),
                      [&facts](FactId fact) { return facts.Has(fact); });
}

absl::StatusOr<KnowledgeBase::Ptr> KnowledgeBase::Load(
    const std::string& folder) {
  std::vector<KnowledgeProblem> problems;
  const KnowledgeFiles files = ReadKnowledgeFolder(folder, problems);
  if (!problems.empty()) return StatusOf(problems);
  return Build(files);
}

absl::StatusOr<KnowledgeBase::Ptr> KnowledgeBase::Build(
    const KnowledgeFiles& files) {
  std::vector<KnowledgeProblem> problems;
  if (files.empty()) problems.push_back({"knowledge", 0, "there are no files"});
  CheckRecords(files, problems);
  if (!problems.empty()) return StatusOf(problems);
  std::shared_ptr<KnowledgeBase> base(new KnowledgeBase(Merge(files)));
  const absl::Status compiled = base->Compile();
  if (!compiled.ok()) return compiled;
  return Ptr(std::move(base));
}

KnowledgeBase::KnowledgeBase(v1::KnowledgeBase records)
    : records_(std::move(records)),
      version_(VersionOf(records_)),
      topics_(records_),
      facts_(records_),
      classes_{BoundsOf(records_.duration_classes()),
               BoundsOf(records_.severity_classes())},
      triage_advice_(v1::Tier_ARRAYSIZE) {
  for (const auto& advice : records_.triage_advice()) {
    triage_advice_[advice.tier()] = &advice;
  }
  for (const auto& contacts : records_.emergency_contacts()) {
    contacts_.emplace(contacts.country_code(), &contacts);
  }
  for (int i = 0; i < records_.sources_size(); ++i) {
    source_index_.emplace(records_.sources(i).id(), i);
  }
}

absl::Status KnowledgeBase::Compile() {
  for (const auto step :
       {&KnowledgeBase::CompileFlags, &KnowledgeBase::CompileContraindications,
        &KnowledgeBase::CompileFactors, &KnowledgeBase::CompileTechniques,
        &KnowledgeBase::CompileQuestions}) {
    const absl::Status status = (this->*step)();
    if (!status.ok()) return status;
  }
  OrderFactors();
  CountWeights();
  absl::StatusOr<CompiledRule> check =
      recommendation::Compile(records_.settings().clinician_check(), facts_);
  if (!check.ok()) return check.status();
  clinician_check_ = *std::move(check);
  for (const auto& [records, into] :
       {std::pair(&records_.self_care(), &self_care_),
        std::pair(&records_.session_tips(), &session_tips_),
        std::pair(&records_.frequency(), &frequency_)}) {
    const absl::Status status = CompileAdvice(*records, facts_, *into);
    if (!status.ok()) return status;
  }
  WeighQuestions();  // last: compiling adds comparisons to the table
  return absl::OkStatus();
}

absl::Status KnowledgeBase::CompileFlags() {
  for (const v1::RedFlag& record : records_.red_flags()) {
    CompiledFlag& flag = flags_.emplace_back();
    flag.record = &record;
    flag.question = facts_.IndexOf(List::kQuestions, record.question_id());
    for (const v1::FlagRule& rule : record.rules()) {
      absl::StatusOr<CompiledRule> compiled =
          recommendation::Compile(rule.when(), facts_);
      if (!compiled.ok()) return compiled.status();
      flag.rules.emplace_back(rule.tier(), *std::move(compiled));
    }
    // The first rule that holds then has the most careful tier.
    std::stable_sort(
        flag.rules.begin(), flag.rules.end(),
        [](const auto& a, const auto& b) { return a.first < b.first; });
  }
  return absl::OkStatus();
}

absl::Status KnowledgeBase::CompileContraindications() {
  const auto set_of = [this](const auto& ids) {
    TechniqueSet set = 0;
    for (const std::string& id : ids) {
      set |= Bit(facts_.IndexOf(List::kTechniques, id));
    }
    return set;
  };
  for (const v1::Contraindication& record : records_.contraindications()) {
    CompiledContraindication& compiled = contraindications_.emplace_back();
    compiled.record = &record;
    compiled.blocks = record.type() == v1::CONTRAINDICATION_TYPE_ABSOLUTE
                          ? ~TechniqueSet{0}
                          : set_of(record.blocks());
    compiled.light_only = set_of(record.light_only());
    const absl::Status status =
        CompileAll(record.when(), facts_, compiled.when);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status KnowledgeBase::CompileFactors() {
  for (int i = 0; i < records_.factors_size(); ++i) {
    const v1::Factor& record = records_.factors(i);
    CompiledFactor& factor = factors_.emplace_back();
    factor.record = &record;
    factor.fact = facts_.Fact(Family::kFactor, i);
    factor.weights.resize(records_.techniques_size());
    for (const v1::Weight& weight : record.weights()) {
      factor.weights[facts_.IndexOf(List::kTechniques, weight.technique_id())] =
          static_cast<int8_t>(weight.weight());
    }
    for (const std::string& id : record.replaced_by()) {
      factor.replaced_by.push_back(facts_.IndexOf(List::kFactors, id));
    }
    const absl::Status status = CompileAll(record.when(), facts_, factor.when);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status KnowledgeBase::CompileTechniques() {
  for (int i = 0; i < records_.techniques_size(); ++i) {
    const v1::Technique& record = records_.techniques(i);
    CompiledTechnique& technique = techniques_.emplace_back();
    technique.record = &record;
    absl::StatusOr<CompiledRule> rule =
        recommendation::Compile(record.eligible_when(), facts_);
    if (!rule.ok()) return rule.status();
    technique.eligible_when = *std::move(rule);
    technique.replaces = facts_.IndexOf(List::kTechniques, record.replaces());
    for (const std::string& id : record.ask_before()) {
      technique.ask_before.push_back(facts_.IndexOf(List::kQuestions, id));
    }
    technique.wanted = facts_.Fact(Family::kTechniqueWanted, i);
    technique.refused = facts_.Fact(Family::kTechniqueRefused, i);
  }
  return absl::OkStatus();
}

absl::Status KnowledgeBase::CompileQuestions() {
  for (int i = 0; i < records_.questions_size(); ++i) {
    const v1::Question& record = records_.questions(i);
    CompiledQuestion& question = questions_.emplace_back();
    question.record = &record;
    question.answered = facts_.Fact(Family::kAnswered, i);
    question.slot_known = SlotKnown(record.slot(), facts_);
    for (const std::string& text : record.asks()) {
      const absl::StatusOr<FactId> fact = facts_.Compile(text);
      if (!fact.ok()) return fact.status();
      question.asks.push_back(KnownBy(*fact, facts_));
      question.known_by.push_back(BitsOf(question.asks.back()));
    }
    for (const std::string& text : record.yes()) {
      const absl::StatusOr<FactId> fact = facts_.Compile(text);
      if (!fact.ok()) return fact.status();
      question.yes.push_back(*fact);
    }
    const absl::Status status =
        CompileAll(record.when(), facts_, question.when);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

void KnowledgeBase::OrderFactors() {
  const int count = static_cast<int>(factors_.size());
  std::vector<std::set<int>> before(count);
  const auto add = [&](int factor, FactId fact) {
    if (facts_.FamilyOf(fact) == static_cast<int>(Family::kFactor)) {
      before[factor].insert(facts_.IndexOf(fact));
    }
  };
  for (int i = 0; i < count; ++i) {
    before[i].insert(factors_[i].replaced_by.begin(),
                     factors_[i].replaced_by.end());
    for (const CompiledRule& rule : factors_[i].when) {
      for (const auto& need : rule.needs) {
        for (const FactId fact : need.any_of) add(i, fact);
      }
      for (const FactId fact : rule.unless) add(i, fact);
    }
  }
  // The checker has seen to it that there is no cycle.
  std::vector<bool> placed(count);
  const std::function<void(int)> place = [&](int factor) {
    if (placed[factor]) return;
    placed[factor] = true;
    for (const int earlier : before[factor]) place(earlier);
    factor_order_.push_back(factor);
  };
  for (int i = 0; i < count; ++i) place(i);
}

void KnowledgeBase::CountWeights() {
  const int count = static_cast<int>(techniques_.size());
  for (CompiledFactor& factor : factors_) {
    factor.counts = factor.weights;
    for (int i = 0; i < count; ++i) {
      if (factor.weights[i] == kVeto) factor.vetoes |= Bit(i);
      const int replaced = techniques_[i].replaces;
      if (replaced < 0 || factor.record->condition_row()) continue;
      factor.counts[i] =
          static_cast<int8_t>(factor.weights[i] + factor.weights[replaced]);
      if (factor.weights[replaced] == kVeto) factor.vetoes |= Bit(i);
    }
  }
}

const v1::EmergencyContacts& KnowledgeBase::ContactsFor(
    absl::string_view country_code) const {
  const auto found = contacts_.find(country_code);
  return *(found == contacts_.end() ? contacts_.find("") : found)->second;
}

int KnowledgeBase::SourceIndex(absl::string_view id) const {
  const auto found = source_index_.find(id);
  return found == source_index_.end() ? -1 : found->second;
}

}  // namespace unknot::recommendation
