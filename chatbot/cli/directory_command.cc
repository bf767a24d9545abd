// Searches the directory.
#include "chatbot/cli/directory_command.h"

#include <google/protobuf/util/json_util.h>

#include "chatbot/cli/session.h"
#include "chatbot/dialogue/cards.h"

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
    errors << found.status().message() << "\n";
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

}  // namespace unknot::cli
