"""Questions. An answer comes from the environment, from the existing deployment, or from the keyboard."""

import getpass
import os
import re
import sys
from typing import NamedTuple

from failure import Failure


class Form(NamedTuple):
    """What an answer must look like, and the same in words."""
    pattern: str
    words: str


ANYTHING = Form(".+", "not empty")
EMAIL = Form(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+", "an e-mail address, such as zoe@example.com")
STACK = Form(r"[a-z][a-z0-9-]{0,30}", "lower-case letters, digits and hyphens, beginning with a letter, at most 31 of them")
BUDGET = Form(r"0|[1-9]\d{0,6}(\.\d{1,2})?", "a number of dollars, such as 30, or 0 for no budget")
REGION = Form(r"[a-z]{2}(-[a-z]+)+-\d", "a region of AWS, such as eu-west-3")


class Answers:
    """Asks a person, or collects the missing answers when no person is at the terminal."""

    def __init__(self):
        self.interactive = sys.stdin.isatty()
        self.missing = []

    def ask(self, name, question, *, kept="", default="", secret=False, required=False, form=ANYTHING):
        """The variable `name`, or what is typed; Enter keeps the former value. A set variable is not asked for."""
        given = self.given(name)
        if given:
            return self._checked(name, given, form)
        kept = kept or default
        if not self.interactive:
            if required and not kept:
                self.missing.append(f"{name}: {question}")
            return kept
        while True:
            typed = self._read(question, kept, secret) or kept
            if not typed and not required:
                return ""
            if re.fullmatch(form.pattern, typed):
                return typed
            print("    A value is required." if not typed else f"    This must be {form.words}.")

    @staticmethod
    def given(name):
        """The value of the environment variable, empty when it is not set."""
        return os.environ.get(name, "").strip()

    def complete(self):
        """Fails when a required answer is missing, and names all of them."""
        if self.missing:
            raise Failure("there is no terminal to ask at: set these variables\n  " + "\n  ".join(self.missing))

    @staticmethod
    def _read(question, kept, secret):
        hint = " [Enter keeps the present value]" if kept and secret else f" [{kept}]" if kept else ""
        read = getpass.getpass if secret else input
        return read(f"  {question}{hint}: ").strip()

    @staticmethod
    def _checked(name, value, form):
        if not re.fullmatch(form.pattern, value):
            raise Failure(f"{name} is invalid: it must be {form.words}. Correct it and run the command again")
        return value
