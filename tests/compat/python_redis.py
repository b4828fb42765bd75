#!/usr/bin/python3
"""python3-redis, unmodified: helpers where they work, execute_command where they spoil the reply."""
import os
import threading
import time

import redis

port = int(os.environ["TAPEDECK_PORT"])
r = redis.Redis(port=port)

assert r.setnx("q", "a") is True
assert r.set("q", "b", nx=True) is True
try:
    r.set("q", "c")
    raise AssertionError("SET on an existing queue must fail")
except redis.ResponseError as error:
    assert str(error) == "QAE Queue Already Exists", error
assert r.rpush("q", b"x", b"\x00\r\n\xff", b"z") == 3

messages = r.hmget("q", "a", 2)
assert [(m[0], m[2]) for m in messages] == [(1, b"x"), (2, b"\x00\r\n\xff")], messages
assert r.hdel("q", "a", messages[0][1], messages[0][1]) == 1
assert [m[0] for m in r.hmget("q", "b", 10)] == [1, 2, 3]
assert r.hmget("q", "b", 1) == []
assert r.execute_command("HMGET", "q", "b", 1, 1) is None
assert r.execute_command("HMSET", "q", "b", "ID", "2") is True  # the library turns 2 into True
assert r.hmget("q", "b", 1)[0][0] == 2
assert r.execute_command("CONFIG", "GET", "server")[0].startswith(b'{"data_directory":')

# Pipelines, with and without the transaction that the library adds by itself.
with r.pipeline() as pipe:
    pipe.rpush("q", "one").rpush("q", "two", "three").llen("q")
    assert pipe.execute() == [1, 2, 6]
with r.pipeline(transaction=False) as pipe:
    for i in range(500):
        pipe.rpush("q", "m%d" % i)
    assert pipe.execute() == [1] * 500

# A long poll in one connection is answered by a publish in another.
got = []
assert r.srem("q", "a") == 1
poller = threading.Thread(target=lambda: got.extend(redis.Redis(port=port).execute_command("HMGET", "q", "a", 1, 20)))
poller.start()
while True:
    try:
        info = redis.Redis(port=port)
        info.set_response_callback("INFO", lambda reply: reply)
        if b'"blocked_client_count":1' in info.execute_command("INFO", "server")[0]:
            break
    finally:
        info.close()
began = time.monotonic()
r.rpush("q", "wake up")
poller.join(20)
assert not poller.is_alive() and got[0][2] == b"wake up", got
assert time.monotonic() - began < 5

# What the library sends when asked for more at connecting.
named = redis.Redis(port=port, db=3, password="secret", client_name="worker", health_check_interval=1)
assert named.ping() is True
assert named.client_getname() == "worker"
assert any(c["name"] == "worker" for c in r.client_list())
assert r.dbsize() == 1
assert r.delete("q", "b") == 1
assert r.delete("q") == 1
assert r.delete("q") == 0
try:
    r.rpush("q", "x")
    raise AssertionError("the queue is gone")
except redis.ResponseError as error:
    assert str(error) == "QNF Queue Not Found", error
print("ok", redis.__version__)
