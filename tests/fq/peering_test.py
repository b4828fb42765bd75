#!/usr/bin/env python3
"""Brokers that pull from each other: several real programs, and clients made of plain sockets.
Usage: peering_test.py PROGRAM [unittest options]"""
import json
import os
import select
import socket
import sqlite3
import struct
import sys
import time
import unittest
from collections import Counter

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
sys.dont_write_bytecode = True
from tests.support.program import Program, wait_until  # noqa: E402

PROGRAM = os.path.abspath(sys.argv[1])
PUBLISHER = "127.0.0.1"


def str8(text):
    return bytes([len(text)]) + text


def str16(text):
    return struct.pack(">H", len(text)) + text


class Stream:
    """One side of a connection; every wait ends in time."""

    def __init__(self, connection):
        self.socket = connection
        self.socket.settimeout(20)

    def send(self, data):
        self.socket.sendall(data)

    def read(self, count):
        data = b""
        while len(data) < count:
            part = self.socket.recv(count - len(data))
            if not part:
                raise EOFError(f"ended after {data!r}")
            data += part
        return data

    def u16(self):
        return struct.unpack(">H", self.read(2))[0]

    def u32(self):
        return struct.unpack(">I", self.read(4))[0]

    def str8(self):
        return self.read(self.read(1)[0])

    def str16(self):
        return self.read(self.u16())

    def close(self):
        self.socket.close()


class Client:
    """An ordinary fq client."""

    def __init__(self, port, user=b"tester", queue=b"", kind=b"mem:private,backlog=100000", password=b""):
        self.command = Stream(socket.create_connection(("127.0.0.1", port)))
        self.command.send(struct.pack(">IHH", 0xCC50CAFE, 0xAAAA, 0) + str16(user) + str16(queue + b"\0" + kind) + str16(password))
        assert self.command.u16() == 0xAA00
        key = self.command.str16()
        assert self.command.u16() == 0xBEA7
        self.data = Stream(socket.create_connection(("127.0.0.1", port)))
        self.data.send(struct.pack(">I", 0xCC50FACE) + str16(key))

    def bind(self, exchange, program=b"prefix:"):
        self.command.send(struct.pack(">HH", 0xB170, 0) + str16(exchange) + str16(program))
        assert self.command.u16() == 0xB171
        return self.command.u32()

    def status(self):
        self.command.send(struct.pack(">H", 0xC7A7))
        assert self.command.u16() == 0x57A7
        fields = {}
        while name := self.command.str16():
            fields[name.decode()] = self.command.u32()
        return fields

    def publish(self, exchange, route, payload):
        self.data.send(str8(exchange) + str8(route) + bytes(range(16)) + struct.pack(">I", len(payload)) + payload)

    def receive(self):
        frame = {"exchange": self.data.str8(), "route": self.data.str8(), "id": self.data.read(16), "sender": self.data.str8()}
        frame["hops"] = tuple(socket.inet_ntoa(self.data.read(4)) for _ in range(self.data.read(1)[0]))
        frame["payload"] = self.data.read(self.data.u32())
        return frame

    def close(self):
        self.data.close()
        self.command.close()


