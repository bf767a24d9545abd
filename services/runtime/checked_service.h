// Stands between gRPC and a service, so that no handler sees a request that
// could not be read or that came too late. Inside of the runtime only.
#ifndef UNKNOT_SERVICES_RUNTIME_CHECKED_SERVICE_H_
#define UNKNOT_SERVICES_RUNTIME_CHECKED_SERVICE_H_

#include <grpcpp/impl/service_type.h>

#include <memory>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace unknot::runtime {

// Returns a service that answers in the place of `service`, which must outlive
// it and whose full name is `full_name`.
// FailedPrecondition, naming the method, if `full_name` is no service of a
// linked proto, or a method is not served by callbacks, or one whose requests
// are a stream is not taken raw.
absl::StatusOr<std::unique_ptr<grpc::Service>> MakeCheckedService(
    absl::string_view full_name, grpc::Service& service);

}  // namespace unknot::runtime

#endif  // UNKNOT_SERVICES_RUNTIME_CHECKED_SERVICE_H_
