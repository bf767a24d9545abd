#include "chatbot/gateway/method_table.h"

#include <google/protobuf/descriptor.pb.h>

#include <cassert>
#include <utility>

#include "absl/strings/str_cat.h"

namespace unknot::gateway {
namespace {

namespace pb = google::protobuf;

}  // namespace

MessagePtr Method::NewRequest() const {
  return MessagePtr(pb::MessageFactory::generated_factory()
                        ->GetPrototype(descriptor->input_type())
                        ->New());
}

void MethodTable::Add(absl::string_view service, absl::string_view method,
                      Call call) {
  const pb::MethodDescriptor* descriptor =
      pb::DescriptorPool::generated_pool()->FindMethodByName(
          absl::StrCat(service, ".", method));
  assert(descriptor != nullptr && !descriptor->client_streaming() &&
         !descriptor->server_streaming());
  auto added = std::make_unique<Method>(
      Method{descriptor, absl::StrCat("/", service, "/", method),
             descriptor->options().idempotency_level() ==
                 pb::MethodOptions::NO_SIDE_EFFECTS,
             std::move(call)});
  by_path_[added->path] = added.get();
  methods_.push_back(std::move(added));
}

const Method* MethodTable::Find(absl::string_view path) const {
  const auto found = by_path_.find(path);
  return found == by_path_.end() ? nullptr : found->second;
}

}  // namespace unknot::gateway
