#!/bin/bash
# Makes resources/demo.tape from this Debian machine: what its package manager logged, and the index entry of each package
# at the moment when it was installed.
#
# Usage: make-demo-tape.sh [DAY [LOG]]      (default: the busiest day of /var/log/dpkg.log)
set -euo pipefail
cd "$(dirname "$0")/../.."
log=${2:-/var/log/dpkg.log}
day=${1:-$(cut -d ' ' -f 1 "$log" | sort | uniq -c | sort -rn | awk 'NR == 1 { print $2 }')}

cmake --preset release >/dev/null
cmake --build --preset release --target make_demo_tape
rm -f resources/demo.tape resources/demo.tape-live
resources/demo/demo-events.py <(apt-cache dumpavail | resources/examples/package-index-as-json.py) <(grep "^$day " "$log") |
    build/release/app/make_demo_tape resources/demo.tape
ls -l resources/demo.tape
