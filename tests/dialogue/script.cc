// Reads conversations and compares answers with what they expect.
#include "tests/dialogue/script.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <regex>
#include <set>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"

namespace unknot::dialogue {
namespace {

using chat::v1::SendMessageResponse;
using complaint::v1::Complaint;
using nlohmann::json;

// What a person sees of an answer, ready to be compared.
struct Seen {
  std::string step;
  std::set<std::string> regions;
  std::set<std::string> techniques;
  std::set<std::string> facts;
  bool therapists = false;
  std::string slot;
  std::string said;
};

std::string StepOf(const SendMessageResponse& response) {
  const auto level = response.recommendation().triage().level();
  if (level == recommendation::v1::TRIAGE_LEVEL_UNSPECIFIED) return "";
  if (level == recommendation::v1::TRIAGE_LEVEL_MASSAGE_WITH_CAUTION) {
    return "massage_ok";
  }
  return absl::AsciiStrToLower(absl::StripPrefix(
      recommendation::v1::TriageLevel_Name(level), "TRIAGE_LEVEL_"));
}

Seen See(const SendMessageResponse& response) {
  Seen seen;
  seen.step = StepOf(response);
  for (const auto& site : response.complaint().sites()) {
    seen.regions.insert(site.region());
  }
  for (const auto& one : response.recommendation().techniques()) {
    seen.techniques.insert(one.technique_id());
  }
  for (auto& fact : FactsOf(response.complaint())) seen.facts.insert(fact);
  seen.therapists = response.therapists().results_size() > 0;
  seen.slot = response.pending_question().slot();
  seen.said = absl::AsciiStrToLower(absl::StrJoin(TextsOf(response), " "));
  return seen;
}

using Strings = std::vector<std::string>;

bool HasAny(const std::set<std::string>& set, const Strings& wanted) {
  return std::any_of(wanted.begin(), wanted.end(), [&](const auto& one) {
    return set.find(one) != set.end();
  });
}

bool HasAll(const std::set<std::string>& set, const Strings& wanted) {
  return std::all_of(wanted.begin(), wanted.end(), [&](const auto& one) {
    return set.find(one) != set.end();
  });
}

bool SaysAny(const std::string& said, const Strings& wanted) {
  return std::any_of(wanted.begin(), wanted.end(), [&](const auto& one) {
    return absl::StrContains(said, absl::AsciiStrToLower(one));
  });
}

bool SaysNumbers(const std::string& said) {
  static const std::regex kNumbers(
      "\\b(911|999|112|000|111|988|116 ?123|13 11 14)\\b");
  return std::regex_search(said, kNumbers);
}

using Holds = std::function<bool(const json& wanted, const Seen& seen)>;

Strings List(const json& wanted) { return wanted.get<Strings>(); }

const std::map<std::string, Holds>& Expectations() {
  static const auto* const kExpectations = new std::map<std::string, Holds>{
      {"triage", [](const json& w, const Seen& s) { return w == s.step; }},
      {"regions",
       [](const json& w, const Seen& s) {
         return w.get<std::set<std::string>>() == s.regions;
       }},
      {"knows",
       [](const json& w, const Seen& s) { return HasAll(s.facts, List(w)); }},
      {"knows_not",
       [](const json& w, const Seen& s) { return !HasAny(s.facts, List(w)); }},
      {"techniques_any",
       [](const json& w, const Seen& s) {
         return HasAny(s.techniques, List(w));
       }},
      {"techniques_none",
       [](const json& w, const Seen& s) {
         return !HasAny(s.techniques, List(w));
       }},
      {"recommends",
       [](const json& w, const Seen& s) { return w != s.techniques.empty(); }},
      {"therapists",
       [](const json& w, const Seen& s) { return w == s.therapists; }},
      {"asks",
       [](const json& w, const Seen& s) {
         const Strings slots = List(w);
         return std::find(slots.begin(), slots.end(), s.slot) != slots.end();
       }},
      {"asks_nothing",
       [](const json& w, const Seen& s) { return w == s.slot.empty(); }},
      {"says_any",
       [](const json& w, const Seen& s) { return SaysAny(s.said, List(w)); }},
      {"says_none",
       [](const json& w, const Seen& s) { return !SaysAny(s.said, List(w)); }},
      {"emergency_numbers",
       [](const json& w, const Seen& s) { return w == SaysNumbers(s.said); }},
  };
  return *kExpectations;
}

std::string Describe(const std::string& key, const Seen& seen) {
  if (key == "triage") return seen.step;
  if (key == "regions") return absl::StrJoin(seen.regions, ", ");
  if (absl::StartsWith(key, "knows")) return absl::StrJoin(seen.facts, ", ");
  if (absl::StartsWith(key, "technique") || key == "recommends") {
    return absl::StrJoin(seen.techniques, ", ");
  }
  if (key == "therapists") return seen.therapists ? "some" : "none";
  if (absl::StartsWith(key, "asks")) return seen.slot;
  return seen.said.substr(0, 300);
}

void AddTexts(const google::protobuf::Message& message, Strings& texts) {
  const auto* reflection = message.GetReflection();
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  reflection->ListFields(message, &fields);
  for (const auto* field : fields) {
    const int count =
        field->is_repeated() ? reflection->FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      if (field->type() == google::protobuf::FieldDescriptor::TYPE_STRING) {
        texts.push_back(field->is_repeated()
                            ? reflection->GetRepeatedString(message, field, i)
                            : reflection->GetString(message, field));
      } else if (field->cpp_type() ==
                 google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE) {
        AddTexts(field->is_repeated()
                     ? reflection->GetRepeatedMessage(message, field, i)
                     : reflection->GetMessage(message, field),
                 texts);
      }
    }
  }
}

absl::Status Wrong(const std::string& where, absl::string_view what) {
  return absl::FailedPreconditionError(absl::StrCat(where, ": ", what));
}

absl::StatusOr<Script> ParseScript(const std::string& line,
                                   const std::string& where) {
  const json row = json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (!row.is_object()) return Wrong(where, "Is no JSON object.");
  Script script{row.value("id", ""),
                row.value("note", ""),
                row.value("locale", ""),
                row.value("why", ""),
                {}};
  if (script.id.empty()) return Wrong(where, "Has no id.");
  bool expects = false;
  for (const json& turn : row.value("turns", json::array())) {
    script.turns.push_back(
        {turn.value("say", ""), turn.value("expect", json::object())});
    if (script.turns.back().say.empty()) return Wrong(where, "Says nothing.");
    for (const auto& [key, wanted] : script.turns.back().expect.items()) {
      expects = true;
      if (Expectations().count(key) == 0 || wanted.is_null()) {
        return Wrong(where, absl::StrCat("Expects \"", key, "\" of nothing."));
      }
    }
  }
  if (!expects) return Wrong(where, "Expects nothing at all.");
  return script;
}

}  // namespace

