"""A small fq client for the load scripts: two sockets and the bytes of the protocol. Standard library only."""
import os
import socket
import struct

PORT = int(os.environ["TAPEDECK_FQ_PORT"])
HEARTBEAT = b"\xbe\xa7"
ID = bytes(16)


def text16(text):
    return struct.pack(">H", len(text)) + text


def frame(exchange, route, payload):
    return bytes([len(exchange)]) + exchange + bytes([len(route)]) + route + ID + struct.pack(">I", len(payload)) + payload


def connect():
    connection = socket.create_connection(("127.0.0.1", PORT), 60)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def exactly(connection, count):
    got = b""
    while len(got) < count:
        part = connection.recv(count - len(got))
        if not part:
            raise ConnectionError("closed by the server")
        got += part
    return got


class FqClient:
    """A client with both connections, or with the command connection only."""

    def __init__(self, user, queue, kind=b"mem:public", data=True):
        self.command = connect()
        detail = queue + b"\0" + kind
        self.command.sendall(b"\xcc\x50\xca\xfe\xaa\xaa\0\0" + text16(user) + text16(detail) + text16(b"pw"))
        answer, length = struct.unpack(">HH", exactly(self.command, 4))
        words = exactly(self.command, length)
        assert answer == 0xAA00, words
        self.key = words
        assert exactly(self.command, 2) == HEARTBEAT
        self.data = None
        if data:
            self.attach()

    def attach(self):
        self.data = connect()
        self.data.sendall(b"\xcc\x50\xfa\xce" + text16(self.key))

    def bind(self, exchange, program):
        self.command.sendall(b"\xb1\x70\0\0" + text16(exchange) + text16(program))
        answer, route = struct.unpack(">HI", exactly(self.command, 6))
        assert answer == 0xB171 and route != 0xFFFFFFFF, (answer, route)

    def status(self):
        self.command.sendall(b"\xc7\xa7")
        assert exactly(self.command, 2) == b"\x57\xa7"
        fields = {}
        while length := struct.unpack(">H", exactly(self.command, 2))[0]:
            name = exactly(self.command, length).decode()
            fields[name] = struct.unpack(">I", exactly(self.command, 4))[0]
        return fields

    def publish(self, exchange, route, payload):
        self.data.sendall(frame(exchange, route, payload))

    def receive(self):
        """The payload of the next message."""
        for _ in range(2):  # exchange, route
            exactly(self.data, exactly(self.data, 1)[0])
        exactly(self.data, 16)
        exactly(self.data, exactly(self.data, 1)[0])
        exactly(self.data, 4 * exactly(self.data, 1)[0])
        return exactly(self.data, struct.unpack(">I", exactly(self.data, 4))[0])

    def close(self):
        self.command.close()
        if self.data:
            self.data.close()
