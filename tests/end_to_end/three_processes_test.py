#!/usr/bin/env python3
"""Two services and a chat, each a process of its own, as a clinic runs them."""
import unittest

import harness

COMPLAINT = "My neck has been stiff for two weeks from laptop work. No numbness, no fever."
WITH_PLACE = "Can you find me a massage therapist in Toronto?"


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

    def test_advises_without_therapists_while_the_directory_is_away(self):
        self.directory.kill()

        response = self.chat.say(COMPLAINT + " I live in Toronto, who can help me there?")

        self.assertIn("triage", response["recommendation"])
        self.assertTrue(response["recommendation"].get("therapistsUnavailable"), response)
        self.assertTrue(response["messages"])

    def test_finds_therapists_again_once_the_directory_is_back(self):
        address = self.directory.address
        self.chat.say(COMPLAINT)
        self.directory.kill()
        self.chat.say(WITH_PLACE)
        self.start_directory(address=address)

        # A channel waits a moment before it tries a dead neighbour again.
        for _ in range(20):
            response = self.chat.say(WITH_PLACE)
            if "therapists" in response:
                break
        self.assertIn("therapists", response)

    def test_says_so_while_the_recommendation_service_is_away(self):
        self.recommendation.kill()

        response = self.chat.say(COMPLAINT)

        self.assertTrue(response["messages"])
        self.assertIsNone(self.chat.process.poll())

    def test_everything_ends_cleanly_when_asked_to(self):
        self.chat.say(COMPLAINT)

        self.assertEqual(self.chat.close(), 0)
        self.assertEqual(self.recommendation.stop(), 0)
        self.assertEqual(self.directory.stop(), 0)


if __name__ == "__main__":
    unittest.main()
