#!/usr/bin/env python3
"""Tab completion and the manual page know every command and option that --help
knows, and the shells and man themselves read them without a complaint."""
import os
import pathlib
import pty
import re
import select
import shutil
import subprocess
import tempfile
import time
import unittest

BIN = pathlib.Path(os.environ["UNKNOT_BIN_DIR"])
SERVERS = ("unknot-recommendation", "unknot-directory", "unknot-gateway")
SECONDS = 30


def run(*arguments, **more):
    return subprocess.run([str(a) for a in arguments], capture_output=True, text=True,
                          timeout=SECONDS, check=True, **more).stdout


def commands():
    """Every command as --help shows it: {("directory", "search"): {"--place", ...}}."""
    found = {}

    def visit(path):
        text = run(BIN / "unknot", *path, "--help")
        # Columns of two blanks begin an entry; what it is follows further right.
        found[path] = set(re.findall(r"^  (?:-\w,)?(--[\w-]+)", text, re.MULTILINE))
        below = text.partition("Subcommands:\n")[2].partition("\n\n")[0]
        for name in re.findall(r"^  (\w+) ", below, re.MULTILINE):
            visit((*path, name))

    visit(())
    return found


COMMANDS = commands()


def leaves():
    return [path for path in COMMANDS
            if not any(other[:-1] == path for other in COMMANDS if other)]


class CompletionTest(unittest.TestCase):

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="unknot-completion-"))
        self.addCleanup(shutil.rmtree, self.folder)
        for shell, name in (("bash", "unknot.bash"), ("zsh", "_unknot"),
                            ("fish", "unknot.fish")):
            (self.folder / name).write_text(run(BIN / "unknot", "completion", shell))

    def bash(self, *words):
        """What bash offers for the last of `words`."""
        quoted = " ".join(f"'{w}'" for w in words)
        return run("bash", "--norc", "-uc", f"""
            source {self.folder}/unknot.bash
            COMP_WORDS=({quoted}); COMP_CWORD={len(words) - 1}
            _unknot
            printf '%s\\n' "${{COMPREPLY[@]}}" """, cwd=self.folder).split()

    def fish(self, line):
        offered = run("fish", "--no-config", "-c",
                      f"source {self.folder}/unknot.fish; complete -C '{line}'",
                      cwd=self.folder, env={**os.environ, "HOME": str(self.folder)})
        return [entry.split("\t")[0] for entry in offered.splitlines()]

    def test_help_is_read_as_it_is_meant_here(self):
        self.assertIn("--place", COMMANDS[("directory", "search")])
        self.assertIn(("directory", "places", "import"), COMMANDS)
        self.assertGreater(len(COMMANDS), 15)

    def test_bash_offers_every_command_and_option(self):
        for path, options in COMMANDS.items():
            with self.subTest(path):
                self.assertEqual(set(self.bash("unknot", *path, "--")) - {"-h"}, options)
                if path not in leaves():
                    below = {p[-1] for p in COMMANDS if p and p[:-1] == path}
                    self.assertEqual(set(self.bash("unknot", *path, "")), below)

    def test_bash_completes_what_is_begun(self):
        self.assertEqual(self.bash("unknot", "dir"), ["directory"])
        self.assertEqual(self.bash("unknot", "directory", "search", "--rad"), ["--radius-km"])

    def test_the_value_of_an_option_is_no_command(self):
        # A town may be called as a command is.
        self.assertIn("--json", self.bash("unknot", "chat", "--place", "ask", "--j"))
        self.assertIn("--json", self.bash("unknot", "chat", "--place", "=", "ask", "--j"))
        self.assertNotIn("--json", self.bash("unknot", "--j"))

    def test_values_are_completed_by_what_they_are(self):
        (self.folder / "kept").touch()
        (self.folder / "keep").mkdir()
        for words in (["--history", "ke"], ["--history", "=", "ke"]):
            self.assertEqual(sorted(self.bash("unknot", "chat", *words)), ["keep", "kept"])
        self.assertEqual(self.bash("unknot", "chat", "--knowledge", "ke"), ["keep"])
        self.assertEqual(self.bash("unknot", "chat", "--place", "ke"), [])
        self.assertEqual(self.bash("unknot", "completion", "z"), ["zsh"])
        self.assertEqual(self.bash("unknot", "directory", "import", "--format", "nd"), ["ndjson"])
        self.assertEqual(self.fish("unknot directory import --format nd"), ["ndjson"])
        self.assertEqual(self.fish("unknot chat --history kep"), ["kept"])
        self.assertEqual(self.fish("unknot chat --place kep"), [])

    def test_fish_offers_every_command_and_option(self):
        for path, options in COMMANDS.items():
            line = " ".join(("unknot", *path))
            with self.subTest(path):
                self.assertEqual(set(self.fish(line + " --")), options)
                if path not in leaves():
                    below = {p[-1] for p in COMMANDS if p and p[:-1] == path}
                    self.assertEqual(set(self.fish(line + " ")), below)

    def test_zsh_offers_every_command_and_option(self):
        zsh = Zsh(self.folder)
        self.addCleanup(zsh.close)
        for path, options in COMMANDS.items():
            with self.subTest(path):
                offered = zsh.offers(" ".join(("unknot", *path, "--")))
                self.assertEqual(set(re.findall(r"(?m)^--[\w-]+", offered)), options)
        self.assertRegex(zsh.offers("unknot directory "), r"(?s)places.*search")
        self.assertIn("ndjson", zsh.offers("unknot directory import --format "))


