#!/usr/bin/env python3
"""Runs the examples of the documents against the real program, so that they stay true.

Every fenced block that begins with ```sh test is run by bash, line by line, each document with a broker of its own.
What follows `# -> ` at the end of a line is what the line must print (several lines are joined by one blank, and `...`
stands for anything). Ports 9797 and 8888 become the ports of the test's broker.

Usage: documents_test.py PROGRAM SOURCE_DIRECTORY
"""
import os
import re
import shlex
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
sys.dont_write_bytecode = True
from tests.support.program import Program  # noqa: E402

BLOCK = re.compile(r"^```sh test\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXPECTATION = re.compile(r"\s+# -> (.*)$")

PRELUDE = """
set -euo pipefail
redis-cli() { command redis-cli --no-raw "$@"; }
must_print() {
    local wanted=$1 got
    got=$(cat | tr '\\r\\n' '  ' | sed 's/  */ /g; s/ $//')
    [[ $got == $wanted ]] || { printf 'printed: %s\\ninstead: %s\\n' "$got" "$wanted" >&2; exit 1; }
}
"""


def script_of(block, broker):
    lines = [PRELUDE]
    for line in block.splitlines():
        expectation = EXPECTATION.search(line)
        if expectation:
            line = line[: expectation.start()]
            # Everything but ... is taken literally: a pattern of bash, quoted as one word.
            pattern = re.sub(r"([\\*?\[\]])", r"\\\1", re.sub(" +", " ", expectation.group(1).strip())).replace("...", "*")
            line = f"{{ {line} ; }} 2>&1 | must_print {shlex.quote(pattern)}"
        lines.append(line.replace("9797", str(broker.port)).replace("8888", str(broker.http_port)))
    return "\n".join(lines) + "\n"


def documents(top):
    for folder, folders, names in os.walk(top):
        folders[:] = [name for name in folders if name not in (".git", "build", "node_modules") and not name.startswith("build-")]
        for name in sorted(names):
            if name.endswith(".md"):
                yield os.path.join(folder, name)


def run_document(program, path):
    with open(path, encoding="utf-8") as file:
        blocks = BLOCK.findall(file.read())
    if not blocks:
        return 0, 0
    setting = Program(program)
    broken = 0
    try:
        os.makedirs(setting.path("bin"))
        os.symlink(setting.program, setting.path("bin/tapedeck"))
        os.symlink(os.path.join(SOURCE, "resources"), setting.path("resources"))
        broker = setting.serve("shop.tape")
        for number, block in enumerate(blocks, 1):
            environment = setting.environment(TAPEDECK_RESP_URL=broker.url, TAPEDECK_HTTP_URL=f"http://127.0.0.1:{broker.http_port}",
                                              PATH=setting.path("bin") + ":" + os.environ["PATH"])
            result = subprocess.run(["bash", "-c", script_of(block, broker)], cwd=setting.directory, env=environment,
                                    capture_output=True, text=True, timeout=120)
            if result.returncode != 0:
                broken += 1
                print(f"{os.path.relpath(path, SOURCE)}, example {number} fails with {result.returncode}:\n{block}\n{result.stdout}{result.stderr}")
    finally:
        setting.close()
    return len(blocks), broken


SOURCE = os.path.abspath(sys.argv[2])


def main():
    total = failures = 0
    for path in documents(SOURCE):
        count, broken = run_document(sys.argv[1], path)
        total += count
        failures += broken
    print(f"{total} examples, {failures} broken")
    return 1 if failures or total == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
