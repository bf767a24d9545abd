#include "chatbot/gateway/connect_request.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "chatbot/gateway/gzip.h"
#include "services/runtime/errors.h"

namespace unknot::gateway {
namespace {

constexpr size_t kMostTimeoutDigits = 10;

absl::Status WrongParameter(absl::string_view name, absl::string_view why) {
  return runtime::Error(absl::StatusCode::kInvalidArgument,
                        "INVALID_CONNECT_REQUEST",
                        absl::StrCat(name, ": ", why), {{"field", name}});
}

int HexDigit(char c) {
  if (absl::ascii_isdigit(c)) return c - '0';
  c = absl::ascii_tolower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// Undoes percent-encoding and the plus signs of forms; nothing where it is
// garbled.
std::optional<std::string> Unescape(absl::string_view text) {
  std::string result;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      result.push_back(text[i] == '+' ? ' ' : text[i]);
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const int high = HexDigit(text[i + 1]);
    const int low = HexDigit(text[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    result.push_back(static_cast<char>(high * 16 + low));
    i += 2;
  }
  return result;
}

// The first parameter of that name, unescaped. InvalidArgument: garbled.
absl::StatusOr<std::optional<std::string>> Parameter(absl::string_view query,
                                                     absl::string_view name) {
  for (const absl::string_view pair : absl::StrSplit(query, '&')) {
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(pair, absl::MaxSplits('=', 1));
    if (parts.first != name) continue;
    auto value = Unescape(parts.second);
    if (!value.has_value()) {
      return WrongParameter(name, "The percent-encoding is garbled.");
    }
    return value;
  }
  return std::nullopt;
}

// Undoes the compression named by `coding`.
absl::StatusOr<std::string> Decompress(absl::string_view coding,
                                       std::string bytes, size_t max_bytes) {
  if (coding.empty() || absl::EqualsIgnoreCase(coding, "identity")) {
    return bytes;
  }
  if (absl::EqualsIgnoreCase(coding, "gzip")) return Gunzip(bytes, max_bytes);
  return runtime::Error(absl::StatusCode::kUnimplemented, "UNKNOWN_COMPRESSION",
                        "This compression is not supported. Supported are: "
                        "gzip, identity.");
}

}  // namespace

absl::StatusOr<ConnectRequest> ReadPost(HttpRequest* request, Codec codec,
                                        size_t max_bytes) {
  const absl::string_view version = request->Header("connect-protocol-version");
  if (!version.empty() && version != "1") {
    return WrongParameter("Connect-Protocol-Version", "Must be 1.");
  }
  auto message = Decompress(request->Header("content-encoding"),
                            std::move(request->body), max_bytes);
  if (!message.ok()) return message.status();
  return ConnectRequest{codec, *std::move(message)};
}

absl::StatusOr<ConnectRequest> ReadGet(const HttpRequest& request,
                                       size_t max_bytes) {
  std::optional<std::string> found[5];
  constexpr const char* kNames[] = {"connect", "encoding", "message", "base64",
                                    "compression"};
  for (size_t i = 0; i < std::size(kNames); ++i) {
    auto value = Parameter(request.query, kNames[i]);
    if (!value.ok()) return value.status();
    found[i] = *std::move(value);
  }
  const auto& [version, encoding, message, base64, compression] = found;
  if (version.has_value() && *version != "v1") {
    return WrongParameter("connect", "Must be v1.");
  }
  const std::optional<Codec> codec = CodecOfName(encoding.value_or(""));
  if (!codec.has_value()) {
    return WrongParameter("encoding", "Must be json or proto.");
  }
  if (!message.has_value()) return WrongParameter("message", "Is missing.");
  std::string bytes = *message;
  if (base64.has_value() && *base64 == "1") {
    std::string text = *message;
    while (!text.empty() && text.back() == '=') text.pop_back();
    if (!absl::WebSafeBase64Unescape(text, &bytes)) {
      return WrongParameter("message", "Must be base64 as URLs have it.");
    }
  }
  auto plain =
      Decompress(compression.value_or(""), std::move(bytes), max_bytes);
  if (!plain.ok()) return plain.status();
  return ConnectRequest{*codec, *std::move(plain)};
}

absl::StatusOr<absl::Duration> ReadTimeout(const HttpRequest& request) {
  const absl::string_view text = request.Header("connect-timeout-ms");
  if (text.empty()) return absl::InfiniteDuration();
  int64_t milliseconds = 0;
  if (text.size() > kMostTimeoutDigits ||
      !std::all_of(text.begin(), text.end(), absl::ascii_isdigit) ||
      !absl::SimpleAtoi(text, &milliseconds)) {
    return WrongParameter("Connect-Timeout-Ms",
                          "Must be a number of at most 10 digits.");
  }
  return absl::Milliseconds(milliseconds);
}

bool AcceptsGzip(absl::string_view accept_encoding) {
  for (const absl::string_view coding : absl::StrSplit(accept_encoding, ',')) {
    const std::vector<absl::string_view> parts = absl::StrSplit(coding, ';');
    const absl::string_view name = absl::StripAsciiWhitespace(parts[0]);
    if (!absl::EqualsIgnoreCase(name, "gzip") && name != "*") continue;
    for (size_t i = 1; i < parts.size(); ++i) {
      absl::string_view weight = absl::StripAsciiWhitespace(parts[i]);
      double value = 1;
      if (absl::ConsumePrefix(&weight, "q=") &&
          absl::SimpleAtod(weight, &value) && value <= 0) {
        return false;
      }
    }
    return true;
  }
  return false;
}

}  // namespace unknot::gateway
