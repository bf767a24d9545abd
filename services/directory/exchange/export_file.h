// Writes a directory to a file.
#ifndef UNKNOT_SERVICES_DIRECTORY_EXCHANGE_EXPORT_FILE_H_
#define UNKNOT_SERVICES_DIRECTORY_EXCHANGE_EXPORT_FILE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/directory/exchange/reader.h"
#include "services/directory/store/store.h"
#include "unknot/directory/v1/exchange.pb.h"

namespace grpc {
class Channel;
}

namespace unknot::directory {

// Gives the batches of an export, clinics first; an empty one is the end.
using ExportSource =
    std::function<absl::StatusOr<v1::ExportTherapistsResponse>()>;

// `store` must outlive the source.
ExportSource ExportOfStore(Store& store);
ExportSource ExportOfServer(std::shared_ptr<grpc::Channel> channel);

// Writes everything to `path`, with gzip if that ends in .gz; "-" is standard
// output. The file appears under its name when it is whole. Returns the number
// of rows. PermissionDenied (FILE_NOT_WRITABLE), ResourceExhausted (FILE_FULL),
// and the errors of the source.
absl::StatusOr<int64_t> ExportFile(
    const ExportSource& source, FileFormat format, const std::string& path,
    const std::function<void(int64_t)>& progress);

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_EXCHANGE_EXPORT_FILE_H_
