// Writes scripts for shells. All three go the same way: they walk the words
// before the cursor to find which command they lead to, skipping the values of
// options, and offer what that command takes.
#include "chatbot/cli/completion.h"

#include <CLI/CLI.hpp>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace unknot::cli {
namespace {

// What can stand in a place.
struct Value {
  enum class Kind { kNone, kFile, kFolder, kWords, kAnything };
  Kind kind = Kind::kNone;
  std::vector<std::string> words;
};

struct Option {
  std::vector<std::string> names;
  std::string description;
  Value value;
};

struct Command {
  // The words that lead to it, a blank before each: "", " chat".
  std::string path;
  std::string description;
  std::vector<Option> options;
  // What its arguments without a name are.
  Value argument;
  // Its own commands: name and description.
  std::vector<std::pair<std::string, std::string>> commands;
};

Value ValueOf(const CLI::Option& option) {
  if (option.get_items_expected_max() == 0) return {};
  const std::string type = option.get_type_name();
  if (type == "FILE") return {Value::Kind::kFile, {}};
  if (type == "FOLDER") return {Value::Kind::kFolder, {}};
  // CLI11 describes a choice as "TEXT:{a,b}".
  const size_t brace = type.find(":{");
  if (brace == std::string::npos || !absl::EndsWith(type, "}")) {
    return {Value::Kind::kAnything, {}};
  }
  return {Value::Kind::kWords,
          absl::StrSplit(type.substr(brace + 2, type.size() - brace - 3), ',')};
}

// `app` and all below it.
void Collect(const CLI::App& app, const std::string& path,
             std::vector<Command>& commands) {
  Command command{.path = path, .description = app.get_description()};
  for (const CLI::Option* option : app.get_options()) {
    if (!option->nonpositional()) {
      command.argument = ValueOf(*option);
      continue;
    }
    Option& taken = command.options.emplace_back();
    taken.description = option->get_description();
    taken.value = ValueOf(*option);
    for (const auto& name : option->get_lnames()) {
      taken.names.push_back(absl::StrCat("--", name));
    }
    for (const auto& name : option->get_snames()) {
      taken.names.push_back(absl::StrCat("-", name));
    }
  }
  const auto below = app.get_subcommands([](const CLI::App*) { return true; });
  for (const CLI::App* next : below) {
    command.commands.emplace_back(next->get_name(), next->get_description());
  }
  commands.push_back(std::move(command));
  for (const CLI::App* next : below) {
    Collect(*next, absl::StrCat(path, " ", next->get_name()), commands);
  }
}

// In single quotes, as all three shells read them.
std::string Quoted(absl::string_view text) {
  return absl::StrCat("'", absl::StrReplaceAll(text, {{"'", "'\\''"}}), "'");
}

// The patterns of a `case`: " chat --store"|" chat --place".
std::string Places(const Command& command, const Option& option) {
  std::vector<std::string> places;
  for (const auto& name : option.names) {
    places.push_back(Quoted(absl::StrCat(command.path, " ", name)));
  }
  return absl::StrJoin(places, "|");
}

// The arms of a `case` over "PATH WORD" that steps over the value of an option
// and goes into a command; the same in bash and zsh.
std::string Walk(const std::vector<Command>& commands) {
  std::vector<std::string> with_value;
  std::vector<std::string> known;
  for (const Command& command : commands) {
    if (!command.path.empty()) known.push_back(Quoted(command.path));
    for (const Option& option : command.options) {
      if (option.value.kind == Value::Kind::kNone) continue;
      with_value.push_back(Places(command, option));
    }
  }
  return absl::StrCat("      ", absl::StrJoin(with_value, "|"),
                      ") i=$((i + 1)) ;;\n      ", absl::StrJoin(known, "|"),
                      ") at=\"$at $word\" ;;\n");
}

std::string BashValue(const Value& value) {
  switch (value.kind) {
    case Value::Kind::kFile:
      return "compopt -o filenames 2>/dev/null; "
             "mapfile -t COMPREPLY < <(compgen -f -- \"$cur\")";
    case Value::Kind::kFolder:
      return "compopt -o filenames 2>/dev/null; "
             "mapfile -t COMPREPLY < <(compgen -d -- \"$cur\")";
    case Value::Kind::kWords:
      return absl::StrCat("mapfile -t COMPREPLY < <(compgen -W ",
                          Quoted(absl::StrJoin(value.words, " ")),
                          " -- \"$cur\")");
    default:
      return "COMPREPLY=()";
  }
}

std::string Bash(const std::string& name,
                 const std::vector<Command>& commands) {
  std::string values;
  std::string offers;
  for (const Command& command : commands) {
    std::vector<std::string> options;
    std::vector<std::string> names;
    for (const Option& option : command.options) {
      options.insert(options.end(), option.names.begin(), option.names.end());
      if (option.value.kind == Value::Kind::kNone) continue;
      absl::StrAppend(&values, "    ", Places(command, option), ") ",
                      BashValue(option.value), "; return ;;\n");
    }
    for (const auto& below : command.commands) names.push_back(below.first);
    absl::StrAppend(&offers, "    ", Quoted(command.path), ")\n",
                    "      options=", Quoted(absl::StrJoin(options, " ")),
                    "\n      commands=", Quoted(absl::StrJoin(names, " ")),
                    "\n      [[ $cur == -* ]] || { ",
                    BashValue(command.argument), "; }\n      ;;\n");
  }
  return absl::StrCat("# bash completion for ", name, "; made by `", name,
                      " completion bash`.\n_", name, R"(() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}
  local at= word i options= commands=
  COMPREPLY=()
  # Bash takes --option=value apart, at the sign.
  if [[ $cur == = ]]; then
    cur=
  elif [[ $prev == = ]]; then
    prev=${COMP_WORDS[COMP_CWORD-2]}
  fi
  for ((i = 1; i < COMP_CWORD; ++i)); do
    word=${COMP_WORDS[i]}
    [[ ${COMP_WORDS[i+1]} != = ]] || i=$((i + 1))
    case "$at $word" in
)",
                      Walk(commands), R"(    esac
  done
  case "$at $prev" in
)",
                      values, R"(  esac
  case "$at" in
)",
                      offers, R"(  esac
  if [[ $cur == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$options" -- "$cur")
  elif [[ -n $commands ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$cur")
  fi
}
complete -F _)",
                      name, " ", name, "\n");
}

