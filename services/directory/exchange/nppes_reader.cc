// The monthly file of the US National Plan and Provider Enumeration System,
// version 2: everybody who bills for care, of whom massage therapists are few.
// Columns are found by the names in the header.
#include <array>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/directory/exchange/csv_records.h"
#include "services/directory/exchange/readers.h"
#include "services/directory/fold.h"

namespace unknot::directory {
namespace {

// Massage therapist, in the code set of health care provider taxonomies.
constexpr char kMassageTherapist[] = "225700000X";
constexpr char kPerson[] = "1";
constexpr int kTaxonomies = 15;
constexpr size_t kNoColumn = static_cast<size_t>(-1);

// Boards of states that have but one, by state; ids as in regulators.textproto.
constexpr std::array<std::pair<const char*, const char*>, 4> kBoards = {
    {{"FL", "fl_bmt"}, {"GA", "ga_bmt"}, {"NY", "ny_op"}, {"TX", "tx_tdlr"}}};

// "O'NEIL-SMITH" is "O'Neil-Smith". Text that is not all capitals stays.
std::string AsName(absl::string_view text) {
  std::string name(absl::StripAsciiWhitespace(text));
  for (const char c : name) {
    if (absl::ascii_islower(c)) return name;
  }
  bool first = true;
  for (char& c : name) {
    if (!first) c = absl::ascii_tolower(c);
    // Letters with accents are two bytes each and begin no word here.
    first = !absl::ascii_isalpha(c) && static_cast<unsigned char>(c) < 0x80;
  }
  return name;
}

std::string DigitsOf(absl::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (absl::ascii_isdigit(c)) digits.push_back(c);
  }
  return digits;
}

// "7705550100" is "770-555-0100".
std::string AsPhone(absl::string_view text) {
  const std::string digits = DigitsOf(text);
  if (digits.size() != 10) return std::string(text);
  return absl::StrCat(digits.substr(0, 3), "-", digits.substr(3, 3), "-",
                      digits.substr(6));
}

// "300221234" is "30022-1234".
std::string AsZip(absl::string_view text) {
  const std::string digits = DigitsOf(text);
  if (digits.size() != 9) return std::string(text);
  return absl::StrCat(digits.substr(0, 5), "-", digits.substr(5));
}

class NppesReader final : public RowReader {
 public:
  explicit NppesReader(ByteSource& source) : records_(source) {}

  absl::StatusOr<bool> Next(FileRow& row) override {
    if (columns_.empty()) {
      absl::Status status = ReadHeader();
      if (!status.ok()) return status;
    }
    for (;;) {
      CsvRecord record;
      const auto more = records_.Next(record);
      if (!more.ok() || !*more) return more;
      row = FileRow();
      row.line = record.line;
      if (record.too_long) {
        row.error = RowUnreadable("", "must be at most 1 MiB long");
        return true;
      }
      if (record.fields.size() != width_) {
        row.error = RowUnreadable(
            "", absl::StrCat("must have ", width_, " fields, as the header"));
        return true;
      }
      record_ = std::move(record);
      const int taxonomy = MassageTaxonomy();
      if (taxonomy == 0) {
        ++skipped_;
        continue;
      }
      row.error = Fill(taxonomy, row.resource.emplace<v1::Therapist>());
      if (!row.error.ok()) row.resource = std::monostate();
      return true;
    }
  }

  int64_t skipped_count() const override { return skipped_; }

 private:
  absl::Status ReadHeader() {
    CsvRecord header;
    const auto more = records_.Next(header);
    if (!more.ok()) return more.status();
    for (size_t i = 0; i < header.fields.size(); ++i) {
      absl::string_view name = absl::StripAsciiWhitespace(header.fields[i]);
      absl::ConsumePrefix(&name, "\xEF\xBB\xBF");
      columns_[std::string(name)] = i;
    }
    width_ = header.fields.size();
    entity_column_ = ColumnOf("Entity Type Code");
    for (int i = 1; i <= kTaxonomies; ++i) {
      taxonomy_columns_.push_back(
          ColumnOf(absl::StrCat("Healthcare Provider Taxonomy Code_", i)));
    }
    for (const char* needed :
         {"NPI", "Entity Type Code", "Provider Last Name (Legal Name)",
          "Provider First Name",
          "Provider Business Practice Location Address City Name",
          "Provider Business Practice Location Address State Name"}) {
      if (!columns_.contains(needed)) {
        return FileNotUnderstood(absl::StrCat("it has no column ", needed));
      }
    }
    return absl::OkStatus();
  }

