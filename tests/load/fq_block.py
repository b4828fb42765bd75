#!/usr/bin/env python3
"""A full queue that blocks holds up its publisher and nobody else: while one publisher stands still, another one keeps at
least nine tenths of the rate that it has alone.

Usage: fq_block.py [MESSAGES]     (of each measurement; default 400000)
"""
import sys
import threading
import time

from fq_client import FqClient, frame

SHARE_MIN = 0.9
ROUNDS = 5
messages = int(sys.argv[1]) if len(sys.argv) > 1 else 400_000
CHUNK = frame(b"free", b"r", b"x" * 100) * 200

reader = FqClient(b"reader", b"reader", b"mem:public,backlog=-1")
reader.bind(b"free", b"prefix:")
reading = threading.Thread(target=lambda: read_all(), daemon=True)


def read_all():
    while reader.data.recv(1 << 20):
        pass


reading.start()
publisher = FqClient(b"publisher", b"publisher")


def rate():
    """Messages a second, until the reader has been given all of them."""
    wanted = reader.status()["msgs_out"] + messages
    began = time.monotonic()
    for _ in range(messages // 200):
        publisher.data.sendall(CHUNK)
    while (reader.status()["msgs_out"] - wanted) & 0x80000000:
        pass
    return messages / (time.monotonic() - began)


def stand_still():
    """A queue that is full, and a publisher that waits for it with much in hand."""
    owner = FqClient(b"owner", b"full", b"mem:public,block,backlog=100", data=False)
    owner.bind(b"full", b"prefix:")
    blocked = FqClient(b"blocked", b"blocked")
    blocked.data.setblocking(False)
    try:
        while True:
            blocked.data.send(frame(b"full", b"r", b"y" * 1_000) * 200)
    except BlockingIOError:
        pass
    while blocked.status().get("msgs_in", 0) < 100:
        pass
    return owner, blocked


rate()  # warm
best = 0.0
for _ in range(ROUNDS):  # what else runs on the machine must not fail it
    alone = rate()
    owner, blocked = stand_still()
    beside = rate()
    assert blocked.status()["msgs_in"] == 100
    owner.attach()  # and it goes on when somebody takes the messages
    received = sum(1 for _ in range(1_000) if owner.receive())
    assert received == 1_000
    blocked.close()
    owner.close()
    print(f"{alone:.0f} messages/s alone, {beside:.0f} beside a blocked publisher: {beside / alone:.2f}")
    best = max(best, beside / alone)
assert best >= SHARE_MIN
