// A client that sends what a test says, byte for byte, right or wrong.
#ifndef UNKNOT_TESTS_GATEWAY_RAW_CLIENT_H_
#define UNKNOT_TESTS_GATEWAY_RAW_CLIENT_H_

#include <map>
#include <string>

#include "absl/strings/string_view.h"
#include "services/runtime/listener.h"

namespace unknot::gateway {

// What came back. Status 0: nothing, the connection had ended.
struct RawResponse {
  int status = 0;
  // Names in lower case; values of a name that comes again are joined by ", ".
  std::map<std::string, std::string> headers;
  std::string body;

  std::string Header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? "" : found->second;
  }
};

// One connection to 127.0.0.1. Reads wait ten seconds at most.
class RawClient {
 public:
  explicit RawClient(int port);

  // Whether there is a connection at all.
  bool is_open() const { return socket_.is_open(); }

  void Send(absl::string_view bytes);
  // Reads the next response; that to a HEAD has no body.
  RawResponse Read(bool to_head = false);
  // Sends and reads.
  RawResponse Ask(absl::string_view bytes);

  // Whether the server closes the connection without another byte.
  bool IsClosedByServer();

  // Bytes that this client holds besides itself.
  double memory() const { return static_cast<double>(buffer_.capacity()); }

  // Says that nothing more will be sent.
  void EndSending();

 private:
  // Reads more into the buffer; false at the end.
  bool Fill();

  runtime::Descriptor socket_;
  std::string buffer_;
};

// A request with a body of JSON.
std::string Post(absl::string_view path, absl::string_view body,
                 absl::string_view more_headers = "");
std::string Get(absl::string_view target, absl::string_view more_headers = "");

}  // namespace unknot::gateway

#endif  // UNKNOT_TESTS_GATEWAY_RAW_CLIENT_H_
