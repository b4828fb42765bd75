#!/usr/bin/env python3
"""Turns Debian control stanzas (standard input) into one JSON object per line (standard output).

Field names become lower case with underscores, sizes become numbers, and relations to other packages become lists of
{"package", "version"}, with alternatives as lists in them.
"""
import json
import re
import sys

NUMBERS = {"size", "installed_size"}
LISTS = {"depends", "pre_depends", "recommends", "suggests", "conflicts", "breaks", "replaces", "provides", "enhances"}
RELATION = re.compile(r"^(\S+?)(?::(\S+))?(?:\s*\((.*)\))?$")


def relation(text):
    match = RELATION.match(text)
    if not match:
        return {"package": text}
    names = ("package", "architecture", "version")
    return {name: value for name, value in zip(names, match.groups()) if value}


def relations(text):
    out = []
    for part in text.split(","):
        alternatives = [relation(word.strip()) for word in part.split("|")]
        out.append(alternatives[0] if len(alternatives) == 1 else alternatives)
    return out


def stanzas(lines):
    fields = {}
    name = None
    for line in lines:
        line = line.rstrip("\n")
        if not line:
            if fields:
                yield fields
            fields, name = {}, None
        elif line[0] in " \t":
            if name:
                fields[name] += "\n" + line.strip()
        else:
            name, _, value = line.partition(":")
            name = name.lower().replace("-", "_")
            fields[name] = value.strip()
    if fields:
        yield fields


def main():
    sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    sys.stdout.reconfigure(encoding="utf-8")
    for fields in stanzas(sys.stdin):
        for name in NUMBERS & fields.keys():
            fields[name] = int(fields[name])
        for name in LISTS & fields.keys():
            fields[name] = relations(fields[name])
        if "tag" in fields:
            fields["tag"] = [part.strip() for part in fields["tag"].split(",")]
        print(json.dumps(fields, ensure_ascii=False, separators=(",", ":")))


if __name__ == "__main__":
    main()
