// What the gateway costs beside the HTTP server that it stands on: the same
// server, once with stored bytes and once with whole answers, asked over
// loopback by clients of the same process. And what JSON costs of it, and what
// memory a connection at rest takes.
#include <benchmark/benchmark.h>
#include <google/protobuf/util/json_util.h>
#include <malloc.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "chatbot/gateway/backend.h"
#include "chatbot/gateway/gateway.h"
#include "chatbot/gateway/gzip.h"
#include "chatbot/gateway/http_server.h"
#include "chatbot/gateway/json_reader.h"
#include "chatbot/gateway/json_writer.h"
#include "chatbot/gateway/methods.h"
#include "services/runtime/executor.h"
#include "services/runtime/logging.h"
#include "tests/gateway/raw_client.h"

namespace unknot::gateway {
namespace {

constexpr char kSendMessage[] = "/unknot.chat.v1.ChatService/SendMessage";
constexpr char kBody[] =
    "{\"text\":\"My neck has been stiff for two weeks from laptop work. No "
    "numbness, no fever.\",\"locale\":\"en-CA\"}";

// Answers everything with the same stored bytes.
class FixedHandler final : public HttpHandler {
 public:
  explicit FixedHandler(std::string bytes)
      : bytes_(std::make_shared<const std::string>(std::move(bytes))) {}
  void Handle(HttpRequest, std::shared_ptr<Responder> responder) override {
    HttpResponse response;
    response.headers = {{"Content-Type", "application/json"}};
    response.shared_body = bytes_;
    responder->Send(std::move(response));
  }

 private:
  const std::shared_ptr<const std::string> bytes_;
};

// A whole gateway with both services inside, and the server of fixed bytes.
struct World {
  World() {
    (void)runtime::StartLogging({.level = "error"});
    BackendOptions backend_options;
    backend_options.store = "sqlite::memory:";
    backend_options.reload_interval = absl::ZeroDuration();
    backend = *Backend::Open(backend_options, clock);
    AddChatMethods([this] { return backend->chat(); }, pool, &methods);
    GatewayOptions options;
    options.rate_limits.client_per_second = 0;
    gateway = std::make_unique<Gateway>(
        options, methods, Site(), [] { return ""; }, metrics, clock,
        std::vector<runtime::CallObserver*>{&metrics.Calls("connect")});
    const HttpServerOptions http{.listen = "127.0.0.1:0"};
    whole = std::make_unique<HttpServer>(http, *gateway);
    (void)whole->Start();
    answer = RawClient(whole->port()).Ask(Post(kSendMessage, kBody)).body;
    fixed_handler = std::make_unique<FixedHandler>(answer);
    fixed = std::make_unique<HttpServer>(http, *fixed_handler);
    (void)fixed->Start();
  }

