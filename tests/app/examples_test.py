#!/usr/bin/env python3
"""Runs resources/examples with the real program. Usage: examples_test.py PROGRAM SOURCE_DIRECTORY [unittest options]

Needs Debian's python3-pytest and python3-yaml, so it is run by Debian's interpreter.
"""
import os
import shutil
import subprocess
import sys
import unittest

import yaml

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
sys.dont_write_bytecode = True
from tests.support.program import ProgramCase  # noqa: E402

PROGRAM = os.path.abspath(sys.argv[1])
EXAMPLES = os.path.join(os.path.abspath(sys.argv[2]), "resources", "examples")


class Case(ProgramCase):
    PROGRAM = PROGRAM

    def setUp(self):
        super().setUp()
        os.makedirs(self.program.path("bin"))
        os.symlink(PROGRAM, self.program.path("bin/tapedeck"))
        # The interpreter that has pytest, under the name that people use.
        os.symlink(sys.executable, self.program.path("bin/python3"))
        self.project = self.program.path("project")
        shutil.copytree(os.path.join(EXAMPLES, "pytest"), self.project, ignore=shutil.ignore_patterns("__pycache__"))

    def environment(self, **extra):
        return self.program.environment(PATH=self.program.path("bin") + ":" + os.environ["PATH"],
                                        PYTHONDONTWRITEBYTECODE=1, **extra)

    def shell(self, script, **extra):
        # As GitHub's runner starts a step.
        return subprocess.run(["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script], cwd=self.project,
                              env=self.environment(**extra), capture_output=True, text=True, timeout=120)


class Pytest(Case):
    def test_example_passes_as_its_first_line_says(self):
        with open(os.path.join(self.project, "test_orders.py"), encoding="utf-8") as file:
            command = file.readline().split("Run with: ")[1].split('"""')[0]
        result = self.shell(command)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        self.assertIn("3 passed", result.stdout)


class Workflow(Case):
    def steps(self):
        with open(os.path.join(EXAMPLES, "github-workflow.yml"), encoding="utf-8") as file:
            return yaml.safe_load(file)["jobs"]["tests"]["steps"]

    def run_step(self):
        script = [step["run"] for step in self.steps() if "run" in step][0]
        return self.shell(script, GITHUB_ACTIONS="true", TAPEDECK_CLOCK="virtual",
                          GITHUB_STEP_SUMMARY=self.program.path("summary.md"))

    def files_of_the_upload(self):
        names = [step for step in self.steps() if step.get("if") == "failure()"][0]["with"]["path"].split()
        return [name for name in names if os.path.exists(os.path.join(self.project, name))]

    def test_step_passes(self):
        result = self.run_step()
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        self.assertEqual(self.files_of_the_upload(), ["tapedeck.xml"])

    def test_failed_step_leaves_what_the_next_one_uploads(self):
        with open(os.path.join(self.project, "test_orders.py"), "a", encoding="utf-8") as file:
            file.write("\n\ndef test_fails(broker):\n    make(broker)\n    assert False\n")
        result = self.run_step()
        self.assertEqual(result.returncode, 1, result.stdout + result.stderr)
        self.assertIn("::error title=command%3A python3 -m pytest -q::ended with code 1", result.stdout)
        self.assertEqual(self.files_of_the_upload(), ["failed.tape", "tapedeck.xml"])
        with open(self.program.path("summary.md"), encoding="utf-8") as file:
            self.assertIn("failed.tape", file.read())
        info = subprocess.run([PROGRAM, "info", "failed.tape"], cwd=self.project, env=self.environment(),
                              capture_output=True, text=True)
        self.assertIn("orders", info.stdout)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=2)
