#!/usr/bin/env python3
"""Live readers of one queue over comet, server-sent events and WebSocket, some of which stop reading.

Usage: http_readers.py [READERS] [STALLED] [MESSAGES_PER_SECOND] [SECONDS]     (default 1000, 100, 1000, 10)

All readers but the stalled ones must get every message in order, and the server must not keep what the stalled ones do
not take.
"""
import asyncio
import base64
import os
import sys
import time

from resp_load import allow_descriptors, resident_kib

GROWTH_KIB_MAX = 300 * 1024
readers, stalled, rate, duration = (int(sys.argv[i]) if len(sys.argv) > i else default for i, default in enumerate((1000, 100, 1000, 10), 1))
port = int(os.environ["TAPEDECK_HTTP_PORT"])
HOST = f"Host: localhost:{port}\r\n"
total = rate * duration
allow_descriptors(readers + 200)


async def connect(request, limit=1 << 16):
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=limit)
    writer.write(request.encode())
    head = await reader.readuntil(b"\r\n\r\n")
    return reader, writer, head


async def ask(method, path, body=""):
    reader, writer, head = await connect(f"{method} {path} HTTP/1.1\r\n{HOST}Content-Type: application/x-www-form-urlencoded\r\n"
                                         f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}")
    rest = await reader.read()
    writer.close()
    assert b" 200 " in head.splitlines()[0], head + rest
    return rest


def numbers(text):
    """The numbers of the messages in a piece of a stream."""
    for part in text.split(b'"value": "')[1:]:
        yield int(part[:part.index(b" ")])


class Reader:
    def __init__(self, kind):
        self.kind = kind
        self.next = 0
        self.done = asyncio.Event()

    async def start(self):
        key = base64.b64encode(os.urandom(16)).decode()
        request = {"comet": f"GET /c/live HTTP/1.1\r\n{HOST}\r\n",
                   "sse": f"GET /sse/live HTTP/1.1\r\n{HOST}Accept: text/event-stream\r\n\r\n",
                   "ws": f"GET /ws/live HTTP/1.1\r\n{HOST}Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                         f"Sec-WebSocket-Key: {key}\r\n\r\n"}[self.kind]
        self.reader, self.writer, head = await connect(request)
        assert head.split()[1] == (b"101" if self.kind == "ws" else b"200"), head

    async def run(self):
        kept = b""
        while self.next < total:
            part = await self.reader.read(1 << 16)
            assert part, f"a {self.kind} stream ended after {self.next} of {total} messages"
            kept += part
            whole, kept = kept[:kept.rfind(b"}") + 1], kept[kept.rfind(b"}") + 1:]
            for number in numbers(whole):
                assert number == self.next, f"{self.kind}: {number} came instead of {self.next}"
                self.next += 1
        self.done.set()


async def publish(pace):
    """RPUSH by the second port, so that the HTTP server has nothing to do but to deliver."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(os.environ["TAPEDECK_PORT"]))
    began = time.monotonic()
    behind = 0.0
    for number in range(total):
        due = began + number / pace
        now = time.monotonic()
        if due > now:
            await asyncio.sleep(due - now)
        behind = max(behind, now - due)
        body = b"%d %s" % (number, b"x" * 90)
        writer.write(b"*3\r\n$5\r\nRPUSH\r\n$4\r\nlive\r\n$%d\r\n%s\r\n" % (len(body), body))
        answer = await reader.readline()
        assert answer == b":1\r\n", answer
    return time.monotonic() - began, behind


async def main():
    await ask("POST", "/q/live", "value=first")
    await ask("GET", "/q/live")
    kinds = ["comet", "sse", "ws"]
    crowd = [Reader(kinds[i % 3]) for i in range(readers)]
    for at in range(0, len(crowd), 50):
        await asyncio.gather(*(reader.start() for reader in crowd[at:at + 50]))
    before = resident_kib()
    tasks = [asyncio.create_task(reader.run()) for reader in crowd[stalled:]]
    took, behind = await publish(rate)
    await asyncio.wait_for(asyncio.gather(*tasks), 120)
    growth = resident_kib() - before
    print(f"{readers} readers, {stalled} of them stalled: {total} messages in {took:.1f} s (asked for {duration} s), all of them read by the "
          f"others in order; {growth >> 10} MiB more memory")
    assert growth <= GROWTH_KIB_MAX
    for reader in crowd:
        reader.writer.close()


asyncio.run(main())
