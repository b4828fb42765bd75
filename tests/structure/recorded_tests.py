"""Writes ctest's list of tests for the results of a run that is over: each test says again what it said there.

Usage: recorded_tests.py RESULTS.xml INTO_FOLDER      RESULTS.xml is what `ctest --output-junit` wrote
"""
import os
import sys
import xml.etree.ElementTree


def main():
    into = os.path.abspath(sys.argv[2])
    os.makedirs(into, exist_ok=True)
    lines = []
    for place, case in enumerate(xml.etree.ElementTree.parse(sys.argv[1]).getroot().iter("testcase")):
        failed = case.get("status") != "run"
        said = os.path.join(into, f"{place}.txt")
        with open(said, "w", encoding="utf-8") as file:
            file.write("".join(case.find("system-out").itertext()) if failed and case.find("system-out") is not None else "")
        lines.append(f'add_test("{case.get("name")}" "sh" "-c" "cat \'{said}\'; exit {int(failed)}")\n')
    with open(os.path.join(into, "CTestTestfile.cmake"), "w", encoding="utf-8") as file:
        file.writelines(lines)
    return 0 if lines else 1


sys.exit(main())
