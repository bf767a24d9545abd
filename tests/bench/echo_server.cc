// unknot-echo: the yardstick for requests per second. Takes any unary call and
// answers with the bytes of a file; parses nothing and knows nothing.
//
//   unknot_echo --listen HOST:PORT --reply FILE
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/grpcpp.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

namespace {

// One call: reads the request, writes the reply, is done.
class EchoCall final : public grpc::ServerGenericBidiReactor {
 public:
  explicit EchoCall(const grpc::ByteBuffer& reply) : reply_(reply) {
    StartRead(&request_);
  }

 private:
  void OnReadDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::CANCELLED);
    StartWriteAndFinish(&reply_, grpc::WriteOptions(), grpc::Status::OK);
  }
  void OnDone() override { delete this; }

  grpc::ByteBuffer request_;
  grpc::ByteBuffer reply_;
};

class EchoService final : public grpc::CallbackGenericService {
 public:
  explicit EchoService(const std::string& reply) {
    const grpc::Slice slice(reply);
    reply_ = grpc::ByteBuffer(&slice, 1);
  }

 private:
  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext*) override {
    return new EchoCall(reply_);
  }

  grpc::ByteBuffer reply_;
};

}  // namespace

int main(int argc, char** argv) {
  std::string listen, file;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string flag = argv[i];
    if (flag == "--listen") listen = argv[i + 1];
    if (flag == "--reply") file = argv[i + 1];
  }
  std::ifstream in(file, std::ios::binary);
  if (listen.empty() || !in) {
    std::fprintf(stderr,
                 "usage: unknot_echo --listen HOST:PORT --reply FILE\n");
    return 2;
  }
  const std::string reply{std::istreambuf_iterator<char>(in), {}};
  EchoService service(reply);
  grpc::ServerBuilder builder;
  builder.AddListeningPort(listen, grpc::InsecureServerCredentials());
  builder.RegisterCallbackGenericService(&service);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr) return 1;
  server->Wait();
  return 0;
}
