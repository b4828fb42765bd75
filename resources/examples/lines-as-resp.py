#!/usr/bin/env python3
"""Turns every line of standard input into a command that publishes it, for `redis-cli --pipe`.

Usage: lines-as-resp.py QUEUE [--logged-at]

With --logged-at, a line that begins with a date and a time (2026-11-21 14:03:07 ...) carries them in the header
`logged-at`; then the command is Tapedeck's PUB. Otherwise it is RPUSH, which any floki server understands too.
"""
import re
import sys

STAMP = re.compile(rb"^(\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d)")


def command(*words):
    return b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in words)


def main():
    queue = sys.argv[1].encode()
    logged_at = "--logged-at" in sys.argv[2:]
    out = sys.stdout.buffer
    for line in sys.stdin.buffer:
        line = line.rstrip(b"\n")
        stamp = STAMP.match(line) if logged_at else None
        if stamp:
            out.write(command(b"PUB", queue, b"HEADER", b"logged-at", stamp.group(1), b"BODY", line))
        else:
            out.write(command(b"RPUSH", queue, line))


if __name__ == "__main__":
    main()
