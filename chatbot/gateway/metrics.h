// What the gateway counts, as Prometheus reads it. Nothing of what anybody said
// or of who it was: methods, codes, durations, statuses.
#ifndef UNKNOT_CHATBOT_GATEWAY_METRICS_H_
#define UNKNOT_CHATBOT_GATEWAY_METRICS_H_

#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "services/runtime/observer.h"

namespace unknot::gateway {

// Safe to use from any thread.
class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  // Counts calls of one protocol, "grpc" or "connect", by method and code, with
  // their durations. Lives as long as the metrics.
  runtime::CallObserver& Calls(absl::string_view protocol);

  // A connection of HTTP came (+1) or went (-1).
  void OnConnection(int change);
  // A request of HTTP was refused with `status` before it was a call.
  void OnRefusal(int status);
  // A call was refused because of `scope`, "rate" or "origin".
  void OnTurnedAway(absl::string_view scope);

  // All of it in Prometheus' text format 0.0.4.
  std::string Text() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace unknot::gateway

#endif  // UNKNOT_CHATBOT_GATEWAY_METRICS_H_
