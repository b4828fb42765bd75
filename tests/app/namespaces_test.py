#!/usr/bin/env python3
"""Namespaces on RESP and HTTP. Usage: namespaces_test.py PROGRAM SOURCE_DIRECTORY [unittest options]"""
import json
import os
import subprocess
import sys
import unittest
import urllib.error
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
sys.dont_write_bytecode = True
from tests.support.program import ProgramCase  # noqa: E402

PROGRAM = os.path.abspath(sys.argv[1])


class Case(ProgramCase):
    PROGRAM = PROGRAM

    def setUp(self):
        super().setUp()
        self.serve()

    def serve(self, *arguments):
        self.broker = self.program.serve(*arguments)
        self.assertIsNotNone(self.broker.http_port, self.broker.log_text())

    def ask(self, path, body=None, method=None, **headers):
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.broker.http_port}{path}", method=method, data=data,
                                         headers={"Content-Type": "application/json",
                                                  **{name.replace("_", "-"): value for name, value in headers.items()}})
        with urllib.request.urlopen(request, timeout=30) as answer:
            text = answer.read()
        return json.loads(text) if text.startswith((b"{", b"[")) else text.decode()

    def refused(self, path, body=None, **options):
        with self.assertRaises(urllib.error.HTTPError) as caught:
            self.ask(path, body, **options)
        with caught.exception as error:
            error.read()
            return error.code

    def redis(self, *words, database=0):
        return subprocess.run(["redis-cli", "-p", str(self.broker.port), "-n", str(database), *words],
                              capture_output=True, text=True, check=True).stdout.strip()

    def push(self, queue, *bodies, database=0):
        self.redis("SETNX", queue, "c", database=database)
        return self.redis("RPUSH", queue, *bodies, database=database)

    def names(self, query=""):
        return [queue["name"] for queue in self.ask("/api/v1/queues" + query)["queues"]]


