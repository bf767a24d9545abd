#include "chatbot/gateway/site.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "chatbot/gateway/connect_error.h"

namespace unknot::gateway {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMostBytes = 16 << 20;
// What pages write in place of the gateway's origin.
constexpr char kGatewayMark[] = "{{gateway}}";

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
                                const std::string& policy,
                                const std::string& gateway) {
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
    std::string content = ReadAll(it->path());
    total += content.size();
    if (total > kMostBytes) {
      return absl::InvalidArgumentError(absl::StrCat(
          "The folder ", folder, " has more than ", kMostBytes, " bytes."));
    }
    if (relative.extension() == ".html") {
      content = absl::StrReplaceAll(content, {{kGatewayMark, gateway}});
    }
    site.files_[absl::StrCat("/", relative.generic_string())] =
        std::make_unique<const StoredFile>(type, std::move(content));
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
  HttpResponse response = found->second->Answer(request);
  response.headers.emplace_back("Content-Security-Policy", policy_);
  return response;
}

}  // namespace unknot::gateway
