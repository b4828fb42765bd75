#!/usr/bin/python3
"""The translations: complete (every text of each .ts is translated, with its places for values and its mnemonic), or up to
date (each .ts has exactly the texts of the sources). Usage: translations_test.py complete|current TOP"""
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

rule, top = sys.argv[1:]
folder = os.path.join(top, "resources", "translations")


def messages(path):
    """{(context, source, comment): (translations, one for each number form, finished)}"""
    out = {}
    for context in xml.parse(path).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            key = (context.findtext("name"), message.findtext("source"), message.findtext("comment") or "")
            forms = [form.text or "" for form in translation.iter("numerusform")] or [translation.text or ""]
            out[key] = (forms, translation.get("type") is None)
    return out


def wrong_translation(source, text):
    if not text:
        return "is not translated"
    values = [sorted(set(re.findall(r"%(?:\d+|n|L\d+)", one))) for one in (source, text)]
    if values[0] != values[1]:
        return f"has the values {values[1]} instead of {values[0]}"
    # `&` marks a mnemonic; no text of the window has a plain one.
    marks = [len(re.findall(r"&(?!&)\w", one)) for one in (source, text)]
    if marks[0] != marks[1]:
        return f"has {marks[1]} mnemonics instead of {marks[0]}"
    if source.endswith("\u2026") != text.endswith("\u2026"):
        return "differs in the dots at the end"
    if "*." in source and re.findall(r"\([^)]*\)", source) != re.findall(r"\([^)]*\)", text):
        return "has other patterns of file names"
    return None


found = []
files = sorted(name for name in os.listdir(folder) if name.endswith(".ts"))
assert files, "there are no translations"
if rule == "complete":
    for name in files:
        for (context, source, _), (texts, finished) in messages(os.path.join(folder, name)).items():
            problems = [wrong_translation(source, text) for text in texts] if finished else ["is not finished"]
            found += [f"{name}: {context}: {source!r} {problem}" for problem in problems if problem]
    # A function that translates its argument under another name than tr is not known to lupdate: its texts have to be marked.
    for path in sorted(glob.glob(os.path.join(top, "ui", "**", "*.cpp"), recursive=True)):
        with open(path, encoding="utf-8") as file:
            text = file.read()
        for name in re.findall(r"QString (\w+)\(const char\* ?\w*\)\s*\{\s*return QCoreApplication::translate", text):
            if name != "tr":
                found += [f"{os.path.relpath(path, top)}: {call} is not marked with QT_TRANSLATE_NOOP"
                          for call in re.findall(rf'(?<![\w.]){name}\(\s*"[^"]*"', text)]
else:
    with tempfile.TemporaryDirectory() as copies:
        for name in files:
            shutil.copy(os.path.join(folder, name), copies)
        subprocess.run([os.path.join(top, "packaging", "update-translations"), copies], check=True)
        for name in files:
            old, new = (set(messages(os.path.join(at, name))) for at in (folder, copies))
            found += [f"{name}: {context}: {source!r} is missing" for context, source, _ in sorted(new - old)]
            found += [f"{name}: {context}: {source!r} is in no source" for context, source, _ in sorted(old - new)]
print("\n".join(found))
if found:
    print(f"{len(found)} texts. packaging/update-translations brings the files up to date; then translate what is unfinished.")
    sys.exit(1)