std::string ZshValue(const Value& value) {
  switch (value.kind) {
    case Value::Kind::kFile:
      return "_files";
    case Value::Kind::kFolder:
      return "_files -/";
    case Value::Kind::kWords:
      return absl::StrCat("compadd -- ", absl::StrJoin(value.words, " "));
    default:
      return ":";
  }
}

// An entry of _describe.
std::string Described(absl::string_view name, absl::string_view description) {
  return Quoted(absl::StrCat(absl::StrReplaceAll(name, {{":", "\\:"}}), ":",
                             description));
}

std::string Zsh(const std::string& name, const std::vector<Command>& commands) {
  std::string values;
  std::string offers;
  for (const Command& command : commands) {
    absl::StrAppend(&offers, "    ", Quoted(command.path),
                    ")\n      options=(\n");
    for (const Option& option : command.options) {
      for (const auto& each : option.names) {
        absl::StrAppend(&offers, "        ",
                        Described(each, option.description), "\n");
      }
      if (option.value.kind == Value::Kind::kNone) continue;
      absl::StrAppend(&values, "    ", Places(command, option), ") ",
                      ZshValue(option.value), "; return ;;\n");
    }
    absl::StrAppend(&offers, "      )\n      commands=(\n");
    for (const auto& below : command.commands) {
      absl::StrAppend(&offers, "        ", Described(below.first, below.second),
                      "\n");
    }
    absl::StrAppend(&offers, "      )\n      [[ $cur == -* ]] || ",
                    ZshValue(command.argument), "\n      ;;\n");
  }
  return absl::StrCat("#compdef ", name, "\n# Made by `", name,
                      " completion zsh`.\n_", name, R"(() {
  local cur=$words[CURRENT] prev=$words[CURRENT-1] at= word
  local -i i
  local -a options commands
  if [[ $cur == --*=* ]]; then
    prev=${cur%%=*}
    compset -P '*='
  fi
  for ((i = 2; i < CURRENT; ++i)); do
    word=$words[i]
    case "$at $word" in
)",
                      Walk(commands), R"(    esac
  done
  case "$at $prev" in
)",
                      values, R"(  esac
  case "$at" in
)",
                      offers, R"(  esac
  if [[ $cur == -* ]]; then
    _describe -o option options
  elif (( $#commands )); then
    _describe command commands
  fi
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  _)",
                      name, " \"$@\"\nelse\n  compdef _", name, " ", name,
                      "\nfi\n");
}