class Case(unittest.TestCase):
    def setUp(self):
        self.program = Program(PROGRAM)
        self.addCleanup(self.program.close)

    def serve(self, node, *arguments, fq="127.0.0.1:0", **options):
        broker = self.program.serve(*arguments, "--fq-node", node, "--fq", fq, **options)
        self.assertIsNotNone(broker.url, broker.log_text())
        broker.fq = int(broker.ready.split("fq=")[1].split()[0].rsplit(":", 1)[1])
        return broker

    def run_ok(self, *arguments, **options):
        result = self.program.run(*arguments, **options)
        self.assertEqual(result.returncode, 0, f"{arguments}: {result.stdout}{result.stderr}")
        return result.stdout

    def upstreams(self, broker, **options):
        return [json.loads(line) for line in self.run_ok("upstream", "list", "--json", "--url", broker.url, **options).splitlines()]

    def add(self, broker, upstream, exchange="ex", *arguments, **options):
        port = upstream if isinstance(upstream, int) else upstream.fq
        out = self.run_ok("upstream", "add", f"127.0.0.1:{port}", exchange, *arguments, "--json", "--url", broker.url, **options)
        return json.loads(out)["id"]

    def await_state(self, broker, state, number=None, timeout=30):
        def there():
            rows = self.upstreams(broker)
            return len(rows) >= (number or 1) and all(row["state"] == state for row in rows)
        wait_until(there, f"all upstreams are {state}", timeout)

    def pull(self, *pairs):
        """(puller, source) each, and waits until all are connected."""
        for puller, source in pairs:
            self.add(puller, source)
        for puller in {id(puller): puller for puller, _ in pairs}.values():
            self.await_state(puller, "connected")

    def consumer(self, broker, exchange=b"ex"):
        client = Client(broker.fq)
        self.addCleanup(client.close)
        client.bind(exchange)
        return client

    def take(self, client, count):
        """Hop lists of so many messages with the same sender, counted."""
        hops = Counter()
        for _ in range(count):
            frame = client.receive()
            self.assertEqual((frame["exchange"], frame["sender"], frame["id"]), (b"ex", b"alice", bytes(range(16))))
            hops[frame["hops"]] += 1
        return hops

    def publish(self, broker, count, marker=b"m"):
        client = Client(broker.fq, user=b"alice")
        self.addCleanup(client.close)
        for number in range(count):
            client.publish(b"ex", b"route.%d" % number, marker + b"%d" % number)
        return client

    def assert_no_more(self, client, broker, payload=b"the last one"):
        """What is published on the broker of the consumer itself is the next that comes."""
        self.publish(broker, 0).publish(b"ex", b"last", payload)
        self.assertEqual(client.receive()["payload"], payload)


class Topologies(Case):
    COUNT = 200

    def test_ring_of_two(self):
        a, b = self.serve("10.0.0.1"), self.serve("10.0.0.2")
        at_a, at_b = self.consumer(a), self.consumer(b)
        self.pull((a, b), (b, a))
        self.publish(a, self.COUNT)
        self.assertEqual(self.take(at_b, self.COUNT), {("10.0.0.2", "10.0.0.1", PUBLISHER): self.COUNT})
        self.assertEqual(self.take(at_a, self.COUNT), {("10.0.0.1", PUBLISHER): self.COUNT})
        self.publish(b, self.COUNT)
        self.assertEqual(self.take(at_a, self.COUNT), {("10.0.0.1", "10.0.0.2", PUBLISHER): self.COUNT})
        self.assertEqual(self.take(at_b, self.COUNT), {("10.0.0.2", PUBLISHER): self.COUNT})
        for broker in (a, b):  # what a broker has published is not even sent back to it
            row = self.upstreams(broker)[0]
            self.assertEqual((row["messages"], row["loops"]), (self.COUNT, 0))
        self.assert_no_more(at_a, a)

    def test_ring_of_three(self):
        a, b, c = (self.serve(f"10.0.0.{number}") for number in (1, 2, 3))
        at_a, at_b, at_c = (self.consumer(broker) for broker in (a, b, c))
        self.pull((b, a), (c, b), (a, c))
        self.publish(a, self.COUNT)
        self.assertEqual(self.take(at_c, self.COUNT), {("10.0.0.3", "10.0.0.2", "10.0.0.1", PUBLISHER): self.COUNT})
        self.assertEqual(self.take(at_b, self.COUNT), {("10.0.0.2", "10.0.0.1", PUBLISHER): self.COUNT})
        self.assertEqual(self.take(at_a, self.COUNT), {("10.0.0.1", PUBLISHER): self.COUNT})
        self.publish(c, self.COUNT)
        self.assertEqual(self.take(at_b, self.COUNT), {("10.0.0.2", "10.0.0.1", "10.0.0.3", PUBLISHER): self.COUNT})
        self.assertEqual(self.take(at_a, self.COUNT), {("10.0.0.1", "10.0.0.3", PUBLISHER): self.COUNT})
        self.assertEqual(self.take(at_c, self.COUNT), {("10.0.0.3", PUBLISHER): self.COUNT})
        for client, broker in ((at_a, a), (at_b, b), (at_c, c)):
            row = self.upstreams(broker)[0]
            self.assertEqual(row["loops"], 0)
        self.assertEqual([self.upstreams(broker)[0]["messages"] for broker in (a, b, c)], [self.COUNT, 2 * self.COUNT, self.COUNT])

    def test_diamond_brings_one_copy_on_each_path(self):
        a, b, c, d = (self.serve(f"10.0.0.{number}") for number in (1, 2, 3, 4))
        at_d = self.consumer(d)
        self.pull((b, a), (c, a), (d, b), (d, c))
        self.publish(a, self.COUNT)
        self.assertEqual(self.take(at_d, 2 * self.COUNT), {("10.0.0.4", "10.0.0.2", "10.0.0.1", PUBLISHER): self.COUNT,
                                                           ("10.0.0.4", "10.0.0.3", "10.0.0.1", PUBLISHER): self.COUNT})
        self.assert_no_more(at_d, d)


