// Searches the directory.
#include "chatbot/cli/directory_command.h"

#include <google/protobuf/util/json_util.h>

#include <CLI/CLI.hpp>

#include "chatbot/cli/session.h"
#include "chatbot/dialogue/cards.h"
#include "services/runtime/utf8.h"

namespace unknot::cli {

int SearchDirectory(const DirectorySearch& search,
                    dialogue::TherapistFinder& finder,
                    const dialogue::ReplyBook& replies,
                    const TerminalStyle& style, std::ostream& out,
                    std::ostream& errors) {
  directory::v1::SearchTherapistsRequest request;
  if (!search.place.empty()) request.set_place(search.place);
  request.set_country_code(search.country_code);
  request.set_radius_m(static_cast<int>(search.radius_km * 1000));
  request.set_page_size(search.limit);
  for (const auto& id : search.technique_ids) request.add_technique_ids(id);
  for (const auto& tag : search.languages) request.add_languages(tag);
  const auto found = finder.Search(request);
  if (!found.ok()) {
    errors << runtime::WithoutControls(found.status().message()) << "\n";
    return kExitFailed;
  }
  if (search.json) {
    std::string json;
    if (!google::protobuf::util::MessageToJsonString(*found, &json).ok()) {
      return kExitFailed;
    }
    out << json << "\n" << std::flush;
    return kExitDone;
  }
  chat::v1::ConversationState state;
  state.set_locale(search.locale);
  chat::v1::SendMessageResponse response;
  dialogue::Speaker speaker(replies, state, response);
  if (found->results().empty()) {
    std::vector<std::string> names;
    for (const auto& place : found->alternatives()) {
      names.push_back(place.display_name());
    }
    if (!found->has_resolved_place() && !names.empty()) {
      speaker.Say(dialogue::reply::kPlaceAmbiguous,
                  {{"options", speaker.Join(names)}});
    } else {
      speaker.Say(dialogue::reply::kTherapistsNobody,
                  {{"place", found->resolved_place().display_name()}});
    }
  } else {
    *response.add_messages()->mutable_therapists() =
        dialogue::CardsOfTherapists(*found, search.limit, search.country_code,
                                    search.locale, speaker);
  }
  out << Render(response.messages(), style) << std::flush;
  return kExitDone;
}

void AddDirectoryChoice(CLI::App* command, std::string& server,
                        std::string& store, const std::string& about_server,
                        const std::string& about_store) {
  CLI::Option* const directory_option =
      command->add_option("--directory", server, about_server)
          ->envname("UNKNOT_DIRECTORY");
  CLI::Option* const store_option =
      command->add_option("--store", store, about_store)
          ->envname("UNKNOT_STORE");
  // Variables are looked at when the whole command line is parsed.
  const auto silence_once_typed = [](CLI::Option* typed, CLI::Option* other) {
    typed->trigger_on_parse()->each(
        [other](const std::string&) { other->envname(""); });
  };
  silence_once_typed(directory_option, store_option);
  silence_once_typed(store_option, directory_option);
}

namespace {

void AddChoice(CLI::App* command, embedded::DirectoryChoice& choice) {
  AddDirectoryChoice(command, choice.server, choice.store,
                     "HOST:PORT of a running therapist directory",
                     "straight on a store instead: sqlite:PATH or "
                     "postgresql://USER@HOST:PORT/DATABASE");
}

}  // namespace

TransferCommands AddTransferCommands(CLI::App* directory,
                                     embedded::ImportArguments& import,
                                     embedded::ExportArguments& export_to) {
  TransferCommands commands;
  commands.import = directory->add_subcommand("import", "Fill it from a file");
  AddChoice(commands.import, import.directory);
  commands.import
      ->add_option("file", import.file,
                   "CSV, NDJSON, NPPES or FHIR R4, plain or gzip; - is "
                   "standard input")
      ->type_name("FILE")
      ->required();
  commands.import
      ->add_option("--format", import.format,
                   "csv, ndjson, nppes or fhir; without it, it is recognised")
      ->check(CLI::IsMember({"csv", "ndjson", "nppes", "fhir"}));
  commands.import->add_flag("--dry-run", import.dry_run,
                            "check every row, store nothing");
  commands.import->add_flag(
      "--partial", import.partial,
      "store the good rows although others are refused; an import that was "
      "interrupted is taken up where it was");
  commands.import->add_flag("--from-start", import.from_start,
                            "do not take up an interrupted import");
  commands.import->add_flag(
      "--merge-duplicates", import.merge_duplicates,
      "rows without a name are merged into the entry of the same person");
  commands.import
      ->add_option("--report", import.report,
                   "file for the refused rows, as CSV")
      ->type_name("FILE");

  commands.export_to =
      directory->add_subcommand("export", "Write it to a file");
  AddChoice(commands.export_to, export_to.directory);
  commands.export_to
      ->add_option("file", export_to.file,
                   "the file; - is standard output, .gz at its end compresses")
      ->type_name("FILE")
      ->required();
  commands.export_to->add_option("--format", export_to.format, "the format")
      ->check(CLI::IsMember({"csv", "ndjson", "fhir"}));
  return commands;
}

MergeCommands AddMergeCommands(CLI::App* directory, MergeArguments& arguments) {
  MergeCommands commands;
  commands.duplicates = directory->add_subcommand(
      "duplicates", "List entries that look like one person");
  AddChoice(commands.duplicates, arguments.directory);
  commands.duplicates->add_flag("--json", arguments.json,
                                "print a group a line, as JSON");

  commands.merge = directory->add_subcommand(
      "merge", "Make one entry of several of the same person");
  AddChoice(commands.merge, arguments.directory);
  commands.merge
      ->add_option("name", arguments.name,
                   "the entry to keep, such as therapists/ana; what it lacks "
                   "is taken from the others")
      ->required();
  commands.merge
      ->add_option("duplicates", arguments.duplicates,
                   "the entries to delete, at most 20")
      ->required();

  commands.unmerge =
      directory->add_subcommand("unmerge", "Take a merge back, within 30 days");
  AddChoice(commands.unmerge, arguments.directory);
  commands.unmerge
      ->add_option("merge", arguments.merge_id, "as `merge` printed it")
      ->required();
  return commands;
}

}  // namespace unknot::cli
