#include "services/runtime/call_context.h"

#include <grpcpp/generic/async_generic_service.h>

#include "absl/time/time.h"
#include "services/runtime/call.h"
#include "services/runtime/request_id.h"

namespace unknot::runtime {
namespace {

using grpc::experimental::InterceptionHookPoints;

class CallInterceptor final : public grpc::experimental::Interceptor {
 public:
  explicit CallInterceptor(CallContext* context) : context_(context) {}

  void Intercept(
      grpc::experimental::InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(
            InterceptionHookPoints::PRE_SEND_STATUS)) {
      if (context_->rejection().has_value()) {
        methods->ModifySendStatus(*context_->rejection());
      }
      context_->set_sent_code(methods->GetSendStatus().error_code());
    }
    methods->Proceed();
  }

 private:
  CallContext* const context_;
};

}  // namespace

void CallContext::Begin(const char* method) {
  method_ = method;
  began_ = std::chrono::steady_clock::now();
  const auto sent = client_metadata().find(kRequestIdKey);
  if (sent != client_metadata().end()) {
    request_id_ = std::string(sent->second.data(), sent->second.size());
  }
  if (!IsRequestId(request_id_)) request_id_ = NewRequestId();
}

void CallContext::End(const std::vector<CallObserver*>& observers) const {
  if (method_ == nullptr) return;
  CallRecord record;
  record.method = method_;
  record.request_id = request_id_;
  record.code = sent_code_.has_value() && !IsCancelled()
                    ? static_cast<absl::StatusCode>(*sent_code_)
                    : absl::StatusCode::kCancelled;
  record.duration = absl::FromChrono(std::chrono::steady_clock::now() - began_);
  for (CallObserver* observer : observers) observer->OnCallDone(record);
}

grpc::CallbackServerContext* CallContextAllocator::NewCallbackServerContext() {
  return new CallContext;
}

grpc::GenericCallbackServerContext*
CallContextAllocator::NewGenericCallbackServerContext() {
  return new grpc::GenericCallbackServerContext;
}

void CallContextAllocator::Release(grpc::CallbackServerContext* context) {
  // gRPC hands over the contexts of calls to unknown methods here too, though
  // they were made as generic ones.
  if (const auto* call = dynamic_cast<CallContext*>(context)) {
    call->End(observers_);
  }
  delete context;
}

void CallContextAllocator::Release(
    grpc::GenericCallbackServerContext* context) {
  delete context;
}

grpc::experimental::Interceptor*
CallInterceptorFactory::CreateServerInterceptor(
    grpc::experimental::ServerRpcInfo* info) {
  auto* context = dynamic_cast<CallContext*>(info->server_context());
  if (context == nullptr) return nullptr;
  context->Begin(info->method());
  return new CallInterceptor(context);
}

}  // namespace unknot::runtime