class FakeBroker:
    """Another broker of which every byte is checked and which does not look at hops, like fqd on many machines."""

    def __init__(self, case):
        self.case = case
        self.door = socket.create_server(("127.0.0.1", 0))
        self.door.settimeout(20)
        self.port = self.door.getsockname()[1]
        case.addCleanup(self.door.close)

    def accept(self):
        stream = Stream(self.door.accept()[0])
        self.case.addCleanup(stream.close)
        return stream

    def authenticate(self, key=b"k" * 127):
        command = self.accept()
        self.case.assertEqual(command.read(8), struct.pack(">IHH", 0xCC50CAFE, 0xAAAA, 0))
        auth = (command.str16(), command.str16(), command.str16())
        command.send(struct.pack(">H", 0xAA00) + str16(key) + struct.pack(">H", 0xBEA7))
        return command, auth

    def answer_bind(self, command, route_id=7):
        """Reads on to the next bind, past heartbeats."""
        while (word := command.u16()) != 0xB170:
            if word == 0x4848:
                command.u16()
            else:
                self.case.assertEqual(word, 0xBEA7)
        bind = (command.u16(), command.str16(), command.str16())
        command.send(struct.pack(">HI", 0xB171, route_id))
        return bind

    def attach(self, key=b"k" * 127, node="10.0.0.1"):
        data = self.accept()
        self.case.assertEqual(data.read(4), struct.pack(">I", 0xCC50FEED))
        self.case.assertEqual(data.read(4), socket.inet_aton(node))
        self.case.assertEqual(data.str16(), key)
        return data


def long_frame(payload, *hops, exchange=b"ex", sender=b"alice"):
    return (str8(exchange) + str8(b"r") + bytes(range(16)) + str8(sender) + bytes([len(hops)])
            + b"".join(socket.inet_aton(hop) for hop in hops) + struct.pack(">I", len(payload)) + payload)


