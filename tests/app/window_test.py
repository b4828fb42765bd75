#!/usr/bin/env python3
"""The program with the window: it opens a tape, serves clients meanwhile, and closes the tape when asked to end; or it shows a broker that
runs elsewhere.

Uses the platform of QT_QPA_PLATFORM, else Qt's offscreen one. Usage: window_test.py PROGRAM SOURCE_DIRECTORY
"""
import json
import os
import signal
import socket
import subprocess
import sys
import unittest
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
sys.dont_write_bytecode = True
from tests.support.program import Program, wait_until  # noqa: E402

PROGRAM = os.path.abspath(sys.argv[1])
TOKEN = "open sesame"


class Window(unittest.TestCase):
    def setUp(self):
        self.program = Program(PROGRAM)
        self.addCleanup(self.program.close)
        os.makedirs(self.program.path("runtime"), mode=0o700)

    def start(self, *arguments, **environment):
        environment = self.program.environment(XDG_RUNTIME_DIR=self.program.path("runtime"), HOME=self.program.directory,
                                               XDG_DATA_HOME=self.program.path("data"), **environment)
        log = open(self.program.path("window.log"), "wb")
        self.addCleanup(log.close)
        process = subprocess.Popen([PROGRAM, *arguments], stdout=subprocess.PIPE, stderr=log, cwd=self.program.directory, env=environment)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.kill)
        return process

    def log(self):
        with open(self.program.path("window.log"), encoding="utf-8", errors="replace") as file:
            return file.read()

    def test_window_serves_its_tape_and_closes_it(self):
        platform = os.environ.get("QT_QPA_PLATFORM", "offscreen")
        process = self.start("a.tape", "--resp", "127.0.0.1:0", "--http", "off", "--fq", "off", "--grpc", "off", QT_QPA_PLATFORM=platform)
        wait_until(lambda: self.listening(process.pid), "a port")
        url = f"redis://127.0.0.1:{self.listening(process.pid)}"
        published = self.program.run("pub", "q", "--create", "c", "one", "two", "--url", url)
        self.assertEqual(published.returncode, 0, published.stderr)
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(30), 0, self.log())
        self.assertEqual([name for name in os.listdir(self.program.directory) if ".tape" in name], ["a.tape"])
        shown = self.program.run("peek", "a.tape", "q", "--raw")
        self.assertEqual(shown.stdout, "one\ntwo\n", shown.stderr)

    def test_without_a_display_it_serves_and_says_so(self):
        process = self.start("b.tape", "--resp", "127.0.0.1:0", DISPLAY="", WAYLAND_DISPLAY="", QT_QPA_PLATFORM="")
        self.assertTrue(process.stdout.readline().startswith(b"READY resp="), self.log())
        self.assertIn("there is no display", self.log())
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(30), 0, self.log())

    def test_subcommand_needs_no_display(self):
        result = self.program.run("version", "--json", DISPLAY=":nowhere", QT_QPA_PLATFORM="nonsense")
        self.assertEqual(json.loads(result.stdout)["name"], "tapedeck")

    def windows(self, broker):
        """The windows that the broker has among its clients."""
        request = urllib.request.Request(f"http://127.0.0.1:{broker.http_port}/api/v1/clients", headers={"Authorization": f"Bearer {TOKEN}"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return [client for client in json.load(answer)["clients"] if client.get("name") == "window"]

    def test_a_window_on_a_broker_that_runs(self):
        broker = self.program.serve("there.tape", TAPEDECK_TOKEN=TOKEN)
        process = self.start("--connect", f"127.0.0.1:{broker.http_port}", QT_QPA_PLATFORM="offscreen", TAPEDECK_TOKEN=TOKEN)
        wait_until(lambda: self.windows(broker), "the window among the clients")
        self.assertEqual(self.listening(process.pid), 0)  # it has no engine of its own
        told = self.windows(broker)[0]["bytesOut"]
        published = self.program.run("pub", "q", "--create", "c", "one", "--url", broker.url, TAPEDECK_TOKEN=TOKEN)
        self.assertEqual(published.returncode, 0, published.stderr)
        wait_until(lambda: self.windows(broker)[0]["bytesOut"] > told, "the window is told of the message")
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(30), 0, self.log())
        wait_until(lambda: not self.windows(broker), "the window is gone")
        self.assertEqual(broker.stop(), 0)

    def test_a_broker_that_cannot_be_reached_is_named(self):
        with socket.socket() as nobody:  # bound, so that it stays nobody's, and not listening
            nobody.bind(("127.0.0.1", 0))
            address = f"127.0.0.1:{nobody.getsockname()[1]}"
            process = self.start("--connect", address, "--resp", "127.0.0.1:0", QT_QPA_PLATFORM="offscreen")
            wait_until(lambda: f"Nothing listens at {address}" in self.log(), "the reason")
            wait_until(lambda: self.listening(process.pid), "an engine of its own")  # it says so in a window that can be used
            process.send_signal(signal.SIGTERM)
            self.assertEqual(process.wait(30), 0, self.log())
        broker = self.program.serve("there.tape", TAPEDECK_TOKEN=TOKEN)
        process = self.start("--connect", f"127.0.0.1:{broker.http_port}", "--resp", "127.0.0.1:0", QT_QPA_PLATFORM="offscreen", TAPEDECK_TOKEN="wrong")
        wait_until(lambda: "does not accept the token" in self.log(), "the reason")
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(30), 0, self.log())
        result = self.program.run("--connect", "broker.example:99999", QT_QPA_PLATFORM="offscreen")
        self.assertEqual((result.returncode, "is no address of a broker" in result.stderr), (2, True), result.stderr)

    def listening(self, pid):
        """The port on which the process listens, or 0: the window says it on no pipe."""
        inodes = set()
        for entry in os.listdir(f"/proc/{pid}/fd"):
            try:
                target = os.readlink(f"/proc/{pid}/fd/{entry}")
            except OSError:
                continue
            if target.startswith("socket:["):
                inodes.add(target[8:-1])
        with open("/proc/net/tcp", encoding="ascii") as file:
            for line in list(file)[1:]:
                fields = line.split()
                if fields[3] == "0A" and fields[9] in inodes:
                    return int(fields[1].split(":")[1], 16)
        return 0


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]], verbosity=2)
