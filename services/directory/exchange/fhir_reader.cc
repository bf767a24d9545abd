// Resources refer to one another in any order, so all are put aside in a
// temporary database first, and rows are made of them afterwards.
#include <sqlite3.h>

#include <array>
#include <istream>
#include <nlohmann/json.hpp>
#include <streambuf>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/directory/errors.h"
#include "services/directory/exchange/fhir.h"
#include "services/directory/exchange/readers.h"
#include "services/runtime/errors.h"

namespace unknot::directory {
namespace {

using nlohmann::json;

// Most bytes of one entry of a bundle.
constexpr int64_t kLongestEntry = 16 * 1024 * 1024;

// Resources by reference, on disk, gone with the object.
class Shelf {
 public:
  Shelf() {
    // An empty name is a temporary file of SQLite's own.
    sqlite3_open("", &database_);
    sqlite3_exec(database_,
                 "CREATE TABLE resources (reference TEXT PRIMARY KEY, kind "
                 "TEXT, line INTEGER, used INTEGER, body TEXT); BEGIN",
                 nullptr, nullptr, nullptr);
  }
  ~Shelf() {
    sqlite3_finalize(cursor_);
    sqlite3_close_v2(database_);
  }
  Shelf(const Shelf&) = delete;
  Shelf& operator=(const Shelf&) = delete;

  // False: there is one of that kind and id, which stays. ResourceExhausted
  // (STORE_FULL).
  absl::StatusOr<bool> Put(const std::string& kind, const std::string& id,
                           int64_t line, const std::string& body) {
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(database_,
                       "INSERT OR IGNORE INTO resources VALUES (?,?,?,0,?)", -1,
                       &statement, nullptr);
    const std::string reference = absl::StrCat(kind, "/", id);
    BindText(statement, 1, reference);
    BindText(statement, 2, kind);
    sqlite3_bind_int64(statement, 3, line);
    BindText(statement, 4, body);
    const int code = sqlite3_step(statement);
    sqlite3_finalize(statement);
    if (code != SQLITE_DONE) return error::StoreFull();
    return sqlite3_changes(database_) > 0;
  }

  // Null if it is not there.
  json Get(const std::string& reference) const {
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(database_,
                       "SELECT body FROM resources WHERE reference = ?", -1,
                       &statement, nullptr);
    BindText(statement, 1, reference);
    json found;
    if (sqlite3_step(statement) == SQLITE_ROW) {
      found = json::parse(TextOf(statement, 0), nullptr, false);
    }
    sqlite3_finalize(statement);
    return found.is_discarded() ? json() : found;
  }

  // Says that a resource was made use of; false if that was said before.
  bool Use(const std::string& reference) {
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(
        database_,
        "UPDATE resources SET used = 1 WHERE reference = ? AND used = 0", -1,
        &statement, nullptr);
    BindText(statement, 1, reference);
    sqlite3_step(statement);
    sqlite3_finalize(statement);
    return sqlite3_changes(database_) > 0;
  }

  // Goes through the resources of one kind in the order of their lines. False:
  // no more of it.
  bool Next(const char* kind, json& resource, int64_t& line) {
    if (cursor_kind_ != kind) {
      sqlite3_finalize(cursor_);
      sqlite3_prepare_v2(
          database_,
          "SELECT body, line FROM resources WHERE kind = ? ORDER BY line", -1,
          &cursor_, nullptr);
      cursor_kind_ = kind;
      BindText(cursor_, 1, cursor_kind_);
    }
    if (sqlite3_step(cursor_) != SQLITE_ROW) return false;
    resource = json::parse(TextOf(cursor_, 0), nullptr, false);
    line = sqlite3_column_int64(cursor_, 1);
    return true;
  }

 private:
  static void BindText(sqlite3_stmt* statement, int position,
                       const std::string& text) {
    sqlite3_bind_text64(statement, position, text.data(), text.size(),
                        SQLITE_TRANSIENT, SQLITE_UTF8);
  }
  static std::string TextOf(sqlite3_stmt* statement, int column) {
    return std::string(
        static_cast<const char*>(sqlite3_column_blob(statement, column)),
        sqlite3_column_bytes(statement, column));
  }

