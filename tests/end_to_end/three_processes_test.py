#!/usr/bin/env python3
"""Two services and a chat, each a process of its own, as a clinic runs them."""
import os
import pathlib
import signal
import time
import unittest

import harness

COMPLAINT = "My neck has been stiff for two weeks from laptop work. No numbness, no fever."
WITH_PLACE = "Can you find me a massage therapist in Toronto?"
RECOMMEND = "unknot.recommendation.v1.RecommendationService/Recommend"
SEARCH = "unknot.directory.v1.TherapistDirectoryService/SearchTherapists"
REQUEST = {"complaint": {"sites": [{"region": "neck"}], "severity": 4, "durationDays": 14},
           "place": "Toronto"}


def halt(pid):
    """Stops a process, and waits until each of its threads has stopped."""
    os.kill(pid, signal.SIGSTOP)
    tasks = pathlib.Path(f"/proc/{pid}/task")
    while any((task / "stat").read_text().rsplit(")", 1)[1].split()[0] != "T"
              for task in tasks.iterdir()):
        time.sleep(0.01)


class ThreeProcessesTest(harness.EndToEndTest):

    def setUp(self):
        super().setUp()
        self.directory, self.recommendation = self.start_all()
        self.chat = self.open_chat("--recommendation", self.recommendation.address,
                                   "--directory", self.directory.address)

    def test_answers_a_complaint(self):
        response = self.chat.say(COMPLAINT)

        self.assertTrue(response["messages"])
        regions = [site["region"] for site in response["complaint"]["sites"]]
        self.assertIn("neck", regions)
        self.assertIn("triage", response["recommendation"])

    def test_danger_comes_first_and_alone(self):
        response = self.chat.say(
            "My lower back hurts, I am numb between my legs and I cannot hold my urine.")

        self.assertIn("alert", response["messages"][0])
        self.assertEqual(harness.contents(response, "techniques"), [])

    def test_remembers_the_conversation(self):
        self.chat.say(COMPLAINT)
        response = self.chat.say("it is on the left side")

        regions = [site["region"] for site in response["complaint"]["sites"]]
        self.assertIn("neck", regions)

    def test_clinic_system_gets_advice_with_therapists(self):
        response = harness.call(self.recommendation.address, RECOMMEND, REQUEST)

        self.assertIn("level", response["triage"])
        self.assertTrue(response["therapists"]["results"])

    def test_clinic_system_gets_advice_while_the_directory_is_away(self):
        self.directory.kill()

        response = harness.call(self.recommendation.address, RECOMMEND, REQUEST)

        self.assertIn("level", response["triage"])
        self.assertTrue(response["therapistsUnavailable"])

    def test_advice_has_therapists_again_once_the_directory_is_back(self):
        harness.call(self.recommendation.address, RECOMMEND, REQUEST)
        self.directory.kill()
        harness.call(self.recommendation.address, RECOMMEND, REQUEST)
        self.start_directory(address=self.directory.address)

        # A channel waits a moment before it tries a dead neighbour again.
        response = {}
        deadline = time.monotonic() + 30
        while "therapists" not in response and time.monotonic() < deadline:
            response = harness.call(self.recommendation.address, RECOMMEND, REQUEST)
        self.assertTrue(response["therapists"]["results"])

    def test_directory_keeps_what_it_was_given_over_a_crash(self):
        before = harness.call(self.directory.address, SEARCH, {"place": "Toronto"})
        self.directory.kill()
        directory = self.start_directory()

        after = harness.call(directory.address, SEARCH, {"place": "Toronto"})

        names = [[r["therapist"]["name"] for r in found["results"]] for found in (before, after)]
        self.assertEqual(names[0], names[1])

    def test_unknown_id_is_refused_with_the_field(self):
        request = {"complaint": {"sites": [{"region": "no_such_region"}]}}

        with self.assertRaisesRegex(AssertionError, "sites"):
            harness.call(self.recommendation.address, RECOMMEND, request)

    def test_chat_goes_on_while_the_directory_is_away(self):
        self.chat.say(COMPLAINT)
        self.directory.kill()

        response = self.chat.say(WITH_PLACE)

        self.assertTrue(response["messages"])
        self.assertNotIn("therapists", response)
        self.assertTrue(self.chat.say(COMPLAINT)["messages"])

    def test_chat_says_so_while_the_recommendation_service_is_away(self):
        self.chat.say("hello")
        self.recommendation.kill()

        response = self.chat.say(COMPLAINT)

        self.assertTrue(response["messages"])
        self.assertNotIn("recommendation", response)
        self.assertIsNone(self.chat.process.poll())

    def test_a_service_that_hangs_is_not_waited_for(self):
        self.chat.say("hello")
        for hangs, asked, said in ((self.directory, WITH_PLACE, "therapists_unavailable"),
                                   (self.recommendation, COMPLAINT, "service_away")):
            with self.subTest(hangs.name):
                halt(hangs.process.pid)
                began = time.monotonic()
                response = self.chat.say(asked)
                took = time.monotonic() - began
                os.kill(hangs.process.pid, signal.SIGCONT)

                self.assertIn(said, [m["text"].get("replyId") for m in response["messages"]
                                     if "text" in m])
                self.assertLess(took, 10)
                self.assertIn("therapists", self.chat.say(WITH_PLACE))

    def test_a_service_that_dies_in_the_middle_of_a_turn_is_said(self):
        self.chat.say("hello")
        halt(self.recommendation.process.pid)
        self.chat.send(COMPLAINT)
        self.recommendation.kill()

        response = self.chat.answer()

        self.assertTrue(any(m["text"]["replyId"] == "service_away"
                            for m in response["messages"] if "text" in m), response)

    def test_everything_ends_cleanly_when_asked_to(self):
        self.chat.say(COMPLAINT)

        self.assertEqual(self.chat.close(), 0)
        self.assertEqual(self.recommendation.stop(), 0)
        self.assertEqual(self.directory.stop(), 0)


if __name__ == "__main__":
    unittest.main()
