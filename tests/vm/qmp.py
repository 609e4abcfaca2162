#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Talks to a QEMU by QMP.

usage: qmp.py SOCKET COMMAND [NAME=VALUE...]

Prints what the command returns, as JSON. Exits with 1 and QEMU's message if it fails.
"""
import json
import socket
import sys


class Qmp:
    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(path)
        self.file = self.socket.makefile("rw")
        json.loads(self.file.readline())
        self.do("qmp_capabilities")

    def do(self, command, **arguments):
        self.file.write(json.dumps({"execute": command, "arguments": arguments}) + "\n")
        self.file.flush()
        while True:
            answer = json.loads(self.file.readline())
            if "error" in answer:
                sys.exit(f"{command}: {answer['error']['desc']}")
            if "return" in answer:
                return answer["return"]


if __name__ == "__main__":
    print(json.dumps(Qmp(sys.argv[1]).do(sys.argv[2], **dict(word.split("=", 1) for word in sys.argv[3:]))))
