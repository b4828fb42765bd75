"""Replays into other brokers: another of our own, one with a password, one that only knows RPUSH, and ones that fail.
Usage: replay_remote_test.py PROGRAM SOURCE_DIRECTORY"""
import json
import os
import socket
import socketserver
import sys
import threading
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
from tests.support.program import ProgramCase, wait_until  # noqa: E402


class Handler(socketserver.StreamRequestHandler):
    def words(self):
        head = self.rfile.readline()
        if not head:
            return None
        out = []
        for _ in range(int(head[1:])):
            size = int(self.rfile.readline()[1:])
            out.append(self.rfile.read(size + 2)[:-2])
        return out

    def handle(self):
        server = self.server
        if server.banner:
            self.wfile.write(server.banner)
        while words := self.words():
            server.commands.append(words[0])
            if words[0] != b"RPUSH":
                self.wfile.write(b"-ERR unknown command\r\n")
                continue
            number = len(server.pushed) + 1
            if number == server.closes_at:
                return
            if number == server.fails_at:
                self.wfile.write(b"-OOM there is no room\r\n")
                return
            server.pushed.append(words[1:])
            if server.held.is_set():
                server.open.wait(30)
            try:
                self.wfile.write(b":%d\r\n" % number)
            except BrokenPipeError:
                return


class PlainRedis(socketserver.ThreadingTCPServer):
    """Knows RPUSH and nothing else. Answers the message number `fails_at` with an error, closes instead of answering
    number `closes_at`, and, while `held` is set, keeps its answers back."""

    daemon_threads = True

    def __init__(self, fails_at=0, closes_at=0, banner=b""):
        self.fails_at, self.closes_at, self.banner = fails_at, closes_at, banner
        self.pushed, self.commands = [], []
        self.held = threading.Event()
        self.open = threading.Event()
        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def address(self):
        return f"127.0.0.1:{self.server_address[1]}"


