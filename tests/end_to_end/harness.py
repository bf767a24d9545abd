"""Starts the real programs and talks to them as a person or an operator would.

    class MyTest(harness.EndToEndTest):
        def test_something(self):
            directory = self.start_directory()
            chat = self.open_chat("--directory", directory.address)
            self.assertTrue(chat.say("hello")["messages"])

The programs come from the folder in UNKNOT_BIN_DIR. Each test has a folder of
its own, `self.folder`, for everything that they write.
"""
import json
import os
import pathlib
import platform
import queue
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ.get("UNKNOT_BIN_DIR", SOURCE / "build/release/bin"))
KNOWLEDGE = SOURCE / "services/recommendation/knowledge"

# Speaks gRPC without a line of ours: a client as a clinic's system may be one.
BUF = (SOURCE / "node_modules/@bufbuild" / {
    "aarch64": "buf-linux-aarch64"}.get(platform.machine(), "buf-linux-x64") / "bin/buf")

# Seconds. Generous, because the machine may be building something else.
START_SECONDS = 30
ANSWER_SECONDS = 30
STOP_SECONDS = 20


def free_address():
    """An address nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"


def accepts(address):
    host, port = address.rsplit(":", 1)
    try:
        socket.create_connection((host, int(port)), timeout=1).close()
        return True
    except OSError:
        return False


def clean_environment(home):
    """The environment of a person without any UNKNOT_* settings."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("UNKNOT_")}
    kept.update(HOME=str(home), XDG_STATE_HOME=str(home), XDG_DATA_HOME=str(home),
                XDG_CONFIG_HOME=str(home), XDG_CACHE_HOME=str(home))
    return kept


def call(address, method, request):
    """Calls `package.Service/Method` with a dict; returns the response as one.
    An error raises AssertionError with what the server said."""
    done = subprocess.run(
        [BUF, "curl", "--schema", SOURCE / "protos", "--protocol", "grpc",
         "--http2-prior-knowledge", "--data", "@-", f"http://{address}/{method}"],
        input=json.dumps(request), capture_output=True, text=True, cwd=SOURCE,
        timeout=ANSWER_SECONDS)
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    return json.loads(done.stdout)


class Server:
    """One server process and everything it wrote."""

    def __init__(self, test, name, arguments, address):
        self.name = name
        self.address = address
        self.stderr_path = test.folder / f"{name}-{address.rsplit(':', 1)[1]}.stderr"
        with open(self.stderr_path, "ab") as log:
            self.process = subprocess.Popen(
                [BIN / name, "--listen", address, *arguments], stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, cwd=test.folder,
                env=clean_environment(test.folder))
        deadline = time.monotonic() + START_SECONDS
        while not accepts(address):
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.process.kill()
                raise AssertionError(f"{name} did not start:\n{self.stderr()}")
            time.sleep(0.05)

    def stderr(self):
        return self.stderr_path.read_text(errors="replace")

    def kill(self):
        """Ends it as a power cut would."""
        self.process.kill()
        self.process.wait(STOP_SECONDS)

    def stop(self):
        """Ends it as an operator would; returns the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(STOP_SECONDS)


class Chat:
    """A running `unknot chat --json`: a line in, a SendMessageResponse out."""

    def __init__(self, test, arguments):
        self.stderr_path = test.folder / f"chat-{len(test.chats)}.stderr"
        with open(self.stderr_path, "ab") as log:
            self.process = subprocess.Popen(
                [BIN / "unknot", "chat", "--json", *arguments], stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, stderr=log, cwd=test.folder,
                env=clean_environment(test.folder))
        self.lines = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            self.lines.put(line)
        self.lines.put(None)

    def send(self, line):
        """Types `line`, text or bytes, and Enter, without waiting."""
        data = line.encode() if isinstance(line, str) else line
        self.process.stdin.write(data + b"\n")
        self.process.stdin.flush()

    def answer(self):
        """The next response. Fails if none comes."""
        try:
            line = self.lines.get(timeout=ANSWER_SECONDS)
        except queue.Empty:
            raise AssertionError("no answer in time: " + self.stderr()) from None
        if line is None:
            raise AssertionError(
                f"the chat ended with {self.process.wait()}: {self.stderr()}")
        return json.loads(line)

    def say(self, line):
        """Types `line` and returns the response."""
        self.send(line)
        return self.answer()

    def stderr(self):
        return self.stderr_path.read_text(errors="replace")

    def close(self):
        """Ends the input; returns the exit code."""
        if not self.process.stdin.closed:
            self.process.stdin.close()
        return self.process.wait(STOP_SECONDS)


class EndToEndTest(unittest.TestCase):
    """A folder, and programs that are gone when the test ends."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="unknot-test-"))
        self.servers = []
        self.chats = []
        self.addCleanup(self._clean_up)

    def _clean_up(self):
        for process in [s.process for s in self.servers] + [c.process for c in self.chats]:
            if process.poll() is None:
                process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe:
                    pipe.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start_server(self, name, *arguments, address=None):
        server = Server(self, name, [str(a) for a in arguments], address or free_address())
        self.servers.append(server)
        return server

    def start_directory(self, *arguments, address=None):
        store = f"sqlite:{self.folder}/directory.db"
        return self.start_server("unknot-directory", "--store", store, "--demo", *arguments,
                                 address=address)

    def start_recommendation(self, *arguments, address=None):
        return self.start_server("unknot-recommendation", *arguments, address=address)

    def start_all(self):
        """Starts both services; returns (directory, recommendation)."""
        directory = self.start_directory()
        return directory, self.start_recommendation("--directory", directory.address)

    def open_chat(self, *arguments):
        chat = Chat(self, [str(a) for a in arguments])
        self.chats.append(chat)
        return chat

    def run_program(self, name, *arguments, stdin=b"", env=None, seconds=60):
        """Runs a program to its end; returns the CompletedProcess, bytes."""
        return subprocess.run(
            [BIN / name, *map(str, arguments)], input=stdin, capture_output=True,
            cwd=self.folder, env={**clean_environment(self.folder), **(env or {})},
            timeout=seconds)

    def assert_refuses(self, done, code, *words):
        """`done` ended with `code`, and stderr says why, for a person to read."""
        said = done.stderr.decode(errors="replace")
        self.assertEqual(done.returncode, code, said)
        for word in words:
            self.assertIn(str(word), said)
        for noise in ("terminate called", "what():", "Aborted", "*** ", "Segmentation"):
            self.assertNotIn(noise, said)
        self.assertRegex(said.strip(), r"\w+ \w+ \w+", "a sentence, not a code")
        self.assertLess(len(said.splitlines()), 12, said)


def contents(response, kind):
    """The messages of one kind ("text", "alert", "techniques" ...)."""
    return [m[kind] for m in response["messages"] if kind in m]
