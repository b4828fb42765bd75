#!/bin/bash
# redis-cli, unmodified: one-shot, with options that make it shake hands, from stdin, and --pipe.
set -eu
cli() { redis-cli -p "$TAPEDECK_PORT" "$@"; }
expect() { # expect WANTED GOT WHAT
    if [ "$1" != "$2" ]; then
        printf 'FAILED %s\n  expected: %s\n  got:      %s\n' "$3" "$1" "$2" >&2
        exit 1
    fi
}

expect OK "$(cli SETNX q a)" "create"
expect "QAE Queue Already Exists" "$(cli SET q b 2>&1 | head -1)" "create again"
expect OK "$(cli SET q b NX)" "second channel"
expect 3 "$(cli RPUSH q x y z)" "publish"

got=$(cli HMGET q a 2)
expect 1 "$(sed -n 1p <<<"$got")" "first id"
expect x "$(sed -n 3p <<<"$got")" "first body"
ticket=$(sed -n 2p <<<"$got")
expect 1 "$(cli HDEL q a "$ticket" "$ticket")" "acknowledge once"
expect "1 2 3" "$(cli HMGET q b 10 | awk 'NR % 3 == 1' | paste -sd' ')" "the other channel"
expect "" "$(cli HMGET q b 1)" "nothing more"
expect "" "$(cli HMGET q b 1 1)" "poll that times out"
expect 2 "$(cli HMSET q b ID 2)" "seek"
expect y "$(cli HMGET q b 1 | sed -n 3p)" "after the seek"

expect PONG "$(cli -n 2 PING)" "SELECT before the command"
expect 3 "$(cli -3 LLEN q)" "HELLO 3 before the command"
expect OK "$(cli -a pw --no-auth-warning AUTH pw)" "AUTH before the command"
expect '[[1,' "$(cli --json HMSET q b ID 1 >/dev/null; cli --json HMGET q b 1 | tr -d ' \n' | cut -c1-4)" "JSON output"
expect "$(printf 'PONG\n3')" "$(printf 'PING\nLLEN q\n' | cli)" "commands from stdin"
grep -q '"client_count":1' <<<"$(cli INFO server)" || { echo "INFO server" >&2; exit 1; }
grep -q '^redis_version:' <<<"$(cli INFO)" || { echo "INFO" >&2; exit 1; }

# Mass insertion as documented by Redis: raw protocol on stdin.
body='{"name":"ümlaut","n":1}'
for _ in $(seq 1000); do
    printf '*3\r\n$5\r\nRPUSH\r\n$1\r\nq\r\n$%d\r\n%s\r\n' "$(printf %s "$body" | wc -c)" "$body"
done >"${TMPDIR:-/tmp}/tapedeck-pipe.$$"
summary=$(cli --pipe <"${TMPDIR:-/tmp}/tapedeck-pipe.$$" | tail -1)
rm -f "${TMPDIR:-/tmp}/tapedeck-pipe.$$"
expect "errors: 0, replies: 1000" "$summary" "--pipe"
expect 1003 "$(cli LLEN q)" "after --pipe"
expect "$body" "$(cli HMSET q b ID 1003 >/dev/null; cli --raw HMGET q b 1 | sed -n 3p)" "the last of them"
expect 1 "$(cli DEL q)" "delete"
expect 0 "$(cli DBSIZE)" "none left"
