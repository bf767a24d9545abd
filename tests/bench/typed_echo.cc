// unknot-typed-echo: a yardstick with the messages, the server and the log of
// unknot-recommendation and nothing to think about. Reads the request into its
// message, answers with a copy of a stored one.
//
//   unknot_typed_echo --listen HOST:PORT --reply FILE
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

#include "services/runtime/config.h"
#include "services/runtime/logging.h"
#include "services/runtime/message_pool.h"
#include "services/runtime/process.h"
#include "services/runtime/reply.h"
#include "services/runtime/server.h"
#include "unknot/recommendation/v1/recommendation_service.grpc.pb.h"

namespace {

namespace runtime = unknot::runtime;
namespace v1 = unknot::recommendation::v1;

class Echo final
    : public v1::RecommendationService::WithCallbackMethod_Recommend<
          v1::RecommendationService::WithRawCallbackMethod_BatchRecommend<
              v1::RecommendationService::Service>> {
 public:
  explicit Echo(const v1::RecommendResponse& reply) : reply_(reply) {
    SetMessageAllocatorFor_Recommend(&pool_);
  }

 private:
  grpc::ServerUnaryReactor* Recommend(
      grpc::CallbackServerContext* context, const v1::RecommendRequest*,
      v1::RecommendResponse* response) override {
    *response = reply_;
    return runtime::Reply(context, absl::OkStatus());
  }

  const v1::RecommendResponse& reply_;
  runtime::MessagePool<v1::RecommendRequest, v1::RecommendResponse> pool_;
};

int Run(int argc, char** argv) {
  runtime::PrepareProcess();
  runtime::ServerOptions options;
  std::string file;
  runtime::Flags flags("unknot_typed_echo", "Answers with a stored message.");
  flags.Add("listen", &options.listen, "Where to listen: HOST:PORT.");
  flags.Add("reply", &file, "File with the answer, a RecommendResponse.");
  if (absl::Status parsed = flags.Parse(argc, argv); !parsed.ok()) {
    return runtime::ExitUsage(parsed);
  }
  if (absl::Status started = runtime::StartLogging({}); !started.ok()) {
    return runtime::ExitUsage(started);
  }
  std::ifstream in(file, std::ios::binary);
  v1::RecommendResponse reply;
  if (!in || !reply.ParseFromIstream(&in)) {
    std::fprintf(stderr, "%s holds no RecommendResponse.\n", file.c_str());
    return 1;
  }
  Echo echo(reply);
  runtime::Server server(options);
  server.AddService<v1::RecommendationService>(echo);
  if (absl::Status started = server.Start(); !started.ok()) {
    return runtime::ExitFailure(started);
  }
  server.Wait();
  return 0;
}

}  // namespace

int main(int argc, char** argv) { return Run(argc, argv); }
