#!/usr/bin/env python3
"""Prints the events of the demo tape, one JSON object per line. Usage: demo-events.py PACKAGES.jsonl DPKG_LOG"""
import calendar
import json
import sys
import time


def main():
    packages = {}
    with open(sys.argv[1], encoding="utf-8") as file:
        for line in file:
            packages.setdefault(json.loads(line)["package"], line.rstrip("\n"))
    with open(sys.argv[2], encoding="utf-8") as file:
        log = [line.rstrip("\n") for line in file]
    second, within = None, 0
    for line in log:
        stamp, event = line[:19], line[20:]
        # The log counts whole seconds: lines of one second follow each other by some milliseconds.
        within = within + 1 if stamp == second else 0
        second = stamp
        moment = calendar.timegm(time.strptime(stamp, "%Y-%m-%d %H:%M:%S")) + min(within * 0.004, 0.999)
        words = event.split()
        print(json.dumps({"time": moment, "queue": "dpkg_log", "key": ".".join(words[:1] + words[1:2] * (words[0] == "status")), "body": line}))
        if words[0] == "install":
            name = words[1].split(":")[0]
            if name in packages:
                section = json.loads(packages[name]).get("section", "none")
                print(json.dumps({"time": moment, "queue": "packages", "key": section, "body": packages[name]}))


if __name__ == "__main__":
    main()
