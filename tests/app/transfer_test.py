#!/usr/bin/env python3
"""export, import, diff, redact, and filters of peek and tail, with the real program.
Usage: transfer_test.py PROGRAM SOURCE_DIRECTORY [unittest options]"""
import base64
import csv
import io
import json
import os
import subprocess
import sys
import unittest
import urllib.error
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
sys.dont_write_bytecode = True
from tests.support.program import ProgramCase, read_lines  # noqa: E402

PROGRAM = os.path.abspath(sys.argv[1])
BINARY = base64.b64encode(bytes(range(256))).decode()


def record(number, **more):
    return {"queue": "orders", "id": number, "time": f"2026-10-01T14:{number // 60:02}:{number % 60:02}.000001Z", "key": f"k{number % 3}",
            "headers": [{"name": "n", "value": str(number)}, {"name": "n", "valueBase64": "/w=="}],
            "body": json.dumps({"n": number, "kind": "rare" if number % 10 == 0 else "common", "mail": f"a{number}@example.org"}), **more}


class Case(ProgramCase):
    PROGRAM = PROGRAM

    def lines(self, text):
        return [json.loads(line) for line in text.splitlines()]

    def tape(self, name="a.tape", records=None):
        """A tape with 100 messages in `orders` and a few bytes in `binary`."""
        records = records or [record(number) for number in range(1, 101)] + [
            {"queue": "binary", "id": 1, "time": "2026-10-01T14:00:00.000000Z", "keyBase64": "/w==", "bodyBase64": BINARY}]
        self.write("source.jsonl", "".join(json.dumps(one, separators=(",", ":")) + "\n" for one in records))
        self.ok("import", "source.jsonl", "--tape", name)
        os.remove(self.program.path("source.jsonl"))
        return name


class RoundTrips(Case):
    def test_every_format_keeps_every_byte(self):
        self.tape()
        original = self.ok("export", "a.tape")
        self.assertEqual(len(original.splitlines()), 101)
        for output in ("out.jsonl", "out.ndjson", "out.csv", "out.cloudevents", "out/"):
            with self.subTest(output):
                self.ok("export", "a.tape", "--output", output)
                self.ok("import", output, "--tape", "again.tape")
                self.assertEqual(self.ok("export", "again.tape"), original)
                self.assertEqual(self.ok("check", "again.tape").splitlines()[-1], "ok")
                self.assertIn("0 differences", self.ok("diff", "a.tape", "again.tape"))
                os.remove(self.program.path("again.tape"))

    def test_standard_input_and_output(self):
        self.tape()
        text = self.ok("export", "a.tape", "--queue", "orders", "--format", "csv")
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        self.assertEqual((len(rows), rows[6]["id"], json.loads(rows[6]["body"])["n"]), (100, "7", 7))
        self.ok("import", "-", "--format", "csv", "--tape", "b.tape", stdin=text)
        self.assertEqual(self.ok("export", "b.tape", "--format", "csv"), text)

    def test_through_a_broker_and_back(self):
        self.tape()
        original = self.lines(self.ok("export", "a.tape", "--queue", "orders"))
        broker = self.program.serve("live.tape")
        self.ok("export", "a.tape", "--queue", "orders", "--output", "o.jsonl")
        self.assertIn("--create CHANNEL", self.fails(1, "import", "o.jsonl", "--url", broker.url))
        counted = json.loads(self.ok("import", "o.jsonl", "--url", broker.url, "--create", "c", "--time-header", "original-time", "--json"))
        self.assertEqual(counted, {"messages": 100, "queues": {"orders": 100}})
        back = self.lines(self.ok("export", "--url", broker.url, "--queue", "orders"))
        for before, after in zip(original, back):
            self.assertEqual(after["headers"][-1], {"name": "original-time", "value": before["time"]})
            self.assertEqual(after["headers"][:-1], before["headers"])
            self.assertEqual((after["id"], after["key"], after["body"]), (before["id"], before["key"], before["body"]))
        self.assertEqual(len(back), 100)
        self.assertEqual(broker.stop(), 0)
        self.assertIn("100 messages are the same", self.ok("diff", "o.jsonl", "live.tape", "--ignore-header", "original-time"))

    def test_raw_files_are_bodies(self):
        self.tape()
        self.ok("export", "a.tape", "--output", "raw", "--format", "raw")
        with open(self.program.path("raw/orders/10.json"), encoding="utf-8") as file:
            self.assertEqual(json.load(file)["kind"], "rare")
        with open(self.program.path("raw/binary/1.bin"), "rb") as file:
            self.assertEqual(file.read(), bytes(range(256)))
        self.assertIn("not empty", self.fails(2, "export", "a.tape", "--output", "raw/"))
        self.write("raw/index.jsonl", '{"queue":"q","file":"../../etc/passwd"}\n')
        self.assertIn("no file of this folder", self.fails(1, "import", "raw", "--tape", "evil.tape"))
        self.assertFalse(os.path.exists(self.program.path("evil.tape")))

    def test_broken_input_says_its_line_and_leaves_no_tape(self):
        self.write("bad.jsonl", json.dumps(record(1)) + "\nnonsense\n")
        self.assertIn("line 2", self.fails(1, "import", "bad.jsonl", "--tape", "bad.tape"))
        self.assertFalse(os.path.exists(self.program.path("bad.tape")))
        self.assertIn("--format", self.fails(2, "import", "what.is.this", "--tape", "bad.tape"))
        self.tape()
        self.assertIn("exists already", self.fails(2, "import", "bad.jsonl", "--tape", "a.tape"))


