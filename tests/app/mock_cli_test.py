#!/usr/bin/env python3
"""Expectations, faults and responders through the command line of the real program.
Usage: mock_cli_test.py PROGRAM SOURCE_DIRECTORY [unittest options]"""
import json
import os
import subprocess
import sys
import unittest
import xml.etree.ElementTree as ElementTree

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
sys.dont_write_bytecode = True
from tests.support.program import ProgramCase  # noqa: E402

PROGRAM = os.path.abspath(sys.argv[1])


class Case(ProgramCase):
    PROGRAM = PROGRAM

    def serve(self, *arguments, **options):
        broker = self.program.serve(*arguments, **options)
        self.assertIsNotNone(broker.url, broker.log_text())
        self.places = {"TAPEDECK_RESP_URL": broker.url, "TAPEDECK_HTTP_URL": f"http://127.0.0.1:{broker.http_port}"}
        return broker

    def run_it(self, *arguments, **environment):
        return self.program.run(*arguments, **{**self.places, **environment})

    def fails(self, code, *arguments, **environment):
        result = self.run_it(*arguments, **environment)
        self.assertEqual(result.returncode, code, f"{arguments}: {result.stdout}{result.stderr}")
        return result

    def config(self, text):
        path = self.program.path("tapedeck.toml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path


class Expect(Case):
    def test_what_is_there_comes_true(self):
        self.serve()
        self.ok("pub", "orders", "--create", "c", "--key", "eu", '{"total": 70}')
        out = self.ok("expect", "count(json.total > 50) >= 1", "--queue", "orders", "--from", "first")
        self.assertIn("ok", out)
        self.assertIn("1 message.", out)

    def test_failure_is_one_and_tells_the_near_miss(self):
        self.serve()
        self.ok("pub", "orders", "--create", "c", "--key", "eu", '{"total": 17}')
        result = self.fails(1, "expect", "key == eu && json.total > 50 within 0s", "never x for 0s", "--from", "first")
        self.assertIn("FAILED", result.stdout)
        self.assertIn("came closest", result.stdout)
        self.assertIn("json.total > 50 does not hold", result.stdout)
        self.assertIn("17", result.stdout)

    def test_waits_for_what_comes(self):
        self.serve()
        waiting = subprocess.Popen([PROGRAM, "expect", "body == late within 30s", "--json"], stdout=subprocess.PIPE,
                                   cwd=self.program.directory, env=self.program.environment(**self.places))
        # Published until it was seen: only what comes after the request has begun counts.
        while waiting.poll() is None:
            self.ok("pub", "orders", "--create", "c", "late")
        answer = json.loads(waiting.stdout.read())
        waiting.stdout.close()
        self.assertEqual(waiting.returncode, 0)
        self.assertTrue(answer["passed"])

    def test_mistake_is_pointed_at(self):
        self.serve()
        result = self.fails(2, "expect", "key == eu within soon")
        self.assertIn("At character 18: expected a length of time", result.stderr)
        self.assertEqual(result.stderr.splitlines()[-1], " " * (2 + 17) + "^")
        self.fails(2, "expect")
        self.fails(2, "expect", "a", "--timeout", "soon")
        self.fails(2, "expect", "a", "--from", "nowhere")

    def test_no_broker_is_six(self):
        self.places = {"TAPEDECK_HTTP_URL": "http://127.0.0.1:1"}
        self.assertIn("no HTTP API", self.fails(6, "expect", "a").stderr)
        self.fails(2, "expect", "a", "--url", "redis://127.0.0.1:1")

    def test_reports_for_machines(self):
        self.serve()
        self.ok("pub", "orders", "--create", "c", "<&>")
        junit, summary = self.program.path("report.xml"), self.program.path("summary.md")
        result = self.fails(1, "expect", "body == one within 0s", "count() == 1 within 0s", "--from", "first", "--junit", junit,
                            GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=summary)
        suite = ElementTree.parse(junit).getroot()
        self.assertEqual((suite.get("tests"), suite.get("failures")), ("2", "1"))
        self.assertIn("<&>", suite.find(".//failure").text)
        self.assertIn("::error title=expect%3A body == one within 0s::No message within 0s.", result.stdout)
        with open(summary, encoding="utf-8") as file:
            self.assertIn("body == one within 0s", file.read())

    def test_token_is_sent(self):
        self.serve(TAPEDECK_TOKEN="secret")
        self.assertNotEqual(self.run_it("expect", "count() == 0 within 0s").returncode, 0)
        self.ok("expect", "count() == 0 within 0s", TAPEDECK_TOKEN="secret")


class Faults(Case):
    def test_added_listed_and_removed(self):
        self.serve()
        self.assertEqual(self.ok("fault", "add", "delay", "--delay", "10ms..1s", "--queue", "a*", "--seed", "7"), "fault 1 added\n")
        self.ok("fault", "add", "drop", "--every", "2", "--filter", "key == eu", "--no-mark")
        rows = [json.loads(line) for line in self.ok("fault", "list", "--json").splitlines()]
        self.assertEqual([row["fault"] for row in rows], ["delay", "drop"])
        self.assertEqual(rows[0]["delay"], {"from": "10ms", "until": "1s"})
        self.assertFalse(rows[1]["mark"])
        self.assertIn("delay 10ms..1s", self.ok("fault", "list"))
        self.ok("fault", "remove", "1")
        self.assertIn("no fault 1", self.fails(1, "fault", "remove", "1").stderr)
        self.assertEqual(self.ok("fault", "off"), "1 removed\n")
        self.fails(2, "fault", "add", "explode")
        self.fails(2, "fault", "add", "drop", "--every", "few")

    def test_they_happen_on_the_resp_port(self):
        self.serve()
        self.ok("fault", "add", "reject", "--error", "quota exceeded", "--protocol", "RESP")
        self.assertIn("quota exceeded", self.fails(1, "pub", "orders", "--create", "c", "x").stderr)
        self.ok("fault", "off")
        self.ok("fault", "add", "disconnect", "--protocol", "RESP", "--keep")
        self.fails(6, "pub", "orders", "--create", "c", "kept")
        self.ok("fault", "off")
        self.ok("expect", "body == kept within 0s", "--from", "first")

    def test_declared_ones_hold_from_the_start_and_are_replaced_by_a_reload(self):
        path = self.config('[[fault]]\nfault = "drop"\nqueue = "lost"\n')
        broker = self.serve("--config", path)
        self.ok("pub", "lost", "--create", "c", "x")
        rows = [json.loads(line) for line in self.ok("fault", "list", "--json").splitlines()]
        self.assertEqual([(row["queue"], row["hits"], row["declared"]) for row in rows], [("lost", 1, True)])
        self.ok("fault", "add", "drop", "--queue", "by hand")
        self.config('[[fault]]\nfault = "drop"\nqueue = "other"\n')
        broker.process.send_signal(1)
        for _ in iter(int, 1):
            rows = [json.loads(line) for line in self.ok("fault", "list", "--json").splitlines()]
            if [row["queue"] for row in rows] == ["by hand", "other"]:
                break

    def test_declared_mistakes_name_their_line(self):
        path = self.config('[[fault]]\nfault = "drop"\nqeue = "lost"\n')
        self.places = {}
        self.assertIn('tapedeck.toml:3: unknown member "qeue"; did you mean "queue"', self.fails(2, "serve", "--config", path).stderr)
        self.config('[[fault]]\nfault = "explode"\n')
        self.assertIn("expected `drop`", self.fails(2, "serve", "--config", path).stderr)


class Responders(Case):
    def test_answers_until_removed(self):
        self.serve()
        self.ok("responder", "add", "--queue", "orders", "--to", "replies", "--body", "{{request.body}}!", "--header", "to={{request.key}}")
        self.ok("pub", "orders", "--create", "c", "--key", "eu", "hello")
        self.ok("expect", "body == 'hello!' && headers.to == eu", "--queue", "replies", "--from", "first")
        self.assertIn("orders", self.ok("responder", "list"))
        self.assertEqual(self.ok("responder", "off"), "1 removed\n")
        self.fails(2, "responder", "add", "--queue", "orders", "--to", "x", "--body", "{{oops}}")

    def test_only_named_variables_are_read(self):
        path = self.config('template_env = "STAGE"\n[[responder]]\nqueue = "orders"\nto = "replies"\nbody = "{{env.STAGE}}"\n')
        self.serve("--config", path, STAGE="test")
        self.ok("pub", "orders", "--create", "c", "x")
        self.ok("expect", "body == test", "--queue", "replies", "--from", "first")
        self.assertIn("secrets", self.fails(2, "responder", "add", "--queue", "a", "--to", "b", "--body", "{{env.HOME}}").stderr)


class Run(Case):
    places = {}

    def test_expectations_fail_a_run_that_went_well(self):
        self.ok("run", "--expect", "count() == 1 within 1s", "--expect", "body == x", "--", PROGRAM, "pub", "q", "--create", "c", "x")
        result = self.fails(1, "run", "--expect", "body == y within 0s", "--", PROGRAM, "pub", "q", "--create", "c", "x")
        self.assertIn("expect: body == y within 0s: No message within 0s.", result.stderr)
        self.assertIn("q/1", result.stderr)
        self.fails(2, "run", "--expect", "body ==", "--", "true")

    def test_declared_expectations_are_checked(self):
        path = self.config('[[expect]]\nname = "two come"\nexpect = "count() == 2 within 0s"\nqueue = "q"\n')
        self.ok("run", "--config", path, "--", PROGRAM, "pub", "q", "--create", "c", "x", "y")
        result = self.fails(1, "run", "--config", path, "--", PROGRAM, "pub", "q", "--create", "c", "x")
        self.assertIn("two come", result.stderr)
        self.config('[[expect]]\nexpect = "count("\n')
        self.assertIn("tapedeck.toml:2: expect: At character", self.fails(2, "run", "--config", path, "--", "true").stderr)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