absl::StatusOr<std::vector<Script>> ReadScripts(const std::string& folder) {
  std::vector<std::string> paths;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".jsonl") paths.push_back(entry.path());
  }
  if (paths.empty()) return Wrong(folder, "Holds no *.jsonl.");
  std::sort(paths.begin(), paths.end());
  std::vector<Script> scripts;
  std::set<std::string> ids;
  for (const auto& path : paths) {
    std::ifstream in(path);
    int number = 0;
    for (std::string line; std::getline(in, line);) {
      const std::string where = absl::StrCat(path, ":", ++number);
      auto script = ParseScript(line, where);
      if (!script.ok()) return script.status();
      if (!ids.insert(script->id).second) return Wrong(where, "Id used twice.");
      scripts.push_back(*std::move(script));
    }
  }
  return scripts;
}

std::vector<std::string> TextsOf(const SendMessageResponse& response) {
  Strings texts;
  for (const auto& message : response.messages()) AddTexts(message, texts);
  return texts;
}

std::vector<std::string> FactsOf(const Complaint& complaint) {
  Strings facts;
  for (const auto& site : complaint.sites()) {
    facts.push_back(absl::StrCat("region/", site.region()));
    if (site.side() == complaint::v1::SIDE_UNSPECIFIED) continue;
    facts.push_back(absl::StrCat(
        "side/", absl::AsciiStrToLower(absl::StripPrefix(
                     complaint::v1::Side_Name(site.side()), "SIDE_"))));
  }
  if (complaint.has_severity()) {
    facts.push_back(absl::StrFormat("severity/%g", complaint.severity()));
  }
  if (complaint.has_duration_days()) {
    facts.push_back(absl::StrFormat("duration/%g", complaint.duration_days()));
  }
  if (complaint.has_age_years()) {
    facts.push_back(absl::StrCat("age/", complaint.age_years()));
  }
  facts.push_back(complaint.subject() == complaint::v1::SUBJECT_OTHER
                      ? "subject/other"
                      : "subject/self");
  for (const auto& id : complaint.quality_ids()) {
    facts.push_back(absl::StrCat("quality/", id));
  }
  for (const auto& id : complaint.preference_ids()) {
    facts.push_back(absl::StrCat("preference/", id));
  }
  const auto holds = [](complaint::v1::Status status) {
    return status != complaint::v1::STATUS_ABSENT &&
           status != complaint::v1::STATUS_PAST;
  };
  for (const auto& one : complaint.conditions()) {
    if (holds(one.status())) {
      facts.push_back(absl::StrCat("condition/", one.condition_id()));
    }
  }
  for (const auto& one : complaint.symptoms()) {
    if (holds(one.status())) {
      facts.push_back(absl::StrCat("symptom/", one.symptom_id()));
    }
  }
  return facts;
}

std::vector<std::string> Differences(const json& expect,
                                     const SendMessageResponse& response,
                                     std::string& step) {
  Seen seen = See(response);
  if (seen.step.empty()) {
    seen.step = step;
  } else {
    step = seen.step;
  }
  Strings differences;
  for (const auto& [key, wanted] : expect.items()) {
    if (Expectations().at(key)(wanted, seen)) continue;
    differences.push_back(absl::StrCat(key, ": wanted ", wanted.dump(),
                                       ", got ", Describe(key, seen)));
  }
  return differences;
}

}  // namespace unknot::dialogue
