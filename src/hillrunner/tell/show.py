"""Every result in words, as JSON, in a notebook, as a page and as files: one function each.

How a type is shown is registered with these functions, by the module that :data:`SHOWN_IN` names
for it, which is imported when a result of that type is first shown. A type of one's own can be
registered in the same way::

    @text.register
    def _(result: MyResult) -> str: ...
"""

from __future__ import annotations

import html as markup
from collections.abc import Callable
from functools import singledispatch
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hillrunner.errors import HillrunnerError
from hillrunner.files import whole_file, why_not

if TYPE_CHECKING:
    from functools import _SingleDispatchCallable

SHOWN_IN: dict[str, str] = {  # module of a result's type: module that registers how it is shown
    "hillrunner.lab.kinematics.inverse_kinematics": "hillrunner.tell.results.kinematics",
    "hillrunner.lab.kinematics.scaled": "hillrunner.tell.results.kinematics",
    "hillrunner.lab.recording.reading": "hillrunner.tell.results.reading",
    "hillrunner.lab.recording.recording": "hillrunner.tell.results.reading",
    "hillrunner.tracking.style": "hillrunner.tell.results.style",
    "hillrunner.tracking.track": "hillrunner.tell.results.tracking",
    "hillrunner.worth.answer.answer": "hillrunner.tell.results.answer",
    "hillrunner.worth.lift": "hillrunner.tell.results.lift",
    "hillrunner.worth.lifts_beside": "hillrunner.tell.results.lifts_beside",
    "hillrunner.worth.longrun.result": "hillrunner.tell.results.longrun",
    "hillrunner.worth.prices.design": "hillrunner.tell.results.design",
    "hillrunner.worth.prices.technique_price": "hillrunner.tell.results.technique",
    "hillrunner.worth.prices.what_if": "hillrunner.tell.results.what_if",
    "hillrunner.worth.strength.estimate": "hillrunner.tell.results.strength",
    "hillrunner.worth.train.train": "hillrunner.tell.results.training",
    "hillrunner.study.result": "hillrunner.tell.results.study",
    "hillrunner.validate.validation": "hillrunner.tell.validation_shown",
    "hillrunner.worth.compare": "hillrunner.tell.results.comparison",
}
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="data:,">
<style>body {{ font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem }}</style>
</head>
<body>
{body}
</body>
</html>
"""


@singledispatch
def text(result: object) -> str:
    """A result as text for a terminal.

    Raises
    ------
    TypeError
        If it is nothing that can be shown.
    """
    shown: str = _registered(text, result)(result)
    return shown


@singledispatch
def plain(result: object) -> dict[str, Any]:
    """A result as one JSON object, as ``--json`` prints it.

    Raises
    ------
    TypeError
        If it is nothing that can be shown.
    """
    shown: dict[str, Any] = _registered(plain, result)(result)
    return shown


@singledispatch
def html(result: object) -> str:
    """A result as a piece of HTML; its text where nothing better is registered."""
    markup_of = _learned(html, result)
    return str(markup_of(result)) if markup_of else f"<pre>{markup.escape(text(result))}</pre>"


@singledispatch
def page(result: object, path: Path) -> Path:
    """Write a result as one HTML file; a page around :func:`html` where nothing is registered.

    Raises
    ------
    HillrunnerError
        If it cannot be written.
    """
    write = _learned(page, result)
    if write:
        return Path(write(result, path))
    whole = PAGE.format(title=f"hillrunner: {type(result).__name__}", body=html(result))
    try:
        with whole_file(path) as part:
            part.write_text(whole, encoding="utf-8", newline="\n")
    except OSError as error:
        raise HillrunnerError(f"cannot write {path}: {why_not(error)}.") from None
    return path


@singledispatch
def files(result: object, folder: Path) -> None:
    """Write what belongs to a result, as its motions and pages, into a folder that exists.

    Nothing, where nothing is registered.

    Raises
    ------
    HillrunnerError
        If something cannot be written.
    """
    write = _learned(files, result)
    if write:
        write(result, folder)


def _learned(show: _SingleDispatchCallable[Any], result: object) -> Callable[..., Any] | None:
    """What is registered with ``show`` for a result, once its module was imported; or None."""
    kind = type(result)
    for base in kind.__mro__:
        if base.__module__ in SHOWN_IN:
            import_module(SHOWN_IN[base.__module__])
    function: Callable[..., Any] = show.dispatch(kind)
    return None if function is show.dispatch(object) else function


def _registered(show: _SingleDispatchCallable[Any], result: object) -> Callable[..., Any]:
    function = _learned(show, result)
    if function is None:
        raise TypeError(f"a {type(result).__name__} is no result that can be shown")
    return function
