// Writes HTML.
#include "services/recommendation/knowledge_report.h"

#include <algorithm>
#include <map>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"

namespace unknot::recommendation {
namespace {

namespace v1 = knowledge::v1;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr char kStyle[] =
    "body{font:14px/1.4 sans-serif;margin:2em;max-width:75em}"
    "table{border-collapse:collapse;width:100%;margin:1em 0}"
    "th,td{border:1px solid #999;padding:.3em .5em;text-align:left;"
    "vertical-align:top}th{background:#eee}"
    "td.w{text-align:center;width:3.5em}.m2{background:#d7301f;color:#fff}"
    ".m1{background:#fdcc8a}.p1{background:#c2e699}.p2{background:#31a354;"
    "color:#fff}.open{color:#b30000}code{font-size:12px}"
    "tr{break-inside:avoid}h2{break-after:avoid}"
    "@media print{body{margin:0}th.t{writing-mode:vertical-rl}}";

std::string Escaped(absl::string_view text) {
  return absl::StrReplaceAll(
      text, {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}});
}

// "TIER_SEE_CLINICIAN" as "see clinician".
std::string EnumInWords(const std::string& name, absl::string_view prefix) {
  std::string words = absl::AsciiStrToLower(name.substr(prefix.size()));
  return absl::StrReplaceAll(words, {{"_", " "}});
}

std::string TierInWords(v1::Tier tier) {
  return EnumInWords(v1::Tier_Name(tier), "TIER_");
}

std::string InWords(const v1::Rule& rule) {
  std::vector<std::string> parts;
  for (const v1::Need& need : rule.need()) {
    std::string facts = absl::StrJoin(need.any_of(), " or ");
    if (need.at_least() > 1) {
      facts = absl::StrCat(need.at_least(), " of ", facts);
    }
    parts.push_back(need.any_of_size() > 1 ? absl::StrCat("(", facts, ")")
                                           : facts);
  }
  std::string text = parts.empty() ? "always" : absl::StrJoin(parts, " and ");
  if (rule.unless_size() > 0) {
    absl::StrAppend(&text, " unless ", absl::StrJoin(rule.unless(), ", "));
  }
  return text;
}

template <typename Citations>
std::string InWords(const Citations& citations) {
  std::vector<std::string> parts;
  for (const v1::Citation& citation : citations) {
    const std::string how =
        citation.verification() == v1::VERIFICATION_UNSPECIFIED
            ? ""
            : absl::StrCat(
                  ", ",
                  EnumInWords(v1::Verification_Name(citation.verification()),
                              "VERIFICATION_"));
    parts.push_back(absl::StrCat("<a href=\"#", Escaped(citation.source_id()),
                                 "\">", Escaped(citation.source_id()), "</a> ",
                                 Escaped(citation.locator()), how));
  }
  return absl::StrJoin(parts, "<br>");
}

std::string InWords(const v1::Review& review) {
  if (review.reviewed_by().empty()) {
    return "<span class=\"open\">not reviewed</span>";
  }
  return absl::StrCat(Escaped(review.reviewed_by()), ", ",
                      Escaped(review.reviewed_on()));
}

class Report {
 public:
  explicit Report(const KnowledgeBase& base) : base_(base) {}

  std::string Write() {
    Add("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
        "<title>Unknot knowledge base</title><style>",
        kStyle, "</style></head><body>\n<h1>Unknot knowledge base</h1>\n<p>",
        "Version <code>", base_.version(), "</code></p>\n");
    WriteReviews();
    WriteOpenPoints();
    WriteFlags();
    WriteContraindications();
    WriteWeights();
    WriteClaims();
    WriteContradictions();
    WriteSources();
    Add("</body></html>\n");
    return std::move(html_);
  }

 private:
  template <typename... Parts>
  void Add(const Parts&... parts) {
    absl::StrAppend(&html_, parts...);
  }

  void BeginTable(absl::string_view title,
                  const std::vector<std::string>& columns) {
    Add("<h2>", title, "</h2>\n<table><thead><tr>");
    for (const std::string& column : columns) Add("<th>", column, "</th>");
    Add("</tr></thead><tbody>\n");
  }
  // Cells are HTML already.
  void AddRow(const std::vector<std::string>& cells) {
    Add("<tr>");
    for (const std::string& cell : cells) Add("<td>", cell, "</td>");
    Add("</tr>\n");
  }
  void EndTable() { Add("</tbody></table>\n"); }

