// Checks one understanding.
#include "tests/fuzz/invariants.h"

#include <google/protobuf/message.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "chatbot/understanding/language_pack.h"
#include "google/protobuf/text_format.h"
#include "services/recommendation/knowledge_base.h"
#include "services/runtime/utf8.h"
#include "unknot/language/v1/language_test.pb.h"

namespace unknot::fuzz {
namespace {

namespace fs = std::filesystem;
using chat::v1::Understanding;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr size_t kMostBytes = 100000;
constexpr absl::string_view kSlots[] = {
    "", "site", "side", "severity", "duration", "age", "place", "radiation"};

// The name of the first string or number in `message` that no message may hold.
std::string BrokenField(const Message& message) {
  std::vector<const FieldDescriptor*> fields;
  const auto* reflection = message.GetReflection();
  reflection->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const int size =
        field->is_repeated() ? reflection->FieldSize(message, field) : 1;
    for (int i = 0; i < size; ++i) {
      std::string broken;
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
        const std::string value =
            field->is_repeated()
                ? reflection->GetRepeatedString(message, field, i)
                : reflection->GetString(message, field);
        if (!runtime::IsUtf8(value)) broken = " is no UTF-8";
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_DOUBLE) {
        const double value =
            field->is_repeated()
                ? reflection->GetRepeatedDouble(message, field, i)
                : reflection->GetDouble(message, field);
        if (!std::isfinite(value)) broken = " is no number";
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        broken =
            BrokenField(field->is_repeated()
                            ? reflection->GetRepeatedMessage(message, field, i)
                            : reflection->GetMessage(message, field));
        if (!broken.empty()) return broken;
      }
      if (!broken.empty()) return absl::StrCat(field->full_name(), broken);
    }
  }
  return "";
}

std::string BrokenFinding(const Understanding& understood, int size) {
  int last = 0;
  for (const auto& finding : understood.findings()) {
    if (finding.begin() < 0 || finding.begin() >= finding.end() ||
        finding.end() > size) {
      return "a finding lies outside the text";
    }
    if (finding.begin() < last) return "findings are out of order";
    last = finding.begin();
    if (finding.cue_begin() < -1 || finding.cue_begin() >= size)
      return "a cue lies outside the text";
    if (finding.confidence() < 0 || finding.confidence() > 1)
      return "a finding's confidence is no probability";
  }
  return "";
}

std::string BrokenNumber(const Understanding& understood) {
  const auto& complaint = understood.complaint();
  if (complaint.severity() < 0 || complaint.severity() > 10)
    return "the severity is not from 0 to 10";
  if (complaint.duration_days() < 0) return "the duration is below 0";
  if (complaint.age_years() < 0 || complaint.age_years() > 150)
    return "the age is no age";
  if (complaint.pregnancy_weeks() < 0 || complaint.pregnancy_weeks() > 45)
    return "the weeks of pregnancy are out of range";
  if (understood.intents().empty()) return "there is no intent";
  for (const auto& intent : understood.intents()) {
    if (intent.confidence() < 0 || intent.confidence() > 1)
      return "an intent's confidence is no probability";
  }
  return "";
}

}  // namespace

absl::StatusOr<std::unique_ptr<const understanding::Engine>> ShippedEngine() {
  const auto knowledge = recommendation::KnowledgeBase::Load(
      UNKNOT_SOURCE_DIR "/services/recommendation/knowledge");
  if (!knowledge.ok()) return knowledge.status();
  const auto pack =
      understanding::LoadLanguagePack(UNKNOT_SOURCE_DIR "/chatbot/language/en");
  if (!pack.ok()) return pack.status();
  return understanding::Engine::Build(*pack, (*knowledge)->records());
}

std::string BrokenInvariant(const understanding::Engine& engine,
                            absl::string_view text, absl::string_view slot) {
  const Understanding understood = engine.Understand(text, {slot});
  const int size = static_cast<int>(std::min(text.size(), kMostBytes));
  if (understood.bytes_read() != size) return "bytes_read is wrong";
  for (const std::string& broken :
       {BrokenFinding(understood, size), BrokenNumber(understood),
        BrokenField(understood)}) {
    if (!broken.empty()) return broken;
  }
  const Understanding again = engine.Understand(text, {slot});
  if (again.SerializeAsString() != understood.SerializeAsString())
    return "the same text is understood in two ways";
  const auto why = engine.Explain(text, {slot});
  if (why.understanding.SerializeAsString() != understood.SerializeAsString())
    return "the explanation is of something else";
  return "";
}

absl::string_view SlotOf(unsigned number) {
  return kSlots[number % std::size(kSlots)];
}

std::vector<std::string> Seeds() {
  std::vector<std::string> seeds;
  std::vector<fs::path> files;
  for (const auto& entry :
       fs::directory_iterator(UNKNOT_SOURCE_DIR "/chatbot/language/en/tests"))
    files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) {
    std::ifstream in(file, std::ios::binary);
    const std::string content((std::istreambuf_iterator<char>(in)),
                              std::istreambuf_iterator<char>());
    language::v1::LanguageTests tests;
    if (!google::protobuf::TextFormat::ParseFromString(content, &tests))
      continue;
    for (const auto& one : tests.case_()) seeds.push_back(one.text());
  }
  return seeds;
}

}  // namespace unknot::fuzz
