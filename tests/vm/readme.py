#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Runs the console transcripts of README.md, in order, and compares what they print.

Speaks TAP, one point for each command of the transcript.
"""
import os
import re
import subprocess
import sys

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def transcript():
    """Pairs of a command and what it prints."""
    with open(os.path.join(TOP, "README.md"), encoding="utf-8") as f:
        blocks = re.findall(r"```console\n(.*?)```", f.read(), re.DOTALL)
    for block in blocks:
        for part in re.split(r"^# ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            yield command, output


def main():
    bad = number = 0
    for number, (command, wanted) in enumerate(transcript(), start=1):
        got = subprocess.run(command, shell=True, check=False, text=True,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT).stdout
        good = got == wanted
        bad += not good
        print(f"{'' if good else 'not '}ok {number} - {command}")
        if not good:
            print("".join(f"# wanted: {line}\n" for line in wanted.splitlines())
                  + "".join(f"# got:    {line}\n" for line in got.splitlines()), end="")
    print(f"1..{number}")
    return 1 if bad or not number else 0


if __name__ == "__main__":
    sys.exit(main())
