#!/usr/bin/env python3
"""How `tapedeck serve` begins, changes and ends; every exit code. Usage: lifecycle_test.py PROGRAM SOURCE_DIRECTORY [unittest options]"""
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

QUEUES = """
[[queue]]
name = "orders"
message_timeout = "7s"
channels = ["billing"]
fq = "public,block,backlog=10"

[[channel]]
queue = "orders"
name = "mail"
attempts = 3

[[exchange]]
name = "logs"
record = false

[[binding]]
exchange = "logs"
queue = "orders"
program = 'prefix:"order."'
"""


class Case(ProgramCase):
    PROGRAM = PROGRAM

    def redis(self, broker, *words):
        return subprocess.run(["redis-cli", "--no-auth-warning", "-p", str(broker.port), *words], capture_output=True, text=True, check=True).stdout.strip()

    def curl(self, broker, path, *options):
        return json.loads(subprocess.run(["curl", "-sS", *options, f"http://127.0.0.1:{broker.http_port}{path}"],
                                         capture_output=True, text=True, check=True).stdout)

    def reload(self, broker, wanted):
        before = broker.log_text().count(wanted)
        broker.signal(signal.SIGHUP)
        wait_until(lambda: broker.log_text().count(wanted) > before, wanted + " in " + broker.log_text())


class Declared(Case):
    def check(self, broker):
        queue = self.curl(broker, "/api/v1/queues/orders")
        self.assertEqual(queue["settings"]["ticketTimeout"], "7s")
        channels = {channel["name"]: channel["settings"] for channel in queue["channels"]}
        self.assertEqual(sorted(channels), ["billing", "fq", "mail"])
        self.assertEqual(channels["mail"]["attemptLimit"], 3)
        self.assertEqual((queue["fq"]["policy"], queue["fq"]["backlogLimit"]), ("block", 10))
        exchanges = self.curl(broker, "/api/v1/exchanges")["exchanges"]
        logs = [exchange for exchange in exchanges if exchange["name"] == "logs"][0]
        self.assertFalse(logs["recorded"])
        self.assertEqual([(binding["queue"], binding["program"]) for binding in logs["bindings"]], [("orders", 'prefix:"order."')])

    def test_is_there_before_ready_and_again_after_a_restart(self):
        self.write("tapedeck.toml", QUEUES)
        for _ in range(3):
            broker = self.serve("a.tape")
            self.check(broker)
            self.assertEqual(broker.stop(), 0)

    def test_file_of_its_own_and_several(self):
        self.write("one.toml", QUEUES)
        self.write("two.toml", '[[queue]]\nname = "orders"\nattempts = 9\n[[queue]]\nname = "other"\nkind = "mem"\n')
        broker = self.serve("--defs", "one.toml", "--defs", "two.toml")
        self.assertEqual(self.curl(broker, "/api/v1/queues/other")["settings"]["kind"], "mem")
        settings = self.curl(broker, "/api/v1/queues/orders")["settings"]
        self.assertEqual((settings["attemptLimit"], settings["ticketTimeout"]), (9, "7s"))

    def test_settings_do_not_belong_into_it(self):
        self.write("defs.toml", 'sync = "full"\n')
        self.assertIn("sync is a setting", self.fails(2, "serve", "--defs", "defs.toml"))

    def test_contradiction_with_the_tape_stops_the_start(self):
        self.assertEqual(self.redis(broker := self.serve("a.tape"), "SETNX", "orders", "c"), "OK")
        self.assertEqual(broker.stop(), 0)
        self.write("defs.toml", '[[queue]]\nname = "orders"\nkind = "mem"\n')
        self.fails(2, "serve", "a.tape", "--resp", "off", "--defs", "defs.toml")
        self.write("defs.toml", '[[channel]]\nqueue = "nobody"\nname = "c"\n')
        self.fails(3, "serve", "a.tape", "--resp", "off", "--defs", "defs.toml")


class Reloading(Case):
    def test_declarations_and_defaults_take_effect(self):
        broker = self.serve("a.tape")
        self.write("tapedeck.toml", 'message_timeout = "11s"\nlog_level = "debug"\n' + QUEUES)
        self.reload(broker, "settings read again")
        self.assertNotIn("need a restart", broker.log_text())
        self.assertEqual(self.curl(broker, "/api/v1/queues/orders")["settings"]["ticketTimeout"], "7s")
        self.redis(broker, "SETNX", "new", "c")
        self.assertEqual(self.curl(broker, "/api/v1/queues/new")["settings"]["ticketTimeout"], "11s")
        self.reload(broker, "settings read again")  # idempotent

    def test_token_is_another_one_for_those_who_come(self):
        self.write("token", "old\n")
        broker = self.serve("--token-file", "token")
        with socket.create_connection(("127.0.0.1", broker.port)) as stays:
            stays.sendall(b"AUTH old\r\nPING\r\n")
            self.assertEqual(stays.recv(100).replace(b"\r\n", b" "), b"+OK +PONG ")
            self.write("token", "new\n")
            self.reload(broker, "settings read again")
            self.assertIn("WRONGPASS", self.redis(broker, "AUTH", "old"))
            self.assertEqual(self.redis(broker, "-a", "new", "PING"), "PONG")
            self.assertEqual(self.curl(broker, "/api/v1/queues", "-u", "x:new")["queues"], [])
            self.assertEqual(subprocess.run(["curl", "-sS", "-o", "/dev/null", "-w", "%{http_code}", "-u", "x:old",
                                             f"http://127.0.0.1:{broker.http_port}/api/v1/queues"],
                                            capture_output=True, text=True, check=True).stdout, "401")
            stays.sendall(b"PING\r\n")
            self.assertEqual(stays.recv(100), b"+PONG\r\n")

    def test_mistake_keeps_the_old_settings(self):
        broker = self.serve()
        self.write("tapedeck.toml", "nonsense = 1\n")
        self.reload(broker, "config.invalid")
        self.assertEqual(self.redis(broker, "PING"), "PONG")

    def test_what_needs_a_restart_is_said_each_time(self):
        broker = self.serve()
        self.write("tapedeck.toml", "max_connections = 5\nseed = 7\n")
        for _ in range(2):
            self.reload(broker, "these need a restart: max_connections, seed")


