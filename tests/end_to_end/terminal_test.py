#!/usr/bin/env python3
"""`unknot chat` at a terminal, as a person meets it: keys, colours, windows of
any size, and what is kept of the lines typed."""
import fcntl
import os
import pty
import re
import select
import signal
import stat
import struct
import termios
import time
import unittest

import harness

CTRL_C, CTRL_D, CTRL_R, UP, LEFT, BACKSPACE = "\x03", "\x04", "\x12", "\x1b[A", "\x1b[D", "\x7f"
# The first line of a file of history.
MARK = "# lines typed to unknot chat\n"
PASTE = "\x1b[200~{}\x1b[201~"
EMERGENCY = "I cannot feel between my legs and my lower back hurts"


class Terminal:
    """A program at a terminal of its own."""

    def __init__(self, test, *arguments, columns=100, env=None, stdout=None):
        environment = {**harness.clean_environment(test.folder), "TERM": "xterm",
                       "LANG": "C.UTF-8", "INPUTRC": "/dev/null"}
        environment.pop("NO_COLOR", None)
        environment.pop("LC_ALL", None)
        environment.update(env or {})
        self.seen = ""
        self.code = None
        self.process, self.terminal = pty.fork()
        if self.process == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
            os.chdir(test.folder)
            if stdout:
                os.dup2(os.open(stdout, os.O_WRONLY | os.O_CREAT, 0o600), 1)
            os.execve(harness.BIN / "unknot", ["unknot", *map(str, arguments)], environment)
        test.addCleanup(self._clean_up)

    def _clean_up(self):
        if self.code is None:
            os.kill(self.process, signal.SIGKILL)
            os.waitpid(self.process, 0)
        os.close(self.terminal)

    def resize(self, columns):
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))

    def type(self, keys):
        os.write(self.terminal, keys.encode())

    def until(self, mark):
        """What was shown since the last call up to `mark`, a regular expression.
        Fails if it does not come."""
        end = time.monotonic() + harness.ANSWER_SECONDS
        while True:
            found = re.search(mark, self.seen)
            if found:
                shown, self.seen = self.seen[:found.end()], self.seen[found.end():]
                return shown
            if not self._read(end - time.monotonic()):
                raise AssertionError(f"nothing like {mark!r} came: {self.seen!r}")

    def prompt(self):
        """What was shown up to the next prompt."""
        return self.until(r"(\A|[\r\n])(\x1b\[\?2004h)?> ")

    def say(self, line):
        """Types a line; returns what was shown up to the next prompt."""
        self.type(line + "\r")
        return self.prompt()

    def _read(self, seconds):
        try:
            if not select.select([self.terminal], [], [], max(0, seconds))[0]:
                return False
            data = os.read(self.terminal, 65536)
        except OSError:
            return False
        self.seen += data.decode(errors="replace")
        return bool(data)

    def ends(self):
        """Waits for the end; returns the exit code, negative for a signal."""
        end = time.monotonic() + harness.STOP_SECONDS
        while self._read(end - time.monotonic()):
            pass
        self.code = os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1])
        return self.code


def bare(text):
    """`text` without escapes of colour and of paste."""
    return re.sub(r"\x1b\[[?0-9;]*[a-zA-Z]", "", text)