class Zsh:
    """A zsh at a terminal."""

    def __init__(self, folder):
        self.seen = ""
        self.process, self.terminal = pty.fork()
        if self.process == 0:
            os.chdir(folder)
            os.execvpe("zsh", ["zsh", "-f", "-i"],
                       {"PATH": os.environ["PATH"], "HOME": str(folder), "TERM": "dumb",
                        "LANG": "C.UTF-8", "COLUMNS": "200", "LINES": "500"})
        # Tab writes what is offered and a mark, in place of drawing a list.
        self._send("LISTMAX=10000\n"
                   f"fpath=({folder} $fpath); autoload -U compinit; compinit -u -D\n"
                   "stty rows 500 cols 200\n"
                   "zmodload zsh/complist; zstyle ':completion:*' list-max-items 1000\n"
                   "bindkey -e; bindkey '^I' list-choices\n"
                   "PS1='<rea''dy>'\n")
        self._until("<ready>")

    def _send(self, text):
        os.write(self.terminal, text.encode())

    def _until(self, mark):
        end = time.monotonic() + SECONDS
        while mark not in self.seen:
            if not select.select([self.terminal], [], [], end - time.monotonic())[0]:
                raise AssertionError(f"zsh does not say {mark}: {self.seen}")
            self.seen += os.read(self.terminal, 65536).decode(errors="replace")
        before, _, self.seen = self.seen.partition(mark)
        return before

    def offers(self, line):
        self._send(f"{line}\t\x15echo of''fered\n")
        seen = self._until("offered")
        self._until("<ready>")
        # The line typed is shown too, before the list and after it.
        return seen.split(line, 1)[1] if line in seen else seen

    def close(self):
        os.close(self.terminal)
        os.waitpid(self.process, 0)


class ManualTest(unittest.TestCase):

    def page(self, program):
        """The page as man shows it. Fails if man warns of anything."""
        source = run(BIN / program, "--man")
        done = subprocess.run(
            ["man", "--warnings=all", "-E", "UTF-8", "-l", "-"], input=source,
            capture_output=True, text=True, timeout=SECONDS,
            env={**os.environ, "MANWIDTH": "200", "MANPAGER": "cat", "MAN_KEEP_FORMATTING": "",
                 "LC_ALL": "C.UTF-8"})
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout

    def test_every_command_and_option_is_in_it(self):
        page = self.page("unknot")
        commands_part, options_part = re.split(r"^OPTIONS$", page, flags=re.MULTILINE)
        sections = dict(re.findall(r"^   (unknot[\w ]*)\n(.*?)(?=^   unknot|\Z)",
                                   commands_part, re.MULTILINE | re.DOTALL))
        self.assertEqual(set(sections), {" ".join(("unknot", *p)) for p in leaves()})
        for path in leaves():
            text = sections[" ".join(("unknot", *path))]
            for option in COMMANDS[path] - {"--help"}:
                self.assertRegex(text, rf"(?m)^ +{option}\b", path)
        for option in COMMANDS[()]:
            self.assertIn(option, options_part)

    def test_every_flag_of_a_server_is_in_its_page(self):
        for program in SERVERS:
            with self.subTest(program):
                page = self.page(program)
                flags = set(re.findall(r"^  (?:-\w,)?(--[\w-]+)",
                                       run(BIN / program, "--help"), re.MULTILINE))
                self.assertGreater(len(flags), 10)
                for flag in flags:
                    self.assertRegex(page, rf"(?m)^ +(-h, )?{flag}\b")
                self.assertIn("EXIT STATUS", page)

    def test_a_page_has_the_parts_that_readers_look_for(self):
        page = self.page("unknot")
        for part in ("NAME", "SYNOPSIS", "DESCRIPTION", "COMMANDS", "OPTIONS", "PRIVACY",
                     "ENVIRONMENT", "EXIT STATUS", "EXAMPLES", "SEE ALSO"):
            self.assertRegex(page, rf"(?m)^{part}$")
        self.assertRegex(page, r"unknot - \w+")
        self.assertIn("/forget", page)
        self.assertIn("UNKNOT_DIRECTORY", page)

    def test_what_is_installed_lies_where_shells_and_man_look(self):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="unknot-installed-"))
        self.addCleanup(shutil.rmtree, folder)
        run("cmake", "--install", BIN.parent, "--prefix", folder)
        for name, printed in (
                ("share/bash-completion/completions/unknot", ("unknot", "completion", "bash")),
                ("share/zsh/site-functions/_unknot", ("unknot", "completion", "zsh")),
                ("share/fish/vendor_completions.d/unknot.fish", ("unknot", "completion", "fish")),
                *((f"share/man/man1/{p}.1", (p, "--man")) for p in ("unknot", *SERVERS))):
            with self.subTest(name):
                self.assertEqual((folder / name).read_text(),
                                 run(BIN / printed[0], *printed[1:]))
                self.assertTrue((folder / "bin" / printed[0]).exists())
        self.assertTrue(list((folder / "share/unknot").iterdir()))


if __name__ == "__main__":
    unittest.main()
