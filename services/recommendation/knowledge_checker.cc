// Walks all records by reflection, beside the tree of lines that the parser
// kept, and holds each field against the tables of knowledge_schema.h.
#include "services/recommendation/knowledge_checker.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "services/recommendation/fact_table.h"
#include "services/recommendation/knowledge_ranges.h"
#include "services/recommendation/knowledge_schema.h"

namespace unknot::recommendation {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::TextFormat;
using Tree = TextFormat::ParseInfoTree;

// Where a record stands, as "file:line".
struct Place {
  std::string file;
  int line = 0;
};

bool IsLowerSnake(absl::string_view id) {
  if (id.empty() || !absl::ascii_islower(id.front()) || id.back() == '_') {
    return false;
  }
  return std::all_of(id.begin(), id.end(), [](char c) {
    return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '_';
  });
}

int LineOf(const Tree* tree, const FieldDescriptor* field, int index) {
  if (tree == nullptr) return 0;
  return tree->GetLocation(field, index).line + 1;
}

class Checker {
 public:
  Checker(const KnowledgeFiles& files, std::vector<KnowledgeProblem>& problems)
      : files_(files), problems_(problems), facts_(Merge(files)) {}

  void Check() {
    for (const auto& file : files_) GatherIds(*file);
    for (const auto& file : files_) {
      file_ = file->name;
      visited_ = file.get();
      Visit(file->records, &file->locations, 0);
    }
    CheckParents();
    CheckFactorOrder();
    CheckOptions();
    CheckWhole();
  }

 private:
  void Report(int line, const std::string& message) {
    problems_.push_back({file_, line, message});
  }
  void Report(const Place& place, const std::string& message) {
    problems_.push_back({place.file, place.line, message});
  }

  // Notes where each id stands and what its parent is; reports bad and double
  // ids.
  void GatherIds(const KnowledgeFile& file) {
    file_ = file.name;
    const auto* reflection = file.records.GetReflection();
    std::vector<const FieldDescriptor*> fields;
    reflection->ListFields(file.records, &fields);
    for (const FieldDescriptor* field : fields) {
      if (!field->is_repeated() || !HasId(field->message_type()->name())) {
        continue;
      }
      const auto* id_field = field->message_type()->FindFieldByName("id");
      for (int i = 0; i < reflection->FieldSize(file.records, field); ++i) {
        const Message& record =
            reflection->GetRepeatedMessage(file.records, field, i);
        const std::string id =
            record.GetReflection()->GetString(record, id_field);
        GatherId(field->name(), id, LineOf(&file.locations, field, i), record);
      }
    }
  }

  void GatherId(const std::string& list, const std::string& id, int line,
                const Message& record) {
    if (!IsLowerSnake(id)) {
      Report(line,
             absl::StrCat("id \"", id, "\" in ", list, " is not lower_snake"));
    }
    const auto [entry, is_new] = ids_[list].emplace(id, Place{file_, line});
    if (!is_new) {
      Report(line, absl::StrCat("\"", id, "\" is already in ", list, ", at ",
                                entry->second.file, ":", entry->second.line));
      return;
    }
    if (const auto* point =
            dynamic_cast<const knowledge::v1::OpenPoint*>(&record)) {
      for (const auto& option : point->options()) {
        GatherId("options", option.id(), line, option);
        points_[option.id()] = id;
      }
    }
    if (const auto* concept_record =
            dynamic_cast<const knowledge::v1::Concept*>(&record)) {
      parents_[list][id] = concept_record->parent();
    }
    if (const auto* factor =
            dynamic_cast<const knowledge::v1::Factor*>(&record)) {
      factors_[id] = factor;
    }
  }

  void Visit(const Message& message, const Tree* tree, int line) {
    const auto* descriptor = message.GetDescriptor();
    for (int i = 0; i < descriptor->field_count(); ++i) {
      VisitField(message, descriptor->field(i), tree, line);
    }
    CheckCitations(message, line);
    for (const RangeProblem& problem : CheckRanges(message)) {
      const auto* field = descriptor->FindFieldByName(problem.field);
      const int index = field->is_repeated() ? problem.index : -1;
      const int field_line = LineOf(tree, field, index);
      Report(field_line > 0 ? field_line : line,
             absl::StrCat(descriptor->name(), ".", problem.field, ": ",
                          problem.message));
    }
  }

