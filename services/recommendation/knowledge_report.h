// The knowledge base on paper, for those who review it.
#ifndef UNKNOT_SERVICES_RECOMMENDATION_KNOWLEDGE_REPORT_H_
#define UNKNOT_SERVICES_RECOMMENDATION_KNOWLEDGE_REPORT_H_

#include <string>

#include "services/recommendation/knowledge_base.h"

namespace unknot::recommendation {

// One HTML page without anything from elsewhere, to be read or printed: how
// much has been reviewed, by whom and when; open points and the option taken at
// each; danger signs, contraindications, the weights as a heat map, claims and
// sources. The same knowledge base gives the same bytes.
std::string MakeReport(const KnowledgeBase& base);

}  // namespace unknot::recommendation

#endif  // UNKNOT_SERVICES_RECOMMENDATION_KNOWLEDGE_REPORT_H_
