#!/usr/bin/env python3
"""Many idle HTTP connections that are kept open cost little memory and do not slow an active one down.

Usage: http_idle.py [CONNECTIONS]     (default 9900)
"""
import os
import socket
import sys
import time

from resp_load import allow_descriptors, percentile, resident_kib

BYTES_EACH_MAX = 8 << 10
ACCEPT_SECONDS_MAX = 5
P99_SECONDS_MAX = 0.002
ROUNDS = 5
connections = int(sys.argv[1]) if len(sys.argv) > 1 else 9_900
port = int(os.environ["TAPEDECK_HTTP_PORT"])
REQUEST = f"GET /stats/ HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n".encode()
allow_descriptors(connections + 200)


def connect():
    return socket.create_connection(("127.0.0.1", port), 30)


def ask(client):
    client.sendall(REQUEST)
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += client.recv(65536)
    head, body = answer.split(b"\r\n\r\n", 1)
    length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    while len(body) < length:
        body += client.recv(65536)
    assert head.startswith(b"HTTP/1.1 200"), head


def slowest_percent():
    times = []
    for _ in range(500):
        start = time.monotonic()
        ask(active)
        times.append(time.monotonic() - start)
    return percentile(times, 0.99)


active = connect()
ask(active)
alone = slowest_percent()
before = resident_kib()
began = time.monotonic()
idle = [connect() for _ in range(connections)]
ask(idle[-1])  # accepted in order
accepted = time.monotonic() - began
for client in idle:
    ask(client)
each = (resident_kib() - before) * 1024 / connections

p99 = min(slowest_percent() for _ in range(ROUNDS))  # what else runs on the machine must not fail it
print(f"{connections} idle connections: accepted in {accepted:.1f} s, {each:.0f} bytes each, active one p99 {p99 * 1000:.2f} ms (alone {alone * 1000:.2f} ms)")
assert accepted <= ACCEPT_SECONDS_MAX
assert each <= BYTES_EACH_MAX
assert p99 <= max(P99_SECONDS_MAX, 3 * alone)  # a busy machine is slow without idle ones too
