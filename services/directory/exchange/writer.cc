// What the service sets by itself is not written: it would not be read.
#include "services/directory/exchange/writer.h"

#include <csv.h>
#include <google/protobuf/util/json_util.h>

#include <optional>
#include <string>
#include <vector>

#include "services/directory/exchange/csv_column.h"
#include "services/directory/exchange/fhir.h"
#include "services/runtime/errors.h"

namespace unknot::directory {
namespace {

template <typename Row>
Row WithoutOutputOnly(Row row) {
  row.clear_etag();
  row.clear_create_time();
  row.clear_update_time();
  row.clear_delete_time();
  return row;
}

v1::Therapist Written(const v1::Therapist& therapist) {
  v1::Therapist row = WithoutOutputOnly(therapist);
  row.clear_purge_time();
  row.mutable_rating()->clear_bayesian_mean();
  if (row.rating().count() == 0) row.clear_rating();
  return row;
}

class CsvWriter final : public RowWriterTo {
 public:
  explicit CsvWriter(std::ostream& out) : out_(out) {
    for (const std::string& path : WrittenColumns()) {
      therapist_.push_back(CsvColumn::Of(v1::Therapist::descriptor(), path));
      clinic_.push_back(CsvColumn::Of(v1::Clinic::descriptor(), path));
      out_ << (therapist_.size() > 1 ? "," : "") << path;
    }
    out_ << "\r\n";
  }
  void Write(const v1::Therapist& therapist) override {
    WriteRow(therapist_, Written(therapist));
  }
  void Write(const v1::Clinic& clinic) override {
    WriteRow(clinic_, WithoutOutputOnly(clinic));
  }

 private:
  using Columns = std::vector<std::optional<CsvColumn>>;

  void WriteRow(const Columns& columns, const google::protobuf::Message& row) {
    bool first = true;
    for (const auto& column : columns) {
      if (!first) out_ << ',';
      first = false;
      if (!column.has_value()) continue;
      const std::string cell = column->Get(row);
      if (cell.empty()) continue;
      if (cell.find_first_of(",\"\r\n") == std::string::npos) {
        out_ << cell;
        continue;
      }
      quoted_.resize(2 * cell.size() + 2);
      const size_t size =
          csv_write(quoted_.data(), quoted_.size(), cell.data(), cell.size());
      out_.write(quoted_.data(), static_cast<std::streamsize>(size));
    }
    out_ << "\r\n";
  }

  std::ostream& out_;
  Columns therapist_;
  Columns clinic_;
  std::string quoted_;
};

class NdjsonWriter final : public RowWriterTo {
 public:
  explicit NdjsonWriter(std::ostream& out) : out_(out) {}
  void Write(const v1::Therapist& therapist) override {
    WriteRow(Written(therapist));
  }
  void Write(const v1::Clinic& clinic) override {
    WriteRow(WithoutOutputOnly(clinic));
  }

 private:
  void WriteRow(const google::protobuf::Message& row) {
    google::protobuf::util::JsonPrintOptions options;
    options.preserve_proto_field_names = true;
    std::string text;
    if (!google::protobuf::util::MessageToJsonString(row, &text, options)
             .ok()) {
      // Only a broken message does this; an unread stream would hide it.
      out_.setstate(std::ios::failbit);
      return;
    }
    out_ << text << '\n';
  }

  std::ostream& out_;
};

class FhirWriter final : public RowWriterTo {
 public:
  explicit FhirWriter(std::ostream& out) : out_(out) {}
  void Write(const v1::Therapist& therapist) override {
    WriteAll(FhirOf(therapist));
  }
  void Write(const v1::Clinic& clinic) override { WriteAll(FhirOf(clinic)); }

 private:
  void WriteAll(const std::vector<nlohmann::json>& resources) {
    for (const auto& resource : resources) {
      out_ << resource.dump(-1, ' ', false,
                            nlohmann::json::error_handler_t::replace)
           << '\n';
    }
  }

  std::ostream& out_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<RowWriterTo>> MakeRowWriter(FileFormat format,
                                                           std::ostream& out) {
  switch (format) {
    case FileFormat::kCsv:
      return std::make_unique<CsvWriter>(out);
    case FileFormat::kNdjson:
      return std::make_unique<NdjsonWriter>(out);
    case FileFormat::kFhir:
      return std::make_unique<FhirWriter>(out);
    case FileFormat::kNppes:
      break;
  }
  return runtime::Error(absl::StatusCode::kInvalidArgument,
                        "FORMAT_NOT_WRITTEN",
                        "NPPES files are read and not written. Write csv, "
                        "ndjson or fhir.");
}

}  // namespace unknot::directory
