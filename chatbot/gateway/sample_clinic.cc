#include "chatbot/gateway/sample_clinic.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "services/runtime/data_dir.h"

namespace unknot::gateway {
namespace {

// The policy of a page that gets nothing from elsewhere but the widget and its
// answers from the gateway at `origin`.
std::string PolicyFor(const std::string& origin) {
  return absl::StrCat(
      "default-src 'none'; script-src ", origin, "; connect-src ", origin,
      "; style-src 'self'; img-src 'self'; base-uri 'none'; form-action "
      "'none'; frame-ancestors 'none'; require-trusted-types-for 'script'");
}

}  // namespace

SampleClinic::SampleClinic(Site site, const HttpServerOptions& options)
    : site_(std::move(site)), server_(options, *this) {}

absl::StatusOr<std::unique_ptr<SampleClinic>> SampleClinic::Start(
    const HttpServerOptions& options, const std::string& folder,
    const std::string& gateway, const std::string& policy) {
  absl::StatusOr<std::string> pages = folder;
  if (folder.empty()) pages = runtime::DataDirectory("widget_clinic");
  if (!pages.ok()) return pages.status();
  auto site =
      Site::Load(*pages, policy.empty() ? PolicyFor(gateway) : policy, gateway);
  if (!site.ok()) return site.status();
  std::unique_ptr<SampleClinic> clinic(
      new SampleClinic(*std::move(site), options));
  if (absl::Status started = clinic->server_.Start(); !started.ok()) {
    return started;
  }
  return clinic;
}

void SampleClinic::Handle(HttpRequest request,
                          std::shared_ptr<Responder> responder) {
  HttpResponse response = site_.Answer(request);
  response.headers.emplace_back("X-Content-Type-Options", "nosniff");
  response.headers.emplace_back("Referrer-Policy", "no-referrer");
  responder->Send(std::move(response));
}

}  // namespace unknot::gateway