  sqlite3* database_ = nullptr;
  sqlite3_stmt* cursor_ = nullptr;
  std::string cursor_kind_;
};

// A source as a stream, which counts lines and ends when an entry grows too
// long or the source breaks.
class SourceBuffer final : public std::streambuf {
 public:
  explicit SourceBuffer(ByteSource& source) : source_(source) {}

  const absl::Status& status() const { return status_; }
  int64_t line() const { return line_; }
  void EndEntry() { since_entry_ = 0; }

 private:
  int_type underflow() override {
    const auto bytes = source_.Read();
    if (!bytes.ok()) {
      status_ = bytes.status();
      return traits_type::eof();
    }
    since_entry_ += static_cast<int64_t>(bytes->size());
    if (bytes->empty()) return traits_type::eof();
    if (since_entry_ > kLongestEntry) {
      status_ = FileNotUnderstood("an entry of the bundle is over 16 MiB long");
      return traits_type::eof();
    }
    for (const char c : *bytes) line_ += c == '\n' ? 1 : 0;
    char* begin = const_cast<char*>(bytes->data());
    setg(begin, begin, begin + bytes->size());
    return traits_type::to_int_type(*begin);
  }

  ByteSource& source_;
  absl::Status status_;
  int64_t line_ = 1;
  int64_t since_entry_ = 0;
};

class FhirReader final : public RowReader {
 public:
  explicit FhirReader(ByteSource& source) : source_(source) {}

  absl::StatusOr<bool> Next(FileRow& row) override {
    if (!read_) {
      absl::Status status = ReadAll();
      if (!status.ok()) return status;
      read_ = true;
    }
    json resource;
    int64_t line = 0;
    for (; stage_ < kStages.size(); ++stage_) {
      while (shelf_.Next(kStages[stage_], resource, line)) {
        if (!Wanted(resource)) continue;
        Make(resource, line, row);
        return true;
      }
    }
    return false;
  }

  int64_t skipped_count() const override { return skipped_; }

 private:
  // What cannot be read; then clinics, since therapists refer to them.
  static constexpr std::array<const char*, 4> kStages = {
      "fault", "Organization", "PractitionerRole", "Practitioner"};
  static constexpr size_t kFaults = 0;
  static constexpr size_t kClinics = 1;
  static constexpr size_t kRoles = 2;

  absl::Status ReadAll() {
    const auto begin = source_.Peek(64 * 1024);
    if (!begin.ok()) return begin.status();
    absl::Status status =
        absl::StrContains(*begin, "\"Bundle\"") ? ReadBundle() : ReadLines();
    if (!status.ok()) return status;
    return MarkClinics();
  }

  absl::Status ReadLines() {
    LineReader lines(source_, kLongestRow);
    LineReader::Line line;
    for (;;) {
      const auto more = lines.Next(line);
      if (!more.ok()) return more.status();
      if (!*more) return absl::OkStatus();
      if (absl::StripAsciiWhitespace(line.text).empty() && !line.too_long) {
        continue;
      }
      const json resource = json::parse(line.text, nullptr, false);
      absl::Status status =
          line.too_long || resource.is_discarded()
              ? AddFault(line.number, "", "must be a resource as JSON")
              : Keep(resource, line.number);
      if (!status.ok()) return status;
    }
  }

  absl::Status ReadBundle() {
    SourceBuffer buffer(source_);
    std::istream stream(&buffer);
    absl::Status kept;
    // Entries are objects two levels down; each is let go once it was kept.
    const auto whole = json::parse(
        stream,
        [&](int depth, json::parse_event_t event, json& parsed) {
          if (depth != 2 || event != json::parse_event_t::object_end) {
            return true;
          }
          const auto resource = parsed.find("resource");
          if (kept.ok() && resource != parsed.end()) {
            kept = Keep(*resource, buffer.line());
          }
          buffer.EndEntry();
          return false;
        },
        /*allow_exceptions=*/false);
    if (!buffer.status().ok()) return buffer.status();
    if (!kept.ok()) return kept;
    return whole.is_discarded() ? FileNotUnderstood("it is no whole JSON")
                                : absl::OkStatus();
  }

