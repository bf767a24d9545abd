// One therapist or clinic a line, as proto3 JSON.
#include <google/protobuf/util/json_util.h>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "services/directory/exchange/readers.h"
#include "services/directory/fold.h"

namespace unknot::directory {
namespace {

// Whether the text of a JSON object holds "name": "clinics/...". A clinic has a
// name; a therapist mentions a clinic only as "clinic".
bool IsClinic(absl::string_view text) {
  constexpr absl::string_view kKey = "\"name\"";
  for (size_t at = text.find(kKey); at != absl::string_view::npos;
       at = text.find(kKey, at + kKey.size())) {
    absl::string_view rest =
        absl::StripLeadingAsciiWhitespace(text.substr(at + kKey.size()));
    if (!absl::StartsWith(rest, ":")) continue;
    rest = absl::StripLeadingAsciiWhitespace(rest.substr(1));
    if (absl::StartsWith(rest, "\"clinics/")) return true;
  }
  return false;
}

class NdjsonReader final : public RowReader {
 public:
  explicit NdjsonReader(ByteSource& source) : lines_(source, kLongestRow) {}

  absl::StatusOr<bool> Next(FileRow& row) override {
    LineReader::Line line;
    for (;;) {
      const auto more = lines_.Next(line);
      if (!more.ok() || !*more) return more;
      if (line.too_long || !absl::StripAsciiWhitespace(line.text).empty()) {
        break;
      }
    }
    row = FileRow();
    row.line = line.number;
    if (line.too_long) {
      row.error = RowUnreadable("", "must be at most 1 MiB long");
    } else if (!IsValidUtf8(line.text)) {
      row.error = RowUnreadable("", "must be UTF-8");
    } else if (IsClinic(line.text)) {
      row.error = Parse(line.text, row.resource.emplace<v1::Clinic>());
    } else {
      row.error = Parse(line.text, row.resource.emplace<v1::Therapist>());
    }
    if (!row.error.ok()) row.resource = std::monostate();
    return true;
  }

 private:
  static absl::Status Parse(const std::string& text,
                            google::protobuf::Message& message) {
    // The parser's own words repeat the text.
    return google::protobuf::util::JsonStringToMessage(text, &message).ok()
               ? absl::OkStatus()
               : RowUnreadable("", "must be a therapist or a clinic as JSON");
  }

  LineReader lines_;
};

}  // namespace

std::unique_ptr<RowReader> MakeNdjsonReader(ByteSource& source) {
  return std::make_unique<NdjsonReader>(source);
}

}  // namespace unknot::directory
