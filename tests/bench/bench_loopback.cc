// What one call costs a client, one at a time over loopback: real servers, real
// requests. `validate_only` and ResolvePlace are the yardsticks: gRPC itself
// and next to no work behind it.
#include <benchmark/benchmark.h>
#include <grpcpp/grpcpp.h>

#include <memory>

#include "tests/bench/requests.h"
#include "tests/bench/server_process.h"
#include "unknot/directory/v1/directory_service.grpc.pb.h"
#include "unknot/recommendation/v1/recommendation_service.grpc.pb.h"

namespace unknot::bench {
namespace {

namespace rec = ::unknot::recommendation::v1;
namespace dir = ::unknot::directory::v1;

// Both services, with the shipped knowledge and the built-in therapists.
struct Services {
  std::unique_ptr<ServerProcess> directory;
  std::unique_ptr<ServerProcess> recommendation;
};

// Starts the services on first use; null members if they did not start.
const Services& RunningServices() {
  static const Services services = [] {
    Services started;
    auto directory = ServerProcess::Start(
        "unknot-directory", {"--store", "sqlite::memory:", "--demo"});
    if (!directory.ok()) return started;
    auto recommendation = ServerProcess::Start(
        "unknot-recommendation", {"--directory", (*directory)->address()});
    if (!recommendation.ok()) return started;
    started.directory = *std::move(directory);
    started.recommendation = *std::move(recommendation);
    return started;
  }();
  return services;
}

dir::SearchTherapistsRequest TorontoRequest() {
  dir::SearchTherapistsRequest request;
  request.set_place("Toronto");
  request.add_technique_ids("deep_tissue");
  return request;
}

void CallRecommend(benchmark::State& state,
                   const rec::RecommendRequest& request) {
  if (RunningServices().recommendation == nullptr) {
    state.SkipWithError("unknot-recommendation did not start");
    return;
  }
  const auto stub = rec::RecommendationService::NewStub(
      RunningServices().recommendation->channel());
  rec::RecommendResponse response;
  for (auto _ : state) {
    grpc::ClientContext context;
    const grpc::Status status = stub->Recommend(&context, request, &response);
    if (!status.ok()) {
      state.SkipWithError(status.error_message().c_str());
      return;
    }
  }
  state.counters["reply_bytes"] = static_cast<double>(response.ByteSizeLong());
}

void RecommendValidateOnly(benchmark::State& state) {
  rec::RecommendRequest request = NeckRequest();
  request.set_validate_only(true);
  CallRecommend(state, request);
}
BENCHMARK(RecommendValidateOnly)->UseRealTime();

void RecommendWithoutPlace(benchmark::State& state) {
  CallRecommend(state, NeckRequest());
}
BENCHMARK(RecommendWithoutPlace)->UseRealTime();

void RecommendWithTherapists(benchmark::State& state) {
  rec::RecommendRequest request = NeckRequest();
  request.set_place("Toronto");
  CallRecommend(state, request);
}
BENCHMARK(RecommendWithTherapists)->UseRealTime();

void SearchTherapists(benchmark::State& state) {
  if (RunningServices().directory == nullptr) {
    state.SkipWithError("unknot-directory did not start");
    return;
  }
  const auto stub = dir::TherapistDirectoryService::NewStub(
      RunningServices().directory->channel());
  const dir::SearchTherapistsRequest request = TorontoRequest();
  dir::SearchTherapistsResponse response;
  for (auto _ : state) {
    grpc::ClientContext context;
    const grpc::Status status =
        stub->SearchTherapists(&context, request, &response);
    if (!status.ok()) {
      state.SkipWithError(status.error_message().c_str());
      return;
    }
  }
  state.counters["results"] = response.results_size();
  state.counters["reply_bytes"] = static_cast<double>(response.ByteSizeLong());
}
BENCHMARK(SearchTherapists)->UseRealTime();

void ResolvePlace(benchmark::State& state) {
  if (RunningServices().directory == nullptr) {
    state.SkipWithError("unknot-directory did not start");
    return;
  }
  const auto stub = dir::TherapistDirectoryService::NewStub(
      RunningServices().directory->channel());
  dir::ResolvePlaceRequest request;
  request.set_text("Toronto");
  dir::ResolvePlaceResponse response;
  for (auto _ : state) {
    grpc::ClientContext context;
    const grpc::Status status =
        stub->ResolvePlace(&context, request, &response);
    if (!status.ok()) {
      state.SkipWithError(status.error_message().c_str());
      return;
    }
  }
}
BENCHMARK(ResolvePlace)->UseRealTime();

}  // namespace
}  // namespace unknot::bench
