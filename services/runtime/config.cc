#include "services/runtime/config.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "services/runtime/manual_page.h"

namespace unknot::runtime {
namespace {

std::string VariableOf(absl::string_view name) {
  return absl::StrCat("UNKNOT_", absl::AsciiStrToUpper(
                                     absl::StrReplaceAll(name, {{"-", "_"}})));
}

// Whether `argument` gives the flag `name`, in any of the ways to do so.
bool Gives(absl::string_view argument, absl::string_view name) {
  const absl::string_view flag = argument.substr(0, argument.find('='));
  return flag == absl::StrCat("--", name) ||
         flag == absl::StrCat("--no-", name);
}

// What the manual page of a server says besides its flags.
std::vector<ManualSection> Sections(const std::string& program) {
  return {{"CONFIGURATION",
           "Every flag --some-flag VALUE can also be given as the variable "
           "UNKNOT_SOME_FLAG=VALUE, or as the line some-flag = VALUE of the "
           "TOML file that --config or UNKNOT_CONFIG names; the first of these "
           "wins. UNKNOT_DATA_DIR names the folder that holds knowledge/ and "
           "language/, if not the ones installed."},
          {"SIGNALS",
           "SIGTERM and SIGINT end the server in order: it takes no more, and "
           "answers what it has taken."},
          {"EXIT STATUS", "0 done, 1 failed, 2 wrong usage."},
          {"SEE ALSO",
           program == "unknot-gateway"
               ? "unknot(1), unknot-recommendation(1), unknot-directory(1)"
               : "unknot(1), unknot-gateway(1)"}};
}

}  // namespace

struct Flags::Impl {
  Impl(absl::string_view program_name, absl::string_view description)
      : program(program_name), app(std::string(description), program) {
    app.set_version_flag("--version",
                         absl::StrCat(program, " ", std::string(Version())));
    AddManualFlag(app, Sections(program));
    app.set_config("--config", "", "File of options, in TOML.")
        ->type_name("FILE");
    app.allow_config_extras(CLI::config_extras_mode::error);
    Know("config");
  }

  // Gives the flag its variable. CLI11 looks at variables after the file; ours
  // come before it, so they are handed to it as arguments. See Parse.
  void Know(absl::string_view name) {
    names.emplace_back(name);
    app.get_option(absl::StrCat("--", name))->envname(VariableOf(name));
  }

  template <typename Value>
  void AddValue(absl::string_view name, Value* target, absl::string_view help) {
    app.add_option(absl::StrCat("--", name), *target, std::string(help))
        ->capture_default_str();
    Know(name);
  }

  std::string program;
  CLI::App app;
  std::vector<std::string> names;
};

Flags::Flags(absl::string_view program, absl::string_view description)
    : impl_(std::make_unique<Impl>(program, description)) {}

Flags::~Flags() = default;

void Flags::Add(absl::string_view name, std::string* target,
                absl::string_view help) {
  impl_->AddValue(name, target, help);
}

void Flags::Add(absl::string_view name, int* target, absl::string_view help) {
  impl_->AddValue(name, target, help);
}

void Flags::Add(absl::string_view name, int64_t* target,
                absl::string_view help) {
  impl_->AddValue(name, target, help);
}

void Flags::Add(absl::string_view name, double* target,
                absl::string_view help) {
  impl_->AddValue(name, target, help);
}

void Flags::Add(absl::string_view name, bool* target, absl::string_view help) {
  const std::string both = absl::StrCat("--", name, ",!--no-", name);
  impl_->app.add_flag(both, *target, std::string(help))
      ->default_str(*target ? "true" : "false");
  impl_->Know(name);
}

void Flags::Add(absl::string_view name, absl::Duration* target,
                absl::string_view help) {
  const auto read = [target](const std::string& text) {
    absl::Duration value;
    if (!absl::ParseDuration(text, &value) || value < absl::ZeroDuration()) {
      return false;
    }
    *target = value;
    return true;
  };
  const auto check = [](std::string& text) -> std::string {
    absl::Duration value;
    if (absl::ParseDuration(text, &value) && value >= absl::ZeroDuration()) {
      return "";
    }
    return absl::StrCat("\"", text,
                        "\" is not a duration such as 300ms or 1m30s");
  };
  impl_->app
      .add_option(
          absl::StrCat("--", name),
          [read](const CLI::results_t& results) {
            return read(results.back());
          },
          std::string(help))
      ->type_name("DURATION")
      ->check(CLI::Validator(check, ""))
      ->default_str(absl::FormatDuration(*target));
  impl_->Know(name);
}

void Flags::Add(absl::string_view name, std::vector<std::string>* target,
                absl::string_view help) {
  impl_->app.add_option(absl::StrCat("--", name), *target, std::string(help))
      ->delimiter(',')
      ->allow_extra_args(false)
      ->capture_default_str();
  impl_->Know(name);
}

void Flags::AddChoice(absl::string_view name, std::string* target,
                      std::vector<std::string> choices,
                      absl::string_view help) {
  impl_->app.add_option(absl::StrCat("--", name), *target, std::string(help))
      ->check(CLI::IsMember(std::move(choices)))
      ->capture_default_str();
  impl_->Know(name);
}

absl::Status Flags::Parse(int argc, const char* const* argv) {
  std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
  const size_t given_count = arguments.size();
  for (const std::string& name : impl_->names) {
    const char* value = std::getenv(VariableOf(name).c_str());
    if (value == nullptr || *value == '\0') continue;
    bool is_given = false;
    for (size_t i = 0; i < given_count; ++i) {
      is_given = is_given || Gives(arguments[i], name);
    }
    if (!is_given) arguments.push_back(absl::StrCat("--", name, "=", value));
  }
  std::vector<const char*> all = {impl_->program.c_str()};
  for (const std::string& argument : arguments) all.push_back(argument.c_str());
  try {
    impl_->app.parse(static_cast<int>(all.size()), all.data());
  } catch (const CLI::CallForHelp&) {
    return absl::CancelledError(impl_->app.help());
  } catch (const CLI::CallForVersion& asked) {
    // --version or --man.
    return absl::CancelledError(absl::StrCat(asked.what(), "\n"));
  } catch (const CLI::ParseError& error) {
    return absl::InvalidArgumentError(absl::StrCat(impl_->program, ": ",
                                                   error.what(), "\nTry ",
                                                   impl_->program, " --help."));
  }
  return absl::OkStatus();
}

absl::string_view Version() { return UNKNOT_VERSION; }

int ExitUsage(const absl::Status& status) {
  const std::string message(status.message());
  if (absl::IsCancelled(status)) {
    std::fputs(message.c_str(), stdout);
    return 0;
  }
  std::fprintf(stderr, "%s\n", message.c_str());
  return 2;
}

int ExitFailure(const absl::Status& status) {
  const std::string message(status.message());
  std::fprintf(stderr, "%s\n", message.c_str());
  return 1;
}

}  // namespace unknot::runtime
