"""Public names of a package, each imported when it is first used."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module
from types import ModuleType


def open_lazily(package: str, homes: Mapping[str, str]) -> list[str]:
    """Make the names of a table importable from a package; returns them, sorted.

    A public name may be that of the module it lives in (``springs`` in ``springs.py``): the name
    then stands for what the module holds, however the module came to be imported.

    Parameters
    ----------
    package
        ``__name__`` of the package that calls this.
    homes
        Module within the package, by public name; a name with an empty home is a module itself.
    """

    def named(name: str) -> object:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        if not homes[name]:
            return import_module(f"{package}.{name}")
        return getattr(import_module(f"{package}.{homes[name]}"), name)

    class Face(ModuleType):
        def __getattr__(self, name: str) -> object:
            value = named(name)
            vars(self)[name] = value
            return value

        def __setattr__(self, name: str, value: object) -> None:
            # Python itself sets a module on its package when it imports it.
            if not (isinstance(value, ModuleType) and homes.get(name)):
                super().__setattr__(name, value)

        def __dir__(self) -> list[str]:
            return sorted({*vars(self), *homes})

    sys.modules[package].__class__ = Face
    return sorted(homes)