  void VisitField(const Message& message, const FieldDescriptor* field,
                  const Tree* tree, int line) {
    const auto* reflection = message.GetReflection();
    const std::string name =
        absl::StrCat(field->containing_type()->name(), ".", field->name());
    if (field->is_repeated()) {
      const int size = reflection->FieldSize(message, field);
      if (size == 0 && IsRequired(name)) {
        Report(line, absl::StrCat(name, " is missing"));
      }
      for (int i = 0; i < size; ++i) {
        if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
          Visit(reflection->GetRepeatedMessage(message, field, i),
                tree ? tree->GetTreeForNested(field, i) : nullptr,
                LineOf(tree, field, i));
        } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
          const std::string text =
              reflection->GetRepeatedString(message, field, i);
          CheckText(name, text,
                    visited_->LineOfText(LineOf(tree, field, 0), text));
        }
      }
      return;
    }
    const bool given = IsGiven(message, field);
    if (!given) {
      if (IsRequired(name)) Report(line, absl::StrCat(name, " is missing"));
      return;
    }
    const int at = LineOf(tree, field, -1);
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      Visit(reflection->GetMessage(message, field),
            tree ? tree->GetTreeForNested(field, -1) : nullptr, at);
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      CheckText(name, reflection->GetString(message, field), at);
    }
  }

  static bool IsGiven(const Message& message, const FieldDescriptor* field) {
    if (!message.GetReflection()->HasField(message, field)) return false;
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_STRING) return true;
    return !absl::StripAsciiWhitespace(
                message.GetReflection()->GetString(message, field))
                .empty();
  }

  void CheckText(const std::string& name, const std::string& text, int line) {
    if (HoldsFacts(name)) {
      const absl::StatusOr<FactId> fact = facts_.Compile(text);
      if (!fact.ok()) Report(line, std::string(fact.status().message()));
    }
    const auto lists = ListsReferredTo(name);
    if (!lists.empty() &&
        std::none_of(lists.begin(), lists.end(), [&](absl::string_view list) {
          const auto found = ids_.find(std::string(list));
          return found != ids_.end() && found->second.count(text) > 0;
        })) {
      Report(line, absl::StrCat(name, ": there is no \"", text, "\" in ",
                                absl::StrJoin(lists, " or ")));
    }
    const auto allowed = AllowedTexts(name);
    if (!allowed.empty() &&
        std::find(allowed.begin(), allowed.end(), text) == allowed.end()) {
      Report(line, absl::StrCat(name, ": \"", text, "\" is none of ",
                                absl::StrJoin(allowed, ", ")));
    }
  }

  void CheckCitations(const Message& message, int line) {
    const auto fields = CitationFields(message.GetDescriptor()->name());
    if (fields.empty()) return;
    for (const absl::string_view name : fields) {
      const auto* field =
          message.GetDescriptor()->FindFieldByName(std::string(name));
      if (message.GetReflection()->FieldSize(message, field) > 0) return;
    }
    Report(line, absl::StrCat(message.GetDescriptor()->name(),
                              " states something without a source"));
  }

  // Every parent is in the list, and nothing is its own ancestor.
  void CheckParents() {
    for (const auto& [list, parents] : parents_) {
      for (const auto& [id, parent] : parents) {
        if (parent.empty()) continue;
        const Place& place = ids_[list][id];
        if (parents.count(parent) == 0) {
          Report(place, absl::StrCat("\"", id, "\": there is no parent \"",
                                     parent, "\" in ", list));
          continue;
        }
        std::set<std::string> seen;
        std::string at = parent;
        while (!at.empty() && at != id && seen.insert(at).second) {
          const auto next = parents.find(at);
          at = next == parents.end() ? "" : next->second;
        }
        if (at == id) {
          Report(place, absl::StrCat("\"", id, "\" is below itself in ", list));
        }
      }
    }
  }

  // Factors that a factor's activity rests on.
  static std::set<std::string> FactorsBefore(
      const knowledge::v1::Factor& factor) {
    std::set<std::string> before(factor.replaced_by().begin(),
                                 factor.replaced_by().end());
    const auto add = [&before](const std::string& fact) {
      constexpr absl::string_view kPrefix = "factor/";
      if (fact.compare(0, kPrefix.size(), kPrefix.data()) == 0) {
        before.insert(fact.substr(kPrefix.size()));
      }
    };
    for (const auto& rule : factor.when()) {
      for (const auto& need : rule.need()) {
        for (const std::string& fact : need.any_of()) add(fact);
      }
      for (const std::string& fact : rule.unless()) add(fact);
    }
    return before;
  }

  void CheckFactorOrder() {
    for (const auto& [id, factor] : factors_) {
      std::set<std::string> seen;
      std::vector<std::string> open{id};
      while (!open.empty()) {
        const std::string at = open.back();
        open.pop_back();
        const auto found = factors_.find(at);
        if (found == factors_.end()) continue;
        for (const std::string& before : FactorsBefore(*found->second)) {
          if (seen.insert(before).second) open.push_back(before);
        }
      }
      if (seen.count(id) > 0) {
        Report(ids_["factors"][id],
               absl::StrCat("whether \"", id,
                            "\" is active depends on itself, by when or "
                            "replaced_by"));
      }
    }
  }

  // Settings take one option of a point at most.
  void CheckOptions() {
    for (const auto& file : files_) {
      const auto& settings = file->records.settings();
      std::map<std::string, std::string> taken;  // by point
      for (const std::string& option : settings.options()) {
        const auto point = points_.find(option);
        if (point == points_.end()) continue;  // reported as unknown
        const auto [first, is_new] = taken.emplace(point->second, option);
        if (is_new) continue;
        Report({file->name, file->LineOfText(0, option)},
               absl::StrCat("\"", option, "\" and \"", first->second,
                            "\" both decide ", point->second));
      }
    }
  }

  // What concerns the records of all files together.
  void CheckWhole() {
    std::map<int, Place> ranks, tiers;
    std::map<std::string, Place> countries;
    int settings_count = 0;
    for (const auto& file : files_) {
      file_ = file->name;
      const auto line_of = [&file](const char* list, int index) {
        return LineOf(&file->locations,
                      file->records.GetDescriptor()->FindFieldByName(list),
                      index);
      };
      const auto unique = [this](auto& seen, const auto& key, int line,
                                 const std::string& what) {
        const auto [entry, is_new] = seen.emplace(key, Place{file_, line});
        if (is_new) return;
        Report(line, absl::StrCat(what, " is already at ", entry->second.file,
                                  ":", entry->second.line));
      };
      const knowledge::v1::KnowledgeBase& records = file->records;
      for (int i = 0; i < records.techniques_size(); ++i) {
        const int rank = records.techniques(i).gentleness_rank();
        if (rank > 0) {
          unique(ranks, rank, line_of("techniques", i),
                 absl::StrCat("gentleness_rank ", rank));
        }
      }
      for (int i = 0; i < records.triage_advice_size(); ++i) {
        const auto tier = records.triage_advice(i).tier();
        unique(tiers, static_cast<int>(tier), line_of("triage_advice", i),
               absl::StrCat("advice for ", knowledge::v1::Tier_Name(tier)));
      }
      for (int i = 0; i < records.emergency_contacts_size(); ++i) {
        const std::string& code = records.emergency_contacts(i).country_code();
        unique(countries, code, line_of("emergency_contacts", i),
               absl::StrCat("country \"", code, "\""));
      }
      if (records.has_settings() && ++settings_count == 2) {
        Report(line_of("settings", -1), "another file has settings too");
      }
    }
    ReportMissing(tiers, countries, settings_count);
  }

  void ReportMissing(const std::map<int, Place>& tiers,
                     const std::map<std::string, Place>& countries,
                     int settings_count) {
    // No line to name: the folder, where the files came from one.
    const std::string& name = files_.front()->name;
    const size_t slash = name.rfind('/');
    file_ = slash == std::string::npos ? name : name.substr(0, slash);
    for (int tier = 1; tier <= 5; ++tier) {
      if (tiers.count(tier) == 0) {
        Report(0, absl::StrCat("no file has triage_advice for ",
                               knowledge::v1::Tier_Name(
                                   static_cast<knowledge::v1::Tier>(tier))));
      }
    }
    if (countries.count("") == 0) {
      Report(0, "no file has emergency_contacts for an unknown country");
    }
    if (settings_count == 0) Report(0, "no file has settings");
    if (facts_.list_size(List::kTechniques) > kMaxTechniques) {
      Report(0, absl::StrCat("more than ", kMaxTechniques, " techniques"));
    }
  }

  const KnowledgeFiles& files_;
  std::vector<KnowledgeProblem>& problems_;
  FactTable facts_;
  std::string file_;  // being visited
  const KnowledgeFile* visited_ = nullptr;
  std::map<std::string, std::map<std::string, Place>> ids_;  // by list
  std::map<std::string, std::map<std::string, std::string>> parents_;
  std::map<std::string, const knowledge::v1::Factor*> factors_;
  std::map<std::string, std::string> points_;  // by option
};

}  // namespace

void CheckRecords(const KnowledgeFiles& files,
                  std::vector<KnowledgeProblem>& problems) {
  if (files.empty()) return;
  Checker(files, problems).Check();
}

std::vector<KnowledgeProblem> CheckKnowledge(const std::string& folder) {
  std::vector<KnowledgeProblem> problems;
  const KnowledgeFiles files = ReadKnowledgeFolder(folder, problems);
  CheckRecords(files, problems);
  std::stable_sort(problems.begin(), problems.end(),
                   [](const KnowledgeProblem& a, const KnowledgeProblem& b) {
                     return a.file != b.file ? a.file < b.file
                                             : a.line < b.line;
                   });
  return problems;
}

}  // namespace unknot::recommendation
