// What each command of `unknot` does once the command line is read. Each
// returns the exit code.
#ifndef UNKNOT_CHATBOT_CLI_RUNNING_H_
#define UNKNOT_CHATBOT_CLI_RUNNING_H_

#include "chatbot/cli/commands.h"

namespace unknot::cli {

int RunChat(const Options& options);
int RunAsk(const Options& options);
int RunUnderstand(const Options& options);
int RunNegation(const Options& options);
int RunExplain(const Options& options);
int RunEvaluate(const Options& options);
int RunImportPlaces(const Options& options);
int RunGenerateTherapists(const Options& options);
int RunSearchDirectory(const Options& options);
int RunCheckKnowledge(const Options& options);
int RunDiffKnowledge(const Options& options);
int RunReportKnowledge(const Options& options);
int RunCheckLanguage(const Options& options);
int RunTrainLanguage(const Options& options);
int RunMeasureIntents(const Options& options);
int RunImportDirectory(const Options& options);
int RunExportDirectory(const Options& options);
int RunListDuplicates(const Options& options);
int RunMergeDuplicates(const Options& options);
int RunUndoMerge(const Options& options);

}  // namespace unknot::cli

#endif  // UNKNOT_CHATBOT_CLI_RUNNING_H_
