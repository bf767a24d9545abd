#!/usr/bin/env python3
"""Tests deploy/quickstart in a copy of its own, with a small program in place
of the build, so that only what quickstart itself does is looked at."""
import pathlib
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]

# Stands in for cmake: configuring makes build.ninja, building makes a program
# that repeats its arguments. A file "broken" in the tree fails the build.
CMAKE = """#!/bin/bash
echo "$*" >> "$TREE/cmake-calls"
if [ "$1" = --preset ]; then
  mkdir -p "$TREE/build/release/bin" && touch "$TREE/build/release/build.ninja"
  exit
fi
if [ -e "$TREE/broken" ]; then
  echo "[1/2] Building"; echo "FAILED: main.o"; echo "main.cc:7: error: no such thing"
  exit 1
fi
echo "[1/2] Building"
echo "[2/2] Linking"
for program in unknot unknot-gateway; do
  printf '#!/bin/bash\\nprintf "<%%s>" "$@"; pwd\\n' > "$TREE/build/release/bin/$program"
  chmod +x "$TREE/build/release/bin/$program"
done
"""


class QuickstartTest(unittest.TestCase):

    def setUp(self):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="unknot test "))
        self.addCleanup(shutil.rmtree, folder)
        self.tree = folder / "a tree"
        self.elsewhere = folder / "else where"
        self.elsewhere.mkdir()
        shutil.copytree(ROOT / "deploy", self.tree / "deploy")
        self.bin = folder / "bin"
        self.bin.mkdir()
        (self.bin / "cmake").write_text(CMAKE)
        (self.bin / "cmake").chmod(0o755)

    def run_quickstart(self, *arguments):
        return subprocess.run(
            [self.tree / "deploy/quickstart", *arguments], stdin=subprocess.DEVNULL,
            capture_output=True, text=True, cwd=self.elsewhere,
            env={"PATH": f"{self.bin}:/usr/bin:/bin", "TREE": str(self.tree),
                 "UNKNOT_SKIP_PACKAGES": "1"})

    def test_opens_a_chat_from_any_folder(self):
        done = self.run_quickstart()

        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout, f"<chat>{self.elsewhere}\n")

    def test_text_is_asked_as_one_message(self):
        done = self.run_quickstart("my", "neck's", "stiff  again")

        self.assertTrue(done.stdout.startswith("<ask>"), done.stdout)
        self.assertIn("<my neck's stiff  again>", done.stdout)

    def test_web_serves_pages_on_two_origins(self):
        done = self.run_quickstart("web")

        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("<--http><localhost:8080><--sample-listen><localhost:8081>", done.stdout)
        self.assertIn("http://localhost:8080", done.stderr)
        calls = (self.tree / "cmake-calls").read_text()
        self.assertIn("unknot-gateway", calls)
        self.assertIn("unknot_widget", calls)

    def test_text_that_begins_with_web_is_a_text(self):
        done = self.run_quickstart("web", "of", "my", "hand", "hurts")

        self.assertTrue(done.stdout.startswith("<ask><web of my hand hurts>"), done.stdout)

    def test_tree_prepared_without_the_widget_is_prepared_again(self):
        self.run_quickstart()
        self.run_quickstart("web")

        calls = (self.tree / "cmake-calls").read_text().splitlines()
        prepared = [call for call in calls if "--preset" in call]
        self.assertEqual(len(prepared), 2)
        self.assertNotIn("UNKNOT_TESTS", prepared[1])

    def test_only_the_answer_is_on_stdout(self):
        done = self.run_quickstart("neck")

        self.assertEqual(len(done.stdout.splitlines()), 1)
        self.assertIn("Building", done.stderr)

    def test_second_start_does_not_configure_again(self):
        self.run_quickstart()
        done = self.run_quickstart()

        calls = (self.tree / "cmake-calls").read_text()
        self.assertEqual(calls.count("--preset"), 1)
        self.assertEqual(done.stderr, "")

    def test_builds_no_tests(self):
        self.run_quickstart()

        calls = (self.tree / "cmake-calls").read_text()
        self.assertIn("-DUNKNOT_TESTS=OFF", calls)
        self.assertIn("--target unknot", calls)

    def test_failed_build_shows_the_error_and_the_log(self):
        (self.tree / "broken").touch()

        done = self.run_quickstart("neck")

        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("main.cc:7: error: no such thing", done.stderr)
        self.assertIn("quickstart.log", done.stderr)

    def test_help_builds_nothing(self):
        done = self.run_quickstart("--help")

        self.assertEqual(done.returncode, 0)
        self.assertIn("deploy/quickstart TEXT", done.stdout)
        self.assertFalse((self.tree / "build").exists())

    def test_unknown_option_is_wrong_usage(self):
        self.assertEqual(self.run_quickstart("--web").returncode, 2)


if __name__ == "__main__":
    unittest.main()
