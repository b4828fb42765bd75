#!/usr/bin/env python3
"""Many idle fq clients, each with its two connections and a queue of its own, cost little memory and do not slow an
active pair down.

Usage: fq_idle.py [CLIENTS]     (default 4900: what fits into the server's default limit of connections)
More need a broker started with --max-connections and enough descriptors; as many as there is room for are made, and the
number is printed.
"""
import sys
import time

from fq_client import FqClient
from resp_load import allow_descriptors, percentile, resident_kib

BYTES_EACH_MAX = 16 << 10
P99_SECONDS_MAX = 0.002
ROUNDS = 5
wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 4_900
clients = min(wanted, (allow_descriptors(2 * wanted + 200) - 200) // 2)

consumer = FqClient(b"active", b"active")
consumer.bind(b"busy", b"prefix:")
publisher = FqClient(b"publisher", b"publisher")


def travel():
    start = time.monotonic()
    publisher.publish(b"busy", b"r", b"x" * 100)
    consumer.receive()
    return time.monotonic() - start


def times():
    measured = sorted(travel() for _ in range(1_000))
    return percentile(measured, 0.5), percentile(measured, 0.99)


for _ in range(100):
    travel()
alone = times()[1]
before = resident_kib()
began = time.monotonic()
idle = []
try:
    for i in range(clients):
        idle.append(FqClient(b"idle", b"idle%d" % i))
except (OSError, ConnectionError) as refused:
    print(f"no room for more than {len(idle)} clients: {refused}")
    assert len(idle) >= min(clients, 4_000), "far fewer than the server has room for"
accepted = time.monotonic() - began
for client in (idle[0], idle[len(idle) // 2], idle[-1]):
    assert len(client.status()) == 10  # its data connection has found it
each = (resident_kib() - before) * 1024 / len(idle)

p50, p99 = min((times() for _ in range(ROUNDS)), key=lambda pair: pair[1])  # what else runs must not fail it
print(f"{len(idle)} idle clients: there in {accepted:.1f} s, {each:.0f} bytes each, "
      f"active pair p50 {p50 * 1000:.3f} ms, p99 {p99 * 1000:.3f} ms (alone {alone * 1000:.3f} ms)")
assert each <= BYTES_EACH_MAX
assert p99 <= max(P99_SECONDS_MAX, 3 * alone)  # a busy machine is slow without idle clients too
