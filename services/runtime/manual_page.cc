#include "services/runtime/manual_page.h"

#include <CLI/CLI.hpp>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "services/runtime/config.h"

namespace unknot::runtime {
namespace {

// Text as roff reads it: nothing in it is a macro or an escape.
std::string Escaped(absl::string_view text) {
  std::string out;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    if (!out.empty()) out += '\n';
    if (absl::StartsWith(line, ".") || absl::StartsWith(line, "'")) {
      out += "\\&";
    }
    // A plain hyphen may be set as another character, which cannot be copied.
    absl::StrAppend(&out, absl::StrReplaceAll(line, {{"\\", "\\e"},
                                                     {"-", "\\-"},
                                                     {"~", "\\(ti"},
                                                     {"^", "\\(ha"},
                                                     {"`", "\\(ga"},
                                                     {"'", "\\(aq"}}));
  }
  return out;
}

std::string Bold(absl::string_view text) {
  return absl::StrCat("\\fB", Escaped(text), "\\fR");
}

std::string Italic(absl::string_view text) {
  return absl::StrCat("\\fI", Escaped(text), "\\fR");
}

// What a value is: CLI11 writes "INT:INT in [1 - 9]" and "TEXT:{a,b}".
std::string Type(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  return type.substr(type.rfind(':') + 1);
}

std::string Names(const CLI::Option& option) {
  std::vector<std::string> names;
  for (const auto& name : option.get_snames()) {
    names.push_back(Bold(absl::StrCat("-", name)));
  }
  for (const auto& name : option.get_lnames()) {
    names.push_back(Bold(absl::StrCat("--", name)));
  }
  return absl::StrJoin(names, ", ");
}

// How options are written in a line of use: all that a command needs, then the
// places of what has no name.
std::string Use(const CLI::App& command) {
  std::string use;
  std::string places;
  bool has_optional = false;
  for (const CLI::Option* option : command.get_options()) {
    if (option->nonpositional()) {
      if (!option->get_required()) {
        has_optional = true;
        continue;
      }
      absl::StrAppend(&use, " ", Names(*option));
      if (option->get_items_expected_max() > 0) {
        const std::string type = Type(*option);
        absl::StrAppend(&use, " ", Italic(type.substr(0, type.find(' '))));
      }
      continue;
    }
    const std::string name =
        absl::StrCat(Italic(option->get_name(true)),
                     option->get_items_expected_max() > 1 ? "..." : "");
    absl::StrAppend(
        &places, " ",
        option->get_required() ? name : absl::StrCat("[", name, "]"));
  }
  return absl::StrCat(has_optional ? " [options]" : "", use, places);
}

void WriteOptions(const CLI::App& command, std::string& out) {
  for (const CLI::Option* option : command.get_options()) {
    const bool named = option->nonpositional();
    if (option == command.get_help_ptr() && command.get_parent() != nullptr) {
      continue;
    }
    absl::StrAppend(&out, ".TP\n",
                    named ? Names(*option) : Italic(option->get_name(true)));
    if (named && option->get_items_expected_max() > 0) {
      absl::StrAppend(&out, " ", Italic(Type(*option)));
    }
    absl::StrAppend(&out, "\n", Escaped(option->get_description()));
    if (named && !option->get_default_str().empty()) {
      absl::StrAppend(&out, " [", Escaped(option->get_default_str()), "]");
    }
    if (!option->get_envname().empty()) {
      absl::StrAppend(&out, "\n(or the variable ", Bold(option->get_envname()),
                      ")");
    }
    out += '\n';
  }
}

// The command line that leads to `command`: "unknot directory search".
std::string Path(const CLI::App& command) {
  const CLI::App* parent = command.get_parent();
  return parent == nullptr
             ? command.get_name()
             : absl::StrCat(Path(*parent), " ", command.get_name());
}

// Every command that does something itself, in the order of definition.
void Leaves(const CLI::App& command, std::vector<const CLI::App*>& leaves) {
  const auto below =
      command.get_subcommands([](const CLI::App*) { return true; });
  if (below.empty()) leaves.push_back(&command);
  for (const CLI::App* next : below) Leaves(*next, leaves);
}

void WriteText(absl::string_view text, std::string& out) {
  bool as_is = false;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    const bool indented = absl::StartsWith(line, " ");
    if (indented != as_is) out += indented ? ".PP\n.nf\n" : ".fi\n.PP\n";
    as_is = indented;
    absl::StrAppend(&out, line.empty() ? ".PP" : Escaped(line), "\n");
  }
  if (as_is) out += ".fi\n";
}

// "Talks." and "Talk, a message a line" as the one line whatis(1) shows.
std::string Summary(const CLI::App& app) {
  const std::string description = app.get_description();
  const size_t end = std::min(description.find(". "), description.size());
  std::string summary = description.substr(0, end);
  if (absl::EndsWith(summary, ".")) summary.pop_back();
  if (!summary.empty()) summary[0] = absl::ascii_tolower(summary[0]);
  return summary;
}

}  // namespace

std::string ManualPage(const CLI::App& app,
                       const std::vector<ManualSection>& more) {
  const std::string name = app.get_name();
  std::vector<const CLI::App*> leaves;
  Leaves(app, leaves);
  const bool has_commands = leaves.size() > 1 || leaves.front() != &app;

  // Without a date, the same sources make the same page.
  std::string out = absl::StrCat(
      ".TH ", absl::AsciiStrToUpper(Escaped(name)), " 1 \"\" \"Unknot ",
      Version(), "\" \"User Commands\"\n.nh\n.ad l\n.SH NAME\n", Escaped(name),
      " \\- ", Escaped(Summary(app)), "\n.SH SYNOPSIS\n");
  for (const CLI::App* leaf : leaves) {
    absl::StrAppend(&out, leaf == leaves.front() ? "" : ".br\n",
                    Bold(Path(*leaf)), Use(*leaf), "\n");
  }
  absl::StrAppend(&out, ".SH DESCRIPTION\n", Escaped(app.get_description()),
                  "\n");
  if (has_commands) {
    out += ".SH COMMANDS\n";
    for (const CLI::App* leaf : leaves) {
      absl::StrAppend(&out, ".SS ", Escaped(Path(*leaf)), "\n",
                      Escaped(leaf->get_description()), ".\n");
      WriteOptions(*leaf, out);
      if (const std::string footer = leaf->get_footer(); !footer.empty()) {
        out += ".PP\n";
        WriteText(footer, out);
      }
    }
  }
  out += ".SH OPTIONS\n";
  WriteOptions(app, out);
  for (const ManualSection& section : more) {
    absl::StrAppend(&out, ".SH ", Escaped(section.title), "\n");
    WriteText(section.text, out);
  }
  return out;
}

void AddManualFlag(CLI::App& app, std::vector<ManualSection> more) {
  app.add_flag_callback(
         "--man",
         [&app, more = std::move(more)] {
           throw CLI::CallForVersion(ManualPage(app, more), 0);
         },
         "Print this as a manual page: PROGRAM --man | man -l -")
      ->configurable(false);
}

}  // namespace unknot::runtime