class Namespaces(Case):
    def test_same_name_is_another_queue_in_each(self):
        for database in (0, 1, 7):
            self.redis("SETNX", "orders", "c", database=database)
            self.push("orders", f"from {database}", database=database)
        for database in (0, 1, 7):
            self.assertEqual(self.redis("LLEN", "orders", database=database), "1")
            self.assertEqual(self.redis("DBSIZE", database=database), "1")
            info = json.loads(self.redis("INFO", "queues", database=database))
            self.assertEqual(list(info), ["orders"])
        query = "/api/v1/queues/orders/messages?from=1"
        self.assertEqual(self.ask(query)["messages"][0]["body"], "from 0")
        self.assertEqual(self.ask(query + "&ns=7")["messages"][0]["body"], "from 7")
        self.assertEqual(self.ask(query, X_Tapedeck_Namespace="1")["messages"][0]["body"], "from 1")
        self.assertEqual(self.ask(query + "&ns=0", X_Tapedeck_Namespace="1")["messages"][0]["body"], "from 0")

    def test_others_are_neither_listed_nor_found(self):
        self.push("mine", "x", database=3)
        self.assertEqual(self.names(), [])
        self.assertEqual(self.names("?ns=3"), ["mine"])
        self.assertEqual(self.names("?ns=4"), [])
        self.assertEqual(self.refused("/api/v1/queues/mine"), 404)
        self.assertEqual(self.refused("/api/v1/queues/mine?ns=4"), 404)
        self.assertEqual(self.ask("/api/v1/snapshot?ns=4")["queues"], [])
        self.assertEqual([queue["name"] for queue in self.ask("/api/v1/snapshot?ns=3")["queues"]], ["mine"])
        # For those who know the whole name it is there.
        self.assertEqual(self.names("?prefix=%40ns%2F"), ["mine"])
        self.assertEqual(self.ask("/api/v1/queues/%40ns%2F3%2Fmine")["messages"], 1)

    def test_every_family_of_http_knows_them(self):
        self.ask("/q/orders?ns=t1", b"value=restmq", Content_Type="application/x-www-form-urlencoded")
        self.assertEqual(self.names("?ns=t1"), ["orders"])
        self.assertIn("restmq", str(self.ask("/q/orders?ns=t1")))
        self.ask("/topics", {"name": "shop", "subscribers": [{"name": "s"}]}, X_Tapedeck_Namespace="t2")
        self.ask("/topics/shop/messages", {"message": "blockqueue"}, X_Tapedeck_Namespace="t2")
        self.assertEqual(self.names("?ns=t2"), ["shop"])
        self.assertIn("blockqueue", str(self.ask("/topics/shop/subscribers/s?timeout=1s", X_Tapedeck_Namespace="t2")))
        self.assertEqual(self.names(), [])

    def test_long_poll_wakes_in_its_own_namespace_only(self):
        self.redis("SETNX", "q", "c", database=5)
        self.redis("SETNX", "q", "c")
        reader = subprocess.Popen(["redis-cli", "-p", str(self.broker.port), "-n", "5", "HMGET", "q", "c", "1", "20"],
                                  stdout=subprocess.PIPE, text=True)
        self.push("q", "wrong one")
        self.push("q", "right one", database=5)
        out, _ = reader.communicate(timeout=30)
        self.assertIn("right one", out)

    def test_stream_of_a_publisher_stays_in_its_namespace(self):
        lines = b"".join(json.dumps({"body": str(number)}).encode() + b"\n" for number in range(5000))
        self.ask("/api/v1/queues/q/messages/stream?ns=s", lines, Content_Type="application/x-ndjson")
        self.assertEqual(self.names(), [])
        self.assertEqual(self.ask("/api/v1/queues/q?ns=s")["messages"], 5000)

    def test_same_idempotency_key_is_another_one_in_each(self):
        for namespace in ("", "a", "b"):
            for _ in range(2):
                self.ask(f"/api/v1/queues/q/messages?ns={namespace}", {"body": "x"}, Idempotency_Key="k")
            self.assertEqual(self.ask(f"/api/v1/queues/q?ns={namespace}")["messages"], 1)

    def test_replay_stays_inside(self):
        self.push("from", "x", database=2)
        player = self.ask("/api/v1/replays?ns=2", {"source": "from", "target": "to", "speed": "fastest"})
        self.assertEqual((player["source"], player["target"]), ("@ns/2/from", "@ns/2/to"))
        self.assertEqual(self.names("?ns=2"), ["from", "to"])
        refused = {"source": "from", "target": "to", "filter": "body >"}
        self.assertEqual(self.refused("/api/v1/replays?ns=2", refused), 400)
        step = self.ask("/api/v1/replays?ns=2", {"source": "from", "target": "to", "speed": "step", "filter": "body == x"})
        self.assertEqual(self.ask(f"/api/v1/replays/{step['id']}/seek", {"id": 1})["position"], 1)
        self.assertEqual(self.refused(f"/api/v1/replays/{step['id']}/seek", {}), 400)
        self.assertEqual(self.refused("/api/v1/replays/99/seek", {"id": 1}), 404)

    def test_listed_and_emptied_at_once(self):
        self.push("a", "x", database=9)
        self.push("b", "x", "y", database=9)
        self.push("a", "x")
        listed = {one["name"]: one for one in self.ask("/api/v1/namespaces")["namespaces"]}
        self.assertEqual(sorted(listed), ["9", "default"])
        self.assertEqual((listed["9"]["queues"], listed["9"]["messages"], listed["9"]["prefix"]), (2, 3, "@ns/9/"))
        self.assertEqual(self.ask("/api/v1/namespaces/9", method="DELETE"), {"queues": 2, "messages": 3})
        self.assertEqual(self.names("?ns=9"), [])
        self.assertEqual(self.names(), ["a"])
        self.assertEqual(self.ask("/api/v1/namespaces/9", method="DELETE"), {"queues": 0, "messages": 0})

    def test_they_outlive_a_restart(self):
        self.broker.stop()
        self.serve("a.tape")
        self.push("q", "kept", database=6)
        self.assertEqual(self.broker.stop(), 0)
        self.serve("a.tape")
        self.assertEqual(self.names(), [])
        self.assertEqual(self.ask("/api/v1/queues/q/messages?from=1&ns=6")["messages"][0]["body"], "kept")

    def test_what_cannot_be_a_namespace_is_refused(self):
        for name in ("a%2Fb", "a%20b", "x" * 65, "%C3%A4"):
            self.assertEqual(self.refused(f"/api/v1/queues?ns={name}"), 400, name)
        self.assertEqual(self.refused("/api/v1/exchanges?ns=1"), 400)
        self.assertEqual(self.refused("/api/v1/namespaces/a%2Fb", method="DELETE"), 400)
        self.assertIn("out of range", self.redis("SELECT", "65536"))

    def test_default_namespace_has_three_names(self):
        self.push("q", "x")
        for query in ("", "?ns=", "?ns=0", "?ns=default"):
            self.assertEqual(self.names(query), ["q"], query)

    def test_connection_that_is_reset_is_back_in_the_default(self):
        self.push("q", "x")
        out = subprocess.run(["redis-cli", "-p", str(self.broker.port)], input="SELECT 3\nLLEN q\nRESET\nLLEN q\n",
                             capture_output=True, text=True, check=True).stdout
        self.assertEqual(out.split(), ["OK", "0", "RESET", "1"])


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=2)