class TerminalTest(harness.EndToEndTest):

    def open(self, *arguments, **more):
        terminal = Terminal(self, "chat", *arguments, **more)
        terminal.prompt()
        return terminal

    def files(self):
        """Everything below the folder of the test: {name: bytes}."""
        return {path.name: path.read_bytes()
                for path in self.folder.rglob("*") if path.is_file()}

    # Keys.

    def test_a_line_is_edited_in_whole_characters(self):
        for env in ({}, {"LANG": "C"}, {"LANG": ""}):
            with self.subTest(env):
                chat = self.open(env=env)
                chat.say("my caf\u00e9\u00e9" + BACKSPACE + BACKSPACE + LEFT * 3 + BACKSPACE * 3
                         + "neck hurts" + "\x0b")
                self.assertIn("neck", chat.say("/summary"))
                chat.type("\u00e9\u00e9" + BACKSPACE + BACKSPACE + "/quit\r")
                self.assertEqual(chat.ends(), 0)

    def test_ctrl_c_drops_the_line_and_on_an_empty_one_ends(self):
        chat = self.open()
        chat.type("my qzvorlix hur")
        chat.until("hur")
        chat.type(CTRL_C)
        chat.prompt()
        self.assertIn("no answer yet", chat.say("/json"))
        chat.type(CTRL_C)
        self.assertEqual(chat.ends(), 0)
        self.assertTrue(bare(chat.seen).endswith("\r\n"), repr(chat.seen))

    def test_ctrl_d_ends_on_a_line_of_its_own(self):
        chat = self.open()
        chat.say("my neck hurts")
        chat.type(CTRL_D)
        self.assertEqual(chat.ends(), 0)
        self.assertTrue(bare(chat.seen).endswith("\r\n"), repr(chat.seen))

    def test_the_terminal_is_left_as_it_was(self):
        chat = Terminal(self, "chat")
        before = termios.tcgetattr(chat.terminal)
        chat.prompt()
        chat.type(CTRL_C)
        chat.ends()
        self.assertEqual(termios.tcgetattr(chat.terminal), before)

    def test_several_lines_pasted_are_one_message(self):
        chat = self.open()
        chat.type(PASTE.format("my neck is stiff\rfor two weeks now\rafter desk work"))
        chat.type("\r")
        answer = bare(chat.prompt())
        self.assertEqual(len(re.findall("So that is", answer)), 1, answer)
        self.assertIn("2 weeks", chat.say("/summary"))

    def test_a_number_picks_a_short_answer(self):
        chat = self.open()
        offered = bare(chat.say("my lower back aches"))
        label = re.search(r"1\) (.+?)(?:   |\r)", offered).group(1)
        by_number = bare(chat.say("1")).replace("1\r", "", 1)
        chat.say("/forget")
        chat.say("my lower back aches")
        by_label = bare(chat.say(label)).replace(f"{label}\r", "", 1)
        self.assertEqual(by_number, by_label)

    def test_an_earlier_line_comes_back(self):
        chat = self.open()
        chat.say("my left knee hurts")
        chat.type(UP)
        chat.until("my left knee hurts")
        chat.type("\r")
        chat.prompt()
        chat.type(CTRL_R + "left" + "\r")
        self.assertIn("my left knee hurts", bare(chat.prompt()))

    # What is kept.

    def test_nothing_typed_is_kept(self):
        chat = self.open()
        chat.say("my qzvorlix neck hurts")
        chat.type(CTRL_D)
        chat.ends()
        for name, data in self.files().items():
            self.assertNotIn(b"qzvorlix", data, name)

    def test_a_history_is_kept_where_asked_for_the_person_alone(self):
        path = self.folder / "lines"
        path.write_text("")
        path.chmod(0o644)
        chat = self.open("--history", path)
        chat.say("my neck hurts")
        chat.type(PASTE.format("two\rlines") + "\r")
        chat.prompt()
        chat.type(CTRL_D)
        chat.ends()
        self.assertEqual(path.read_text(), MARK + "my neck hurts\ntwo lines\n")
        self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)

        again = self.open("--history", path)
        again.type(UP + UP)
        again.until("my neck hurts")
        again.type(CTRL_C)
        again.prompt()
        again.say("/forget")
        self.assertEqual(path.read_text(), MARK)
        again.type(UP + "x")
        self.assertNotIn("neck", bare(again.until("x")))

    def test_a_history_holds_the_last_200_lines(self):
        path = self.folder / "lines"
        path.write_text(MARK + "".join(f"line {i}\n" for i in range(300)))
        chat = self.open("--history", path)
        chat.type("/quit\r")
        chat.ends()
        kept = path.read_text().splitlines()[1:]
        self.assertEqual((len(kept), kept[0], kept[-1]), (201, "line 100", "/quit"))

    def test_a_file_of_something_else_is_left_as_it_is(self):
        path = self.folder / "notes"
        path.write_text("".join(f"note {i}\n" for i in range(300)))
        path.chmod(0o644)
        chat = Terminal(self, "chat", "--history", path)
        self.assertEqual(chat.ends(), 1)
        self.assertIn("left as it is", bare(chat.seen).replace("\r\n", " "))
        self.assertEqual(len(path.read_text().splitlines()), 300)
        self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o644)

    def test_a_history_that_cannot_be_kept_is_said(self):
        for path in ("/dev/null", self.folder, self.folder / "none/lines"):
            with self.subTest(path):
                chat = Terminal(self, "chat", "--history", path)
                self.assertEqual(chat.ends(), 1)
                self.assertIn("--history", bare(chat.seen))

    def test_forget_forgets_the_lines_typed(self):
        chat = self.open()
        chat.say("my qzvorlix neck hurts")
        chat.say("/forget")
        chat.type(UP + "x")
        self.assertNotIn("qzvorlix", chat.until("x"))

    # How it looks.

    def test_colour_is_for_those_who_want_it(self):
        self.assertIn("\x1b[1;31m", self.open().say(EMERGENCY))
        for arguments, env in (((), {"NO_COLOR": "1"}), (("--no-color",), {}),
                               ((), {"TERM": "dumb"})):
            with self.subTest(arguments=arguments, env=env):
                self.assertNotRegex(self.open(*arguments, env=env).say(EMERGENCY),
                                    r"\x1b\[[0-9;]*m")

    def test_lines_fit_the_window_and_follow_its_size(self):
        chat = self.open(columns=40)
        for columns in (40, 60, 20, 90):
            chat.resize(columns)
            told = "my neck is stiff since monday, no numbness, no fever, I am healthy"
            # Readline shows its prompt again in a new size.
            chat.type(told + "\r")
            shown = bare(chat.until("So that is") + chat.prompt()).replace("\r", "\n").split("\n")
            answer = [line for line in shown if line not in told and not line.startswith("> ")]
            words = max(len(word) + 5 for line in answer for word in line.split())
            for line in answer:
                self.assertLessEqual(len(line), max(columns, words), line)
            self.assertGreater(max(map(len, answer)), min(columns, 90) * 0.6, columns)
            chat.say("/forget")

    def test_plain_is_neither_coloured_nor_wrapped_nor_edited(self):
        chat = Terminal(self, "chat", "--plain", columns=40)
        chat.until("diagnose")
        chat.type(EMERGENCY + "\r")
        shown = chat.until("massage")
        self.assertNotIn("\x1b", shown)
        self.assertGreater(max(map(len, shown.split("\n"))), 40)
        chat.type("\r" + CTRL_D)
        self.assertEqual(chat.ends(), 10)

    def test_answers_in_a_file_are_answers_alone(self):
        chat = Terminal(self, "chat", stdout=str(self.folder / "answers"))
        chat.prompt()
        chat.say("my neck hurts")
        chat.type(CTRL_D)
        self.assertEqual(chat.ends(), 0)
        answers = (self.folder / "answers").read_text()
        self.assertIn("neck", answers)
        self.assertNotIn("my neck hurts", answers)
        self.assertNotIn("> ", answers)
        self.assertNotIn("\x1b", answers)

    # The end.

    def test_the_exit_code_tells_of_an_emergency_that_was_the_last_word(self):
        chat = self.open()
        chat.say(EMERGENCY)
        chat.say("/help")
        chat.type(CTRL_D)
        self.assertEqual(chat.ends(), 10)

        chat = self.open()
        chat.say(EMERGENCY)
        chat.say("/forget")
        chat.say("my neck is a little stiff")
        chat.type(CTRL_C)
        self.assertEqual(chat.ends(), 0)

    def test_a_pipe_needs_no_terminal(self):
        done = self.run_program("unknot", "chat", stdin=b"my neck hurts\n/summary\n")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(b"Where it hurts: neck", done.stdout)
        for foreign in (b"\x1b", b"\n> "):
            self.assertNotIn(foreign, done.stdout)
        self.assertEqual(self.run_program("unknot", "chat", stdin=EMERGENCY.encode()).returncode,
                         10)


if __name__ == "__main__":
    unittest.main()
