#!/usr/bin/env python3
"""Checks rules about the tree that no compiler checks. Usage: structure_test.py RULE PATH [TOOL]"""
import os
import re
import subprocess
import sys

# Which rooms a room may include, besides itself. Headers named in full are the values that the broker's interface speaks
# in: those who call the broker need them, and nothing else of their rooms.
BROKER_VALUES = {"engine/broker/scan.h", "engine/log/journal.h", "engine/log/message.h", "engine/log/upstream.h",
                 "engine/queue/settings.h", "engine/replay/replay.h", "engine/broker/story.h", "engine/queue/dead_letters.h"}
ALLOWED = {
    "engine/base": set(),
    "engine/log": {"engine/base"},
    "engine/queue": {"engine/base"},
    "engine/route": {"engine/base"},
    "engine/filter": {"engine/base", "engine/log/mark.h", "engine/log/message.h"},
    "engine/replay": {"engine/base", "engine/filter"},
    "engine/transfer": {"engine/base", "engine/filter", "engine/log/message.h"},
    "engine/broker": {"engine/base", "engine/log", "engine/queue", "engine/route", "engine/filter", "engine/replay"},
    "engine/exchange": {"engine/base", "engine/broker/broker.h", "engine/route"} | BROKER_VALUES,
    "engine/mock": {"engine/base", "engine/broker/broker.h", "engine/exchange", "engine/filter"} | BROKER_VALUES,
    "engine/expect": {"engine/base", "engine/broker/broker.h", "engine/filter"} | BROKER_VALUES,
    "engine/net": {"engine/base", "engine/broker/broker.h"} | BROKER_VALUES,
    "engine/net/resp": {"engine/base", "engine/broker/broker.h", "engine/exchange/upstream_list.h", "engine/net"} | BROKER_VALUES,
    "engine/net/http": {"engine/base", "engine/broker/broker.h", "engine/net"} | BROKER_VALUES,
    "engine/net/http/restmq": {"engine/base", "engine/broker/broker.h", "engine/net", "engine/net/http"} | BROKER_VALUES,
    "engine/net/http/blockqueue": {"engine/base", "engine/broker/broker.h", "engine/net", "engine/net/http"} | BROKER_VALUES,
    "engine/net/http/api": {"engine/base", "engine/broker/broker.h", "engine/exchange", "engine/expect", "engine/filter",
                            "engine/mock", "engine/net", "engine/net/http", "engine/route", "engine/transfer",
                            "engine/view/observer.h", "engine/view/observer_wire.h"} | BROKER_VALUES,
    "engine/net/http/fq": {"engine/base", "engine/broker/broker.h", "engine/exchange", "engine/net", "engine/route"} | BROKER_VALUES,
    "engine/net/fq": {"engine/base", "engine/broker/broker.h", "engine/exchange", "engine/net", "engine/route"} | BROKER_VALUES,
    "engine/net/grpc": {"engine/base", "engine/broker/broker.h", "engine/net", "engine/net/http"} | BROKER_VALUES,
    "engine/view": {"engine/base", "engine/broker/broker.h", "engine/exchange", "engine/expect", "engine/filter",
                    "engine/mock", "engine/route"} | BROKER_VALUES,
    "ui/client": {"engine/base", "engine/filter/filter.h", "engine/log/message.h", "engine/route", "engine/view/observer.h"},
    "ui/models": {"engine/base", "ui/client"},
    "ui/views": {"engine/base", "ui/client", "ui/models"},
    "ui/panels": {"engine/base", "ui/client", "ui/models", "ui/views"},
    "ui": {"engine/base", "ui/client", "ui/models", "ui/views", "ui/panels"},
    # The only place that constructs things.
    "app": {"engine", "ui", "app"},
    "app/commands": {"engine", "app"},
    "app/declarations": {"engine", "app"},
}
# The parts of app/ that may know of the window.
WINDOW_FILES = re.compile(r"^app/(tapedeck|window|workspace)[a-z_]*\.(h|cpp)$")
INCLUDE = re.compile(r'^\s*#\s*include\s*["<]([^">]+)[">]', re.MULTILINE)
SOURCE_ENDINGS = (".h", ".cpp")
SKIPPED_FOLDERS = {".git", "build", "node_modules", "__pycache__"}


def files(top):
    for folder, folders, names in os.walk(top):
        folders[:] = [name for name in folders if name not in SKIPPED_FOLDERS and not name.startswith("build-")]
        for name in names:
            yield os.path.relpath(os.path.join(folder, name), top)


