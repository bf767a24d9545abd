#!/usr/bin/env python3
"""Tests deploy/install-packages with programs of our own in place of apt's."""
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "deploy/install-packages"
REAL_TOOLS = ("bash", "env", "dirname", "awk", "mktemp", "rm", "tail", "cat", "grep")

FAKES = {
    # Knows the packages listed in the file "installed".
    "dpkg-query": 'for last; do :; done\ngrep -qx -- "$last" {folder}/installed'
                  ' && printf installed\n',
    # Notes each call; fails if there is a file "offline".
    "apt-get": 'echo "$*" >> {folder}/apt-calls\n'
               'if [ -e {folder}/offline ]; then echo "E: no network"; exit 100; fi\n',
    "id": "cat {folder}/uid\n",
}


def packages_of(*groups):
    group, found = None, []
    for line in (ROOT / "deploy/packages.txt").read_text().splitlines():
        match = re.match(r"# group: (\w+)", line)
        if match:
            group = match.group(1)
        elif line and not line.startswith("#") and group in groups:
            found.append(line)
    return found


def groups():
    return re.findall(r"^# group: (\w+)", (ROOT / "deploy/packages.txt").read_text(), re.M)


class InstallPackagesTest(unittest.TestCase):

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="unknot-test-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.bin = self.folder / "bin"
        self.bin.mkdir()
        for tool in REAL_TOOLS:
            (self.bin / tool).symlink_to(shutil.which(tool))
        for name in FAKES:
            self.add_program(name, FAKES[name])
        self.write("os-release", 'ID=debian\nVERSION_ID="12"\n')
        self.write("uid", "0\n")
        self.write("installed", "")

    def write(self, name, text):
        (self.folder / name).write_text(text)

    def add_program(self, name, script):
        path = self.bin / name
        path.write_text("#!/bin/bash\n" + script.replace("{folder}", str(self.folder)))
        path.chmod(0o755)

    def run_script(self, *arguments, **environment):
        return subprocess.run(
            [SCRIPT, *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True,
            env={"PATH": str(self.bin), "UNKNOT_OS_RELEASE": str(self.folder / "os-release"),
                 **environment})

    def apt_calls(self):
        path = self.folder / "apt-calls"
        return path.read_text().splitlines() if path.exists() else []

    def test_nothing_missing_asks_apt_for_nothing(self):
        self.write("installed", "\n".join(packages_of("run")))

        done = self.run_script("run")

        self.assertEqual((done.returncode, self.apt_calls()), (0, []))
        self.assertEqual(done.stdout + done.stderr, "")

    def test_installs_only_what_is_missing_after_one_update(self):
        self.write("installed", "\n".join(packages_of("build")[1:]))

        done = self.run_script("build")

        self.assertEqual(done.returncode, 0, done.stderr)
        calls = self.apt_calls()
        self.assertEqual(len(calls), 2)
        self.assertTrue(calls[0].endswith("update"))
        self.assertTrue(calls[1].endswith(
            "install --no-install-recommends " + packages_of("build")[0]), calls[1])

    def test_says_everything_on_stderr(self):
        done = self.run_script("run")

        self.assertEqual(done.stdout, "")
        self.assertIn(packages_of("run")[0], done.stderr)

    def test_node_from_elsewhere_will_do(self):
        self.add_program("node", "")
        self.add_program("npm", "")

        done = self.run_script("--list", "test")

        self.assertNotIn("nodejs", done.stdout.split())
        self.assertNotIn("npm", done.stdout.split())

    def test_missing_node_is_installed(self):
        self.assertIn("nodejs", self.run_script("--list", "test").stdout.split())

    def test_uses_sudo_where_it_is_not_root(self):
        self.write("uid", "1000\n")
        self.add_program("sudo", 'printf "%s\\n" "$1" > {folder}/sudo-flag\nshift\nexec "$@"\n')

        done = self.run_script("run")

        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len(self.apt_calls()), 2)
        self.assertEqual((self.folder / "sudo-flag").read_text(), "-n\n")

    def test_neither_root_nor_sudo_is_told_what_to_ask_for(self):
        self.write("uid", "1000\n")

        done = self.run_script("run")

        self.assertEqual(done.returncode, 1)
        self.assertIn("apt-get install " + " ".join(packages_of("run")), done.stderr)
        self.assertEqual(self.apt_calls(), [])

    def test_other_systems_are_refused_by_name(self):
        self.write("os-release", "ID=ubuntu\nVERSION_ID=24.04\n")

        done = self.run_script("run")

        self.assertEqual(done.returncode, 1)
        self.assertIn("ubuntu 24.04", done.stderr)
        self.assertIn("UNKNOT_SKIP_PACKAGES", done.stderr)

    def test_other_systems_can_vouch_for_their_packages(self):
        self.write("os-release", "ID=ubuntu\nVERSION_ID=24.04\n")

        done = self.run_script("run", UNKNOT_SKIP_PACKAGES="1")

        self.assertEqual((done.returncode, self.apt_calls()), (0, []))

    def test_failing_apt_is_quoted(self):
        self.write("offline", "")

        done = self.run_script("run")

        self.assertEqual(done.returncode, 1)
        self.assertIn("E: no network", done.stderr)

    def test_unknown_group_is_wrong_usage(self):
        self.assertEqual(self.run_script("everything").returncode, 2)

    def test_every_group_of_the_file_can_be_installed(self):
        for group in groups():
            done = self.run_script("--list", group)
            self.assertEqual(done.returncode, 0, group + done.stderr)
            self.assertIn(packages_of(group)[-1], done.stdout.split())

    def test_list_of_packages_is_sorted_and_without_repetition(self):
        seen = []
        for group in groups():
            packages = packages_of(group)
            self.assertEqual(packages, sorted(packages), group)
            # "web" is a part of "test" that can be had alone.
            if group != "web":
                seen += packages
        self.assertEqual(len(seen), len(set(seen)))


if __name__ == "__main__":
    unittest.main()
