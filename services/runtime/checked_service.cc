#include "services/runtime/checked_service.h"

#include <google/protobuf/descriptor.h>
#include <grpc/byte_buffer.h>
#include <grpc/byte_buffer_reader.h>
#include <grpcpp/impl/codegen/server_callback_handlers.h>
#include <grpcpp/impl/rpc_service_method.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>
#include <grpcpp/support/slice.h>

#include <chrono>
#include <deque>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/runtime/call_context.h"
#include "services/runtime/errors.h"
#include "services/runtime/wire.h"

namespace unknot::runtime {
namespace {

using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;
using grpc::internal::MethodHandler;
using grpc::internal::RpcMethod;
using RawRequestStream =
    grpc::internal::CallbackClientStreamingHandler<grpc::ByteBuffer,
                                                   grpc::ByteBuffer>;
using RawExchange =
    grpc::internal::CallbackBidiHandler<grpc::ByteBuffer, grpc::ByteBuffer>;

// gRPC keeps a service's handlers to the service and its descendants. A pointer
// to the member, named by a descendant, is the way past that.
struct HandlerAccess : public grpc::Service {
  static MethodHandler* Of(grpc::Service& service, int index) {
    return (service.*(&HandlerAccess::GetHandler))(index);
  }
};

absl::Status DeadlinePassed() {
  return Error(absl::StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED",
               "The deadline had passed when the request arrived. Allow more "
               "time.");
}

// gRPC's handler of one method, with its bad manners mended: for a request that
// does not parse it would answer with a code of its own and no words.
class CheckedHandler final : public MethodHandler {
 public:
  CheckedHandler(MethodHandler& handler, const MethodDescriptor& method)
      : handler_(handler), request_type_(*method.input_type()) {}

  void* Deserialize(grpc_call* call, grpc_byte_buffer* bytes,
                    grpc::Status* status, void** handler_data) override {
    // The handler destroys the bytes. A copy shares them and costs little.
    grpc_byte_buffer* copy = grpc_byte_buffer_copy(bytes);
    void* request = handler_.Deserialize(call, bytes, status, handler_data);
    if (!status->ok()) *status = ToGrpcStatus(Explain(copy));
    grpc_byte_buffer_destroy(copy);
    return request;
  }

  void RunHandler(const HandlerParameter& call) override {
    grpc::Status status = call.status;
    if (status.ok() &&
        call.server_context->deadline() <= std::chrono::system_clock::now()) {
      status = ToGrpcStatus(DeadlinePassed());
    }
    if (status.ok()) {
      handler_.RunHandler(call);
      return;
    }
    // Told of a failed request, gRPC's handler clears up and sends a status
    // without ever calling the service; the context puts ours in its place.
    static_cast<CallContext*>(call.server_context)->Reject(status);
    handler_.RunHandler(
        HandlerParameter(call.call, call.server_context, call.request, status,
                         call.internal_data, call.call_requester));
  }

 private:
  absl::Status Explain(grpc_byte_buffer* bytes) const {
    grpc_byte_buffer_reader reader;
    grpc::Slice flat;
    if (grpc_byte_buffer_reader_init(&reader, bytes)) {
      flat = grpc::Slice(grpc_byte_buffer_reader_readall(&reader),
                         grpc::Slice::STEAL_REF);
      grpc_byte_buffer_reader_destroy(&reader);
    }
    return ExplainUnreadable(
        absl::string_view(reinterpret_cast<const char*>(flat.begin()),
                          flat.size()),
        request_type_);
  }

  MethodHandler& handler_;
  const google::protobuf::Descriptor& request_type_;
};

RpcMethod::RpcType TypeOf(const MethodDescriptor& method) {
  if (method.client_streaming()) {
    return method.server_streaming() ? RpcMethod::BIDI_STREAMING
                                     : RpcMethod::CLIENT_STREAMING;
  }
  return method.server_streaming() ? RpcMethod::SERVER_STREAMING
                                   : RpcMethod::NORMAL_RPC;
}

class CheckedService final : public grpc::Service {
 public:
  CheckedService(grpc::Service& service, const ServiceDescriptor& descriptor) {
    for (int i = 0; i < descriptor.method_count(); ++i) {
      const MethodDescriptor& method = *descriptor.method(i);
      // gRPC keeps only a pointer to the name; a deque does not move it.
      names_.push_back(absl::StrCat("/", std::string(descriptor.full_name()),
                                    "/", std::string(method.name())));
      AddMethod(new grpc::internal::RpcServiceMethod(names_.back().c_str(),
                                                     TypeOf(method), nullptr));
      MarkMethodCallback(
          i, new CheckedHandler(*HandlerAccess::Of(service, i), method));
    }
  }

 private:
  std::deque<std::string> names_;
};

absl::Status CannotServe(absl::string_view name, absl::string_view why) {
  return Error(absl::StatusCode::kFailedPrecondition, "CANNOT_SERVE",
               absl::StrCat(name, " ", why), {{"name", name}});
}

absl::Status CheckMethod(const MethodDescriptor& method,
                         MethodHandler* handler) {
  if (handler == nullptr) {
    return CannotServe(method.full_name(), "is not served by a callback.");
  }
  if (!method.client_streaming()) return absl::OkStatus();
  const bool is_raw = method.server_streaming()
                          ? dynamic_cast<RawExchange*>(handler) != nullptr
                          : dynamic_cast<RawRequestStream*>(handler) != nullptr;
  if (is_raw) return absl::OkStatus();
  return CannotServe(method.full_name(),
                     absl::StrCat("must be taken raw: derive the service from "
                                  "WithRawCallbackMethod_",
                                  std::string(method.name()),
                                  " and answer with a reactor of stream.h."));
}

}  // namespace

absl::StatusOr<std::unique_ptr<grpc::Service>> MakeCheckedService(
    absl::string_view full_name, grpc::Service& service) {
  const ServiceDescriptor* descriptor =
      google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(
          std::string(full_name));
  if (descriptor == nullptr) {
    return CannotServe(full_name, "is not a service of any linked proto.");
  }
  if (!service.has_callback_methods() || service.has_synchronous_methods() ||
      service.has_async_methods() || service.has_generic_methods()) {
    return CannotServe(full_name, "must derive from its CallbackService.");
  }
  for (int i = 0; i < descriptor->method_count(); ++i) {
    const absl::Status fit =
        CheckMethod(*descriptor->method(i), HandlerAccess::Of(service, i));
    if (!fit.ok()) return fit;
  }
  return std::make_unique<CheckedService>(service, *descriptor);
}

}  // namespace unknot::runtime
