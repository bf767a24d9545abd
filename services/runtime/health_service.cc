#include "services/runtime/health_service.h"

#include <grpcpp/server_context.h>

#include <utility>

#include "services/runtime/errors.h"
#include "services/runtime/reply.h"

namespace unknot::runtime {

using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

// One call of Watch. It writes one response at a time and keeps only the newest
// status that is yet to be written. All of it is guarded by the service's
// mutex. Finish, which may end in OnDone, is called without it.
class HealthService::Watcher final
    : public grpc::ServerWriteReactor<HealthCheckResponse> {
 public:
  Watcher(HealthService& service, std::string name)
      : service_(service), name_(std::move(name)) {}

  const std::string& name() const { return name_; }

  // Tells the client `status`, unless it knows.
  // REQUIRES: the service's mutex is held.
  void Tell(Status status) {
    wanted_ = status;
    WriteIfNeeded();
  }

  // Ends the call once everything is told.
  // REQUIRES: the service's mutex is held.
  void End(grpc::Status status) {
    if (ending_) return;
    ending_ = true;
    end_status_ = std::move(status);
    if (!writing_) FinishOnce();
  }

  void OnWriteDone(bool ok) override {
    absl::MutexLock lock(&service_.mutex_);
    writing_ = false;
    if (!ok) {
      ending_ = true;
      end_status_ = grpc::Status::CANCELLED;
    }
    if (!ok || (ending_ && wanted_ == told_)) {
      FinishOnce();
    } else {
      WriteIfNeeded();
    }
  }
  void OnCancel() override {
    absl::MutexLock lock(&service_.mutex_);
    End(grpc::Status::CANCELLED);
  }
  void OnDone() override {
    service_.Forget(this);
    delete this;
  }

 private:
  void WriteIfNeeded() {
    if (writing_ || finished_ || wanted_ == told_) return;
    writing_ = true;
    told_ = wanted_;
    response_.set_status(told_);
    StartWrite(&response_);
  }
  void FinishOnce() {
    if (finished_) return;
    finished_ = true;
    Finish(end_status_);
  }

  HealthService& service_;
  const std::string name_;
  Status wanted_ = HealthCheckResponse::UNKNOWN;
  Status told_ = HealthCheckResponse::UNKNOWN;
  bool writing_ = false;
  bool ending_ = false;
  bool finished_ = false;
  grpc::Status end_status_;
  HealthCheckResponse response_;
};

void HealthService::Set(absl::string_view full_name, bool serving) {
  absl::MutexLock lock(&mutex_);
  if (stopped_) return;
  const std::string name(full_name);
  statuses_[name] =
      serving ? HealthCheckResponse::SERVING : HealthCheckResponse::NOT_SERVING;
  for (Watcher* watcher : watchers_) {
    if (watcher->name() == name) watcher->Tell(StatusOf(name));
  }
}

void HealthService::SetIfUnknown(absl::string_view full_name, bool serving) {
  {
    absl::MutexLock lock(&mutex_);
    if (statuses_.count(std::string(full_name)) > 0) return;
  }
  Set(full_name, serving);
}

void HealthService::StopServing() {
  absl::MutexLock lock(&mutex_);
  if (stopped_) return;
  stopped_ = true;
  for (auto& [name, status] : statuses_) {
    status = HealthCheckResponse::NOT_SERVING;
  }
  for (Watcher* watcher : watchers_) {
    watcher->Tell(StatusOf(watcher->name()));
    watcher->End(grpc::Status(grpc::StatusCode::UNAVAILABLE, "shutting down"));
  }
}

grpc::ServerUnaryReactor* HealthService::Check(
    grpc::CallbackServerContext* context, const HealthCheckRequest* request,
    HealthCheckResponse* response) {
  {
    absl::MutexLock lock(&mutex_);
    response->set_status(StatusOf(request->service()));
  }
  if (response->status() != HealthCheckResponse::SERVICE_UNKNOWN) {
    return Reply(context, absl::OkStatus());
  }
  return Reply(context,
               Error(absl::StatusCode::kNotFound, "SERVICE_UNKNOWN",
                     "This server has no service of that name. Reflection "
                     "lists those it has."));
}

grpc::ServerWriteReactor<HealthCheckResponse>* HealthService::Watch(
    grpc::CallbackServerContext*, const HealthCheckRequest* request) {
  auto* watcher = new Watcher(*this, request->service());
  absl::MutexLock lock(&mutex_);
  watchers_.insert(watcher);
  watcher->Tell(StatusOf(watcher->name()));
  if (stopped_) {
    watcher->End(grpc::Status(grpc::StatusCode::UNAVAILABLE, "shutting down"));
  }
  return watcher;
}

HealthService::Status HealthService::StatusOf(const std::string& name) const {
  const auto found = statuses_.find(name);
  return found == statuses_.end() ? HealthCheckResponse::SERVICE_UNKNOWN
                                  : found->second;
}

void HealthService::Forget(Watcher* watcher) {
  absl::MutexLock lock(&mutex_);
  watchers_.erase(watcher);
}

}  // namespace unknot::runtime
