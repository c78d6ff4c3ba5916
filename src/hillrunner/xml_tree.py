"""XML from strangers: no entities of its own, no endless nesting, names as they are written."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from typing import Any
from xml.parsers import expat

DEEPEST = 200  # elements within each other; the files read here have fewer than 30


def read_xml(raw: bytes) -> ElementTree.Element:
    """The root element of a document.

    Names keep their prefixes and colons, so that the ``A::B`` that OpenSim writes is a name.

    Raises
    ------
    ValueError
        One sentence without its full stop: not well formed, with a document type (which may define
        entities that grow without end), or nested too deeply.
    """
    builder = ElementTree.TreeBuilder()
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise ValueError(f"its elements are nested more than {DEEPEST} deep")
        builder.start(name, attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(name)

    def refuse(*_: Any) -> None:
        raise ValueError("it has a document type, which is not read")

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(raw, True)
    except expat.ExpatError as error:
        raise ValueError(f"broken XML, {error}") from None
    except (LookupError, UnicodeError):  # an encoding that there is not
        raise ValueError("broken XML, its encoding is unknown") from None
    return builder.close()


def local_name(element: ElementTree.Element) -> str:
    """An element's name without its namespace's prefix."""
    return element.tag.rsplit(":", 1)[-1]
