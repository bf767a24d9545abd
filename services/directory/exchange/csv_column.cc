// By reflection, so that the columns are those of the contract.
#include "services/directory/exchange/csv_column.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "google/protobuf/util/time_util.h"
#include "services/directory/fold.h"
#include "unknot/directory/v1/clinic.pb.h"
#include "unknot/directory/v1/therapist.pb.h"

namespace unknot::directory {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::util::TimeUtil;

constexpr const char* kDays[] = {"",    "mon", "tue", "wed",
                                 "thu", "fri", "sat", "sun"};

// Whether a spreadsheet might take the text for a formula; or it looks like one
// that was made harmless.
bool LooksLikeFormula(absl::string_view text) {
  return !text.empty() && absl::StrContains("=+-@\t\r'", text.substr(0, 1));
}

std::string Harmless(absl::string_view text) {
  return LooksLikeFormula(text) ? absl::StrCat("'", text) : std::string(text);
}

absl::string_view AsMeant(absl::string_view cell) {
  if (absl::StartsWith(cell, "'") && LooksLikeFormula(cell.substr(1))) {
    cell.remove_prefix(1);
  }
  return cell;
}

// "LICENCE_STATUS_" of LicenceStatus.
std::string PrefixOf(const EnumDescriptor* type) {
  const std::string& zero = type->value(0)->name();
  return zero.substr(0, zero.size() - std::string("UNSPECIFIED").size());
}

std::string SetEnum(absl::string_view cell, const FieldDescriptor* field,
                    Message& message) {
  const std::string name = absl::AsciiStrToUpper(cell);
  const auto* value = field->enum_type()->FindValueByName(name);
  if (value == nullptr) {
    value = field->enum_type()->FindValueByName(
        absl::StrCat(PrefixOf(field->enum_type()), name));
  }
  if (value == nullptr) return "must be a value of the field";
  message.GetReflection()->SetEnum(&message, field, value);
  return "";
}

std::string SetDate(absl::string_view cell, v1::Date& date) {
  const std::vector<absl::string_view> parts = absl::StrSplit(cell, '-');
  int year = 0;
  int month = 0;
  int day = 0;
  if (parts.size() != 3 || !absl::SimpleAtoi(parts[0], &year) ||
      !absl::SimpleAtoi(parts[1], &month) ||
      !absl::SimpleAtoi(parts[2], &day)) {
    return "must be a date, YYYY-MM-DD";
  }
  date.set_year(year);
  date.set_month(month);
  date.set_day(day);
  return "";
}

std::optional<int> MinuteOf(absl::string_view text) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, ':');
  int hour = 0;
  int minute = 0;
  if (parts.size() != 2 || !absl::SimpleAtoi(parts[0], &hour) ||
      !absl::SimpleAtoi(parts[1], &minute) || hour < 0 || hour > 24 ||
      minute < 0 || minute > 59) {
    return std::nullopt;
  }
  return 60 * hour + minute;
}

std::string AddPeriod(absl::string_view cell, v1::OpeningPeriod& period) {
  constexpr char kRule[] = "must be as \"mon 09:00-17:00|tue 12:00-20:00\"";
  const std::vector<absl::string_view> parts =
      absl::StrSplit(absl::StripAsciiWhitespace(cell), ' ');
  if (parts.size() != 2) return kRule;
  const std::string day = absl::AsciiStrToLower(parts[0].substr(0, 3));
  for (int i = 1; i <= 7; ++i) {
    if (day == kDays[i]) period.set_day(static_cast<v1::Weekday>(i));
  }
  const std::vector<absl::string_view> times = absl::StrSplit(parts[1], '-');
  if (times.size() != 2 || period.day() == v1::WEEKDAY_UNSPECIFIED) {
    return kRule;
  }
  const auto open = MinuteOf(times[0]);
  const auto close = MinuteOf(times[1]);
  if (!open.has_value() || !close.has_value()) return kRule;
  period.set_open_minute(*open);
  period.set_close_minute(*close);
  return "";
}

