"""A parser of the command line that complains in one sentence, as hillrunner does elsewhere."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any, NoReturn

_VERB = re.compile(r"argument VERB: invalid choice: '([^']*)'")
_REQUIRED = re.compile(r"the following arguments are required: (.+)")
_VALUES = re.compile(r"argument (--[\w-]+)\S*: expected (.+)")


class Parser(argparse.ArgumentParser):
    """Complains in one line; the parser of the verb that was given is ``parser`` of the result."""

    def __init__(self, **how: Any) -> None:
        super().__init__(**how, allow_abbrev=False)
        self.set_defaults(parser=self)
        # what Python does itself from 3.14 on: -5% is a value, and no flag
        self._negative_number_matcher = re.compile(r"-\.?\d")

    def error(self, message: str) -> NoReturn:
        sentence = self._sentence(message).rstrip(".")
        print(f"hillrunner: {sentence}; see {self.prog} --help.", file=sys.stderr)
        raise SystemExit(2)

    def refuse(self, unknown: Sequence[str]) -> NoReturn:
        """Complain of arguments that the verb does not take."""
        verb = self.prog.split(" ", 1)[-1]
        flag = next((text for text in unknown if text.startswith("--")), unknown[0])
        flag = flag.partition("=")[0]
        if not flag.startswith("-"):
            self.error(f"{verb} takes no {flag!r}: it is one argument too many")
        names = (name.lstrip("-") for name in self._option_string_actions)
        self.error(f"{verb} takes no {flag}{_nearest(flag.lstrip('-'), names, '--')}")

    def _sentence(self, message: str) -> str:
        """What argparse says, in hillrunner's words."""
        if wrong := _VERB.match(message):
            return f"unknown verb {wrong[1]!r}{_nearest(wrong[1], self._verbs())}"
        if missing := _REQUIRED.match(message):
            if missing[1] == "VERB":
                return f"say what to do: {', '.join(self._verbs())}"
            return f"{missing[1]} is missing"
        if values := _VALUES.match(message):
            action = self._option_string_actions[values[1]]
            if isinstance(action.nargs, int):
                return f"{values[1]} needs {action.nargs} values: {action.help}"
            return f"{values[1]} needs a value"
        return message.removeprefix("argument ").replace(": is", " is", 1)

    def _verbs(self) -> list[str]:
        return [verb for action in self._actions for verb in _choices(action)]


def _choices(action: argparse.Action) -> Iterable[str]:
    return (action.choices or ()) if isinstance(action, argparse._SubParsersAction) else ()


def _nearest(name: str, names: Iterable[str], before: str = "") -> str:
    near = get_close_matches(name, list(names), n=1, cutoff=0.6)
    return f", perhaps {before}{near[0]} was meant" if near else ""