def sources(top, *rooms):
    for path in sorted(files(top)):
        if path.endswith(SOURCE_ENDINGS) and (not rooms or path.startswith(rooms)):
            yield path


def text_of(top, path):
    with open(os.path.join(top, path), encoding="utf-8") as file:
        return file.read()


def is_text(path):
    return not path.endswith((".png", ".ico", ".tape", ".tape-live", ".zst", ".gz", ".bin", ".raw")) and "/corpus/" not in path


def allowed(room, included):
    if included.startswith(room + "/") and "/" not in included[len(room) + 1 :]:
        return True
    for entry in ALLOWED[room]:
        if included == entry or (not entry.endswith(".h") and included.startswith(entry + "/")):
            return True
    return False


def includes(top):
    """Include lines go only in the allowed directions."""
    for path in sources(top, "engine/", "ui/", "app/"):
        room = os.path.dirname(path)
        if room not in ALLOWED:
            yield f"{path}: the room {room} has no rule in tests/structure/structure_test.py"
            continue
        for included in INCLUDE.findall(text_of(top, path)):
            first = included.split("/")[0]
            if first == "tests":
                yield f"{path}: includes {included}; the program knows nothing of its tests"
            if first in ("engine", "ui", "app") and not allowed(room, included):
                yield f"{path}: includes {included}; {room} may see: {', '.join(sorted(ALLOWED[room])) or 'nothing'}"
            if room == "app" and first == "ui" and not WINDOW_FILES.match(path):
                yield f"{path}: includes {included}; only the files of the window in app/ see ui/"


def no_qt_in_engine(top):
    """Nothing outside the window includes Qt."""
    for path in sources(top, "engine/", "app/"):
        if WINDOW_FILES.match(path):
            continue
        for included in INCLUDE.findall(text_of(top, path)):
            if re.match(r"^Q[A-Z]|^Qt|^q[a-z]+\.h$", included):
                yield f"{path}: includes {included}"


def paths(top):
    """No absolute path of the machine it was written on."""
    machine = re.compile("/" + "(work|root|home/[a-z]+|Users)" + r"/[A-Za-z0-9_.-]+")
    for path in sorted(files(top)):
        if not is_text(path):
            continue
        for number, line in enumerate(text_of(top, path).splitlines(), 1):
            for match in machine.finditer(line):
                if not match.group().startswith("/home/" + "me/"):
                    yield f"{path}:{number}: {match.group()}"


def endings(top):
    """Text files end with one line break, have no carriage returns and no blanks at line ends."""
    for path in sorted(files(top)):
        if not is_text(path):
            continue
        text = text_of(top, path)
        if text and not text.endswith("\n"):
            yield f"{path}: does not end with a line break"
        if "\r" in text:
            yield f"{path}: has carriage returns"
        if path.endswith(SOURCE_ENDINGS) and re.search(r"[ \t]\n", text):
            yield f"{path}: has blanks at the end of a line"


def header_comments(top):
    """Each header begins by saying what it is."""
    for path in sources(top):
        if path.endswith(".h") and not text_of(top, path).startswith("//"):
            yield f"{path}: does not begin with a comment"


def links_no_qt(program):
    """The headless program needs no Qt, neither itself nor through a library."""
    needed = subprocess.run(["ldd", program], check=True, capture_output=True, text=True).stdout
    if "libstdc++" not in needed:
        yield f"ldd does not tell what {program} links"
    for line in needed.splitlines():
        if "Qt" in line:
            yield f"{program} needs {line.strip()}"


def format(top, tool):
    """clang-format would change nothing."""
    paths = [os.path.join(top, path) for path in sources(top)]
    result = subprocess.run([tool, "--dry-run", "-Werror", *paths], capture_output=True, text=True)
    for line in sorted({line.split(":")[0] for line in result.stderr.splitlines() if "error:" in line}):
        yield f"{os.path.relpath(line, top)}: not formatted; run clang-format -i on it"


RULES = {rule.__name__: rule for rule in (includes, no_qt_in_engine, paths, endings, header_comments, links_no_qt, format)}


def main():
    rule = RULES[sys.argv[1]]
    violations = list(rule(*sys.argv[2:]))
    for violation in violations:
        print(violation)
    print(f"{rule.__doc__.splitlines()[0]} {len(violations)} violations.")
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main())
