"""The files of triage, exclusion and questions, compiled aside: with a change, or
with counters, and linked with their tests in place of those of build/release."""
import pathlib
import shlex
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "release"
FOLDER = ROOT / "services" / "recommendation"
SOURCES = ["triage.cc", "ranking.cc", "facts.cc", "questions.cc",
           "validation.cc", "fact_table.cc", "question_weight.cc"]
TEST = "recommendation_rules_test"


class Bench:
    """Knows how build/release compiles the files and links their tests.

    REQUIRES: recommendation_rules_test of build/release is built."""

    def __init__(self):
        output = subprocess.run(["ninja", "-t", "commands", TEST], cwd=BUILD,
                                capture_output=True, text=True, check=True)
        commands = output.stdout.splitlines()
        self._compile = {
            name: shlex.split(command) for command in commands
            for name in SOURCES if f"-c {FOLDER / name}" in command}
        link = next(command for command in reversed(commands)
                    if f"-o bin/{TEST}" in command)
        self._headers = []
        self._link = shlex.split(link.split("&&")[1])

    def precompile(self, folder):
        """Reads the headers once, so that compile() need not. `folder` must
        stay until the last call."""
        header = folder / "headers.h"
        header.write_text("#include <algorithm>\n"
                          '#include "services/recommendation/questions.h"\n')
        command = self._command("triage.cc", header, f"{header}.gch")
        command[command.index("-c")] = "-xc++-header"
        subprocess.run(command, cwd=BUILD, check=True, capture_output=True)
        self._headers = ["-include", str(header)]

    def compile(self, name, source, built, flags=()):
        """Compiles `source` as the file `name`; returns whether it could."""
        command = self._command(name, source, built)
        return subprocess.run([*command, *self._headers, *flags], cwd=BUILD,
                              capture_output=True).returncode == 0

    def _command(self, name, source, built):
        command = [word for word in self._compile[name]
                   if not word.endswith("ccache")
                   and word not in ("-MD", "-O3", "-Werror")]
        for flag in ("-MT", "-MF"):
            del command[command.index(flag):command.index(flag) + 2]
        command[command.index("-o") + 1] = str(built)
        command[command.index("-c") + 1] = str(source)
        return command

    def link(self, objects, test, flags=()):
        """Links the tests with `objects`."""
        command = list(self._link)
        at = command.index("-o")
        command[at + 1] = str(test)
        # Before the archive, whose members of the same symbols are not taken.
        command[at:at] = [*flags, *map(str, objects)]
        subprocess.run(command, cwd=BUILD, check=True, capture_output=True)
