#!/usr/bin/env python3
"""Whatever is typed or pasted, each line gets one response and nothing breaks."""
import json
import unittest

import harness

HOSTILE = {
    "nothing": b"",
    "spaces": b"   \t ",
    "a megabyte of words": b"my neck hurts and " * 60000,
    "a megabyte without a space": b"a" * 1_000_000,
    "a long number": b"9" * 50_000 + b" weeks",
    "invalid UTF-8": b"my neck \xff\xfe\xc3( hurts",
    "half a character": b"my neck hurts \xe2\x82",
    "overlong encoding": b"my neck \xc0\xaf hurts",
    "a surrogate": b"my neck \xed\xa0\x80 hurts",
    "a zero byte": b"my neck\x00hurts",
    "control characters": bytes(range(1, 10)) + b"\x0b\x0c\x1b[31mneck\x1b[0m\x7f",
    "a carriage return": b"my neck hurts\r",
    "right to left": "my neck \u202e hurts \u200f\u05e9\u05dc\u05d5\u05dd".encode(),
    "combining marks": ("n" + "\u0301" * 5000 + "eck").encode(),
    "emoji": "my neck \U0001f635\u200d\U0001f4ab hurts \U0001f469\U0001f3fd".encode(),
    "format strings": b"%s%n{}{0}${HOME} my neck",
    "markup": b"<script>alert(1)</script> my neck",
    "quotes": b"'; DROP TABLE therapists; -- \"neck\"",
    "deep brackets": b"(" * 20000 + b"neck" + b")" * 20000,
    "negations": b"no not never without " * 5000 + b"pain",
}


class HostileTextTest(harness.EndToEndTest):

    def assert_chat_survives(self, chat):
        for name, text in HOSTILE.items():
            with self.subTest(name):
                self.assertTrue(chat.say(text)["messages"])
        response = chat.say("My lower back aches.")
        regions = [site["region"] for site in response["complaint"]["sites"]]
        self.assertIn("lower_back", regions)
        self.assertTrue(chat.lines.empty(), "more responses than lines")
        self.assertEqual(chat.close(), 0, chat.stderr())

    def test_embedded_chat_answers_every_line(self):
        self.assert_chat_survives(self.open_chat())

    def test_chat_over_the_network_answers_every_line(self):
        directory, recommendation = self.start_all()
        self.assert_chat_survives(self.open_chat(
            "--recommendation", recommendation.address, "--directory", directory.address))

    def test_last_line_needs_no_newline(self):
        done = self.run_program("unknot", "chat", "--json", stdin=b"hello\nmy neck hurts")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len(done.stdout.splitlines()), 2)

    def test_no_input_is_a_conversation_without_words(self):
        done = self.run_program("unknot", "chat", "--json", stdin=b"")
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_ask_answers_hostile_text(self):
        for name in ("a megabyte of words", "invalid UTF-8", "control characters", "markup"):
            text = HOSTILE[name][:100_000]  # The kernel limits one argument.
            with self.subTest(name):
                done = self.run_program("unknot", "ask", "--json", "--", text.decode("latin-1"))
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertTrue(json.loads(done.stdout)["messages"])

    def test_answer_for_people_carries_no_escape_sequences_typed(self):
        done = self.run_program("unknot", "chat", stdin=b"my neck \x1b]0;owned\x07 hurts\n")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn(b"\x1b]0;", done.stdout)


if __name__ == "__main__":
    unittest.main()
