// Explains.
#include "chatbot/cli/explain_command.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "chatbot/cli/advice.h"
#include "chatbot/cli/labels.h"
#include "chatbot/cli/session.h"

namespace unknot::cli {
namespace {

using nlohmann::ordered_json;
using understanding::Explanation;
using understanding::Reason;

// ANSI escapes.
constexpr absl::string_view kHeading = "\033[1;36m";
constexpr absl::string_view kThere = "\033[1;32m";
constexpr absl::string_view kNotThere = "\033[31m";
constexpr absl::string_view kCue = "\033[33m";
constexpr absl::string_view kDim = "\033[2m";
constexpr absl::string_view kReset = "\033[0m";

// The name of a value of a protobuf enum without its prefix, in lower case;
// null for the first, which is "not given".
ordered_json NameOf(const std::string& name, absl::string_view prefix,
                    bool given) {
  if (!given) return nullptr;
  return absl::AsciiStrToLower(absl::StripPrefix(name, prefix));
}

std::string Words(absl::string_view text, int begin, int end) {
  return std::string(text.substr(static_cast<size_t>(begin),
                                 static_cast<size_t>(end - begin)));
}

ordered_json Place(absl::string_view text, const Reason& reason) {
  return {{"words", Words(text, reason.begin, reason.end)},
          {"begin", reason.begin},
          {"end", reason.end},
          {"record", reason.record}};
}

ordered_json Cue(absl::string_view text, const Reason& reason) {
  ordered_json cue = {{"kind", reason.what}};
  cue.update(Place(text, reason));
  return cue;
}

bool HasValue(absl::string_view concept_id) {
  const absl::string_view kind = concept_id.substr(0, concept_id.find('/'));
  return kind == "duration" || kind == "severity" || kind == "age" ||
         kind == "pregnancy_weeks";
}

ordered_json Finding(absl::string_view text, const chat::v1::Finding& finding,
                     const Reason* cue) {
  namespace cv1 = complaint::v1;
  ordered_json out = {{"concept", finding.concept_id()},
                      {"words", Words(text, finding.begin(), finding.end())},
                      {"begin", finding.begin()},
                      {"end", finding.end()},
                      {"record", finding.record()}};
  out["status"] = NameOf(cv1::Status_Name(finding.status()), "STATUS_",
                         finding.status() != cv1::STATUS_UNSPECIFIED);
  out["confidence"] = finding.confidence();
  out["side"] = NameOf(cv1::Side_Name(finding.side()), "SIDE_",
                       finding.side() != cv1::SIDE_UNSPECIFIED);
  out["value"] = nullptr;
  if (HasValue(finding.concept_id())) out["value"] = finding.value();
  out["stance"] = NameOf(cv1::Stance_Name(finding.stance()), "STANCE_",
                         finding.stance() != cv1::STANCE_UNSPECIFIED);
  out["other_person"] = finding.other_person();
  out["hypothetical"] = finding.hypothetical();
  out["radiation"] = finding.radiation();
  out["cue"] = nullptr;
  if (cue != nullptr) out["cue"] = Cue(text, *cue);
  return out;
}

ordered_json Triage(const recommendation::v1::Triage& triage) {
  const auto level = [](recommendation::v1::TriageLevel value) {
    return NameOf(recommendation::v1::TriageLevel_Name(value), "TRIAGE_LEVEL_",
                  value != recommendation::v1::TRIAGE_LEVEL_UNSPECIFIED);
  };
  ordered_json out = {{"level", level(triage.level())}};
  out["reasons"] = ordered_json::array();
  for (const auto& reason : triage.reasons()) {
    out["reasons"].push_back(
        {{"id", reason.record_id()},
         {"code", reason.code()},
         {"level", level(reason.level())},
         {"facts", std::vector<std::string>(reason.facts().begin(),
                                            reason.facts().end())}});
  }
  return out;
}

// Writes an explanation for people.
class Page {
 public:
  Page(absl::string_view text, const ordered_json& explained,
       const TerminalStyle& style)
      : text_(text), explained_(explained), style_(style) {}

  std::string Write() {
    Text();
    Section("found", explained_["findings"].empty());
    for (const auto& finding : explained_["findings"]) Found(finding);
    Section("taken for no finding", explained_["look_alikes"].empty());
    for (const auto& span : explained_["look_alikes"])
      Line({At(span), In(kDim, span["record"].get<std::string>())});
    Section("wanted", false);
    for (const auto& intent : explained_["intents"]) Intent(intent);
    Section("told", false);
    for (const auto& [name, value] : explained_["labels"].items()) {
      if (name == "intents" || name == "triage" || value.is_null() ||
          (value.is_array() && value.empty())) {
        continue;
      }
      Line({absl::StrCat(name, ":"), Dump(value)});
    }
    NextStep();
    return out_;
  }

 private:
  std::string In(absl::string_view colour, absl::string_view text) const {
    if (!style_.colour) return std::string(text);
    return absl::StrCat(colour, text, kReset);
  }

  // What was typed could hold escapes that command the terminal.
  static std::string Shown(absl::string_view typed) {
    std::string shown(typed);
    for (char& c : shown) {
      if (absl::ascii_iscntrl(static_cast<unsigned char>(c)) && c != '\n')
        c = ' ';
    }
    return shown;
  }

  // Bytes that are no UTF-8 are shown as such.
  static std::string Dump(const ordered_json& value) {
    return value.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
  }

  void Section(absl::string_view title, bool empty) {
    if (!empty) absl::StrAppend(&out_, "\n", In(kHeading, title), "\n");
  }