class Filters(Case):
    def test_export_takes_matches_in_a_range(self):
        self.tape()
        ids = [one["id"] for one in self.lines(self.ok("export", "a.tape", "--filter", "json.kind == rare"))]
        self.assertEqual(ids, list(range(10, 101, 10)))
        ids = [one["id"] for one in self.lines(self.ok("export", "a.tape", "--queue", "orders", "--filter", "key == k0", "--from", 20, "--until",
                                                       "2026-10-01T14:00:31Z"))]
        self.assertEqual(ids, [21, 24, 27, 30])
        self.assertEqual(len(self.lines(self.ok("export", "a.tape", "--filter", "json.n > prev(json.n)"))), 99)
        self.assertEqual(len(self.lines(self.ok("export", "a.tape", "--limit", 7))), 7)
        report = json.loads(self.ok("export", "a.tape", "--filter", "json.n == 5", "--output", "five.jsonl", "--json"))
        self.assertEqual((report["messages"], report["output"]), (1, "five.jsonl"))

    def test_a_filter_that_is_none_is_pointed_at(self):
        self.tape()
        error = self.fails(2, "export", "a.tape", "--filter", "json.n >")
        self.assertIn("At character 9: expected a value, found the end.", error)
        self.assertTrue(error.endswith("  json.n >\n          ^\n"), error)
        self.assertIn("num(...)", self.program.run("export", "a.tape", "--filter", "headers.n > 3").stderr)
        self.assertIn("no queue nothing", self.fails(1, "export", "a.tape", "--queue", "nothing"))

    def test_peek_shows_matches_of_tape_and_broker(self):
        self.tape()
        expected = [10, 20, 30]
        self.assertEqual([one["id"] for one in self.lines(self.ok("peek", "a.tape", "orders", "--filter", "json.kind == rare", "-n", 3, "--json"))],
                         expected)
        broker = self.program.serve("a.tape")
        self.assertEqual([one["id"] for one in self.lines(self.ok("peek", "orders", "--filter", "json.kind == rare", "-n", 3, "--json",
                                                                  "--url", broker.url))], expected)

    def test_tail_prints_matches_as_they_come(self):
        broker = self.program.serve("b.tape")
        self.ok("pub", "q", "--create", "c", "--url", broker.url, "first wanted")
        tail = subprocess.Popen([PROGRAM, "tail", "q", "--from", "1", "--filter", "wanted", "--json", "--url", broker.url], stdout=subprocess.PIPE,
                                cwd=self.program.directory, env=self.program.environment())
        self.addCleanup(tail.wait)
        self.addCleanup(tail.kill)
        self.assertEqual(json.loads(read_lines(tail.stdout, 1)[0])["body"], "first wanted")
        self.ok("pub", "q", "--url", broker.url, "other", "second WANTED")
        self.assertEqual(json.loads(read_lines(tail.stdout, 1)[0])["id"], 3)
        tail.stdout.close()


