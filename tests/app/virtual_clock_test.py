#!/usr/bin/env python3
"""The clock that stands still until it is told. Usage: virtual_clock_test.py PROGRAM SOURCE_DIRECTORY [unittest options]"""
import json
import os
import sys
import time
import unittest
import urllib.error
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
sys.dont_write_bytecode = True
from tests.support.program import ProgramCase  # noqa: E402

PROGRAM = os.path.abspath(sys.argv[1])


class Case(ProgramCase):
    PROGRAM = PROGRAM

    def ask(self, broker, path, body=None, method=None, **headers):
        request = urllib.request.Request(f"http://127.0.0.1:{broker.http_port}/api/v1{path}", method=method,
                                         data=None if body is None else json.dumps(body).encode(),
                                         headers={"Content-Type": "application/json", **headers})
        with urllib.request.urlopen(request, timeout=30) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def refused(self, broker, path, body):
        with self.assertRaises(urllib.error.HTTPError) as caught:
            self.ask(broker, path, body)
        with caught.exception as error:
            error.read()
            return error.code

    def advance(self, broker, **by):
        return self.ask(broker, "/clock/advance", by)

    def take(self, broker, queue="q", channel="c", **more):
        return self.ask(broker, f"/queues/{queue}/channels/{channel}/receive", {"count": 10, **more})["messages"]

    def make(self, broker, queue="q", channel="c", **settings):
        self.ask(broker, "/queues", {"name": queue, **settings})
        self.ask(broker, f"/queues/{queue}/channels", {"name": channel, "start": "first"})


class Clock(Case):
    def test_time_stands_still_and_moves_as_told(self):
        broker = self.serve("--clock", "virtual", "--clock-start", "2030-01-02T03:04:05Z")
        self.assertEqual(self.ask(broker, "/clock"), {"now": "2030-01-02T03:04:05.000000Z", "virtual": True})
        self.assertEqual(self.advance(broker, by="30s")["now"], "2030-01-02T03:04:35.000000Z")
        self.assertEqual(self.advance(broker, to="2030-01-03T00:00:00Z")["now"], "2030-01-03T00:00:00.000000Z")
        self.assertEqual(self.ask(broker, "/clock")["now"], "2030-01-03T00:00:00.000000Z")

    def test_it_never_goes_back(self):
        broker = self.serve("--clock", "virtual")
        for body in ({"to": "2000-01-01T00:00:00Z"}, {}, {"by": "1s", "to": "2030-01-01T00:00:00Z"}, {"by": "soon"},
                     {"to": "9999-12-31T23:59:59.5Z"}):
            self.assertEqual(self.refused(broker, "/clock/advance", body), 400, body)

    def test_real_clock_cannot_be_moved(self):
        broker = self.serve()
        self.assertFalse(self.ask(broker, "/clock")["virtual"])
        self.assertEqual(self.refused(broker, "/clock/advance", {"by": "1s"}), 409)

    def test_redelivery_after_thirty_seconds_takes_no_time(self):
        broker = self.serve("--clock", "virtual")
        self.make(broker)
        self.ask(broker, "/queues/q/messages", {"body": "x"})
        begun = time.monotonic()
        first = self.take(broker)
        self.assertEqual([message["attempts"] for message in first], [1])
        self.advance(broker, by="29s")
        self.assertEqual(self.take(broker), [])
        self.advance(broker, by="1s")
        self.assertEqual([message["attempts"] for message in self.take(broker)], [2])
        self.assertLess(time.monotonic() - begun, 5)

    def test_delay_and_retention_and_waits_follow_it(self):
        broker = self.serve("--clock", "virtual")
        self.make(broker, ticketTimeout="1h", retention={"hardAge": "1h"})
        self.ask(broker, "/queues/q/messages", {"body": "later", "delay": "10m"})
        self.ask(broker, "/queues/q/messages", {"body": "now"})
        self.assertEqual([message["body"] for message in self.take(broker)], ["now"])
        self.advance(broker, by="10m")
        self.assertEqual([message["body"] for message in self.take(broker)], ["later"])
        self.advance(broker, by="2h")
        self.assertEqual(self.ask(broker, "/queues/q")["messages"], 0)

    def test_one_step_is_as_good_as_many(self):
        def attempts(steps):
            broker = self.serve("--clock", "virtual", "--seed", "1")
            self.make(broker, "source")
            for number in range(5):
                self.ask(broker, "/queues/source/messages", {"body": str(number)})
                self.advance(broker, by="10s")
            self.ask(broker, "/replays", {"source": "source", "target": "target", "speed": "original"})
            for step in steps:
                self.advance(broker, by=step)
            messages = self.ask(broker, "/queues/target/messages?from=1")["messages"]
            self.assertEqual(broker.stop(), 0)
            return [(message["body"], message["time"]) for message in messages]

        once = attempts(["100s"])
        self.assertEqual([body for body, _ in once], ["0", "1", "2", "3", "4"])
        self.assertEqual([moment[17:19] for _, moment in once], ["50", "00", "10", "20", "30"])
        self.assertEqual(attempts(["1s"] * 60), once)

    def test_clock_begins_behind_what_is_on_the_tape(self):
        broker = self.serve("a.tape")
        self.make(broker)
        self.ask(broker, "/queues/q/messages", {"body": "x"})
        last = self.ask(broker, "/queues/q/messages?from=1")["messages"][0]["time"]
        self.assertEqual(broker.stop(), 0)
        broker = self.serve("a.tape", "--clock", "virtual")
        self.assertEqual(self.ask(broker, "/clock")["now"], last)


