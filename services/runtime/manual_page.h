// The manual page of a program, made from what its command line takes, so that
// the two cannot differ.
#ifndef UNKNOT_SERVICES_RUNTIME_MANUAL_PAGE_H_
#define UNKNOT_SERVICES_RUNTIME_MANUAL_PAGE_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace CLI {
class App;
}

namespace unknot::runtime {

// A section that no definition of options holds, such as EXAMPLES. Lines of
// `text` that begin with a blank are shown as they are.
struct ManualSection {
  std::string title;
  std::string text;
};

// The page in roff's man macros, section 1. What each command and option is
// comes from `app`, its commands and theirs; `more` follows in its order.
std::string ManualPage(const CLI::App& app,
                       const std::vector<ManualSection>& more);

// Adds the flag --man to `app`, which prints the page as it does the version:
// CLI::CallForVersion is thrown while parsing, and its what() is the page.
void AddManualFlag(CLI::App& app, std::vector<ManualSection> more);

}  // namespace unknot::runtime

#endif  // UNKNOT_SERVICES_RUNTIME_MANUAL_PAGE_H_
