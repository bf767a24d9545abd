#include "services/directory/search_answer.h"

#include <cstdint>
#include <cstring>
#include <utility>

#include "absl/strings/string_view.h"

namespace unknot::directory {
namespace {

// Kinds of fields in protobuf's encoding.
enum WireType : uint32_t { kVarint = 0, kFixed64 = 1, kBytes = 2 };

void PutVarint(uint64_t value, std::string& out) {
  char bytes[10];
  size_t size = 0;
  for (; value >= 0x80; value >>= 7) {
    bytes[size++] = static_cast<char>(value | 0x80);
  }
  bytes[size++] = static_cast<char>(value);
  out.append(bytes, size);
}

void PutTag(int field, WireType type, std::string& out) {
  PutVarint(static_cast<uint64_t>(field) << 3 | type, out);
}

void PutBytes(int field, absl::string_view bytes, std::string& out) {
  PutTag(field, kBytes, out);
  PutVarint(bytes.size(), out);
  out.append(bytes.data(), bytes.size());
}

void PutDouble(int field, double value, std::string& out) {
  PutTag(field, kFixed64, out);
  uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof(bits));
  char bytes[sizeof(bits)];
  for (size_t i = 0; i < sizeof(bits); ++i) {
    bytes[i] = static_cast<char>(bits >> (8 * i));
  }
  out.append(bytes, sizeof(bytes));
}

void PutReason(const Reason& reason, std::string& out) {
  PutTag(v1::MatchReason::kKindFieldNumber, kVarint, out);
  PutVarint(static_cast<uint64_t>(reason.kind), out);
  if (!reason.value.empty()) {
    PutBytes(v1::MatchReason::kValueFieldNumber, reason.value, out);
  }
  if (reason.number != 0) {
    PutDouble(v1::MatchReason::kNumberFieldNumber, reason.number, out);
  }
  PutBytes(v1::MatchReason::kTextFieldNumber, reason.text, out);
}

}  // namespace

void SearchAnswer::Add(const SearchHit& hit) {
  constexpr size_t kUsual = 32 * 1024;
  if (bytes_.empty()) bytes_.reserve(kUsual);
  result_.clear();
  PutBytes(v1::SearchResult::kTherapistFieldNumber, hit.therapist->bytes,
           result_);
  if (hit.distance_m.has_value()) {
    PutDouble(v1::SearchResult::kDistanceMFieldNumber, *hit.distance_m,
              result_);
  }
  for (const Reason& reason : hit.reasons) {
    inner_.clear();
    PutReason(reason, inner_);
    PutBytes(v1::SearchResult::kReasonsFieldNumber, inner_, result_);
  }
  if (!hit.clinic_display_name.empty()) {
    PutBytes(v1::SearchResult::kClinicDisplayNameFieldNumber,
             hit.clinic_display_name, result_);
  }
  PutBytes(v1::SearchTherapistsResponse::kResultsFieldNumber, result_, bytes_);
}

void SearchAnswer::Add(const ClinicHit& hit) {
  result_.clear();
  hit.clinic->SerializeToString(&inner_);
  PutBytes(v1::ClinicResult::kClinicFieldNumber, inner_, result_);
  if (hit.distance_m.has_value()) {
    PutDouble(v1::ClinicResult::kDistanceMFieldNumber, *hit.distance_m,
              result_);
  }
  PutBytes(v1::SearchTherapistsResponse::kClinicsFieldNumber, result_, bytes_);
}

std::string SearchAnswer::Take(const v1::SearchTherapistsResponse& rest) {
  // Messages that follow one another are one message.
  rest.AppendToString(&bytes_);
  return std::move(bytes_);
}

}  // namespace unknot::directory