class Determinism(Case):
    """The same seed, the same clock, the same script: the same bytes."""

    def script(self, broker):
        out = []

        def note(answer):
            out.append(json.dumps(answer))
            return answer

        self.make(broker, "orders", "billing", ticketTimeout="30s", attemptLimit=3)
        for number in range(20):
            note(self.ask(broker, "/queues/orders/messages",
                          {"body": f"order {number}", "key": f"eu.{number % 3}",
                           "headers": [{"name": "n", "value": str(number)}], "delay": f"{number % 4}s"}))
            if number % 5 == 0:
                self.advance(broker, by="1500ms")
        taken = note(self.take(broker, "orders", "billing"))
        tickets = [message["ticket"] for message in taken]
        note(self.ask(broker, "/queues/orders/channels/billing/ack", {"tickets": tickets[:3]}))
        note(self.ask(broker, "/queues/orders/channels/billing/nack", {"tickets": tickets[3:5], "delay": "20s"}))
        note(self.advance(broker, by="30s"))
        for _ in range(4):
            note(self.take(broker, "orders", "billing"))
            note(self.advance(broker, by="31s"))
        note(self.ask(broker, "/queues/orders/channels/billing/dead"))
        self.make(broker, "errors", "c")
        note(self.ask(broker, "/queues/errors/bindings", {"exchange": "logs", "program": 'prefix:"" sample(0.5)'}))
        for number in range(20):
            note(self.ask(broker, "/exchanges/logs/messages", {"route": "logs.x", "body": str(number)}))
        note(self.ask(broker, "/replays", {"source": "orders", "target": "again", "speed": {"factor": 2}}))
        note(self.advance(broker, by="1h"))
        for queue in ("orders", "errors", "again", "exchange:logs"):
            path = f"/queues/{urllib.request.quote(queue, safe='')}"
            note(self.ask(broker, path + "/messages?from=1&limit=1000"))
            note(self.ask(broker, path)["channels"])
        return "\n".join(out).encode()

    def test_twenty_runs_say_the_same(self):
        outputs = []
        for _ in range(20):
            broker = self.serve("--clock", "virtual", "--seed", "42", "--sync", "off")
            outputs.append(self.script(broker))
            self.assertEqual(broker.stop(), 0)
        self.assertIn(b"order 19", outputs[0])
        for number, output in enumerate(outputs):
            self.assertEqual(output, outputs[0], f"run {number}")
        # Another seed is another story: the comparison above compares something.
        other = self.serve("--clock", "virtual", "--seed", "43", "--sync", "off")
        self.assertNotEqual(self.script(other), outputs[0])


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=2)
