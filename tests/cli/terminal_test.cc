// What answers look like in a terminal.
#include "chatbot/cli/terminal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "chatbot/cli/lines.h"
#include "chatbot/dialogue/chat.h"
#include "services/runtime/utf8.h"

namespace unknot::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(WrapTest, BreaksAtBlanksAndIndentsWhatFollows) {
  EXPECT_EQ(Wrap("one two three", 7), "one two\nthree");
  EXPECT_EQ(Wrap("one two three", 7, 2), "one two\n  three");
  EXPECT_EQ(Wrap("  - one two", 7, 4), "  - one\n    two");
}

TEST(WrapTest, KeepsLineBreaksAndLongWords) {
  EXPECT_EQ(Wrap("a\nb", 20), "a\nb");
  EXPECT_EQ(Wrap("incomprehensibilities", 5), "incomprehensibilities");
  EXPECT_EQ(Wrap("", 20), "");
}

TEST(WrapTest, CountsCharactersAndNotBytes) {
  EXPECT_EQ(Wrap("\u00e9\u00e9\u00e9 \u00e9\u00e9\u00e9", 7),
            "\u00e9\u00e9\u00e9 \u00e9\u00e9\u00e9");
}

TEST(WrapTest, CountsWhatATerminalShows) {
  // Two characters of two columns each, and an accent that takes none.
  EXPECT_EQ(Wrap("\u7530\u4e2d a b", 6), "\u7530\u4e2d a\nb");
  EXPECT_EQ(Wrap("e\u0301 e\u0301 e", 5), "e\u0301 e\u0301 e");
}

TEST(WrapTest, UnwrappedStaysAsItIs) {
  const std::string text(1000, 'a');

  EXPECT_EQ(Wrap(text + " " + text, kUnwrapped), text + " " + text);
}

chat::v1::SendMessageResponse Alarm() {
  chat::v1::SendMessageResponse response;
  auto* alert = response.add_messages()->mutable_alert();
  alert->set_headline("Call now.");
  alert->add_contacts("911");
  return response;
}

TEST(RenderTest, ColoursOnlyWhereWanted) {
  EXPECT_THAT(Render(Alarm().messages(), {.colour = true, .width = 80}),
              HasSubstr("\033[1;31m"));
  EXPECT_THAT(Render(Alarm().messages(), {.colour = false, .width = 80}),
              Not(HasSubstr("\033")));
}

TEST(RenderTest, AlertsShowTheNumbers) {
  const std::string text = Render(Alarm().messages(), {});

  EXPECT_THAT(text, HasSubstr("Call now."));
  EXPECT_THAT(text, HasSubstr("911"));
}

TEST(RenderTest, WhatADirectoryHoldsCommandsNoTerminal) {
  chat::v1::SendMessageResponse response;
  auto* card = response.add_messages()->mutable_therapists()->add_cards();
  card->set_display_name("Ana\033]0;owned\007");
  card->set_notice("\033[2J");
  response.add_quick_replies()->set_label("Yes\033[31m");

  const std::string text = Render(response.messages(), {}) +
                           RenderQuickReplies(response.quick_replies(), {});

  EXPECT_THAT(text, HasSubstr("Ana"));
  EXPECT_THAT(text, Not(HasSubstr("\033")));
  EXPECT_THAT(text, Not(HasSubstr("\007")));
}

TEST(RenderTest, QuickRepliesAreNumbered) {
  chat::v1::SendMessageResponse response;
  response.add_quick_replies()->set_label("Yes");
  response.add_quick_replies()->set_label("No");

  EXPECT_EQ(RenderQuickReplies(response.quick_replies(), {}),
            "1) Yes   2) No\n");
}

TEST(RenderTest, QuickRepliesAreNotTornApart) {
  chat::v1::SendMessageResponse response;
  response.add_quick_replies()->set_label("None of these");
  response.add_quick_replies()->set_label("I am not sure");

  EXPECT_EQ(RenderQuickReplies(response.quick_replies(), {.width = 24}),
            "1) None of these\n2) I am not sure\n");
}

TEST(LinesTest, EndsOfLinesAreTakenOff) {
  std::istringstream in("one\r\n\ntwo");
  const auto lines = MakeStreamLines(in);

  EXPECT_EQ(lines->Next(), "one");
  EXPECT_EQ(lines->Next(), "");
  EXPECT_EQ(lines->Next(), "two");
  EXPECT_EQ(lines->Next(), std::nullopt);
}

TEST(LinesTest, AnEndlessLineIsCutWhereItIsSeenToBeTooLong) {
  std::istringstream in(std::string(1 << 20, 'a') + "\nnext");
  const auto lines = MakeStreamLines(in);

  EXPECT_EQ(lines->Next()->size(), dialogue::kMostTextBytes + 1);
  EXPECT_EQ(lines->Next(), "next");
}

TEST(ControlsTest, ControlCharactersBecomeBlanks) {
  EXPECT_EQ(runtime::WithoutControls("a\x1b[31mb\x07\n\tc\x7f"),
            "a [31mb \n\tc ");
}

TEST(ControlsTest, LongerOnesAndThoseThatTurnWordsRoundDoToo) {
  EXPECT_EQ(runtime::WithoutControls("a\xc2\x9b"
                                     "2Jb"),
            "a  2Jb");
  EXPECT_EQ(runtime::WithoutControls("a\xe2\x80\xae"
                                     "b\xe2\x81\xa6"
                                     "c"),
            "a   b   c");
  EXPECT_EQ(runtime::WithoutControls("caf\xc3\xa9 \xe2\x80\x99"),
            "caf\xc3\xa9 \xe2\x80\x99");
}

}  // namespace
}  // namespace unknot::cli