  // How many records of each list have a review, and what each reviewer
  // reviewed on which day. Lists whose records cannot have one are left out.
  void WriteReviews() {
    const v1::KnowledgeBase& records = base_.records();
    const auto* reflection = records.GetReflection();
    std::map<std::string, int> by_reviewer;
    BeginTable("Reviews", {"List", "Records", "Reviewed", "Not reviewed"});
    int all = 0;
    int all_reviewed = 0;
    for (int i = 0; i < v1::KnowledgeBase::descriptor()->field_count(); ++i) {
      const FieldDescriptor* list = v1::KnowledgeBase::descriptor()->field(i);
      const auto* review = list->message_type()->FindFieldByName("review");
      if (!list->is_repeated() || review == nullptr) continue;
      const int count = reflection->FieldSize(records, list);
      int reviewed = 0;
      for (int at = 0; at < count; ++at) {
        const Message& record =
            reflection->GetRepeatedMessage(records, list, at);
        const auto& given = static_cast<const v1::Review&>(
            record.GetReflection()->GetMessage(record, review));
        if (given.reviewed_by().empty()) continue;
        ++reviewed;
        ++by_reviewer[absl::StrCat(list->name(), ": ", given.reviewed_by(),
                                   ", ", given.reviewed_on())];
      }
      AddRow({Escaped(list->name()), absl::StrCat(count),
              absl::StrCat(reviewed), absl::StrCat(count - reviewed)});
      all += count;
      all_reviewed += reviewed;
    }
    AddRow({"<b>all</b>", absl::StrCat(all), absl::StrCat(all_reviewed),
            absl::StrCat("<b>", all - all_reviewed, "</b>")});
    EndTable();
    for (const auto& [who, count] : by_reviewer) {
      Add("<p>", Escaped(who), ": ", count, "</p>\n");
    }
  }

  void WriteOpenPoints() {
    BeginTable("Open points", {"Point", "Question", "Done now", "Could be done",
                               "Touches", "Sources", "Review"});
    for (const v1::OpenPoint& point : base_.records().open_points()) {
      std::string taken;
      std::vector<std::string> others;
      for (const v1::OpenPointOption& option : point.options()) {
        const std::string text = absl::StrCat(
            "<code>", Escaped(option.id()), "</code> ", Escaped(option.text()));
        if (IsTaken(option.id())) {
          taken = text;
        } else {
          others.push_back(text);
        }
      }
      AddRow({Escaped(point.code()), Escaped(point.point()), taken,
              absl::StrJoin(others, "<br>"),
              Escaped(absl::StrJoin(point.touches(), ", ")),
              InWords(point.citations()), InWords(point.review())});
    }
    EndTable();
  }

  bool IsTaken(const std::string& option) const {
    const FactTable& facts = base_.facts();
    const FactId fact =
        facts.Fact(Family::kOption, facts.IndexOf(List::kOptions, option));
    return std::find(facts.Always().begin(), facts.Always().end(), fact) !=
           facts.Always().end();
  }

  void WriteFlags() {
    BeginTable("Danger signs", {"Flag", "Step and rule", "Said to the person",
                                "Looks alike", "Sources", "Review"});
    for (const v1::RedFlag& flag : base_.records().red_flags()) {
      std::string rules;
      for (const v1::FlagRule& rule : flag.rules()) {
        absl::StrAppend(&rules, "<b>", TierInWords(rule.tier()), "</b> ",
                        Escaped(InWords(rule.when())),
                        rule.note().empty() ? "" : " <i>", Escaped(rule.note()),
                        rule.note().empty() ? "" : "</i>", "<br>");
      }
      AddRow(
          {absl::StrCat("<b>", Escaped(flag.code()), "</b><br>",
                        Escaped(flag.name())),
           rules,
           absl::StrCat(Escaped(flag.reason()), "<br>", Escaped(flag.advice())),
           Escaped(absl::StrJoin(flag.look_alikes(), " ")),
           InWords(flag.citations()), InWords(flag.review())});
    }
    EndTable();
  }