  void Line(const std::vector<std::string>& parts) {
    absl::StrAppend(&out_, "  ", absl::StrJoin(parts, "  "), "\n");
  }

  static std::string At(const ordered_json& span) {
    return absl::StrCat(span["begin"].get<int>(), "-", span["end"].get<int>(),
                        " ", Shown(Dump(span["words"])));
  }

  static bool IsThere(const ordered_json& finding) {
    return finding["status"] != "absent" && finding["status"] != "past" &&
           !finding["other_person"].get<bool>() &&
           !finding["hypothetical"].get<bool>();
  }

  // The text, with what was found in it and the cues in colour.
  void Text() {
    std::vector<absl::string_view> colours(text_.size());
    const auto paint = [&](const ordered_json& span, absl::string_view colour) {
      std::fill(colours.begin() + span["begin"].get<int>(),
                colours.begin() + span["end"].get<int>(), colour);
    };
    for (const auto& cue : explained_["cues"]) paint(cue, kCue);
    for (const auto& finding : explained_["findings"])
      paint(finding, IsThere(finding) ? kThere : kNotThere);
    for (size_t i = 0; i < text_.size();) {
      size_t end = i;
      while (end < text_.size() && colours[end] == colours[i]) ++end;
      const std::string part = Shown(text_.substr(i, end - i));
      absl::StrAppend(&out_, colours[i].empty() ? part : In(colours[i], part));
      i = end;
    }
    absl::StrAppend(&out_, "\n");
  }

  void Found(const ordered_json& finding) {
    std::vector<std::string> parts = {
        In(IsThere(finding) ? kThere : kNotThere, At(finding)),
        finding["concept"].get<std::string>()};
    for (const char* field : {"status", "side", "stance"}) {
      if (finding[field].is_string())
        parts.push_back(finding[field].get<std::string>());
    }
    if (finding["value"].is_number()) parts.push_back(Dump(finding["value"]));
    for (const char* field : {"other_person", "hypothetical", "radiation"}) {
      if (finding[field].get<bool>()) parts.push_back(field);
    }
    const std::string record = finding["record"].get<std::string>();
    if (!record.empty()) parts.push_back(In(kDim, record));
    Line(parts);
    const ordered_json& cue = finding["cue"];
    if (!cue.is_null()) {
      Line({"  by", In(kCue, At(cue)), cue["kind"].get<std::string>(),
            In(kDim, cue["record"].get<std::string>())});
    }
  }

  void Intent(const ordered_json& intent) {
    const int percent =
        static_cast<int>(intent["confidence"].get<double>() * 100 + 0.5);
    Line({absl::StrCat(percent, "%"), intent["intent"].get<std::string>()});
    for (const auto& span : intent["templates"]) {
      Line({"  by", In(kCue, At(span)),
            In(kDim, span["record"].get<std::string>())});
    }
  }

  void NextStep() {
    const ordered_json& triage = explained_["triage"];
    if (triage.is_null()) return;
    Section("next step", false);
    Line({Dump(triage["level"])});
    for (const auto& reason : triage["reasons"]) {
      Line({"  by", reason["id"].get<std::string>(),
            reason["code"].get<std::string>(), Dump(reason["facts"])});
    }
  }

  const absl::string_view text_;
  const ordered_json& explained_;
  const TerminalStyle& style_;
  std::string out_;
};

}  // namespace

ordered_json Explained(absl::string_view text, const Explainer& explainer) {
  const Explanation why = explainer.engine.Explain(
      text, {"", absl::ToCivilDay(absl::Now(), absl::LocalTimeZone())});
  const chat::v1::Understanding& understood = why.understanding;
  ordered_json out;
  out["bytes_read"] = understood.bytes_read();
  out["findings"] = ordered_json::array();
  for (int i = 0; i < understood.findings_size(); ++i) {
    const int cue = why.cue_of[static_cast<size_t>(i)];
    out["findings"].push_back(
        Finding(text, understood.findings(i),
                cue < 0 ? nullptr : &why.cues[static_cast<size_t>(cue)]));
  }
  out["cues"] = ordered_json::array();
  for (const Reason& cue : why.cues) out["cues"].push_back(Cue(text, cue));
  out["look_alikes"] = ordered_json::array();
  for (const Reason& span : why.look_alikes)
    out["look_alikes"].push_back(Place(text, span));
  out["intents"] = ordered_json::array();
  for (const auto& intent : understood.intents()) {
    ordered_json templates = ordered_json::array();
    for (const Reason& span : why.intents) {
      if (span.what == intent.intent_id())
        templates.push_back(Place(text, span));
    }
    out["intents"].push_back({{"intent", intent.intent_id()},
                              {"confidence", intent.confidence()},
                              {"templates", std::move(templates)}});
  }
  const auto advice = AdviceOn(understood.complaint(), explainer.knowledge,
                               explainer.recommender);
  out["labels"] =
      LabelsOf("", understood,
               advice.ok() ? advice->triage().level()
                           : recommendation::v1::TRIAGE_LEVEL_UNSPECIFIED,
               explainer.knowledge);
  out["labels"].erase("id");
  out["triage"] = nullptr;
  if (advice.ok()) out["triage"] = Triage(advice->triage());
  return out;
}

int Explain(absl::string_view text, const Explainer& explainer, bool json,
            const TerminalStyle& style, std::ostream& out) {
  const ordered_json explained = Explained(text, explainer);
  if (json) {
    out << explained.dump(-1, ' ', false,
                          ordered_json::error_handler_t::replace)
        << "\n";
  } else {
    out << Page(text, explained, style).Write();
  }
  out << std::flush;
  return kExitDone;
}

}  // namespace unknot::cli
