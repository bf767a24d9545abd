// What the runtime keeps of a call while it lasts. Inside of the runtime only.
#ifndef UNKNOT_SERVICES_RUNTIME_CALL_CONTEXT_H_
#define UNKNOT_SERVICES_RUNTIME_CALL_CONTEXT_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_interceptor.h>

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "services/runtime/observer.h"

namespace unknot::runtime {

// gRPC's context of a call with our notes on it. gRPC makes contexts before
// calls arrive, so a context may also end without ever having had a call.
class CallContext final : public grpc::CallbackServerContext {
 public:
  // Notes the arrival of a call to `method`, which must outlive the context.
  void Begin(const char* method);

  // Makes the call end with `status`, whatever else is sent.
  void Reject(const grpc::Status& status) { rejection_ = status; }
  const std::optional<grpc::Status>& rejection() const { return rejection_; }

  // Notes what the client is told.
  void set_sent_code(grpc::StatusCode code) { sent_code_ = code; }

  const std::string& request_id() const { return request_id_; }

  // Tells `observers` of the call, if there was one.
  void End(const std::vector<CallObserver*>& observers) const;

 private:
  const char* method_ = nullptr;
  std::chrono::steady_clock::time_point began_;
  std::string request_id_;
  std::optional<grpc::Status> rejection_;
  std::optional<grpc::StatusCode> sent_code_;
};

// Makes gRPC use CallContext, and tells observers when a call is over.
class CallContextAllocator final : public grpc::ContextAllocator {
 public:
  explicit CallContextAllocator(std::vector<CallObserver*> observers)
      : observers_(std::move(observers)) {}
  grpc::CallbackServerContext* NewCallbackServerContext() override;
  grpc::GenericCallbackServerContext* NewGenericCallbackServerContext()
      override;
  void Release(grpc::CallbackServerContext* context) override;
  void Release(grpc::GenericCallbackServerContext* context) override;

 private:
  const std::vector<CallObserver*> observers_;
};

// Makes gRPC tell CallContext of arrivals and of what is sent.
class CallInterceptorFactory final
    : public grpc::experimental::ServerInterceptorFactoryInterface {
 public:
  grpc::experimental::Interceptor* CreateServerInterceptor(
      grpc::experimental::ServerRpcInfo* info) override;
};

}  // namespace unknot::runtime

#endif  // UNKNOT_SERVICES_RUNTIME_CALL_CONTEXT_H_
