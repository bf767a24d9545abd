#!/usr/bin/env python3
"""What an operator or an author sees who got something wrong: one clear
sentence, and exit code 1 (it failed) or 2 (it was called wrongly)."""
import shutil
import socket
import unittest

import harness

SERVERS = ("unknot-directory", "unknot-recommendation")
PROGRAMS = SERVERS + ("unknot",)


class StartupTest(harness.EndToEndTest):

    def occupied_address(self):
        taken = socket.socket()
        self.addCleanup(taken.close)
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        return f"127.0.0.1:{taken.getsockname()[1]}"

    def copy_knowledge(self):
        copy = self.folder / "knowledge"
        shutil.copytree(harness.KNOWLEDGE, copy)
        return copy

    def test_help_goes_to_stdout(self):
        for program in PROGRAMS:
            with self.subTest(program):
                done = self.run_program(program, "--help")
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertIn(program, done.stdout.decode())

    def test_unknown_flag_is_wrong_usage(self):
        for program in SERVERS:
            with self.subTest(program):
                done = self.run_program(program, "--lissen", "127.0.0.1:0")
                self.assert_refuses(done, 2, "lissen")

    def test_unknown_flag_of_chat_is_wrong_usage(self):
        # The flag is not repeated: it might be what somebody typed.
        self.assert_refuses(self.run_program("unknot", "chat", "--jason"), 2, "--help")

    def test_unknown_command_is_wrong_usage(self):
        done = self.run_program("unknot", "advise")
        self.assertEqual(done.returncode, 2, done.stderr)

    def test_unreadable_address_is_wrong_usage(self):
        for program in SERVERS:
            with self.subTest(program):
                done = self.run_program(program, "--listen", "nonsense")
                self.assertIn(done.returncode, (1, 2), done.stderr)
                self.assert_refuses(done, done.returncode, "nonsense")

    def test_port_in_use_is_named(self):
        address = self.occupied_address()
        port = address.rsplit(":", 1)[1]
        for program in SERVERS:
            with self.subTest(program):
                done = self.run_program(program, "--listen", address)
                self.assert_refuses(done, 1, port)

    def test_two_servers_never_share_a_port(self):
        first = self.start_recommendation()

        done = self.run_program("unknot-recommendation", "--listen", first.address)

        self.assert_refuses(done, 1, first.address.rsplit(":", 1)[1])

    def test_chat_without_its_service_says_so(self):
        done = self.run_program("unknot", "chat", "--recommendation", harness.free_address())
        self.assert_refuses(done, 1, "recommendation")

    def test_corrupt_database_is_named(self):
        path = self.folder / "broken.db"
        path.write_bytes(b"This was never a database. " * 500)

        done = self.run_program("unknot-directory", "--listen", harness.free_address(),
                                "--store", f"sqlite:{path}")

        self.assert_refuses(done, 1, "broken.db")

    def test_store_in_a_missing_folder_is_named(self):
        path = self.folder / "nowhere/directory.db"

        done = self.run_program("unknot-directory", "--listen", harness.free_address(),
                                "--store", f"sqlite:{path}")

        self.assert_refuses(done, 1, "nowhere")

    def test_unknown_kind_of_store_is_refused(self):
        done = self.run_program("unknot-directory", "--listen", harness.free_address(),
                                "--store", "paper:cards")

        self.assertIn(done.returncode, (1, 2))
        self.assert_refuses(done, done.returncode, "store")

    def test_missing_knowledge_folder_is_named(self):
        done = self.run_program("unknot-recommendation", "--listen", harness.free_address(),
                                "--knowledge", self.folder / "nowhere")

        self.assert_refuses(done, 1, "nowhere")

    def test_broken_knowledge_file_is_named_with_its_line(self):
        knowledge = self.copy_knowledge()
        (knowledge / "zz_mine.textproto").write_text("# Mine.\n\ntechnique { colour: 1 }\n")

        done = self.run_program("unknot-recommendation", "--listen", harness.free_address(),
                                "--knowledge", knowledge)

        self.assert_refuses(done, 1, "zz_mine.textproto:3")

    def test_author_is_told_file_and_line(self):
        knowledge = self.copy_knowledge()
        (knowledge / "zz_mine.textproto").write_text("# Mine.\n\ntechnique { colour: 1 }\n")

        done = self.run_program("unknot", "knowledge", "check", knowledge)

        self.assertEqual(done.returncode, 1)
        self.assertIn(b"zz_mine.textproto:3", done.stdout + done.stderr)

    def test_shipped_knowledge_passes_its_check(self):
        done = self.run_program("unknot", "knowledge", "check")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_shipped_language_passes_its_check(self):
        done = self.run_program("unknot", "language", "check")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_flag_can_come_from_the_environment(self):
        address = self.occupied_address()

        done = self.run_program("unknot-recommendation", env={"UNKNOT_LISTEN": address})

        self.assert_refuses(done, 1, address.rsplit(":", 1)[1])


if __name__ == "__main__":
    unittest.main()