  runtime::SystemClock clock;
  std::unique_ptr<Backend> backend;
  runtime::WorkerPool pool{runtime::WorkerPool::Options{.thread_count = 8}};
  MethodTable methods;
  Metrics metrics;
  std::unique_ptr<Gateway> gateway;
  std::unique_ptr<HttpServer> whole;
  std::string answer;
  std::unique_ptr<FixedHandler> fixed_handler;
  std::unique_ptr<HttpServer> fixed;
};

World& TheWorld() {
  static auto& world = *new World;
  return world;
}

// Sixteen connections, each with one request under way at a time. An iteration
// is one request.
void AskOver(benchmark::State& state, int port, const std::string& request) {
  std::vector<RawClient> clients;
  for (int i = 0; i < 16; ++i) {
    clients.emplace_back(port);
    clients.back().Send(request);
  }
  size_t next = 0;
  for (auto _ : state) {
    RawClient& client = clients[next++ % clients.size()];
    if (client.Read().status != 200) {
      state.SkipWithError("no answer");
      return;
    }
    client.Send(request);
  }
  for (RawClient& client : clients) client.Read();
}

void FixedBytes(benchmark::State& state) {
  AskOver(state, TheWorld().fixed->port(), Post(kSendMessage, kBody));
}
BENCHMARK(FixedBytes)->UseRealTime();

void SendMessage(benchmark::State& state) {
  AskOver(state, TheWorld().whole->port(), Post(kSendMessage, kBody));
}
BENCHMARK(SendMessage)->UseRealTime();

void SendMessageGzip(benchmark::State& state) {
  AskOver(state, TheWorld().whole->port(),
          Post(kSendMessage, kBody, "Accept-Encoding: gzip\r\n"));
}
BENCHMARK(SendMessageGzip)->UseRealTime();

// The chat alone, without HTTP or JSON.
void ChatAlone(benchmark::State& state) {
  const auto chat = TheWorld().backend->chat();
  chat::v1::SendMessageRequest request;
  (void)ReadJson(kBody, &request);
  for (auto _ : state) {
    benchmark::DoNotOptimize(chat->SendMessage(request));
  }
}
BENCHMARK(ChatAlone);

chat::v1::SendMessageResponse Answer() {
  chat::v1::SendMessageResponse answer;
  (void)ReadJson(TheWorld().answer, &answer);
  return answer;
}

void JsonWrittenByProtobuf(benchmark::State& state) {
  const chat::v1::SendMessageResponse answer = Answer();
  for (auto _ : state) {
    std::string json;
    (void)google::protobuf::util::MessageToJsonString(answer, &json);
    benchmark::DoNotOptimize(json);
  }
}
BENCHMARK(JsonWrittenByProtobuf);

void JsonWrittenByUs(benchmark::State& state) {
  const chat::v1::SendMessageResponse answer = Answer();
  for (auto _ : state) benchmark::DoNotOptimize(WriteJson(answer));
}
BENCHMARK(JsonWrittenByUs);

void JsonReadByProtobuf(benchmark::State& state) {
  for (auto _ : state) {
    chat::v1::SendMessageRequest request;
    (void)google::protobuf::util::JsonStringToMessage(kBody, &request);
    benchmark::DoNotOptimize(request);
  }
}
BENCHMARK(JsonReadByProtobuf);

void JsonReadByUs(benchmark::State& state) {
  for (auto _ : state) {
    chat::v1::SendMessageRequest request;
    benchmark::DoNotOptimize(ReadJson(kBody, &request));
  }
}
BENCHMARK(JsonReadByUs);

void GzipOfTheAnswer(benchmark::State& state) {
  const std::string& answer = TheWorld().answer;
  size_t size = 0;
  for (auto _ : state) {
    size = Gzip(answer, static_cast<int>(state.range(0))).size();
  }
  state.counters["of_plain"] =
      static_cast<double>(size) / static_cast<double>(answer.size());
}
BENCHMARK(GzipOfTheAnswer)->Arg(1)->Arg(6);

// Bytes of the heap in use.
double HeapBytes() {
  const auto info = mallinfo2();
  return static_cast<double>(info.uordblks + info.hblkhd);
}

// Memory of the server for 1,000 connections at rest that have been used once.
// The client's ends are sockets without memory of their own.
void ThousandIdleConnections(benchmark::State& state) {
  const int port = TheWorld().fixed->port();
  double bytes = 0;
  for (auto _ : state) {
    const double before = HeapBytes();
    std::vector<RawClient> clients;
    clients.reserve(1000);
    for (int i = 0; i < 1000; ++i) {
      clients.emplace_back(port);
      clients.back().Ask(Get("/"));
    }
    bytes = HeapBytes() - before;
    for (RawClient& client : clients) {
      bytes -= client.memory();
      client.EndSending();
      client.IsClosedByServer();
    }
  }
  state.counters["kib_per_1000"] = bytes / 1024;
}
BENCHMARK(ThousandIdleConnections)->Iterations(1);

}  // namespace
}  // namespace unknot::gateway