class Differences(Case):
    def test_each_kind_is_found_and_exits_with_1(self):
        records = [record(number) for number in range(1, 11)]
        for one in records:
            one["key"] = f"key{one['id']}"
        self.tape("a.tape", records)
        changed = [dict(one) for one in records]
        changed[1]["body"] = "changed"
        moved = changed.pop(8)
        del changed[4]
        changed.insert(0, moved)
        changed.append(record(11, key="new"))
        for number, one in enumerate(changed, 1):
            one["id"] = number
            one["time"] = "2026-10-01T15:00:00Z"
        self.tape("b.tape", changed)
        result = self.program.run("diff", "a.tape", "b.tape", "--json")
        self.assertEqual(result.returncode, 1, result.stderr)
        lines = self.lines(result.stdout)
        self.assertEqual(lines[:-1], [{"queue": "orders", "difference": "changed", "a": 2, "b": 3, "changed": ["body"]},
                                      {"queue": "orders", "difference": "missing", "a": 5},
                                      {"queue": "orders", "difference": "reordered", "a": 9, "b": 1},
                                      {"queue": "orders", "difference": "extra", "b": 10}])
        self.assertEqual(lines[-1], {"same": 7, "differences": 4})
        self.assertEqual(self.program.run("diff", "a.tape", "a.tape").returncode, 0)
        self.assertIn("--by", self.fails(2, "diff", "a.tape", "b.tape", "--by", "luck"))
        self.assertIn("neither has", self.fails(1, "diff", "a.tape", "b.tape", "--queue", "other"))

    def test_ignored_parts_do_not_count(self):
        self.tape("a.tape", [record(1)])
        self.tape("b.tape", [record(1, body=json.dumps({"n": 1, "kind": "common", "mail": "other"}), headers=[{"name": "n", "value": "2"}])])
        self.assertEqual(self.program.run("diff", "a.tape", "b.tape").returncode, 1)
        self.ok("diff", "a.tape", "b.tape", "--ignore-json", "mail", "--ignore-header", "N")


