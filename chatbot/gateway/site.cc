#include "chatbot/gateway/site.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "chatbot/gateway/connect_error.h"
#include "chatbot/gateway/connect_request.h"
#include "chatbot/gateway/etag.h"
#include "chatbot/gateway/gzip.h"

namespace unknot::gateway {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMostBytes = 16 << 20;
constexpr int kSmallest = 9;

struct TypeRow {
  absl::string_view suffix;
  const char* type;
};

constexpr TypeRow kTypes[] = {
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".map", "application/json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".ico", "image/x-icon"},
    {".webp", "image/webp"},
    {".woff2", "font/woff2"},
    {".txt", "text/plain; charset=utf-8"},
};

// The type of a file by its name; null where the web does not know it.
const char* TypeOf(absl::string_view name) {
  for (const TypeRow& row : kTypes) {
    if (absl::EndsWith(name, row.suffix)) return row.type;
  }
  return nullptr;
}

bool IsHidden(const fs::path& relative) {
  for (const fs::path& part : relative) {
    if (absl::StartsWith(part.string(), ".")) return true;
  }
  return false;
}

std::string ReadAll(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file),
          std::istreambuf_iterator<char>()};
}

}  // namespace

const char kOwnPagesPolicy[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src "
    "'self'; img-src 'self' data:; font-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'";

absl::StatusOr<Site> Site::Load(const std::string& folder,
                                const std::string& policy) {
  Site site;
  site.policy_ = policy;
  std::error_code error;
  size_t total = 0;
  for (fs::recursive_directory_iterator it(folder, error), end;
       !error && it != end; it.increment(error)) {
    const fs::path relative = it->path().lexically_relative(folder);
    const char* type = TypeOf(relative.string());
    if (type == nullptr || IsHidden(relative) || !it->is_regular_file()) {
      continue;
    }
    auto content = std::make_shared<const std::string>(ReadAll(it->path()));
    total += content->size();
    if (total > kMostBytes) {
      return absl::InvalidArgumentError(absl::StrCat(
          "The folder ", folder, " has more than ", kMostBytes, " bytes."));
    }
    File file{type, EntityTag(*content), content, nullptr};
    std::string compressed = Gzip(*content, kSmallest);
    if (compressed.size() < content->size()) {
      file.compressed =
          std::make_shared<const std::string>(std::move(compressed));
    }
    site.files_[absl::StrCat("/", relative.generic_string())] = std::move(file);
  }
  if (error) {
    return absl::NotFoundError(absl::StrCat(
        "The folder ", folder, " cannot be read: ", error.message(), "."));
  }
  return site;
}

HttpResponse Site::Answer(const HttpRequest& request) const {
  const std::string path = absl::EndsWith(request.path, "/")
                               ? absl::StrCat(request.path, "index.html")
                               : request.path;
  const auto found = files_.find(path);
  if (found == files_.end()) {
    return RefusalResponse(404, "There is nothing at this address.");
  }
  if (request.method != "GET" && request.method != "HEAD") {
    HttpResponse refused = RefusalResponse(405, "Files are only to be read.");
    refused.headers.emplace_back("Allow", "GET, HEAD");
    return refused;
  }
  const File& file = found->second;
  HttpResponse response;
  response.headers = {{"Content-Type", file.type},
                      {"Cache-Control", "no-cache"},
                      {"ETag", file.tag},
                      {"Vary", "Accept-Encoding"},
                      {"Content-Security-Policy", policy_},
                      // Pages of other sites embed the script.
                      {"Cross-Origin-Resource-Policy", "cross-origin"},
                      {"Access-Control-Allow-Origin", "*"}};
  if (HasTag(request.Header("if-none-match"), file.tag)) {
    response.status = 304;
    return response;
  }
  response.shared_body = file.content;
  if (file.compressed != nullptr &&
      AcceptsGzip(request.Header("accept-encoding"))) {
    response.shared_body = file.compressed;
    response.headers.emplace_back("Content-Encoding", "gzip");
  }
  return response;
}

}  // namespace unknot::gateway
