#!/usr/bin/env python3
"""Tests that check_tree.py finds each kind of fault, and only those."""
import pathlib
import subprocess
import tempfile
import unittest

import check_tree

GOOD = '// What this file is for.\n#include "services/runtime/log.h"\n'


class CheckTreeTest(unittest.TestCase):

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        subprocess.run(["git", "init", "-q", str(self.root)], check=True)

    def faults(self, relative, text):
        path = self.root / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return list(check_tree.faults_in(self.root))

    def assert_one_fault(self, relative, text, expected):
        faults = self.faults(relative, text)
        self.assertEqual(len(faults), 1, faults)
        self.assertIn(expected, faults[0])

    def test_ordinary_file_passes(self):
        self.assertEqual(self.faults("services/directory/a.cc", GOOD), [])

    def test_service_may_not_include_another_service(self):
        self.assert_one_fault(
            "services/directory/a.cc",
            '// A.\n#include "services/recommendation/b.h"\n',
            'a.cc:2: services/directory must not include')

    def test_understanding_may_not_include_dialogue(self):
        self.assert_one_fault(
            "chatbot/understanding/a.h",
            '// A.\n#include "chatbot/dialogue/b.h"\n', "must not include")

    def test_cli_may_not_include_a_service(self):
        self.assert_one_fault(
            "chatbot/cli/main.cc",
            '// A.\n#include "services/directory/b.h"\n', "must not include")

    def test_embedded_may_include_services(self):
        self.assertEqual(
            self.faults("chatbot/embedded/a.cc",
                        '// A.\n#include "services/directory/b.h"\n'), [])

    def test_tests_may_include_everything(self):
        self.assertEqual(
            self.faults("tests/directory/a.cc",
                        '// A.\n#include "services/directory/b.h"\n'), [])

    def test_product_may_not_include_tests(self):
        self.assert_one_fault(
            "services/directory/a.cc",
            '// A.\n#include "tests/directory/fake.h"\n', "must not include")

    def test_neighbour_include_is_a_fault(self):
        self.assert_one_fault(
            "services/runtime/a.cc", '// A.\n#include "b.h"\n', "root of the tree")

    def test_long_file_is_a_fault(self):
        self.assert_one_fault("services/runtime/a.cc", "// A.\n" * 601, "601 lines")

    def test_file_without_a_first_comment_is_a_fault(self):
        self.assert_one_fault("services/runtime/a.cc", "int a;\n", "first line")

    def test_source_may_leave_the_first_comment_to_its_header(self):
        self.faults("services/runtime/a.h", "// What a is for.\n")
        self.assertEqual(self.faults("services/runtime/a.cc", "int a;\n"), [])

    def test_unfinished_mark_is_a_fault(self):
        self.assert_one_fault("README.md", "TO" "DO: more\n", "unfinished")

    def test_path_out_of_the_tree_is_a_fault(self):
        self.assert_one_fault("deploy/a.txt", "../../other/b\n", "out of the tree")

    def test_path_within_the_tree_passes(self):
        self.assertEqual(self.faults("deploy/a.txt", "../README.md\n"), [])

    def test_generated_code_is_a_fault(self):
        self.assert_one_fault("protos/a.pb.h", "// A.\n", "generated")


if __name__ == "__main__":
    unittest.main()
