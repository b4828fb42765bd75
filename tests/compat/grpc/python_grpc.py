#!/usr/bin/python3
"""Debian's python3-grpcio, unmodified, against the real program: minikafka's calls with everything that a naive server gets
wrong. The schema comes from the server itself, through reflection. Usage: python_grpc.py PROGRAM"""
import collections
import os
import signal
import sys
import threading
import time
import unittest

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", ".."))
sys.dont_write_bytecode = True
from tests.support.program import Program  # noqa: E402

BINARY = sys.argv.pop(1)
MIB = 1 << 20


def varint(number):
    out = b""
    while number >= 0x80:
        out += bytes([number & 0x7F | 0x80])
        number >>= 7
    return out + bytes([number])


def field(number, data):
    return varint(number << 3 | 2) + varint(len(data)) + data


def raw(channel, method):
    """A call that takes and gives bytes."""
    return channel.unary_unary(method, request_serializer=None, response_deserializer=None)


def fields(data):
    """The length-delimited fields of a message, as (number, bytes)."""
    out, at = [], 0

    def number():
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value
    while at < len(data):
        tag = number()
        assert tag & 7 == 2, "only length-delimited fields here"
        length = number()
        out.append((tag >> 3, data[at:at + length]))
        at += length
    return out


class Reflected:
    """Message classes and methods, from the server's own description."""

    def __init__(self, channel, version="v1"):
        self.ask = channel.stream_stream(f"/grpc.reflection.{version}.ServerReflection/ServerReflectionInfo")
        self.pool = descriptor_pool.DescriptorPool()
        self.factory = message_factory.MessageFactory(self.pool)
        self.names = set()
        for service in self.services():
            for number, data in fields(self.one(field(4, service.encode()))[4]):
                assert number == 1
                file = descriptor_pb2.FileDescriptorProto.FromString(data)
                if file.name not in self.names:
                    self.names.add(file.name)
                    self.pool.Add(file)

    def one(self, request):
        return dict(fields(next(iter(self.ask(iter([request]), timeout=10)))))

    def services(self):
        return [dict(fields(data))[1].decode() for _, data in fields(self.one(field(7, b"*"))[6])]

    def message(self, name):
        return self.factory.GetPrototype(self.pool.FindMessageTypeByName(name))

    def method(self, channel, service, name):
        method = self.pool.FindServiceByName(service).methods_by_name[name]
        answer = self.factory.GetPrototype(method.output_type)
        return channel.unary_unary(f"/{service}/{name}", request_serializer=lambda m: m.SerializeToString(),
                                   response_deserializer=answer.FromString)


class Client:
    def __init__(self, address, options=(), deadline=10, metadata=()):
        self.channel = grpc.insecure_channel(address, options=options)
        self.deadline = deadline
        self.metadata = metadata
        self.schema = None

    def reflect(self):
        self.schema = Reflected(self.channel)
        self.produce_call = self.schema.method(self.channel, "protocol.MiniKafka", "Produce")
        self.poll_call = self.schema.method(self.channel, "protocol.MiniKafka", "Poll")
        for name in ("Topic", "Payload", "ProduceRequest", "MsgNumber", "PollRequest", "PollResponse"):
            setattr(self, name, self.schema.message("protocol." + name))
        return self

    def produce(self, topic, payload):
        request = self.ProduceRequest(topic=self.Topic(topic=topic), payload=self.Payload(payload=payload))
        return self.produce_call(request, timeout=self.deadline, metadata=self.metadata).msg_number

    def poll(self, topic, read_from):
        answer = self.poll_call(self.PollRequest(topic=topic, read_from=self.MsgNumber(msg_number=read_from)),
                                timeout=self.deadline, metadata=self.metadata)
        assert answer.HasField("new_read_from")
        return [payload.payload for payload in answer.payloads], answer.new_read_from.msg_number

    def close(self):
        self.channel.close()