  size_t ColumnOf(absl::string_view name) const {
    const auto found = columns_.find(name);
    return found == columns_.end() ? kNoColumn : found->second;
  }
  absl::string_view CellAt(size_t column) const {
    if (column == kNoColumn) return "";
    return absl::StripAsciiWhitespace(record_.fields[column]);
  }

  // The cell of a column; "" where the file has no such column.
  absl::string_view Cell(absl::string_view column) const {
    return CellAt(ColumnOf(column));
  }

  // Which of the provider's taxonomies is ours, the primary one first; 0: none,
  // or an organisation, or no longer enumerated.
  int MassageTaxonomy() const {
    // Nearly every row ends here, so columns are not looked up by name.
    if (CellAt(entity_column_) != kPerson) return 0;
    int found = 0;
    for (int i = 1; i <= kTaxonomies; ++i) {
      if (CellAt(taxonomy_columns_[i - 1]) != kMassageTherapist) continue;
      const bool primary =
          Cell(absl::StrCat("Healthcare Provider Primary Taxonomy Switch_",
                            i)) == "Y";
      if (found == 0 || primary) found = i;
    }
    if (found == 0) return 0;
    const bool gone = !Cell("NPI Deactivation Date").empty() &&
                      Cell("NPI Reactivation Date").empty();
    return gone ? 0 : found;
  }

  absl::Status Fill(int taxonomy, v1::Therapist& therapist) const {
    for (const std::string& field : record_.fields) {
      if (!IsValidUtf8(field)) return RowUnreadable("", "must be UTF-8");
    }
    const absl::string_view npi = Cell("NPI");
    if (npi.size() != 10 || DigitsOf(npi).size() != 10) {
      return RowUnreadable("NPI", "must have 10 digits");
    }
    therapist.set_name(absl::StrCat("therapists/npi-", npi));
    std::string name = AsName(Cell("Provider First Name"));
    const std::string last = AsName(Cell("Provider Last Name (Legal Name)"));
    if (!name.empty() && !last.empty()) name += " ";
    therapist.set_display_name(name + last);
    for (const char* column : {"Provider Sex Code", "Provider Gender Code"}) {
      if (Cell(column) == "F") therapist.set_gender(v1::GENDER_FEMALE);
      if (Cell(column) == "M") therapist.set_gender(v1::GENDER_MALE);
    }
    FillLicence(taxonomy, *therapist.mutable_licence());
    FillLocation(*therapist.mutable_location());
    therapist.set_phone(AsPhone(
        Cell("Provider Business Practice Location Address Telephone Number")));
    return absl::OkStatus();
  }

  // What providers say of themselves: nobody has checked it with the board.
  void FillLicence(int taxonomy, v1::Licence& licence) const {
    licence.set_status(v1::LICENCE_STATUS_UNVERIFIED);
    licence.set_number(
        std::string(Cell(absl::StrCat("Provider License Number_", taxonomy))));
    licence.set_title(std::string(Cell("Provider Credential Text")));
    const absl::string_view state =
        Cell(absl::StrCat("Provider License Number State Code_", taxonomy));
    for (const auto& [of, id] : kBoards) {
      if (state == of) licence.set_regulator_id(id);
    }
  }

  void FillLocation(v1::Location& location) const {
    for (const char* column :
         {"Provider First Line Business Practice Location Address",
          "Provider Second Line Business Practice Location Address"}) {
      const std::string line = AsName(Cell(column));
      if (!line.empty()) location.add_address_lines(line);
    }
    location.set_town(
        AsName(Cell("Provider Business Practice Location Address City Name")));
    location.set_region_code(absl::StrCat(
        "US-", Cell("Provider Business Practice Location Address State Name")));
    location.set_postal_code(
        AsZip(Cell("Provider Business Practice Location Address Postal Code")));
  }

  CsvRecords records_;
  absl::flat_hash_map<std::string, size_t> columns_;
  size_t width_ = 0;
  size_t entity_column_ = kNoColumn;
  std::vector<size_t> taxonomy_columns_;
  CsvRecord record_;
  int64_t skipped_ = 0;
};

}  // namespace

std::unique_ptr<RowReader> MakeNppesReader(ByteSource& source) {
  return std::make_unique<NppesReader>(source);
}

}  // namespace unknot::directory
