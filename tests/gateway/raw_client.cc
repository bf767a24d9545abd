#include "tests/gateway/raw_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <cstdlib>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace unknot::gateway {

RawClient::RawClient(int port) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const timeval patience = {10, 0};
  setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience,
             sizeof patience);
  if (connect(socket_.get(), reinterpret_cast<sockaddr*>(&address),
              sizeof address) != 0) {
    socket_ = runtime::Descriptor();
  }
}

void RawClient::Send(absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent =
        send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
}

bool RawClient::Fill() {
  char chunk[65536];
  const ssize_t length = recv(socket_.get(), chunk, sizeof chunk, 0);
  if (length <= 0) return false;
  buffer_.append(chunk, static_cast<size_t>(length));
  return true;
}

RawResponse RawClient::Read(bool to_head) {
  size_t end = 0;
  while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
    if (!Fill()) return {};
  }
  RawResponse response;
  const std::string head = buffer_.substr(0, end);
  buffer_.erase(0, end + 4);
  bool is_first = true;
  for (const absl::string_view line : absl::StrSplit(head, "\r\n")) {
    if (is_first) {
      is_first = false;
      (void)absl::SimpleAtoi(line.substr(9, 3), &response.status);
      continue;
    }
    const std::pair<std::string, std::string> parts =
        absl::StrSplit(line, absl::MaxSplits(": ", 1));
    std::string& value = response.headers[absl::AsciiStrToLower(parts.first)];
    absl::StrAppend(&value, value.empty() ? "" : ", ", parts.second);
  }
  if (response.status == 100) return response;
  size_t length = 0;
  (void)absl::SimpleAtoi(response.Header("content-length"), &length);
  if (to_head) length = 0;
  while (buffer_.size() < length) {
    if (!Fill()) return {};
  }
  response.body = buffer_.substr(0, length);
  buffer_.erase(0, length);
  return response;
}

RawResponse RawClient::Ask(absl::string_view bytes) {
  Send(bytes);
  return Read(absl::StartsWith(bytes, "HEAD "));
}

bool RawClient::IsClosedByServer() {
  if (!buffer_.empty()) return false;
  char byte;
  const ssize_t length = recv(socket_.get(), &byte, 1, 0);
  return length == 0 || (length < 0 && errno == ECONNRESET);
}

void RawClient::EndSending() { shutdown(socket_.get(), SHUT_WR); }

std::string Post(absl::string_view path, absl::string_view body,
                 absl::string_view more_headers) {
  return absl::StrCat("POST ", path,
                      " HTTP/1.1\r\nHost: test\r\nContent-Type: "
                      "application/json\r\nContent-Length: ",
                      body.size(), "\r\n", more_headers, "\r\n", body);
}

std::string Get(absl::string_view target, absl::string_view more_headers) {
  return absl::StrCat("GET ", target, " HTTP/1.1\r\nHost: test\r\n",
                      more_headers, "\r\n");
}

}  // namespace unknot::gateway
