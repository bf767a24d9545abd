// Facts of a complaint and of therapists in words for people, out of the
// language pack and the names in the knowledge base.
#ifndef UNKNOT_CHATBOT_DIALOGUE_PHRASES_H_
#define UNKNOT_CHATBOT_DIALOGUE_PHRASES_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "chatbot/dialogue/knowledge.h"
#include "chatbot/dialogue/replies.h"
#include "unknot/complaint/v1/complaint.pb.h"

namespace unknot::dialogue {

// A region with its side: "left knee".
std::string SiteInWords(const complaint::v1::Site& site,
                        const Knowledge& knowledge, const Speaker& speaker);

// All sites, joined; empty where none is known.
std::string SitesInWords(const complaint::v1::Complaint& complaint,
                         const Knowledge& knowledge, const Speaker& speaker);

// A length of time: "today", "2 weeks".
std::string DurationInWords(double days, const Speaker& speaker);

// The facts of a complaint, a short phrase each, most telling first. What is
// absent or over is left out. At most `limit`.
std::vector<std::string> FactsInWords(const complaint::v1::Complaint& complaint,
                                      const Knowledge& knowledge,
                                      const Speaker& speaker, size_t limit);

// A distance in the unit of the country: "800 m", "3.1 km", "1.9 miles".
std::string DistanceInWords(double metres, absl::string_view country_code,
                            const Speaker& speaker);

// A language as it is called in the language of `locale`: "French".
std::string LanguageInWords(absl::string_view tag, absl::string_view locale);

// A day of the week (1 is Monday, 7 Sunday) in the language of `locale`.
std::string WeekdayInWords(int day, absl::string_view locale);

// A number without needless digits: "4", "4.5".
std::string NumberInWords(double number);

}  // namespace unknot::dialogue

#endif  // UNKNOT_CHATBOT_DIALOGUE_PHRASES_H_