class PythonGrpc(unittest.TestCase):
    def setUp(self):
        self.program = Program(BINARY)
        self.addCleanup(self.program.close)
        self.broker = self.program.serve()
        self.client = self.connect()

    def connect(self, broker=None, **options):
        client = Client(f"127.0.0.1:{(broker or self.broker).grpc_port}", **options).reflect()
        self.addCleanup(client.close)
        return client

    def fails(self, code, call, *arguments, **options):
        with self.assertRaises(grpc.RpcError) as caught:
            call(*arguments, **options)
        self.assertEqual(caught.exception.code(), code, caught.exception.details())
        return caught.exception.details()

    def test_the_bytes_on_the_wire_are_the_originals(self):
        produce, poll = (raw(self.client.channel, "/protocol.MiniKafka/" + name) for name in ("Produce", "Poll"))
        for number, payload in enumerate((b"one", b"", b"three"), 1):
            body = field(1, field(1, b"t")) + field(2, field(1, payload) if payload else b"")
            self.assertEqual(produce(body, timeout=10), b"\x08" + varint(number))
        self.assertEqual(poll(field(1, b"t") + b"\x12\x02\x08\x01", timeout=10).hex(), "0a050a036f6e650a000a070a05746872656512020804")
        self.assertEqual(poll(field(1, b"t") + b"\x12\x02\x08\x04", timeout=10).hex(), "12020804")
        self.assertEqual(poll(field(1, b"t") + b"\x12\x00", timeout=10).hex()[-8:], "12020804")
        # A string where a message belongs, and fields that nobody knows.
        self.fails(grpc.StatusCode.INTERNAL, produce, field(1, b"hello") + field(2, field(1, b"x")), timeout=10)
        unknown = field(15, b"?") + b"\xa0\x06\x01"
        self.assertEqual(produce(unknown + field(1, field(1, b"u") + unknown) + field(2, field(1, b"x")) + unknown, timeout=10), b"\x08\x01")
        self.assertEqual(self.client.poll("u", 1), ([b"x"], 2))

    def test_only_the_right_paths_are_served(self):
        for path, text in (("/minikafka.MiniKafka/Produce", "unknown service minikafka.MiniKafka"),
                           ("/protocol.MiniKafka/Consume", "unknown method Consume for service protocol.MiniKafka")):
            self.assertEqual(self.fails(grpc.StatusCode.UNIMPLEMENTED, raw(self.client.channel, path), b"", timeout=10), text)

    def test_positions_begin_with_one_and_are_echoed(self):
        for number in range(1, 5):
            self.assertEqual(self.client.produce("t", b"%d" % number), number)
        self.assertEqual(self.client.poll("t", 0), ([b"1", b"2", b"3", b"4"], 5))
        for position in (5, 99, 2**31, 2**32 - 1):
            self.assertEqual(self.client.poll("t", position), ([], position))
        # Without a position at all.
        self.assertEqual(len(self.client.poll_call(self.client.PollRequest(topic="t"), timeout=10).payloads), 4)

    def test_an_unknown_topic_is_an_error(self):
        for topic in ("nothing", "", "caf\u00e9 100%\n", "\0"):
            self.assertEqual(self.fails(grpc.StatusCode.UNKNOWN, self.client.poll, topic, 1), f"store.Poll: No such topic: {topic}")

    def test_missing_parts_do_not_harm_the_server(self):
        request = self.client.ProduceRequest
        self.fails(grpc.StatusCode.INVALID_ARGUMENT, self.client.produce_call, request(), timeout=10)
        self.fails(grpc.StatusCode.INVALID_ARGUMENT, self.client.produce_call, request(topic=self.client.Topic(topic="t")), timeout=10)
        self.fails(grpc.StatusCode.INVALID_ARGUMENT, self.client.produce_call, request(payload=self.client.Payload(payload=b"x")), timeout=10)
        self.assertEqual(self.client.produce_call(request(topic=self.client.Topic(), payload=self.client.Payload()), timeout=10).msg_number, 1)
        self.assertEqual(self.client.poll("", 1), ([b""], 2))

    def test_odd_topics_are_accepted_and_stay_apart(self):
        topics = ["", " ", "a b", "\u4e2d\u6587 \U0001f39e", "x/y", "../esc", "index", ".", "..", "\0", "a\0b", "Case", "case",
                  "n" * 200, "n" * 255, "n" * 256, "n" * 100_000, "minikafka:", "minikafka#"]
        for topic in topics:
            self.assertEqual(self.client.produce(topic, topic.encode()), 1)
        for topic in topics:
            self.assertEqual(self.client.poll(topic, 1), ([topic.encode()], 2))

    def test_large_messages_up_to_four_mebibytes(self):
        payload = os.urandom(4 * MIB - 64)
        self.assertEqual(self.client.produce("large", payload), 1)
        text = self.fails(grpc.StatusCode.RESOURCE_EXHAUSTED, self.client.produce, "large", bytes(4 * MIB))
        self.assertIn("grpc: received message larger than max (", text)
        self.assertIn(" vs. 4194304)", text)
        self.assertEqual(self.client.produce("large", payload[::-1]), 2)
        # A reader with the default limit gets them one by one.
        self.assertEqual(self.client.poll("large", 1), ([payload], 2))
        self.assertEqual(self.client.poll("large", 2), ([payload[::-1]], 3))

    def test_a_reader_with_default_limits_drains_a_hundred_megabytes(self):
        payloads = [os.urandom(250_000) for _ in range(16)]
        count = 420  # 105 MB
        futures = []
        for number in range(count):
            request = self.client.ProduceRequest(topic=self.client.Topic(topic="backlog"),
                                                 payload=self.client.Payload(payload=payloads[number % 16]))
            futures.append(self.client.produce_call.future(request, timeout=60))
            if len(futures) >= 8:
                futures.pop(0).result()
        for future in futures:
            future.result()
        got = collections.Counter()
        replies = 0
        position = 1
        while True:
            received, position = self.client.poll("backlog", position)
            if not received:
                break
            replies += 1
            got.update(received)
        self.assertEqual(position, count + 1)
        self.assertEqual(got, collections.Counter(payloads[number % 16] for number in range(count)))
        self.assertGreaterEqual(replies, 26)

    def test_messages_end_by_age_and_numbers_go_on(self):
        broker = self.program.serve(MINIKAFKA_RETENTIONTIME="1500ms")
        client = self.connect(broker)
        began = time.monotonic()
        self.assertEqual(client.produce("t", b"x"), 1)
        while client.poll("t", 1)[0]:
            self.assertLess(time.monotonic() - began, 30)
        self.assertGreaterEqual(time.monotonic() - began, 1.4)
        for position in (0, 1, 12): # known, and empty
            self.assertEqual(client.poll("t", position), ([], position))
        self.assertEqual(client.produce("t", b"y"), 2)
        self.assertEqual(client.poll("t", 1), ([b"y"], 3))

    def test_topics_numbers_and_messages_survive_a_restart(self):
        root = self.program.path("store")
        for turn in range(1, 4):
            broker = self.program.serve(MINIKAFKA_ROOT_DIR=root, MINIKAFKA_HOST="127.0.0.1:0", TAPEDECK_GRPC="")
            client = self.connect(broker)
            if turn > 1:
                self.assertEqual(client.poll("t", 1), ([b"%d" % n for n in range(1, turn)], turn))
            self.assertEqual(client.produce("t", b"%d" % turn), turn)
            client.close()
            if turn == 2:
                broker.kill()
            else:
                self.assertEqual(broker.stop(), 0)
        self.assertEqual(os.listdir(root), ["queues.tape"])

    def test_compressed_requests_are_understood(self):
        client = self.connect(options=[("grpc.default_compression_algorithm", grpc.Compression.Gzip.value)])
        self.assertEqual(client.produce("t", b"z" * 100_000), 1)
        self.assertEqual(client.poll("t", 1), ([b"z" * 100_000], 2))
        deflated = self.connect(options=[("grpc.default_compression_algorithm", grpc.Compression.Deflate.value)])
        self.assertEqual(deflated.produce("t", b"y" * 100_000), 2)

    def test_keep_alive_pings_every_second_are_no_offence(self):
        client = self.connect(options=[("grpc.keepalive_time_ms", 100), ("grpc.http2.max_pings_without_data", 0),
                                       ("grpc.keepalive_permit_without_calls", 1),
                                       ("grpc.http2.min_ping_interval_without_data_ms", 100)])
        self.assertEqual(client.produce("t", b"x"), 1)
        states = []
        client.channel.subscribe(states.append)
        lost = threading.Event()
        client.channel.subscribe(lambda state: lost.set() if state != grpc.ChannelConnectivity.READY and states else None)
        self.assertFalse(lost.wait(2)) # twenty pings
        self.assertEqual(client.produce("t", b"x"), 2)

    def test_a_fresh_connection_answers_within_the_tools_deadline(self):
        self.assertEqual(self.client.produce("t", b""), 1)
        for _ in range(20):
            client = Client(f"127.0.0.1:{self.broker.grpc_port}", options=[("grpc.use_local_subchannel_pool", 1)])
            poll = raw(client.channel, "/protocol.MiniKafka/Poll")
            self.assertEqual(poll(field(1, b"t"), timeout=0.5), b"\x0a\x00\x12\x02\x08\x02")
            client.close()

    def test_many_writers_get_each_number_once(self):
        numbers = []
        lock = threading.Lock()

        def write():
            client = Client(f"127.0.0.1:{self.broker.grpc_port}", options=[("grpc.use_local_subchannel_pool", 1)]).reflect()
            mine = [client.produce("t", b"x") for _ in range(100)]
            self.assertEqual(mine, sorted(mine))
            # What was acknowledged is there for everybody.
            self.assertGreaterEqual(client.poll("t", mine[-1])[1], mine[-1] + 1)
            with lock:
                numbers.extend(mine)
            client.close()
        threads = [threading.Thread(target=write) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(sorted(numbers), list(range(1, 801)))

    def test_the_token_is_bearer_metadata(self):
        broker = self.program.serve(TAPEDECK_TOKEN="open sesame")
        for port in (broker.grpc_port, broker.http_port):
            channel = grpc.insecure_channel(f"127.0.0.1:{port}")
            call = raw(channel, "/protocol.MiniKafka/Poll")
            self.fails(grpc.StatusCode.UNAUTHENTICATED, call, field(1, b"t"), timeout=10)
            self.fails(grpc.StatusCode.UNAUTHENTICATED, call, field(1, b"t"), timeout=10, metadata=[("authorization", "Bearer wrong")])
            self.fails(grpc.StatusCode.UNKNOWN, call, field(1, b"t"), timeout=10, metadata=[("authorization", "Bearer open sesame")])
            channel.close()
        self.assertNotIn("sesame", broker.log_text())

    def test_health_and_reflection(self):
        for version in ("v1", "v1alpha"):
            schema = Reflected(self.client.channel, version)
            self.assertEqual(schema.services(), ["protocol.MiniKafka", "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection",
                                                 "grpc.reflection.v1alpha.ServerReflection"])
        schema = self.client.schema
        request, response = (schema.message("grpc.health.v1.HealthCheck" + end) for end in ("Request", "Response"))
        check = schema.method(self.client.channel, "grpc.health.v1.Health", "Check")
        serving = response.DESCRIPTOR.enum_types_by_name["ServingStatus"].values_by_name["SERVING"].number
        for service in ("", "protocol.MiniKafka"):
            self.assertEqual(check(request(service=service), timeout=10).status, serving)
        self.fails(grpc.StatusCode.NOT_FOUND, check, request(service="other"), timeout=10)
        watch = self.client.channel.unary_stream("/grpc.health.v1.Health/Watch", lambda m: m.SerializeToString(), response.FromString)
        watching = watch(request())
        self.assertEqual(next(watching).status, serving)
        # A server that stops ends the watch, and everything else, in peace.
        self.broker.signal(signal.SIGTERM)
        with self.assertRaises(grpc.RpcError) as caught:
            next(watching)
        self.assertEqual(caught.exception.code(), grpc.StatusCode.UNAVAILABLE)
        self.assertEqual(self.broker.wait(), 0)

    def test_minikafkas_variables_that_make_no_sense_are_refused(self):
        for name, value, text in (("MINIKAFKA_RETENTIONTIME", "1d", 'time: unknown unit "d" in duration "1d"'),
                                  ("MINIKAFKA_RETENTIONTIME", "10", 'time: missing unit in duration "10"'),
                                  ("MINIKAFKA_RETENTIONTIME", "0s", '"0s" is not a time above 0'),
                                  ("MINIKAFKA_RETENTIONTIME", "-3s", '"-3s" is not a time above 0'),
                                  ("MINIKAFKA_HOST", "9999", '"9999" is not HOST:PORT'),
                                  ("MINIKAFKA_HOST", "0.0.0.0:0", "can be reached from other machines")):
            result = self.program.run("serve", TAPEDECK_RESP="127.0.0.1:0", TAPEDECK_GRPC="", **{name: value})
            self.assertEqual(result.returncode, 2, result.stderr)
            self.assertIn(text, result.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=1)
