// A folder of files, served from memory: the widget and sample pages.
#ifndef UNKNOT_CHATBOT_GATEWAY_SITE_H_
#define UNKNOT_CHATBOT_GATEWAY_SITE_H_

#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "chatbot/gateway/http_message.h"
#include "chatbot/gateway/stored_file.h"

namespace unknot::gateway {

// Immutable, so safe to use from any thread.
class Site {
 public:
  // Has no files.
  Site() = default;

  // Reads the files of `folder` and of the folders in it whose kind the web
  // knows (.html, .js, .css, .svg, .png, .json, .txt, .map, .woff2 ...); those
  // that begin with a dot are left out. `policy` is the Content-Security-Policy
  // of its pages. In pages, "{{gateway}}" becomes `gateway`, the origin to call
  // where that is another than their own. NotFound: no such folder.
  // InvalidArgument: more than 16 MiB.
  static absl::StatusOr<Site> Load(const std::string& folder,
                                   const std::string& policy,
                                   const std::string& gateway = "");

  // Answers a GET or HEAD of `request.path`; "/" and paths that end with it
  // mean index.html. 404 where there is no such file, 405 for other methods.
  HttpResponse Answer(const HttpRequest& request) const;

 private:
  std::string policy_;
  absl::flat_hash_map<std::string, std::unique_ptr<const StoredFile>> files_;
};

// The policy of pages that get everything from where they come from, as our own
// do: no inline script or style, no plug-ins, no frames around them.
extern const char kOwnPagesPolicy[];

}  // namespace unknot::gateway

#endif  // UNKNOT_CHATBOT_GATEWAY_SITE_H_
