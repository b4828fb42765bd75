#!/bin/bash
# redis-benchmark, unmodified: its own tests that make sense on a broker, and given commands.
set -eu
run() { redis-benchmark -p "$TAPEDECK_PORT" -q "$@" 2>&1; }
redis-cli -p "$TAPEDECK_PORT" SETNX mylist c >/dev/null
redis-cli -p "$TAPEDECK_PORT" SETNX q c >/dev/null

report=$(run -n 20000 -c 20 -P 16 -t ping,rpush)
for name in PING_INLINE PING_MBULK RPUSH; do
    grep -q "$name: [0-9.]* requests per second" <<<"$(tr '\r' '\n' <<<"$report")" || {
        echo "no result for $name in: $report" >&2
        exit 1
    }
done
[ "$(redis-cli -p "$TAPEDECK_PORT" LLEN mylist)" = 20000 ] || { echo "RPUSH count" >&2; exit 1; }

run -n 5000 -c 50 -P 1 -d 1024 RPUSH q __rand_int__ >/dev/null
[ "$(redis-cli -p "$TAPEDECK_PORT" LLEN q)" = 5000 ] || { echo "given RPUSH count" >&2; exit 1; }
report=$(run -n 5000 -c 10 -P 4 HMGET q c 1)
grep -qi error <<<"$report" && { echo "$report" >&2; exit 1; }
left=$(redis-cli -p "$TAPEDECK_PORT" HMGET q c 1)
[ -z "$left" ] || { echo "HMGET did not take all: $left" >&2; exit 1; }