std::string SetMessage(absl::string_view cell, Message& message) {
  if (message.GetDescriptor() == v1::Date::descriptor()) {
    return SetDate(cell, static_cast<v1::Date&>(message));
  }
  auto& time = static_cast<google::protobuf::Timestamp&>(message);
  return TimeUtil::FromString(std::string(cell), &time)
             ? ""
             : "must be a time, as 2026-06-01T12:00:00Z";
}

std::string SetList(absl::string_view cell, const FieldDescriptor* field,
                    Message& message) {
  const auto* reflection = message.GetReflection();
  std::vector<std::string> entries;
  if (absl::StartsWith(cell, "[")) {
    const auto parsed = nlohmann::json::parse(cell.begin(), cell.end(), nullptr,
                                              /*allow_exceptions=*/false);
    if (!parsed.is_array()) return "must be an array of JSON";
    for (const auto& entry : parsed) {
      if (!entry.is_string()) return "must be an array of texts";
      entries.push_back(entry.get<std::string>());
    }
  } else {
    entries = absl::StrSplit(AsMeant(cell), '|');
  }
  for (const std::string& entry : entries) {
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      const std::string fault =
          AddPeriod(entry, static_cast<v1::OpeningPeriod&>(
                               *reflection->AddMessage(&message, field)));
      if (!fault.empty()) return fault;
    } else {
      reflection->AddString(&message, field, entry);
    }
  }
  return "";
}

std::string SetOne(absl::string_view cell, const FieldDescriptor* field,
                   Message& message) {
  const auto* reflection = message.GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      reflection->SetString(&message, field, std::string(AsMeant(cell)));
      return "";
    case FieldDescriptor::CPPTYPE_ENUM:
      return SetEnum(cell, field, message);
    case FieldDescriptor::CPPTYPE_BOOL: {
      bool value = false;
      if (!absl::SimpleAtob(cell, &value)) return "must be true or false";
      reflection->SetBool(&message, field, value);
      return "";
    }
    case FieldDescriptor::CPPTYPE_INT32: {
      int32_t value = 0;
      if (!absl::SimpleAtoi(cell, &value)) return "must be a whole number";
      reflection->SetInt32(&message, field, value);
      return "";
    }
    case FieldDescriptor::CPPTYPE_DOUBLE: {
      double value = 0;
      if (!absl::SimpleAtod(cell, &value) || !std::isfinite(value)) {
        return "must be a number";
      }
      reflection->SetDouble(&message, field, value);
      return "";
    }
    default:
      return SetMessage(cell, *reflection->MutableMessage(&message, field));
  }
}

std::string ListCell(const Message& message, const FieldDescriptor* field) {
  const auto* reflection = message.GetReflection();
  std::vector<std::string> entries;
  bool plain = true;
  for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      const auto& period = static_cast<const v1::OpeningPeriod&>(
          reflection->GetRepeatedMessage(message, field, i));
      entries.push_back(absl::StrFormat(
          "%s %02d:%02d-%02d:%02d", kDays[period.day()],
          period.open_minute() / 60, period.open_minute() % 60,
          period.close_minute() / 60, period.close_minute() % 60));
      continue;
    }
    entries.push_back(reflection->GetRepeatedString(message, field, i));
    plain &= !absl::StrContains(entries.back(), '|') &&
             !absl::StartsWith(entries.back(), "[") && !entries.back().empty();
  }
  if (plain) return Harmless(absl::StrJoin(entries, "|"));
  return nlohmann::json(entries).dump();
}

std::string DoubleCell(double value) {
  char digits[32];
  const auto end = std::to_chars(digits, digits + sizeof(digits), value).ptr;
  return std::string(digits, end);
}

std::string MessageCell(const Message& message) {
  if (message.GetDescriptor() == v1::Date::descriptor()) {
    const auto& date = static_cast<const v1::Date&>(message);
    return absl::StrFormat("%04d-%02d-%02d", date.year(), date.month(),
                           date.day());
  }
  return TimeUtil::ToString(
      static_cast<const google::protobuf::Timestamp&>(message));
}

