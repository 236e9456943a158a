"""What is asked. An answer comes from the environment, from the deployment that is there, or from the keyboard."""

import getpass
import os
import re
import sys

from failure import Failure


class Answers:
    """Asks people, or notes what nobody is there to answer."""

    def __init__(self):
        self.interactive = sys.stdin.isatty()
        self.missing = []

    def ask(self, name, question, *, kept="", default="", secret=False, required=False, pattern=".+"):
        """The variable `name`, or what is typed; Enter keeps what there was. An environment variable is never asked."""
        given = self.given(name)
        if given:
            return self._checked(name, given, pattern)
        kept = kept or default
        if not self.interactive:
            if required and not kept:
                self.missing.append(f"{name}: {question}")
            return kept
        while True:
            typed = self._read(question, kept, secret) or kept
            if not typed and not required:
                return ""
            if re.fullmatch(pattern, typed):
                return typed
            print("    That is needed." if not typed else f"    That does not look right (it must match {pattern}).")

    @staticmethod
    def given(name):
        """The environment variable, empty when there is none."""
        return os.environ.get(name, "").strip()

    def complete(self):
        """Fails when something that is needed was not given."""
        if self.missing:
            raise Failure("nobody is here to answer: set these in the environment\n  " + "\n  ".join(self.missing))

    @staticmethod
    def _read(question, kept, secret):
        hint = " [Enter keeps it]" if kept and secret else f" [{kept}]" if kept else ""
        read = getpass.getpass if secret else input
        return read(f"  {question}{hint}: ").strip()

    @staticmethod
    def _checked(name, value, pattern):
        if not re.fullmatch(pattern, value):
            raise Failure(f"{name} does not look right: it must match {pattern}")
        return value