class Ending(Case):
    def test_drain_answers_who_waits(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            broker = self.serve("a.tape")
            self.redis(broker, "SETNX", "q", "c")
            with socket.create_connection(("127.0.0.1", broker.port)) as waiting:
                waiting.sendall(b"HMGET q c 1 60\r\n")
                wait_until(lambda: self.curl(broker, "/api/v1/snapshot")["totals"]["waitingReaders"] == 1, "the reader")
                broker.signal(number)
                self.assertEqual(waiting.recv(100), b"$-1\r\n")
                self.assertEqual(waiting.recv(100), b"")
            self.assertEqual(broker.wait(), 0)
            self.assertEqual(sorted(name for name in os.listdir(self.program.directory) if "tape" in name), ["a.tape"])

    def test_terminate_twice_is_still_a_clean_end(self):
        broker = self.serve("a.tape")
        self.redis(broker, "SETNX", "q", "c")
        broker.signal(signal.SIGTERM)
        broker.signal(signal.SIGTERM)
        self.assertEqual(broker.wait(), 0)
        self.assertIn("ok", self.ok("check", "a.tape"))

    def test_hang_up_does_not_end_it(self):
        broker = self.serve()
        for _ in range(5):
            broker.signal(signal.SIGHUP)
        self.assertEqual(self.redis(broker, "PING"), "PONG")
        self.assertEqual(broker.stop(), 0)

    def test_headless_is_serve(self):
        process = subprocess.Popen([PROGRAM, "--headless", "--resp", "127.0.0.1:0"], stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL, cwd=self.program.directory, env=self.program.environment())
        self.assertRegex(read_lines(process.stdout, 1)[0], r"^READY resp=127\.0\.0\.1:\d+ ")
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(30), 0)
        process.stdout.close()


class GivingBack(Case):
    def test_message_that_was_given_back_comes_again(self):
        broker = self.serve()
        self.redis(broker, "SETNX", "q", "c")
        self.redis(broker, "RPUSH", "q", "x")
        for words in (["--release"], [], ["--delay", "50ms"]):
            ticket = json.loads(self.ok("get", "q", "c", "--json", "--wait", "10s", "--url", broker.url))["ticket"]
            self.assertEqual(self.ok("nack", "q", "c", ticket, *words, "--url", broker.url), "1 of 1 given back\n")
        self.fails(1, "nack", "q", "c", ticket, "--url", broker.url)


class ExitCodes(Case):
    def test_0_is_success(self):
        self.ok("version")

    def test_1_is_a_check_that_failed_or_a_refusal(self):
        broker = self.serve()
        self.fails(1, "peek", "no-such-queue", "--url", broker.url)
        self.fails(1, "route", "test", 'prefix:"a"', "--route", "b")

    def test_2_is_usage_or_configuration(self):
        self.fails(2, "serve", "--no-such-option")
        self.fails(2, "serve", "--sync", "sometimes")
        self.fails(2, "serve", TAPEDECK_SEED="x")
        self.fails(2, "serve", "--config", "none.toml")
        self.fails(2, "no-such-command")

    def test_3_is_file_storage_or_lock(self):
        broker = self.serve("a.tape")
        self.assertIn(str(broker.process.pid), self.fails(3, "serve", "a.tape", "--resp", "off"))
        self.fails(3, "info", "none.tape")
        self.fails(3, "serve", "/nonexistent/a.tape", "--resp", "off")

    def test_4_is_an_address_that_cannot_be_bound(self):
        broker = self.serve()
        for port in ("--resp", "--http", "--fq", "--grpc"):
            arguments = {"--resp": "off", "--http": "off", "--fq": "off", "--grpc": "off", port: f"127.0.0.1:{broker.port}"}
            self.fails(4, "serve", *[word for pair in arguments.items() for word in pair])

    def test_5_is_time_that_is_over(self):
        broker = self.serve()
        self.redis(broker, "SETNX", "q", "c")
        self.fails(5, "get", "q", "c", "--wait", "100ms", "--url", broker.url)
        self.fails(5, "wait-ready", "--timeout", "200ms", "--url", "redis://127.0.0.1:1")
        self.assertEqual(self.serve("--max-runtime", "100ms").wait(), 5)

    def test_6_is_a_broker_that_cannot_be_reached(self):
        for command in (["info"], ["pub", "q", "x"], ["get", "q", "c"], ["peek", "q"], ["tail", "q"]):
            self.fails(6, *command, "--url", "redis://127.0.0.1:1")


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=2)
