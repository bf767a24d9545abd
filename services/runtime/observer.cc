#include "services/runtime/observer.h"

#include "absl/strings/match.h"
#include "services/runtime/logging.h"

namespace unknot::runtime {

void AccessLog::OnCallDone(const CallRecord& record) {
  const Fields fields = {{"method", Id(record.method)},
                         {"code", record.code},
                         {"duration", record.duration},
                         {"request_id", Id(record.request_id)}};
  if (absl::StartsWith(record.method, "/grpc.health.")) {
    LogDebug("call", fields);
  } else {
    LogInfo("call", fields);
  }
}

}  // namespace unknot::runtime
