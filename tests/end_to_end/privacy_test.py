#!/usr/bin/env python3
"""Words that a person typed are found afterwards in no log and no file."""
import unittest

import harness

# Made-up words, each typed in another setting. Spelling repair finds nothing
# near them, so that only a leak could bring one back.
MARKERS = ("qzvorlix", "wubbendrake", "jyxopharn", "vleskodim", "krazzulent")


class PrivacyTest(harness.EndToEndTest):

    def assert_nothing_kept(self):
        for path in sorted(self.folder.rglob("*")):
            if not path.is_file():
                continue
            kept = path.read_bytes().lower()
            for marker in MARKERS:
                self.assertNotIn(marker.encode(), kept, f"{path} keeps what was typed")

    def talk(self, chat):
        chat.say(f"my {MARKERS[0]} neck hurts since {MARKERS[1]}")
        chat.say(f"find a therapist in {MARKERS[2]}")
        chat.say(f"therapist called {MARKERS[3]} near Toronto please")
        chat.say(f"\xff {MARKERS[4]}".encode("latin-1"))
        chat.say(f"{MARKERS[4]} " * 3000)

    def test_three_processes_keep_nothing(self):
        directory, recommendation = self.start_all()
        chat = self.open_chat("--recommendation", recommendation.address,
                              "--directory", directory.address)
        self.talk(chat)
        directory.kill()
        self.talk(chat)
        recommendation.kill()
        self.talk(chat)
        chat.close()

        self.assert_nothing_kept()

    def test_services_that_log_everything_keep_nothing(self):
        directory = self.start_directory("--log-level", "debug")
        recommendation = self.start_recommendation(
            "--log-level", "debug", "--directory", directory.address)
        chat = self.open_chat("--recommendation", recommendation.address,
                              "--directory", directory.address)
        self.talk(chat)
        chat.close()
        recommendation.stop()
        directory.stop()

        self.assert_nothing_kept()

    def test_embedded_chat_keeps_nothing(self):
        chat = self.open_chat()
        self.talk(chat)
        chat.close()

        self.assert_nothing_kept()

    def test_ask_says_nothing_on_stderr(self):
        done = self.run_program("unknot", "ask", f"my {MARKERS[0]} hurts in {MARKERS[1]}")

        self.assertEqual(done.returncode, 0)
        for marker in MARKERS:
            self.assertNotIn(marker.encode(), done.stderr)
        self.assert_nothing_kept()


if __name__ == "__main__":
    unittest.main()
