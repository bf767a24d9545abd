// Serves grpc.health.v1. Inside of the runtime only.
#ifndef UNKNOT_SERVICES_RUNTIME_HEALTH_SERVICE_H_
#define UNKNOT_SERVICES_RUNTIME_HEALTH_SERVICE_H_

#include <map>
#include <set>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "grpc/health/v1/health.grpc.pb.h"

namespace unknot::runtime {

// Knows of each service whether it serves, and tells those who watch.
// Safe to use from any thread.
class HealthService final : public grpc::health::v1::Health::CallbackService {
 public:
  // Says that `full_name` ("" for the server as a whole) is known and whether
  // it serves. Nothing changes after StopServing.
  void Set(absl::string_view full_name, bool serving);
  // Like Set, but leaves a service that is known already as it is.
  void SetIfUnknown(absl::string_view full_name, bool serving);
  // Says of every service that it does not serve, for good, and ends watches.
  void StopServing();

  grpc::ServerUnaryReactor* Check(
      grpc::CallbackServerContext* context,
      const grpc::health::v1::HealthCheckRequest* request,
      grpc::health::v1::HealthCheckResponse* response) override;
  grpc::ServerWriteReactor<grpc::health::v1::HealthCheckResponse>* Watch(
      grpc::CallbackServerContext* context,
      const grpc::health::v1::HealthCheckRequest* request) override;

 private:
  class Watcher;
  using Status = grpc::health::v1::HealthCheckResponse::ServingStatus;

  Status StatusOf(const std::string& name) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Forget(Watcher* watcher) ABSL_LOCKS_EXCLUDED(mutex_);

  absl::Mutex mutex_;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  std::map<std::string, Status> statuses_ ABSL_GUARDED_BY(mutex_);
  std::set<Watcher*> watchers_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace unknot::runtime

#endif  // UNKNOT_SERVICES_RUNTIME_HEALTH_SERVICE_H_
