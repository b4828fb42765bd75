#!/bin/bash
# Publishes real data into a running broker: the package index of this Debian machine, one JSON object per package, into
# the queue `packages`, and the log of the package manager, one line per message, into the queue `dpkg_log`.
#
# Usage: publish-package-index.sh [HOST [PORT]]       (default 127.0.0.1 9797)
# Needs: apt-cache, python3, redis-cli.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
host=${1:-127.0.0.1}
port=${2:-9797}
redis() { redis-cli -h "$host" -p "$port" "$@"; }

# SETNX creates the queue and a channel that begins with the first message; an existing one is left as it is.
redis SETNX packages browse >/dev/null
redis SETNX dpkg_log browse >/dev/null

if [ "$(apt-cache dumpavail | head -c 1 | wc -c)" -eq 0 ]; then
    echo "apt knows no packages; run apt-get update first" >&2
    exit 1
fi
echo "packages:"
apt-cache dumpavail | "$here/package-index-as-json.py" | "$here/lines-as-resp.py" packages | redis --pipe

if [ -r /var/log/dpkg.log ]; then
    echo "dpkg_log:"
    "$here/lines-as-resp.py" dpkg_log --logged-at </var/log/dpkg.log | redis --pipe
fi