class Protocol(Case):
    def test_bytes_and_loops(self):
        fake, broker = FakeBroker(self), self.serve("10.0.0.1")
        here = self.consumer(broker)
        with open(self.program.path("secret"), "w", encoding="utf-8") as file:
            file.write("pass\n")
        self.add(broker, fake.port, "ex", "--source", "puller/their/mem:public", "--password-file", self.program.path("secret"),
                 "--program", "prefix:\"a\"", "--permanent")
        command, auth = fake.authenticate()
        self.assertEqual(auth, (b"puller", b"their\0mem:public", b"pass"))
        self.assertEqual(fake.answer_bind(command), (0x0111, b"ex", b"prefix:\"a\""))
        data = fake.attach()
        data.send(long_frame(b"has been here", "10.0.0.9", "10.0.0.1", "127.0.0.1") + long_frame(b"new", "10.0.0.9", "192.0.2.1"))
        frame = here.receive()
        self.assertEqual((frame["payload"], frame["hops"], frame["sender"]), (b"new", ("10.0.0.1", "10.0.0.9", "192.0.2.1"), b"alice"))
        row = self.upstreams(broker)[0]
        self.assertEqual((row["state"], row["messages"], row["loops"], row["binding"]), ("connected", 2, 1, 7))
        # A heartbeat is sent back, and the broker that says nothing any more is given up.
        command.send(struct.pack(">H", 0xBEA7))
        self.assertIn("silent", self.await_error(broker))
        # Taken away, a permanent binding is made transient first, or it would come back.
        command, _ = fake.authenticate()
        fake.answer_bind(command, 8)
        fake.attach()
        wait_until(lambda: self.upstreams(broker)[0]["binding"] == 8, "bound again")
        self.run_ok("upstream", "remove", row["id"], "--url", broker.url)
        self.assertEqual(fake.answer_bind(command, 8), (0x0101, b"ex", b"prefix:\"a\""))
        while (word := command.u16()) == 0xBEA7:
            pass
        self.assertEqual((word, command.u32(), command.str16()), (0x071B, 8, b"ex"))
        self.assertEqual(command.socket.recv(100), b"")

    def test_another_broker_with_the_same_node_id_is_told(self):
        fake, broker = FakeBroker(self), self.serve("10.0.0.1")
        self.add(broker, fake.port)
        command, _ = fake.authenticate()
        fake.answer_bind(command)
        fake.attach().send(long_frame(b"own", "10.0.0.1", "192.0.2.1"))
        wait_until(lambda: "the same node id as this one, 10.0.0.1" in self.upstreams(broker)[0]["error"], "it is told")

    def await_error(self, broker):
        wait_until(lambda: self.upstreams(broker)[0]["state"] == "waiting", "an error is shown")
        return self.upstreams(broker)[0]["error"]

    def test_the_last_messages_of_a_broker_that_ends_are_taken(self):
        fake, broker = FakeBroker(self), self.serve("10.0.0.1")
        here = self.consumer(broker)
        self.add(broker, fake.port)
        command, _ = fake.authenticate()
        fake.answer_bind(command)
        data = fake.attach()
        data.send(b"".join(long_frame(b"%d" % number, "10.0.0.9") for number in range(1000)))
        command.close()
        data.close()
        self.assertEqual([here.receive()["payload"] for _ in range(1000)], [b"%d" % number for number in range(1000)])
        fake.authenticate()  # it comes again

    def test_a_full_queue_that_blocks_holds_the_other_broker_back_and_loses_nothing(self):
        fake, broker = FakeBroker(self), self.serve("10.0.0.1")
        here = Client(broker.fq, queue=b"narrow", kind=b"mem:private,block,backlog=10")
        self.addCleanup(here.close)
        here.bind(b"ex")
        self.add(broker, fake.port)
        command, _ = fake.authenticate()
        fake.answer_bind(command)
        data = fake.attach()
        data.socket.setblocking(False)
        sent, payload = 0, b"x" * 100_000
        pending = b""
        began = time.monotonic()
        while time.monotonic() - began < 20:  # until nothing more is taken, though nobody reads
            pending = pending or long_frame(payload + b"%d" % sent, "10.0.0.9")
            try:
                pending = pending[data.socket.send(pending):]
                sent += 0 if pending else 1
                began = time.monotonic()
            except BlockingIOError:
                if select.select([], [data.socket], [], 1)[1] == []:
                    break
        self.assertLess(sent, 2000)
        self.assertGreater(sent, 10)
        self.assertEqual(self.upstreams(broker)[0]["state"], "connected")
        command.close()  # what has come is still taken, however long it waits
        data.close()
        for number in range(sent):
            self.assertEqual(here.receive()["payload"][100_000:], b"%d" % number)
        self.assertEqual(broker.stop(), 0)

    def test_refusals_and_nonsense_are_shown(self):
        fake, broker = FakeBroker(self), self.serve("10.0.0.1")
        self.add(broker, fake.port)
        command = fake.accept()
        command.read(8)
        command.send(struct.pack(">H", 0xEEEE) + str16(b"requested queue is private and in use\n"))
        self.assertEqual(self.await_error(broker), "the other broker refuses: requested queue is private and in use")
        command = fake.accept()
        command.send(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        wait_until(lambda: "no fq broker" in self.upstreams(broker)[0]["error"], "nonsense is told")
        command, _ = fake.authenticate()
        fake.answer_bind(command, 0xFFFFFFFF)
        fake.attach()
        wait_until(lambda: self.upstreams(broker)[0]["state"] == "refused", "the refused program is shown")


class Life(Case):
    def test_added_and_removed_while_running(self):
        a, b = self.serve("10.0.0.1"), self.serve("10.0.0.2")
        at_b = self.consumer(b)
        number = self.add(b, a)
        began = time.monotonic()
        self.await_state(b, "connected")
        self.assertLess(time.monotonic() - began, 1 if not os.environ.get("TAPEDECK_SLOW") else 10)
        publisher = self.publish(a, 1)
        self.assertEqual(at_b.receive()["hops"], ("10.0.0.2", "10.0.0.1", PUBLISHER))
        self.assertEqual(self.add(b, a), number)  # the same row again
        self.run_ok("upstream", "remove", number, "--url", b.url)
        self.assertEqual(self.upstreams(b), [])

        def nobody_wants_it():
            publisher.publish(b"ex", b"r", b"not for b")
            return publisher.status()["no_route"] > 0
        wait_until(nobody_wants_it, "the binding is gone")
        self.assertEqual(self.program.run("upstream", "remove", number, "--url", b.url).returncode, 1)

    def test_rows_of_one_client_share_a_connection_and_select_by_program(self):
        a, b = self.serve("10.0.0.1"), self.serve("10.0.0.2")
        at_b = self.consumer(b)
        first = self.add(b, a, "ex", "--program", "prefix:\"route.1\"")
        self.await_state(b, "connected")
        self.add(b, a, "ex", "--program", "prefix:\"route.2\"")
        self.await_state(b, "connected", 2)
        self.publish(a, 4)
        self.assertEqual([at_b.receive()["route"] for _ in range(2)], [b"route.1", b"route.2"])
        self.run_ok("upstream", "remove", first, "--url", b.url)
        wait_until(lambda: self.upstreams(b)[0]["state"] == "connected", "the other row stays")
        self.publish(a, 4, b"again")
        self.assertEqual(at_b.receive()["payload"], b"again2")

    def test_what_is_pulled_is_recorded_though_nobody_is_bound(self):
        a, b = self.serve("10.0.0.1"), self.serve("10.0.0.2")
        self.pull((b, a))
        self.publish(a, 3)

        def recorded():
            out = self.program.run("peek", "exchange:ex", "--count", 10, "--json", "--url", b.url)
            return out.returncode == 0 and len(out.stdout.splitlines()) == 3
        wait_until(recorded, "three messages are recorded")

    def test_comes_again_when_the_other_broker_does(self):
        a, b = self.serve("10.0.0.1"), self.serve("10.0.0.2")
        at_b = self.consumer(b)
        self.pull((b, a))
        a.kill()
        wait_until(lambda: self.upstreams(b)[0]["state"] == "waiting", "the loss is shown")
        wait_until(lambda: "Connection refused" in self.upstreams(b)[0]["error"], "why is told")
        a = self.serve("10.0.0.1", fq=f"127.0.0.1:{a.fq}")
        self.await_state(b, "connected")
        self.publish(a, 1)
        self.assertEqual(at_b.receive()["hops"], ("10.0.0.2", "10.0.0.1", PUBLISHER))

    def test_wrong_password_and_unknown_host(self):
        with open(self.program.path("token"), "w", encoding="utf-8") as file:
            file.write("s3cret\n")
        a, b = self.serve("10.0.0.1", "--token-file", self.program.path("token")), self.serve("10.0.0.2")
        wrong = self.add(b, a)
        wait_until(lambda: "refuses" in self.upstreams(b)[0]["error"], "the refusal is shown")
        self.assertNotIn("s3cret", json.dumps(self.upstreams(b)))
        self.run_ok("upstream", "remove", wrong, "--url", b.url)
        self.add(b, a, "ex", "--password-file", self.program.path("token"))
        self.await_state(b, "connected")
        self.assertNotIn("s3cret", json.dumps(self.upstreams(b)))
        self.run_ok("upstream", "add", "no-such-host.invalid", "ex", "--url", b.url)
        wait_until(lambda: self.upstreams(b)[1]["state"] == "waiting", "an unknown host is shown")
        self.assertIn("no-such-host.invalid:8765", self.upstreams(b)[1]["error"])
        self.assertEqual(self.upstreams(b)[0]["state"], "connected")


class Tapes(Case):
    def tape(self):
        """An empty tape that nobody has open."""
        path = self.program.path("b.tape")
        self.assertEqual(self.serve("10.0.0.2", path).stop(), 0)
        return path

    def test_sql_of_people_is_honoured_and_nonsense_is_left_out(self):
        path, a = self.tape(), self.serve("10.0.0.1")
        with sqlite3.connect(path) as tape:
            tape.execute("INSERT INTO upstream(host, port, source, password, exchange, permanent_binding) VALUES(?,?,?,?,?,?)",
                         ("127.0.0.1", a.fq, "b//mem:drop,private,backlog=4096", "pw", "ex", "true"))
            tape.execute("INSERT INTO upstream(host, port, source, password, exchange) VALUES('there', 99999, 'b//mem', '', 'ex')")
            tape.execute("INSERT INTO upstream(host, port, source, password, exchange) VALUES('127.0.0.1', ?, ?, '', 'ex')",
                         (a.fq, "u" * 200 + "//mem"))
        tape.close()
        b = self.serve("10.0.0.2", path)
        wait_until(lambda: [row["state"] for row in self.upstreams(b)] == ["connected", "invalid"], "the good row works")
        self.assertIn("127", self.upstreams(b)[1]["error"])
        self.assertIn("99999", b.log_text())
        self.assertIn("the user has 200 bytes", b.log_text().lower())
        at_b = self.consumer(b)
        self.publish(a, 1)
        self.assertEqual(at_b.receive()["hops"], ("10.0.0.2", "10.0.0.1", PUBLISHER))

    def test_a_closed_tape_is_edited_and_an_open_one_is_not(self):
        path, a = self.tape(), self.serve("10.0.0.1")

        def rows():
            return [json.loads(line) for line in self.run_ok("upstream", "list", "--tape", path, "--json").splitlines()]
        self.run_ok("upstream", "add", "elsewhere:1234", "other", "--tape", path)
        self.run_ok("upstream", "add", f"127.0.0.1:{a.fq}", "ex", "--program", "prefix:\"r\"", "--tape", path)
        self.assertEqual([(row["id"], row["host"], row["port"], row["exchange"]) for row in rows()],
                         [(1, "elsewhere", 1234, "other"), (2, "127.0.0.1", a.fq, "ex")])
        self.run_ok("upstream", "remove", 1, "--tape", path)
        self.assertEqual([row["exchange"] for row in rows()], ["ex"])
        self.assertEqual(sorted(os.listdir(self.program.directory)).count("b.tape-live"), 0)
        b = self.serve("10.0.0.2", path)
        self.await_state(b, "connected")
        for action in (["list"], ["add", "x", "y"], ["remove", 1]):
            self.assertNotEqual(self.program.run("upstream", *action, "--tape", path).returncode, 0)
        self.run_ok("upstream", "remove", self.upstreams(b)[0]["id"], "--url", b.url)
        self.assertEqual(b.stop(), 0)
        self.assertEqual(rows(), [])
        self.assertNotEqual(self.program.run("upstream", "add", "x", "y", "--tape", path + "x").returncode, 0)
        self.assertFalse(os.path.exists(path + "x"))
        self.assertEqual(self.program.run("upstream", "add", ":0", "y", "--tape", path).returncode, 2)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + sys.argv[2:])