std::string FishValue(const Value& value) {
  switch (value.kind) {
    case Value::Kind::kFile:
      return " -r -F";
    case Value::Kind::kFolder:
      return " -x -a '(__fish_complete_directories)'";
    case Value::Kind::kWords:
      return absl::StrCat(" -x -a ", Quoted(absl::StrJoin(value.words, " ")));
    case Value::Kind::kAnything:
      return " -x";
    case Value::Kind::kNone:
      return "";
  }
  return "";
}

std::string Fish(const std::string& name,
                 const std::vector<Command>& commands) {
  std::string walk;
  std::string known;
  std::string offers;
  for (const Command& command : commands) {
    const std::string here = absl::StrCat("complete -c ", name, " -n '__", name,
                                          "_is_at \"", command.path, "\"'");
    for (const Option& option : command.options) {
      absl::StrAppend(&offers, here);
      for (const absl::string_view each : option.names) {
        absl::StrAppend(&offers, absl::StartsWith(each, "--") ? " -l " : " -s ",
                        absl::StripPrefix(absl::StripPrefix(each, "-"), "-"));
        if (option.value.kind != Value::Kind::kNone) {
          absl::StrAppend(&walk, " ",
                          Quoted(absl::StrCat(command.path, " ", each)));
        }
      }
      absl::StrAppend(&offers, FishValue(option.value), " -d ",
                      Quoted(option.description), "\n");
    }
    for (const auto& below : command.commands) {
      absl::StrAppend(&offers, here, " -a ", below.first, " -d ",
                      Quoted(below.second), "\n");
      absl::StrAppend(&known, " ",
                      Quoted(absl::StrCat(command.path, " ", below.first)));
    }
    if (command.argument.kind == Value::Kind::kFile) {
      absl::StrAppend(&offers, here, " -F\n");
    } else if (command.argument.kind == Value::Kind::kFolder ||
               command.argument.kind == Value::Kind::kWords) {
      absl::StrAppend(&offers, here,
                      absl::StripPrefix(FishValue(command.argument), " -x"),
                      "\n");
    }
  }
  return absl::StrCat("# fish completion for ", name, "; made by `", name,
                      " completion fish`.\nfunction __", name, R"(_is_at
  set -l at
  set -l skip no
  for word in (commandline -opc)[2..-1]
    if test $skip = yes
      set skip no
      continue
    end
    switch "$at $word"
      case)",
                      walk, "\n        set skip yes\n      case", known, R"(
        set at "$at $word"
    end
  end
  test "$at" = "$argv[1]"
end
complete -c )",
                      name, " -f\n", offers);
}

}  // namespace

std::string CompletionScript(const CLI::App& app, absl::string_view shell) {
  std::vector<Command> commands;
  Collect(app, "", commands);
  const std::string name = app.get_name();
  if (shell == "zsh") return Zsh(name, commands);
  if (shell == "fish") return Fish(name, commands);
  return Bash(name, commands);
}

}  // namespace unknot::cli