  void WriteContraindications() {
    BeginTable("Contraindications",
               {"Contraindication", "When", "Excludes", "Said to the person",
                "Sources", "Review"});
    for (const auto& one : base_.records().contraindications()) {
      std::string rules;
      for (const v1::Rule& rule : one.when()) {
        absl::StrAppend(&rules, Escaped(InWords(rule)), "<br>");
      }
      const bool all = one.type() == v1::CONTRAINDICATION_TYPE_ABSOLUTE;
      AddRow(
          {absl::StrCat("<b>", Escaped(one.code()), "</b><br>",
                        Escaped(one.name()), "<br>", TierInWords(one.tier())),
           rules,
           absl::StrCat(
               all ? "all massage" : Escaped(absl::StrJoin(one.blocks(), ", ")),
               one.light_only().empty() ? "" : "<br>light only: ",
               Escaped(absl::StrJoin(one.light_only(), ", "))),
           absl::StrCat(Escaped(one.reason()), " ", Escaped(one.adaptation())),
           InWords(one.citations()), InWords(one.review())});
    }
    EndTable();
  }

  void WriteWeights() {
    Add("<h2>Weights</h2>\n<table><thead><tr><th>Row</th>");
    for (const CompiledTechnique& technique : base_.techniques()) {
      Add("<th class=\"t\">", Escaped(technique.record->id()), "</th>");
    }
    Add("<th>Why</th><th>Review</th></tr></thead><tbody>\n");
    constexpr const char* kClasses[] = {"m2", "m1", "", "p1", "p2"};
    for (const CompiledFactor& factor : base_.factors()) {
      Add("<tr><td>", Escaped(factor.record->id()), "</td>");
      for (const int8_t weight : factor.weights) {
        Add("<td class=\"w ", kClasses[weight + 2], "\">",
            weight == 0 ? "" : absl::StrCat(static_cast<int>(weight)), "</td>");
      }
      Add("<td>", Escaped(factor.record->reason()), "</td><td>",
          InWords(factor.record->review()), "</td></tr>\n");
    }
    EndTable();
  }

  void WriteClaims() {
    BeginTable("Claims", {"Claim", "Grade", "Why", "May be said", "Said by",
                          "Sources", "Review"});
    for (const v1::Claim& claim : base_.records().claims()) {
      AddRow({absl::StrCat("<b>", Escaped(claim.code()), "</b> ",
                           Escaped(claim.claim())),
              v1::Grade_Name(claim.grade()).substr(sizeof("GRADE_") - 1),
              Escaped(claim.assessment()), Escaped(claim.safe_wording()),
              InWords(claim.stated_by()), InWords(claim.citations()),
              InWords(claim.review())});
    }
    EndTable();
  }

  void WriteContradictions() {
    BeginTable("Contradictions",
               {"Matter", "Positions", "What holds", "Sources", "Review"});
    for (const v1::Contradiction& one : base_.records().contradictions()) {
      std::string positions;
      for (const v1::Position& position : one.positions()) {
        absl::StrAppend(&positions, Escaped(position.says()), " (",
                        InWords(position.citations()), ")<br>");
      }
      AddRow({absl::StrCat("<b>", Escaped(one.code()), "</b> ",
                           Escaped(one.matter())),
              positions, Escaped(one.resolution()), InWords(one.citations()),
              InWords(one.review())});
    }
    EndTable();
  }

  void WriteSources() {
    BeginTable("Sources",
               {"Id", "Title", "Kind", "Verified", "Seen at", "Note"});
    for (const v1::Source& source : base_.records().sources()) {
      AddRow({absl::StrCat("<span id=\"", Escaped(source.id()), "\">",
                           Escaped(source.id()), "</span>"),
              Escaped(source.title()),
              EnumInWords(v1::SourceKind_Name(source.kind()), "SOURCE_KIND_"),
              EnumInWords(v1::Verification_Name(source.verification()),
                          "VERIFICATION_"),
              Escaped(source.seen_at()), Escaped(source.note())});
    }
    EndTable();
  }

  const KnowledgeBase& base_;
  std::string html_;
};

}  // namespace

std::string MakeReport(const KnowledgeBase& base) {
  return Report(base).Write();
}

}  // namespace unknot::recommendation