  absl::Status Keep(const json& resource, int64_t line) {
    if (!resource.is_object()) return absl::OkStatus();
    const std::string kind = resource.value("resourceType", json()).is_string()
                                 ? resource["resourceType"].get<std::string>()
                                 : "";
    const auto id = resource.find("id");
    if (id == resource.end() || !id->is_string()) return absl::OkStatus();
    for (const char* wanted :
         {"Organization", "PractitionerRole", "Practitioner", "Location",
          "HealthcareService"}) {
      if (kind != wanted) continue;
      const auto put = shelf_.Put(
          kind, id->get<std::string>(), line,
          resource.dump(-1, ' ', false, json::error_handler_t::replace));
      if (!put.ok()) return put.status();
      if (*put || shelf_.Get(absl::StrCat(kind, "/", id->get<std::string>())) ==
                      resource) {
        return absl::OkStatus();
      }
      return AddFault(line, "id", "must not be that of another resource");
    }
    return absl::OkStatus();
  }

  // Puts aside what is told when rows are asked for.
  absl::Status AddFault(int64_t line, const char* field, const char* rule) {
    return shelf_
        .Put(kStages[kFaults], absl::StrCat(fault_count_++), line,
             json({{"field", field}, {"rule", rule}}).dump())
        .status();
  }

  // Notes which organisations and practitioners belong to massage roles.
  absl::Status MarkClinics() {
    json role;
    int64_t line = 0;
    while (shelf_.Next("PractitionerRole", role, line)) {
      for (const char* part : {"organization", "practitioner"}) {
        const auto found = role.find(part);
        if (found == role.end() || !found->is_object()) continue;
        const auto reference = found->find("reference");
        if (reference == found->end() || !reference->is_string()) continue;
        const bool practitioner = part[0] == 'p';
        if (practitioner || IsMassageRole(role)) {
          shelf_.Use(reference->get<std::string>());
        }
      }
    }
    return absl::OkStatus();
  }

  // A role is one of ours by itself or by its practitioner.
  bool IsMassageRole(const json& role) const {
    if (IsMassageTherapist(role)) return true;
    const auto practitioner = role.find("practitioner");
    if (practitioner == role.end() || !practitioner->is_object()) return false;
    const auto reference = practitioner->find("reference");
    return reference != practitioner->end() && reference->is_string() &&
           IsMassageTherapist(shelf_.Get(reference->get<std::string>()));
  }

  bool Wanted(const json& resource) {
    if (stage_ == kFaults) return true;
    const std::string id = resource["id"].get<std::string>();
    bool wanted = false;
    if (stage_ == kClinics) {
      wanted = !shelf_.Use("Organization/" + id) ||
               !shelf_.Get("Location/clinic-" + id).is_null();
    } else if (stage_ == kRoles) {
      wanted = IsMassageRole(resource);
    } else {
      // Those who have a role were met with it.
      wanted = shelf_.Use("Practitioner/" + id) && IsMassageTherapist(resource);
    }
    if (!wanted && stage_ > kClinics) ++skipped_;
    return wanted;
  }

  void Make(const json& resource, int64_t line, FileRow& row) {
    row = FileRow();
    row.line = line;
    if (stage_ == kFaults) {
      row.error = RowUnreadable(resource["field"].get<std::string>(),
                                resource["rule"].get<std::string>());
      return;
    }
    const auto lookup = [this](const std::string& reference) {
      return reference.empty() ? json() : shelf_.Get(reference);
    };
    if (stage_ == kClinics) {
      auto clinic = ClinicOf(resource, lookup);
      row.error = clinic.status();
      if (clinic.ok()) row.resource = *std::move(clinic);
      return;
    }
    auto therapist = TherapistOf(resource, lookup);
    row.error = therapist.status();
    if (therapist.ok()) row.resource = *std::move(therapist);
  }

  ByteSource& source_;
  Shelf shelf_;
  bool read_ = false;
  size_t stage_ = kFaults;
  int64_t fault_count_ = 0;
  int64_t skipped_ = 0;
};

}  // namespace

std::unique_ptr<RowReader> MakeFhirReader(ByteSource& source) {
  return std::make_unique<FhirReader>(source);
}

}  // namespace unknot::directory
