#!/usr/bin/python3
"""nghttp, which shows every frame, against the gRPC port. Usage: nghttp_frames.py NGHTTP, with TAPEDECK_GRPC_PORT set"""
import os
import re
import subprocess
import sys
import tempfile

nghttp, port = sys.argv[1], os.environ["TAPEDECK_GRPC_PORT"]


def ask(path, message, *words, content_type="application/grpc"):
    """The frames that were received, as (type, details), and the data."""
    with tempfile.NamedTemporaryFile() as body, tempfile.NamedTemporaryFile() as answer:
        body.write(bytes([0]) + len(message).to_bytes(4, "big") + message)
        body.flush()
        result = subprocess.run([nghttp, "--verbose", "--no-dep", "--timeout=10", "--data=" + body.name, "-H:method: POST", "-Hte: trailers",
                                 "-Hcontent-type: " + content_type, *words, f"http://localhost:{port}{path}"], stdout=answer,
                                stderr=subprocess.PIPE, check=True)
        with open(answer.name, "rb") as file:
            out = file.read()
    assert not result.stderr, result.stderr
    text = out.decode("latin-1")
    text = re.sub(r"\x1b\[[0-9;]*m", "", text)
    frames = re.findall(r"recv (\w+) frame <length=(\d+), flags=0x(\w+), stream_id=(\d+)>", text)
    headers = re.findall(r"recv \(stream_id=\d+(?:, sensitive)?\) ([\w:-]+): (.*)", text)
    return [(kind, int(length), int(flags, 16), int(stream)) for kind, length, flags, stream in frames], headers, text


# A call that succeeds: headers, data, trailers that end the stream.
frames, headers, text = ask("/protocol.MiniKafka/Produce", b"\x0a\x03\x0a\x01t\x12\x03\x0a\x01x")
ours = [frame for frame in frames if frame[3] != 0]
assert [frame[0] for frame in ours] == ["HEADERS", "DATA", "HEADERS"], ours
assert not ours[0][2] & 1 and not ours[1][2] & 1 and ours[2][2] & 1, ours # END_STREAM
assert ours[1][1] == 7, ours
assert headers[0] == (":status", "200") and ("content-type", "application/grpc") in headers, headers
assert headers[-1] == ("grpc-status", "0"), headers
assert {"SETTINGS"} <= {frame[0] for frame in frames if frame[3] == 0}, frames
assert re.search(r"SETTINGS_MAX_CONCURRENT_STREAMS\(0x03\):100", text), text

# One that fails: a single block of headers.
frames, headers, _ = ask("/protocol.MiniKafka/Poll", b"\x0a\x05t\xc3\xa9%\n")
ours = [frame for frame in frames if frame[3] != 0]
assert [frame[0] for frame in ours] == ["HEADERS"] and ours[0][2] & 1, ours
assert headers[0] == (":status", "200") and ("grpc-status", "2") in headers, headers
assert ("grpc-message", "store.Poll: No such topic: t%C3%A9%25%0A") in headers, headers

# What is no call.
frames, headers, text = ask("/protocol.MiniKafka/Poll", b"", content_type="application/json")
assert headers[0] == (":status", "415") and ("content-type", "text/plain") in headers, headers

# A reply of many frames, none longer than 16 KiB, which waits for the window of 64 KiB.
for _ in range(30):
    ask("/protocol.MiniKafka/Produce", b"\x0a\x05\x0a\x03big\x12\x84\x27\x0a\x81\x27" + b"b" * 4993)
frames, headers, text = ask("/protocol.MiniKafka/Poll", b"\x0a\x03big")
data = [frame for frame in frames if frame[0] == "DATA"]
assert sum(frame[1] for frame in data) == 5 + 30 * (3 + 0x1384) + 4, data
assert len(data) >= 10 and max(frame[1] for frame in data) <= 16384, data
assert text.index("send WINDOW_UPDATE frame") < text.rindex("recv DATA frame"), text
assert headers[-1] == ("grpc-status", "0"), headers
print("ok")
