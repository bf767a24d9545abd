#include "chatbot/gateway/stored_file.h"

#include <utility>

#include "chatbot/gateway/connect_error.h"
#include "chatbot/gateway/connect_request.h"
#include "chatbot/gateway/etag.h"
#include "chatbot/gateway/gzip.h"

namespace unknot::gateway {
namespace {

constexpr int kSmallest = 9;

std::shared_ptr<const std::string> Compressed(const std::string& content) {
  std::string compressed = Gzip(content, kSmallest);
  if (compressed.size() >= content.size()) return nullptr;
  return std::make_shared<const std::string>(std::move(compressed));
}

}  // namespace

StoredFile::StoredFile(std::string type, std::string content)
    : type_(std::move(type)),
      tag_(EntityTag(content)),
      content_(std::make_shared<const std::string>(std::move(content))),
      compressed_(Compressed(*content_)) {}

HttpResponse StoredFile::Answer(const HttpRequest& request) const {
  if (request.method != "GET" && request.method != "HEAD") {
    return RefuseToWrite();
  }
  HttpResponse response;
  response.headers = {{"Content-Type", type_},
                      {"Cache-Control", "no-cache"},
                      {"ETag", tag_},
                      {"Vary", "Accept-Encoding"},
                      // Pages of other sites embed the script.
                      {"Cross-Origin-Resource-Policy", "cross-origin"},
                      {"Access-Control-Allow-Origin", "*"}};
  if (HasTag(request.Header("if-none-match"), tag_)) {
    response.status = 304;
    return response;
  }
  response.shared_body = content_;
  if (compressed_ != nullptr &&
      AcceptsGzip(request.Header("accept-encoding"))) {
    response.shared_body = compressed_;
    response.headers.emplace_back("Content-Encoding", "gzip");
  }
  return response;
}

HttpResponse RefuseToWrite() {
  HttpResponse refused = RefusalResponse(405, "This is only to be read.");
  refused.headers.emplace_back("Allow", "GET, HEAD");
  return refused;
}

}  // namespace unknot::gateway
