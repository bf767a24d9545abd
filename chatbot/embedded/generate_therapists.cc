#include "chatbot/embedded/generate_therapists.h"

#include <google/protobuf/util/json_util.h>

#include <string>

#include "services/directory/demo/generator.h"

namespace unknot::embedded {

absl::Status GenerateTherapists(int64_t count, uint64_t seed,
                                std::ostream& out) {
  const auto generator = directory::Generator::Make(seed);
  if (!generator.ok()) return generator.status();
  std::string line;
  for (int64_t number = 0; number < count; ++number) {
    line.clear();
    const auto written = google::protobuf::util::MessageToJsonString(
        (*generator)->Invent(number), &line);
    if (!written.ok()) return absl::InternalError("JSON cannot be written");
    out << line << '\n';
    if (!out) return absl::UnavailableError("The output takes no more.");
  }
  out.flush();
  if (!out) return absl::UnavailableError("The output takes no more.");
  return absl::OkStatus();
}

}  // namespace unknot::embedded
