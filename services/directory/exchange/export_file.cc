// Through zlib in either case: what is not compressed passes as it is.
#include "services/directory/exchange/export_file.h"

#include <fcntl.h>
#include <grpcpp/grpcpp.h>
#include <unistd.h>
#include <zlib.h>

#include <cstdio>
#include <ostream>
#include <streambuf>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/directory/exchange/writer.h"
#include "services/runtime/errors.h"
#include "unknot/directory/v1/directory_service.grpc.pb.h"

namespace unknot::directory {
namespace {

constexpr int kBatch = 500;

class FileBuffer final : public std::streambuf {
 public:
  explicit FileBuffer(gzFile file) : file_(file), block_(256 * 1024) {
    setp(block_.data(), block_.data() + block_.size());
  }

 private:
  int_type overflow(int_type c) override {
    if (sync() != 0) return traits_type::eof();
    if (!traits_type::eq_int_type(c, traits_type::eof())) {
      *pptr() = traits_type::to_char_type(c);
      pbump(1);
    }
    return traits_type::not_eof(c);
  }
  int sync() override {
    const auto size = static_cast<unsigned>(pptr() - pbase());
    if (size > 0 && gzwrite(file_, pbase(), size) != static_cast<int>(size)) {
      return -1;
    }
    setp(block_.data(), block_.data() + block_.size());
    return 0;
  }

  const gzFile file_;
  std::vector<char> block_;
};

absl::Status FileError(absl::StatusCode code, absl::string_view reason,
                       absl::string_view path, absl::string_view what) {
  return runtime::Error(code, reason,
                        absl::StrCat("The file ", path, " ", what),
                        {{"path", path}});
}

absl::StatusOr<int64_t> WriteAll(const ExportSource& source, FileFormat format,
                                 std::ostream& out,
                                 const std::function<void(int64_t)>& progress) {
  const auto writer = MakeRowWriter(format, out);
  if (!writer.ok()) return writer.status();
  int64_t count = 0;
  for (;;) {
    const auto batch = source();
    if (!batch.ok()) return batch.status();
    if (batch->therapists().empty() && batch->clinics().empty()) return count;
    for (const v1::Clinic& clinic : batch->clinics()) (*writer)->Write(clinic);
    for (const v1::Therapist& row : batch->therapists()) (*writer)->Write(row);
    count += batch->clinics_size() + batch->therapists_size();
    if (!out.good()) return absl::ResourceExhaustedError("not written");
    if (progress) progress(count);
  }
}

}  // namespace

ExportSource ExportOfStore(Store& store) {
  return [&store, clinics = ListQuery(), therapists = ListQuery(),
          clinics_done =
              false]() mutable -> absl::StatusOr<v1::ExportTherapistsResponse> {
    v1::ExportTherapistsResponse batch;
    if (!clinics_done) {
      clinics.limit = kBatch;
      auto rows = store.ListClinics(clinics);
      if (!rows.ok()) return rows.status();
      for (v1::Clinic& row : *rows) *batch.add_clinics() = std::move(row);
      clinics_done = batch.clinics().empty();
      if (!clinics_done) {
        clinics.after_name = batch.clinics(batch.clinics_size() - 1).name();
        return batch;
      }
    }
    therapists.limit = kBatch;
    auto rows = store.ListTherapists(therapists);
    if (!rows.ok()) return rows.status();
    for (v1::Therapist& row : *rows) *batch.add_therapists() = std::move(row);
    if (!batch.therapists().empty()) {
      therapists.after_name =
          batch.therapists(batch.therapists_size() - 1).name();
    }
    return batch;
  };
}

ExportSource ExportOfServer(std::shared_ptr<grpc::Channel> channel) {
  struct Call {
    std::unique_ptr<v1::TherapistDirectoryService::Stub> stub;
    grpc::ClientContext context;
    std::unique_ptr<grpc::ClientReader<v1::ExportTherapistsResponse>> reader;
  };
  auto call = std::make_shared<Call>();
  call->stub = v1::TherapistDirectoryService::NewStub(std::move(channel));
  return [call]() -> absl::StatusOr<v1::ExportTherapistsResponse> {
    if (call->reader == nullptr) {
      v1::ExportTherapistsRequest request;
      request.set_include_clinics(true);
      call->reader = call->stub->ExportTherapists(&call->context, request);
    }
    v1::ExportTherapistsResponse batch;
    if (call->reader->Read(&batch)) return batch;
    const absl::Status status = runtime::FromGrpcStatus(call->reader->Finish());
    if (!status.ok()) return status;
    return v1::ExportTherapistsResponse();
  };
}

absl::StatusOr<int64_t> ExportFile(
    const ExportSource& source, FileFormat format, const std::string& path,
    const std::function<void(int64_t)>& progress) {
  const bool to_stdout = path == "-";
  const std::string partial = absl::StrCat(path, ".part");
  const int descriptor =
      to_stdout ? dup(STDOUT_FILENO)
                : open(partial.c_str(),
                       O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (descriptor < 0) {
    return FileError(absl::StatusCode::kPermissionDenied, "FILE_NOT_WRITABLE",
                     path, "cannot be written. Check its folder.");
  }
  const gzFile file =
      gzdopen(descriptor, absl::EndsWith(path, ".gz") ? "wb6" : "wbT");
  FileBuffer buffer(file);
  std::ostream out(&buffer);
  auto count = WriteAll(source, format, out, progress);
  out.flush();
  const bool written = out.good();
  const bool closed = gzclose(file) == Z_OK;
  const bool full = !written || !closed;
  if (count.ok() && !full &&
      (to_stdout || std::rename(partial.c_str(), path.c_str()) == 0)) {
    return count;
  }
  if (!to_stdout) unlink(partial.c_str());
  if (!count.ok() && !full) return count;
  return FileError(absl::StatusCode::kResourceExhausted, "FILE_FULL", path,
                   "cannot be written to its end. Make room and try again.");
}

}  // namespace unknot::directory