class Redaction(Case):
    def test_a_copy_is_changed_and_the_original_is_not(self):
        self.tape()
        before = self.ok("export", "a.tape")
        report = json.loads(self.ok("redact", "a.tape", "b.tape", "--header", "n", "--path", "mail", "--regex", "rare", "--filter", "id <= 20", "--json"))
        self.assertEqual((report["messages"], report["changed"]), (101, 20))
        self.assertEqual(report["rules"], [{"rule": "header n", "messages": 20, "values": 40}, {"rule": "json mail", "messages": 20, "values": 20},
                                           {"rule": "regex rare", "messages": 2, "values": 2}])
        self.assertEqual(self.ok("export", "a.tape"), before)
        self.assertEqual(self.ok("check", "b.tape").splitlines()[-1], "ok")
        after = self.lines(self.ok("export", "b.tape", "--queue", "orders"))
        self.assertEqual(after[9]["body"], '{"n": 10, "kind": "***", "mail": "***"}')
        self.assertEqual(after[9]["headers"], [{"name": "n", "value": "***"}, {"name": "n", "value": "***"}])
        original = self.lines(before)[1:]
        self.assertEqual([(one["id"], one["time"], one["key"]) for one in after], [(one["id"], one["time"], one["key"]) for one in original])
        self.assertEqual(after[20:], original[20:])

    def test_hashes_tell_values_apart_and_nothing_else(self):
        self.tape("a.tape", [record(1, body='{"mail":"x"}'), record(2, body='{"mail":"y"}'), record(3, body='{"mail":"x"}')])
        self.ok("redact", "a.tape", "b.tape", "--path", "mail", "--mode", "hash", "--salt", "s")
        mails = [json.loads(one["body"])["mail"] for one in self.lines(self.ok("export", "b.tape"))]
        self.assertEqual((mails[0], len(set(mails)), "x" in mails), (mails[2], 2, False))
        self.ok("redact", "a.tape", "c.tape", "--path", "mail", "--mode", "hash")
        self.assertNotEqual(json.loads(self.lines(self.ok("export", "c.tape"))[0]["body"])["mail"], mails[0])

    def test_marks_and_notes_go_along_and_notes_are_redacted(self):
        broker = self.serve("a.tape")
        self.ok("pub", "q", "--create", "c", "--url", broker.url, "one", "two", "three", "four")
        for number, mark in ((1, {"colour": "red", "note": "call 555-1 or 555-2"}), (2, {"colour": "blue"}), (4, {"colour": "pink", "note": "555-4"})):
            request = urllib.request.Request(f"http://127.0.0.1:{broker.http_port}/api/v1/queues/q/messages/{number}/mark",
                                             data=json.dumps(mark).encode(), headers={"Content-Type": "application/json"}, method="PUT")
            urllib.request.urlopen(request, timeout=30).close()
        self.assertEqual(broker.stop(), 0)

        def marks(*options, tape="b.tape"):
            report = json.loads(self.ok("redact", "a.tape", tape, "--json", *options))
            self.assertEqual(self.ok("check", tape).splitlines()[-1], "ok")
            copy = self.program.serve(tape)
            found = {}
            for number in range(1, 5):
                try:
                    with urllib.request.urlopen(f"http://127.0.0.1:{copy.http_port}/api/v1/queues/q/messages/{number}/mark", timeout=30) as answer:
                        mark = json.load(answer)
                except urllib.error.HTTPError as none:
                    self.assertEqual(none.code, 404)
                    continue
                if mark.get("colour"):
                    found[number] = (mark["colour"], mark.get("note", ""))
            self.assertEqual(copy.stop(), 0)
            self.assertEqual(report["marks"], len(found))
            os.remove(self.program.path(tape))
            return found

        self.assertEqual(marks("--regex", "555-[0-9]"), {1: ("red", "call *** or ***"), 2: ("blue", ""), 4: ("pink", "***")})
        # What is left as it is keeps its note.
        self.assertEqual(marks("--regex", "555-[0-9]", "--filter", "id < 4"), {1: ("red", "call *** or ***"), 2: ("blue", ""), 4: ("pink", "555-4")})
        # Headers and paths mean nothing in a note.
        self.assertEqual(marks("--header", "x")[1], ("red", "call 555-1 or 555-2"))
        self.assertEqual(marks("--header", "x", "--no-notes"), {1: ("red", ""), 2: ("blue", ""), 4: ("pink", "")})
        self.assertEqual(marks("--header", "x", "--no-marks"), {})
        self.assertIn("0 of 4 messages changed, 3 marked; written to", self.ok("redact", "a.tape", "c.tape", "--header", "x"))

    def test_wrong_rules_leave_no_file(self):
        self.tape()
        for wrong in (["--path", "a["], ["--regex", "("], ["--mode", "erase", "--header", "x"], []):
            self.fails(2, "redact", "a.tape", "b.tape", *wrong)
        self.assertIn("exists already", self.fails(2, "redact", "a.tape", "a.tape", "--header", "x"))
        self.assertFalse(os.path.exists(self.program.path("b.tape")))

    def test_a_broker_opens_the_copy(self):
        broker = self.program.serve("a.tape")
        self.ok("pub", "q", "--create", "c", "--url", broker.url, "one secret", "two", "three")
        self.ok("get", "q", "c", "--ack", "--url", broker.url)
        self.assertEqual(broker.stop(), 0)
        self.ok("redact", "a.tape", "b.tape", "--regex", "secret")
        broker = self.program.serve("b.tape")
        self.assertEqual(self.lines(self.ok("get", "q", "c", "--json", "--url", broker.url))[0]["body"], "two")  # the channel stands where it stood
        self.ok("pub", "q", "--url", broker.url, "four")
        self.assertEqual(self.lines(self.ok("peek", "q", "--from", "-1", "--json", "--url", broker.url))[0]["id"], 4)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
