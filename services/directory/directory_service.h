// Speaks gRPC for the directory.
#ifndef UNKNOT_SERVICES_DIRECTORY_DIRECTORY_SERVICE_H_
#define UNKNOT_SERVICES_DIRECTORY_DIRECTORY_SERVICE_H_

#include <memory>

#include "services/directory/directory.h"
#include "services/runtime/executor.h"

namespace grpc {
class Service;
}

namespace unknot::directory {

// Returns the service TherapistDirectoryService, ready for
// runtime::Server::AddService<v1::TherapistDirectoryService>. It holds no rules
// of its own. Searches are answered at once; what waits for the store is done
// on `executor`. Both must outlive the service.
std::unique_ptr<grpc::Service> MakeDirectoryService(
    Directory& directory, runtime::Executor& executor);

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_DIRECTORY_SERVICE_H_
