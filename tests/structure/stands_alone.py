"""Compiles every source file of the engine and the programs by itself, without writing anything: a build joins several
files into one, which hides an #include that is missing.

Usage: stands_alone.py BUILD_FOLDER JOBS      the folder has a compile_commands.json of a build that joins nothing
"""
import concurrent.futures
import json
import os
import shlex
import subprocess
import sys


def command_of(entry):
    words = shlex.split(entry["command"])
    while os.path.basename(words[0]) in ("cmake", "ccache", "env", "-E") or "=" in words[0] or words[0] == "-E":
        words = words[1:]
    kept, skip = [], 0
    for word in words:
        if skip:
            skip -= 1
        elif word in ("-o", "-MT", "-MF"):
            skip = 1
        elif word not in ("-MD", "-c"):
            kept.append(word)
    return kept + ["-fsyntax-only"]


def check(entry):
    done = subprocess.run(command_of(entry), cwd=entry["directory"], capture_output=True, text=True)
    return entry["file"], done.returncode, done.stderr


def main():
    folder = os.path.abspath(sys.argv[1]) + os.sep
    with open(folder + "compile_commands.json", encoding="utf-8") as file:
        entries = [e for e in json.load(file) if not e["file"].startswith(folder)]  # nothing that the build makes
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(int(sys.argv[2])) as pool:
        for file, code, text in pool.map(check, entries):
            if code:
                failed += 1
                print(f"{file}:\n{text}")
    print(f"{len(entries)} files compiled by themselves, {failed} failed.")
    return 1 if failed or not entries else 0


sys.exit(main())