std::string OneCell(const Message& message, const FieldDescriptor* field) {
  const auto* reflection = message.GetReflection();
  if (!reflection->HasField(message, field)) return "";
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return Harmless(reflection->GetString(message, field));
    case FieldDescriptor::CPPTYPE_ENUM: {
      const auto* value = reflection->GetEnum(message, field);
      return absl::AsciiStrToLower(
          absl::StripPrefix(value->name(), PrefixOf(field->enum_type())));
    }
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection->GetBool(message, field) ? "true" : "false";
    case FieldDescriptor::CPPTYPE_INT32:
      return absl::StrCat(reflection->GetInt32(message, field));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return DoubleCell(reflection->GetDouble(message, field));
    default:
      return MessageCell(reflection->GetMessage(message, field));
  }
}

// Messages that are one cell.
bool IsCell(const Descriptor* type) {
  return type == v1::Date::descriptor() ||
         type == google::protobuf::Timestamp::descriptor();
}

// A point at 0 degrees has fields that are not set, and is there all the same.
bool IsOfPoint(const FieldDescriptor* field) {
  return field->containing_type() == v1::LatLng::descriptor();
}

void ListColumns(const Descriptor* type, const std::string& prefix,
                 std::vector<std::string>& columns) {
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    const std::string path = absl::StrCat(prefix, field->name());
    const Descriptor* inner = field->message_type();
    if (path == "rating.bayesian_mean" || path == "etag" ||
        path == "create_time" || path == "update_time" ||
        path == "delete_time" || path == "purge_time") {
      continue;
    }
    if (inner != nullptr && !field->is_repeated() && !IsCell(inner)) {
      ListColumns(inner, absl::StrCat(path, "."), columns);
    } else if (std::find(columns.begin(), columns.end(), path) ==
               columns.end()) {
      columns.push_back(path);
    }
  }
}

}  // namespace

std::optional<CsvColumn> CsvColumn::Of(const Descriptor* type,
                                       absl::string_view path) {
  CsvColumn column;
  column.path_ = std::string(path);
  for (const absl::string_view step : absl::StrSplit(path, '.')) {
    const FieldDescriptor* field =
        type == nullptr ? nullptr : type->FindFieldByName(std::string(step));
    if (field == nullptr) return std::nullopt;
    column.steps_.push_back(field);
    type = field->is_repeated() ? nullptr : field->message_type();
  }
  const FieldDescriptor* last = column.steps_.back();
  const bool whole = last->message_type() != nullptr && !last->is_repeated() &&
                     !IsCell(last->message_type());
  if (whole) return std::nullopt;
  return column;
}

std::string CsvColumn::Set(absl::string_view cell, Message& message) const {
  if (cell.empty()) return "";
  if (!IsValidUtf8(cell)) return "must be UTF-8";
  Message* at = &message;
  for (size_t i = 0; i + 1 < steps_.size(); ++i) {
    at = at->GetReflection()->MutableMessage(at, steps_[i]);
  }
  return steps_.back()->is_repeated() ? SetList(cell, steps_.back(), *at)
                                      : SetOne(cell, steps_.back(), *at);
}

std::string CsvColumn::Get(const Message& message) const {
  const Message* at = &message;
  for (size_t i = 0; i + 1 < steps_.size(); ++i) {
    if (!at->GetReflection()->HasField(*at, steps_[i])) return "";
    at = &at->GetReflection()->GetMessage(*at, steps_[i]);
  }
  const FieldDescriptor* last = steps_.back();
  if (last->is_repeated()) return ListCell(*at, last);
  if (IsOfPoint(last))
    return DoubleCell(at->GetReflection()->GetDouble(*at, last));
  return OneCell(*at, last);
}

const std::vector<std::string>& WrittenColumns() {
  static const auto* const columns = [] {
    auto* all = new std::vector<std::string>();
    ListColumns(v1::Therapist::descriptor(), "", *all);
    ListColumns(v1::Clinic::descriptor(), "", *all);
    return all;
  }();
  return *columns;
}

}  // namespace unknot::directory
