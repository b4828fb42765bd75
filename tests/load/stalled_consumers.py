#!/usr/bin/env python3
"""Consumers that ask for everything and read nothing must neither grow the server nor slow the others down.

Usage: stalled_consumers.py [CONSUMERS] [MEBIBYTES]   (default 100 and 1024)
"""
import sys
import time

from resp_load import Client, allow_descriptors, encode, percentile, refused, resident_kib

GROWTH_KIB_MAX = 300 * 1024
SHARE_MIN = 0.5
HELD_SECONDS_MAX = 15
BODY = b"x" * 16_384
BATCH = 64

allow_descriptors(4_096)
consumers = int(sys.argv[1]) if len(sys.argv) > 1 else 100
total = (int(sys.argv[2]) if len(sys.argv) > 2 else 1024) << 20

publisher = Client()
assert publisher.ask("SETNX", "q", "c") == b"+OK\r\n"
batch = encode("RPUSH", "q", *[BODY] * BATCH)


def publish(bytes_wanted):
    """Returns bytes per second."""
    began = time.monotonic()
    sent = 0
    while sent < bytes_wanted:
        publisher.socket.sendall(batch)
        assert publisher.line() == b":%d\r\n" % BATCH
        sent += BATCH * len(BODY)
    return sent / (time.monotonic() - began)


publish(256 << 20)  # every part of the journal has been used once
alone = [publish(64 << 20) for _ in range(3)]
before = resident_kib()

stalled = [Client(receive_buffer=4096) for _ in range(consumers)]
for client in stalled:
    client.socket.sendall(encode("PEEK", "q", "1", "100000") * 50)

peak = before
among = []
published = 0
deadline = time.monotonic() + HELD_SECONDS_MAX
while published < total or time.monotonic() < deadline:
    among.append(publish(32 << 20))
    published += 32 << 20
    peak = max(peak, resident_kib())
settled = resident_kib()
reasons = {name: count for name, count in refused().items() if count}
share = percentile(among, 0.5) / percentile(alone, 0.5)

print(f"{published >> 20} MiB published among {consumers} stalled consumers: {(peak - before) >> 10} MiB more at the peak, "
      f"{(settled - before) >> 10} MiB at the end, rate {share:.2f} of that alone, refused: {reasons}")
assert peak - before <= GROWTH_KIB_MAX
assert share >= SHARE_MIN
assert reasons.get("output_soft", 0) + reasons.get("buffers_full", 0) >= consumers, reasons