class ReplayRemote(ProgramCase):
    def start(self, *arguments, code=0):
        done = self.program.run("replay", "start", *arguments, "--url", self.source.url)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def players(self):
        done = self.program.run("replay", "list", "--json", "--url", self.source.url)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def setUp(self):
        super().setUp()
        self.source = self.serve()

    def publish(self, count):
        done = self.program.run("pub", "orders", "--create", "work", "--lines", "--url", self.source.url,
                                stdin="".join(f"m{i}\n" for i in range(1, count + 1)))
        self.assertEqual(done.returncode, 0, done.stderr)

    def standby(self, **options):
        server = PlainRedis(**options)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.addCleanup(server.open.set)
        return server

    def test_another_tapedeck_gets_keys_and_headers(self):
        target = self.serve()
        done = self.program.run("pub", "orders", "body", "--create", "work", "--key", "k1", "--header", "colour=blue", "--url", self.source.url)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.publish(2500)  # more than are on their way at a time
        self.assertIn("2501 of 2501", self.start("orders", "copies", "--speed", "fastest", "--broker", f"127.0.0.1:{target.port}"))
        seen = self.program.run("peek", "copies", "--count", "3000", "--json", "--url", target.url)
        rows = [json.loads(line) for line in seen.stdout.splitlines()]
        self.assertEqual(len(rows), 2501)
        self.assertEqual(rows[0]["key"], "k1")
        headers = {one["name"]: one["value"] for one in rows[0]["headers"]}
        self.assertEqual(headers["colour"], "blue")
        self.assertEqual(headers["replayed-from"], "orders/1")
        self.assertEqual([row["body"] for row in rows[1:]], [f"m{i}" for i in range(1, 2501)])
        player = self.players()[0]
        self.assertEqual((player["target"], player["broker"], player["state"]), ("copies", f"127.0.0.1:{target.port}", "finished"))

    def test_a_password_is_asked_for_and_taken_from_a_file(self):
        target = self.serve(TAPEDECK_TOKEN="secret")
        self.publish(3)
        address = f"127.0.0.1:{target.port}"
        self.assertIn("password", self.start("orders", "copies", "--broker", address, "--speed", "fastest", code=1))
        with open(self.program.path("wrong"), "w", encoding="utf-8") as file:
            file.write("nonsense\n")
        self.assertIn("refused the password", self.start("orders", "copies", "--broker", address, "--broker-password-file", self.program.path("wrong"),
                                                         "--speed", "fastest", code=1))
        with open(self.program.path("right"), "w", encoding="utf-8") as file:
            file.write("secret\n")
        self.assertIn("3 of 3", self.start("orders", "copies", "--broker", address, "--broker-password-file", self.program.path("right"),
                                           "--speed", "fastest"))
        self.assertNotIn("secret", json.dumps(self.players()))

    def test_what_knows_only_rpush_gets_the_bodies(self):
        server = self.standby()
        self.publish(5)
        self.assertIn("5 of 5", self.start("orders", "list", "--speed", "fastest", "--broker", server.address))
        self.assertEqual(server.pushed, [[b"list", b"m%d" % i] for i in range(1, 6)])

    def test_done_is_what_was_answered(self):
        server = self.standby()
        server.held.set()
        self.publish(5)
        self.start("orders", "list", "--speed", "fastest", "--detach", "--broker", server.address)
        wait_until(lambda: server.pushed, "a message came")
        player = self.players()[0]
        self.assertEqual((player["done"], player["state"]), (0, "playing"))
        server.open.set()
        wait_until(lambda: self.players()[0]["state"] == "finished", "the end")
        self.assertEqual(self.players()[0]["done"], 5)

    def test_a_refused_message_and_a_lost_connection_say_how_far_it_came(self):
        self.publish(5)
        refuses = self.standby(fails_at=3)
        said = self.start("orders", "list", "--speed", "fastest", "--broker", refuses.address, code=1)
        self.assertIn("refused a message: OOM there is no room", said)
        self.assertEqual(self.players()[-1]["done"], 2)
        closes = self.standby(closes_at=4)
        said = self.start("orders", "list", "--speed", "fastest", "--broker", closes.address, code=1)
        self.assertIn("2 messages it is not known whether they came", said)
        self.assertEqual(self.players()[-1]["done"], 3)

    def test_stepping_seeking_and_stopping(self):
        server = self.standby()
        self.publish(5)
        done = self.program.run("replay", "start", "orders", "list", "--speed", "step", "--json", "--broker", server.address, "--url", self.source.url)
        player = json.loads(done.stdout)["id"]
        for words in (["step", player], ["seek", player, 4], ["step", player]):
            done = self.program.run("replay", *words, "--url", self.source.url)
            self.assertEqual(done.returncode, 0, done.stderr)
            if words[0] == "step":
                wait_until(lambda: self.players()[0]["position"] in (2, 5), "a step")
        self.assertEqual(server.pushed, [[b"list", b"m1"], [b"list", b"m4"]])
        self.program.run("replay", "stop", player, "--url", self.source.url)
        wait_until(lambda: self.players()[0]["state"] == "stopped", "the stop")

    def test_nobody_there_and_no_resp_are_told(self):
        self.publish(1)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            closed = f"127.0.0.1:{probe.getsockname()[1]}"
        self.assertIn(closed, self.start("orders", "list", "--broker", closed, code=1))
        web = self.standby(banner=b"HTTP/1.1 400 Bad Request\r\n\r\n")
        self.assertIn("does not speak RESP", self.start("orders", "list", "--broker", web.address, code=1))
        self.assertIn("HOST:PORT", self.start("orders", "list", "--broker", "nonsense", code=2))

    def test_the_broker_ends_while_it_replays(self):
        server = self.standby()
        server.held.set()
        self.publish(5)
        self.start("orders", "list", "--detach", "--broker", server.address)
        wait_until(lambda: server.pushed, "a message came")
        self.assertEqual(self.source.stop(), 0)


if __name__ == "__main__":
    ReplayRemote.PROGRAM = sys.argv[1]
    unittest.main(argv=sys.argv[:1])
