#!/bin/bash
# The curl lines of RestMQ's and blockqueue's documents as they stand there, but for the port.
set -eu
at=http://localhost:$TAPEDECK_HTTP_PORT

# must WANTED COMMAND...: the command's output, without carriage returns, is WANTED; ... stands for anything.
must() {
    local wanted=$1 pattern got
    shift
    pattern=$(sed 's/[][*?\\]/\\&/g; s/\.\.\./*/g' <<<"$wanted")
    got=$("$@" | tr -d '\r')
    # shellcheck disable=SC2053
    [[ $got == $pattern ]] || { printf 'line: %s\nprinted: %s\ninstead: %s\n' "$*" "$got" "$wanted" >&2; exit 1; }
}

# --- RestMQ ---
must 'test:1' curl -s -d "queue=test&value=foobar" "$at/"
must '{"count": 0, "key": "test:1", "value": "foobar"}' curl -s "$at/?queue=test"
must 'test:2' curl -s -X POST -d "value=foobar" "$at/q/test"
must '{"count": 0, "key": "test:2", "value": "foobar"}' curl -s "$at/q/test"
must '204' curl -s -o /dev/null -w '%{http_code}' "$at/q/test"
must '404' curl -s -o /dev/null -w '%{http_code}' "$at/?queue=test"
must '{"queue": "genesis", "value": "abacab", "key": "genesis:1"}' \
    curl -s -d 'msg={ "cmd": "add", "queue": "genesis", "value": "abacab" }' "$at/queue"
must '{"queue": "genesis", "value": "abacab", "key": "genesis:1"}' curl -s -d 'msg={ "cmd": "take", "queue": "genesis" }' "$at/queue"
must '{"error": "empty queue"}' curl -s -d 'body={ "cmd": "take", "queue": "genesis" }' "$at/queue/genesis"
must '{"queue": "test", "value": "unknown"}' curl -s "$at/p/test"
must 'OK' curl -s -d policy=roundrobin "$at/p/test"
must '{"queue": "test", "value": "roundrobin"}' curl -s "$at/p/test"
must '{"stat": {"queue": "test", "status": 0}}' curl -s -d status=stop "$at/control/test"
must '{"stat": {"queue": "test", "status": 1}}' curl -s -d status=start "$at/control/test"
must '{"queue": "test", "redis": "...", "len": 0}' curl -s "$at/stats/test"
must '{"count": 2, "queues": {...' curl -s "$at/stats"
must 'test:3' curl -s -d 'value=multi part' -d 'msg=first' "$at/q/test"
must 'cb({"count": 0, "key": "test:3", "value": "first"});' curl -s "$at/q/test?callback=cb"
must 'test:4' curl -s -F 'value=in parts' "$at/q/test"
must '{"count": 0, "key": "test:4", "value": "in parts"}' curl -s "$at/q/test"
must 'test:5' curl -s -X POST -d '' "$at/q/test?value=%7B%22a%22%3A1%7D"
must '{"queue": "test", "status": 1}' curl -s -X DELETE "$at/q/test"
must '{"queue": "test", "status": 0}' curl -s -X DELETE "$at/q/test"

# The stream of the documents: bound before anything is there, each message in one line.
coproc stream { curl -sN "$at/c/news"; }
reader=$stream_PID
exec {lines}<&"${stream[0]}"
until curl -s "$at/api/v1/queues/news" | grep -q '"waiting":1' || curl -s "$at/api/v1/clients" | grep -q '"waiting":true'; do :; done
must 'news:1' curl -s -d "value=foobar" "$at/q/news"
read -r -t 10 line <&"$lines"
must '{"key": "news:1", "value": "foobar"}' echo "$line"
curl -s -X DELETE "$at/q/news" >/dev/null
wait "$reader" 2>/dev/null || true # the stream ends with its queue

# --- blockqueue ---
must '{"message":"success"}' curl -s --location "$at/topics" --header 'Content-Type: application/json' --data '{
    "name": "cart",
    "subscribers": [
        { "name": "counter", "option": { "max_attempts": 5, "visibility_duration": "5m" } },
        { "name": "created", "option": { "max_attempts": 5, "visibility_duration": "5m" } }
    ]
}'
must '{"message":"success"}' curl -s --location "$at/topics/cart/subscribers" --header 'Content-Type: application/json' \
    --data '[ { "name": "third", "option": { "max_attempts": 5, "visibility_duration": "5m" } } ]'
must '{"message":"success"}' curl -s --location "$at/topics/cart/messages" --header 'Content-Type: application/json' \
    --data '{ "message": "hi message from topic cart" }'
read_message=$(curl -s --location "$at/topics/cart/subscribers/counter?timeout=5s")
must '{"message":"success","data":[{"id":"...","message":"hi message from topic cart"}]}' echo "$read_message"
id=$(sed 's/.*"id":"\([^"]*\)".*/\1/' <<<"$read_message")
must '{"message":"success"}' curl -s --location --request DELETE "$at/topics/cart/subscribers/counter/messages/$id"
must '{"message":"success","data":[...{...created...1...]}' curl -s --location "$at/topics/cart/subscribers"
must '{"message":"success"}' curl -s --location --request DELETE "$at/topics/cart/subscribers/third"
must '{"message":"success","data":[]}' curl -s "$at/topics/cart/subscribers/counter?timeout=0"

# --- one message, every port ---
redis-cli -p "$TAPEDECK_PORT" SETNX orders billing >/dev/null
redis-cli -p "$TAPEDECK_PORT" RPUSH orders x >/dev/null
must '{"message":"success","data":[{"id":"...","message":"x"}]}' curl -s "$at/topics/orders/subscribers/billing?timeout=5s"
must '{"count": 0, "key": "orders:1", "value": "x"}' curl -s "$at/q/orders"
must 'x' curl -s "$at/api/v1/queues/orders/messages/1/body"
must 'orders:2' curl -s -d value=back "$at/q/orders"
redis-cli -p "$TAPEDECK_PORT" --no-raw HMGET orders billing 1 | grep -q '"back"'
echo "all lines answer as their documents say"
