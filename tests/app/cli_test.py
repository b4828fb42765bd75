#!/usr/bin/env python3
"""The command line of the real program. Usage: cli_test.py PROGRAM SOURCE_DIRECTORY [unittest options]"""
import json
import os
import signal
import socket
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
sys.dont_write_bytecode = True
from tests.support.program import ProgramCase, read_lines, wait_until  # noqa: E402

PROGRAM = os.path.abspath(sys.argv[1])
COMMANDS = "serve run wait-ready pub get ack nack peek tail seek replay expect fault responder route upstream export import diff redact info check repair config completion version".split()


def has_ended(pid):
    """Gone, or a zombie that nobody has waited for yet."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            return file.read().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


class Case(ProgramCase):
    PROGRAM = PROGRAM

    def queue(self, broker, name="q", channel="c"):
        self.ok("pub", name, "--create", channel, "--url", broker.url, "a", "b", "c")


class Usage(Case):
    def test_every_command_explains_itself_with_an_example(self):
        overview = self.ok("--help")
        for command in COMMANDS:
            self.assertIn(f"  {command} ", overview)
            lines = self.ok(command, "--help").strip().splitlines()
            self.assertEqual(lines[-2], "Example:")
            self.assertIn(f"tapedeck {command}", lines[-1])

    def test_headless_program_without_a_command_prints_usage(self):
        self.assertIn("Commands:", self.fails(2))

    def test_wrong_words_are_told_with_what_was_meant(self):
        self.assertIn('did you mean "serve"?', self.fails(2, "srve"))
        self.assertIn("--nonsense", self.fails(2, "serve", "--nonsense"))
        self.assertIn("no command", self.fails(2, "frobnicate"))

    def test_version(self):
        self.assertRegex(self.ok("version"), r"^tapedeck \d+\.\d+\.\d+$")
        self.assertEqual(self.ok("--version"), self.ok("version"))
        self.assertEqual(json.loads(self.ok("version", "--json"))["name"], "tapedeck")


class Settings(Case):
    def test_origin_of_each_setting_is_shown(self):
        with open(self.program.path("tapedeck.toml"), "w", encoding="utf-8") as file:
            file.write('message_timeout = "5s"\n')
        shown = json.loads(self.ok("config", "show", "--origin", "--json", "--sync", "normal", TAPEDECK_SEED=5))
        self.assertEqual(shown["message_timeout"], {"value": "5s", "origin": self.program.path("tapedeck.toml") + ":1"})
        self.assertEqual(shown["sync"], {"value": "normal", "origin": "flag --sync"})
        self.assertEqual(shown["seed"], {"value": "5", "origin": "environment TAPEDECK_SEED"})
        self.assertEqual(shown["retention_period"]["origin"], "built-in")

    def test_mistake_in_the_file_stops_the_start(self):
        with open(self.program.path("tapedeck.toml"), "w", encoding="utf-8") as file:
            file.write('mesage_timeout = "5s"\n')
        self.assertIn('did you mean "message_timeout"?', self.fails(2, "serve"))

    def test_address_that_others_reach_needs_a_token(self):
        self.assertIn("no token is set", self.fails(2, "serve", "--resp", "0.0.0.0:0"))
        self.assertIn("no password", self.fails(2, "info", "--url", "redis://:secret@127.0.0.1:9797"))

    def test_settings_reach_new_queues(self):
        broker = self.serve("--message-timeout", "7s", "--hard-retention-period", "1d")
        self.queue(broker)
        config = subprocess.run(["redis-cli", "-p", str(broker.port), "CONFIG", "GET", "queues"], capture_output=True, text=True, check=True)
        settings = json.loads(config.stdout)["q"]
        self.assertEqual((settings["message_timeout"], settings["hard_retention_period"]), (7, 86400))


class Serving(Case):
    def test_ready_is_said_three_ways(self):
        reading, writing = os.pipe()
        os.set_inheritable(writing, True)
        broker = self.program.serve("--ready-file", "ready.json", "--ready-fd", writing, pass_fds=(writing,))
        os.close(writing)
        self.assertEqual(broker.ready, f"READY resp=127.0.0.1:{broker.port} http=127.0.0.1:{broker.http_port} fq=127.0.0.1:{broker.fq_port} "
                         f"grpc=127.0.0.1:{broker.grpc_port}\n")
        with os.fdopen(reading, "rb") as pipe:
            self.assertEqual(pipe.read().decode(), broker.ready)  # and it is closed
        with open(self.program.path("ready.json"), encoding="utf-8") as file:
            ready = json.load(file)
        self.assertEqual((ready["resp"], ready["pid"]), (f"127.0.0.1:{broker.port}", broker.process.pid))
        self.assertEqual(broker.stop(), 0)
        self.assertEqual([name for name in os.listdir(self.program.directory) if name.startswith("ready")], [])

    def test_clean_end_leaves_one_file(self):
        broker = self.serve("a.tape")
        self.queue(broker)
        self.assertTrue(os.path.exists(self.program.path("a.tape-live")))
        self.assertEqual(broker.stop(), 0)
        self.assertEqual([name for name in os.listdir(self.program.directory) if "tape" in name], ["a.tape"])
        self.assertIn("ok", self.ok("check", "a.tape"))

    def test_temporary_tape_leaves_nothing(self):
        broker = self.serve()
        self.assertEqual(len(os.listdir(self.program.path("tmp"))), 1)
        self.queue(broker)
        broker.signal(signal.SIGINT)
        self.assertEqual(broker.wait(), 0)
        self.assertEqual(os.listdir(self.program.path("tmp")), [])

    def test_temporary_tape_is_kept_after_a_failure(self):
        broker = self.serve("--keep-on-failure", "kept.tape", "--max-runtime", "2s")
        self.queue(broker)
        self.assertEqual(broker.wait(), 5)
        self.assertEqual(json.loads(self.ok("info", "kept.tape", "--json"))["queues"][0]["messages"], 3)
        self.assertEqual(os.listdir(self.program.path("tmp")), [])

    def test_tape_in_use_is_refused_with_its_holder(self):
        broker = self.serve("a.tape")
        for command in (["serve", "a.tape", "--resp", "off"], ["check", "a.tape"], ["info", "a.tape"]):
            self.assertIn(str(broker.process.pid), self.fails(3, *command))
        self.fails(3, "peek", "a.tape", "q")

    def test_taken_port_is_refused(self):
        broker = self.serve()
        self.assertIn("serve.failed", self.fails(4, "serve", "--resp", f"127.0.0.1:{broker.port}"))

    def test_file_that_is_no_tape_is_refused_and_untouched(self):
        with open(self.program.path("letter.tape"), "w", encoding="utf-8") as file:
            file.write("Dear reader, " * 1000)
        before = os.stat(self.program.path("letter.tape"))
        for command in (["serve", "letter.tape", "--resp", "off"], ["check", "letter.tape"], ["info", "letter.tape"], ["peek", "letter.tape", "q"]):
            self.fails(3, *command)
        self.assertEqual(os.stat(self.program.path("letter.tape")).st_mtime_ns, before.st_mtime_ns)

    def test_ends_when_nobody_comes(self):
        broker = self.serve("--idle-exit", "300ms")
        self.assertEqual(broker.wait(), 0)

    def test_stays_while_a_client_is_there(self):
        broker = self.serve("--idle-exit", "300ms")
        with socket.create_connection(("127.0.0.1", broker.port)):
            with self.assertRaises(subprocess.TimeoutExpired):
                broker.process.wait(1.5)
        self.assertEqual(broker.wait(), 0)

    def test_ends_with_its_parent(self):
        # The shell goes as soon as the broker is ready.
        script = f'"{self.program.program}" serve --resp 127.0.0.1:0 --exit-with-parent --ready-file r.json 2>/dev/null >&- & ' \
                 "while [ ! -s r.json ]; do :; done; cat r.json"
        ready = json.loads(subprocess.run(["bash", "-c", script], cwd=self.program.directory, env=self.program.environment(),
                                          capture_output=True, text=True, check=True, timeout=30).stdout)
        wait_until(lambda: has_ended(ready["pid"]), "the end of the broker")

    def test_second_interrupt_does_not_wait(self):
        broker = self.serve("a.tape")
        self.queue(broker)
        # A reader that does not take its answers holds up the drain.
        with socket.create_connection(("127.0.0.1", broker.port)) as greedy:
            greedy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            self.ok("pub", "q", "--url", broker.url, "x" * 100_000)
            greedy.sendall(b"PEEK q 4 1\r\n" * 60)
            wait_until(lambda: json.loads(self.ok("info", "--url", broker.url, "--json"))["queues"]["q"]["head"] == 5, "the message")
            broker.signal(signal.SIGINT)
            wait_until(lambda: "serve.stopping" in broker.log_text(), "the first interrupt")
            broker.signal(signal.SIGINT)
            self.assertEqual(broker.wait(4), 1)
        again = self.serve("a.tape")  # recovered from the live journal
        self.assertEqual(json.loads(self.ok("peek", "q", "--json", "--count", "1", "--url", again.url))["body"], "a")

    def test_log_is_json_when_asked(self):
        broker = self.serve("--log-format", "json", TAPEDECK_SNYC="full")
        self.assertEqual(broker.stop(), 0)
        events = [json.loads(line) for line in broker.log_text().splitlines()]
        self.assertIn("serve.listening", [event["event"] for event in events])
        unknown = [event for event in events if event["event"] == "config.unknown-variable"]
        self.assertIn("TAPEDECK_SYNC", unknown[0]["text"])
        for event in events:
            self.assertRegex(event["time"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$")

    def test_hang_up_reads_the_settings_again(self):
        broker = self.serve()
        with open(self.program.path("tapedeck.toml"), "w", encoding="utf-8") as file:
            file.write('log_level = "debug"\nmax_connections = 5\n')
        broker.signal(signal.SIGHUP)
        wait_until(lambda: "need a restart: max_connections" in broker.log_text(), "the new settings")
        with open(self.program.path("tapedeck.toml"), "w", encoding="utf-8") as file:
            file.write("nonsense\n")
        broker.signal(signal.SIGHUP)
        wait_until(lambda: "kept the old settings" in broker.log_text(), "the refusal")
        self.assertEqual(broker.stop(), 0)

    def test_token_is_asked_for_and_never_shown(self):
        broker = self.serve("--log-level", "debug", TAPEDECK_TOKEN="s3cret")
        self.fails(1, "info", "--url", broker.url)
        self.fails(6, "info", "--url", broker.url, TAPEDECK_TOKEN="wrong")
        self.ok("info", "--url", broker.url, TAPEDECK_TOKEN="s3cret")
        with open(f"/proc/{broker.process.pid}/cmdline", "rb") as file:
            self.assertNotIn(b"s3cret", file.read())
        self.assertEqual(broker.stop(), 0)
        self.assertNotIn("s3cret", broker.log_text())


class Commands(Case):
    def test_wait_ready(self):
        broker = self.serve()
        self.ok("wait-ready", "--url", broker.url)
        broker.stop()
        self.fails(5, "wait-ready", "--timeout", "200ms", "--url", broker.url)
        self.fails(6, "info", "--url", broker.url)

    def test_brackets_are_part_of_the_message(self):
        broker = self.serve()
        bodies = ["[1,2]", "[]", "[[3], 4]", "[a", "b]"]
        self.ok("pub", "q", "--create", "c", "--header", "list=[1,2]", "--url", broker.url, *bodies)
        peeked = [json.loads(line) for line in self.ok("peek", "q", "--json", "--url", broker.url).splitlines()]
        self.assertEqual([message["body"] for message in peeked], bodies)
        self.assertEqual(self.ok("run", "--", "printf", "%s|", "[1,2]", "x"), "[1,2]|x|")

    def test_publish_take_and_acknowledge(self):
        broker = self.serve()
        url = ["--url", broker.url]
        self.queue(broker)
        first = json.loads(self.ok("get", "q", "c", "--json", *url))
        self.assertEqual((first["id"], first["body"]), (1, "a"))
        self.assertIn("1 of 1", self.ok("ack", "q", "c", first["ticket"], *url))
        self.fails(1, "ack", "q", "c", first["ticket"], *url)
        rest = [json.loads(line) for line in self.ok("get", "q", "c", "-n", "5", "--ack", "--json", *url).splitlines()]
        self.assertEqual([message["body"] for message in rest], ["b", "c"])
        self.assertEqual(self.ok("get", "q", "c", *url), "")
        self.fails(5, "get", "q", "c", "--wait", "1s", *url)
        self.assertIn("QNF", self.fails(1, "get", "none", "c", *url))

    def test_lines_keys_headers_and_any_bytes(self):
        broker = self.serve()
        url = ["--url", broker.url]
        self.queue(broker)
        self.assertEqual(json.loads(self.ok("pub", "q", "--lines", "--json", *url, stdin="x\ny\n")), {"published": 2, "first": 4})
        self.ok("pub", "q", "--key", "eu", "--header", "a=1", "--header", "a=2=3", "body", *url)
        message = json.loads(self.ok("peek", "q", "--from", "6", "--json", *url))
        self.assertEqual((message["key"], message["headers"]), ("eu", [{"name": "a", "value": "1"}, {"name": "a", "value": "2=3"}]))
        subprocess.run([PROGRAM, "pub", "q", *url], input=b"\xff\x1b[2J\x00", check=True, stdout=subprocess.DEVNULL, cwd=self.program.directory)
        self.assertEqual(json.loads(self.ok("peek", "q", "--from", "7", "--json", *url))["body_base64"], "/xtbMkoA")
        shown = self.ok("peek", "q", "--from", "7", *url)
        self.assertTrue(shown.endswith("\\xff\\x1b[2J\\x00\n"), shown)
        raw = subprocess.run([PROGRAM, "peek", "q", "--from", "7", "--raw", *url], capture_output=True, check=True, cwd=self.program.directory)
        self.assertEqual(raw.stdout, b"\xff\x1b[2J\x00\n")

    def test_many_lines_arrive_in_order(self):
        broker = self.serve()
        self.queue(broker)
        text = "".join(f"{i}\n" for i in range(20_000))
        self.ok("pub", "q", "--lines", "--url", broker.url, stdin=text)
        self.assertEqual(self.ok("peek", "q", "--from", "4", "--count", "20000", "--raw", "--url", broker.url), text)

    def test_seek_back_delivers_again(self):
        broker = self.serve()
        url = ["--url", broker.url]
        self.queue(broker)
        self.ok("get", "q", "c", "-n", "3", "--ack", *url)
        self.assertIn("would move from 4 to 2; 2 will", self.ok("seek", "q", "c", "--id", "2", "--dry-run", *url))
        self.assertEqual(json.loads(self.ok("seek", "q", "c", "--time", "-1h", "--json", *url)),
                         {"before": 4, "after": 1, "redelivered": 3, "moved": True})
        self.assertEqual(self.ok("get", "q", "c", "-n", "9", "--ack", "--raw", *url), "a\nb\nc\n")
        self.assertIn("is not a time", self.fails(2, "seek", "q", "c", "--time", "noon", *url))
        self.fails(2, "seek", "q", "c", *url)

    def test_replay_waits_for_its_end(self):
        broker = self.serve()
        url = ["--url", broker.url]
        self.queue(broker)
        done = json.loads(self.ok("replay", "start", "q", "again", "--from", "2", "--speed", "fastest", "--json", *url))
        self.assertEqual((done["state"], done["done"], done["total"]), ("finished", 2, 2))
        self.assertEqual(self.ok("peek", "again", "--raw", *url), "b\nc\n")
        done = json.loads(self.ok("replay", "start", "q", "some", "--filter", "body == b", "--speed", "fastest", "--json", *url))
        self.assertEqual((done["state"], done["done"], done["total"]), ("finished", 1, 1))
        self.assertEqual(self.ok("peek", "some", "--raw", *url), "b\n")
        self.assertIn("At character", self.fails(1, "replay", "start", "q", "some", "--filter", "body ==", *url))
        self.assertIn("finished", self.ok("replay", "list", *url))
        player = json.loads(self.ok("replay", "start", "q", "again", "--speed", "step", "--json", *url))["id"]
        self.ok("replay", "seek", player, 3, *url)
        self.ok("replay", "step", player, *url)
        wait_until(lambda: self.ok("peek", "again", "--raw", *url) == "b\nc\nc\n", "the step")
        self.ok("replay", "stop", player, *url)
        self.assertIn("has ended", self.fails(1, "replay", "seek", player, 1, *url))
        looping = json.loads(self.ok("replay", "start", "q", "again", "--speed", "step", "--loop", "--json", *url))["id"]
        listed = [json.loads(line) for line in self.ok("replay", "list", "--json", *url).splitlines()]
        self.assertEqual({one["id"]: one["loop"] for one in listed}[looping], "yes")
        self.assertEqual({one["id"]: one["loop"] for one in listed}[player], "no")
        self.assertIn("LOOP", self.ok("replay", "list", *url).splitlines()[0])
        self.ok("replay", "stop", looping, *url)
        self.assertIn("QNF", self.fails(1, "replay", "start", "none", "again", *url))

    def test_routing_program_is_tried_on_a_message(self):
        program = 'prefix:"order." (payload_contains("EU") && !route_contains("\\x1b"))'
        self.assertEqual(self.ok("route", "test", program, "--route", "order.new", "--payload", "the EU"),
                         'matches\n'
                         '  prefix "order."             yes\n'
                         '  all of                      yes\n'
                         '    payload_contains("EU")    yes\n'
                         '    not                       yes\n'
                         '      route_contains("\\x1b")  no\n'
                         'fq itself would refuse this program or read it otherwise: byte 43: fq has no "!"\n')
        result = self.program.run("route", "test", program, "--route", "order.new", "--json")
        self.assertEqual(result.returncode, 1, result.stderr)
        told = json.loads(result.stdout)
        self.assertEqual((told["matches"], told["portable"]), (False, False))
        self.assertEqual(told["steps"][2], {"depth": 1, "text": 'payload_contains("EU")', "result": False})
        portable = json.loads(self.ok("route", "test", "exact:", "--route", "", "--json"))
        self.assertEqual(portable, {"matches": True, "portable": True, "steps": [{"depth": 0, "text": 'exact ""', "result": True}]})

    def test_payload_of_a_routing_program_may_come_from_a_file(self):
        with open(self.program.path("payload"), "wb") as file:
            file.write(b"a\0b")
        words = ["route", "test", 'prefix: payload_contains("a\\0b")', "--route", "r"]
        self.ok(*words, "--payload-file", "payload")
        self.ok(*words, "--payload-file", "-", stdin="xa\0bx")
        self.assertIn("No such file", self.fails(3, *words, "--payload-file", "absent"))
        self.assertIn("excludes", self.fails(2, *words, "--payload-file", "payload", "--payload", "a"))

    def test_mistake_in_a_routing_program_is_pointed_at(self):
        self.assertEqual(self.fails(2, "route", "test", "prefix:\xfc\x01 substr_eq()", "--route", "r").splitlines()[1:],
                         ["  prefix:\xfc\\x01 substr_eq()", "               ^"])
        lines = self.fails(2, "route", "test", "prefix:" + "a" * 200 + " true() &", "--route", "r").splitlines()
        self.assertTrue(lines[0].startswith('tapedeck: byte 215: a single "&" is no operator'), lines)
        self.assertEqual((lines[1][lines[2].index("^")], lines[1][2:5]), ("&", "..."))

    def test_tail_follows_across_a_restart(self):
        broker = self.serve("a.tape")
        self.queue(broker)
        tail = subprocess.Popen([PROGRAM, "tail", "q", "--last", "1", "--raw", "--url", broker.url], stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, cwd=self.program.directory)
        try:
            self.assertEqual(read_lines(tail.stdout, 1), ["c"])
            self.ok("pub", "q", "d", "--url", broker.url)
            self.assertEqual(read_lines(tail.stdout, 1), ["d"])
            self.assertEqual(broker.stop(), 0)
            self.assertIn("waiting for it to come back", read_lines(tail.stderr, 1)[0])
            broker = self.serve("a.tape", resp=f"127.0.0.1:{broker.port}")
            self.ok("pub", "q", "e", "f", "--url", broker.url)
            self.assertEqual(read_lines(tail.stdout, 2), ["e", "f"])
        finally:
            tail.kill()
            tail.communicate()

    def test_tape_shows_what_the_broker_showed(self):
        broker = self.serve("a.tape")
        self.queue(broker)
        self.ok("pub", "q", "--lines", "--key", "k", "--url", broker.url, stdin="".join(f"line {i}\n" for i in range(5000)))
        live = self.ok("peek", "q", "--count", "99999", "--json", "--url", broker.url)
        broker.stop()
        self.assertEqual(self.ok("peek", "a.tape", "q", "--count", "99999", "--json"), live)
        self.assertEqual(self.ok("peek", "a.tape", "q", "--from", "-2", "--raw"), "line 4998\nline 4999\n")
        third = json.loads(live.splitlines()[3])
        found = json.loads(self.ok("peek", "a.tape", "q", "--from", third["time"], "--count", "1", "--json"))
        self.assertEqual(found["time"], third["time"])
        self.fails(1, "peek", "a.tape", "none")

    def test_killed_broker_leaves_a_tape_that_can_be_read(self):
        broker = self.serve("a.tape", "--sync", "normal")
        self.queue(broker)
        broker.kill()
        self.assertTrue(json.loads(self.ok("info", "a.tape", "--json"))["live_journal"])
        self.assertIn("ok", self.ok("check", "a.tape"))
        self.assertIn("it was not closed", self.fails(1, "peek", "a.tape", "q"))
        self.assertEqual(self.serve("a.tape").stop(), 0)
        self.assertEqual(self.ok("peek", "a.tape", "q", "--raw"), "a\nb\nc\n")

    def test_damage_is_reported(self):
        broker = self.serve("a.tape")
        self.ok("pub", "q", "--create", "c", "--lines", "--url", broker.url,
                stdin="".join(f"{os.urandom(40).hex()}\n" for _ in range(20_000)))
        broker.stop()
        path = self.program.path("a.tape")
        with open(path, "r+b") as file:  # random bytes do not compress: the middle of the file is inside a segment
            file.seek(os.path.getsize(path) // 2)
            byte = file.read(1)[0]
            file.seek(-1, os.SEEK_CUR)
            file.write(bytes([byte ^ 1]))
        result = self.program.run("check", "a.tape")
        self.assertEqual(result.returncode, 1, result.stdout + result.stderr)
        self.assertIn("DAMAGED: ", result.stdout)
        report = json.loads(self.program.run("check", "a.tape", "--json").stdout)
        self.assertFalse(report["ok"])


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=2)
