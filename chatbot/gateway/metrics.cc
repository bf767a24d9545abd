#include "chatbot/gateway/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <map>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/synchronization/mutex.h"
#include "chatbot/gateway/connect_error.h"

namespace unknot::gateway {
namespace {

using DurationFamily = prometheus::Family<prometheus::Histogram>;

// Seconds; from an answer out of memory to one that was given up.
const prometheus::Histogram::BucketBoundaries& Buckets() {
  static const auto& buckets = *new prometheus::Histogram::BucketBoundaries{
      0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
      0.1,    0.25,  0.5,    1,     2.5,  5,     10};
  return buckets;
}

// The calls of one protocol.
class CallCounts final : public runtime::CallObserver {
 public:
  CallCounts(std::string protocol, DurationFamily& family)
      : protocol_(std::move(protocol)), family_(family) {}

  void OnCallDone(const runtime::CallRecord& record) override {
    HistogramOf(record).Observe(absl::ToDoubleSeconds(record.duration));
  }

 private:
  prometheus::Histogram& HistogramOf(const runtime::CallRecord& record) {
    const auto key = std::make_pair(std::string(record.method), record.code);
    {
      absl::ReaderMutexLock lock(&mutex_);
      const auto found = histograms_.find(key);
      if (found != histograms_.end()) return *found->second;
    }
    absl::MutexLock lock(&mutex_);
    prometheus::Histogram*& histogram = histograms_[key];
    if (histogram == nullptr) {
      absl::string_view method = record.method;
      absl::ConsumePrefix(&method, "/");
      const std::string code = record.code == absl::StatusCode::kOk
                                   ? "ok"
                                   : std::string(ConnectCode(record.code));
      histogram = &family_.Add({{"protocol", protocol_},
                                {"method", std::string(method)},
                                {"code", code}},
                               Buckets());
    }
    return *histogram;
  }

  const std::string protocol_;
  DurationFamily& family_;
  absl::Mutex mutex_;
  absl::flat_hash_map<std::pair<std::string, absl::StatusCode>,
                      prometheus::Histogram*>
      histograms_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

class Metrics::Impl {
 public:
  prometheus::Registry registry;
  DurationFamily& durations =
      prometheus::BuildHistogram()
          .Name("unknot_call_duration_seconds")
          .Help("Calls by protocol, method and code, and how long they took.")
          .Register(registry);
  prometheus::Gauge& connections =
      prometheus::BuildGauge()
          .Name("unknot_http_connections")
          .Help("Connections of HTTP that are open.")
          .Register(registry)
          .Add({});
  prometheus::Family<prometheus::Counter>& refusals =
      prometheus::BuildCounter()
          .Name("unknot_http_refused_total")
          .Help("Requests of HTTP refused before they were a call, by status.")
          .Register(registry);
  prometheus::Family<prometheus::Counter>& turned_away =
      prometheus::BuildCounter()
          .Name("unknot_http_turned_away_total")
          .Help("Calls turned away because of their rate or origin.")
          .Register(registry);
  absl::Mutex mutex;
  std::map<std::string, std::unique_ptr<CallCounts>> calls
      ABSL_GUARDED_BY(mutex);
};

Metrics::Metrics() : impl_(std::make_unique<Impl>()) {}
Metrics::~Metrics() = default;

runtime::CallObserver& Metrics::Calls(absl::string_view protocol) {
  absl::MutexLock lock(&impl_->mutex);
  auto& calls = impl_->calls[std::string(protocol)];
  if (calls == nullptr) {
    calls =
        std::make_unique<CallCounts>(std::string(protocol), impl_->durations);
  }
  return *calls;
}

void Metrics::OnConnection(int change) { impl_->connections.Increment(change); }

void Metrics::OnRefusal(int status) {
  impl_->refusals.Add({{"status", absl::StrCat(status)}}).Increment();
}

void Metrics::OnTurnedAway(absl::string_view scope) {
  impl_->turned_away.Add({{"why", std::string(scope)}}).Increment();
}

std::string Metrics::Text() const {
  return prometheus::TextSerializer().Serialize(impl_->registry.Collect());
}

}  // namespace unknot::gateway
