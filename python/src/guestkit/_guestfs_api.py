"""The functions of libguestfs, as the Java binding has them."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import Any

from . import _jvm


def snake_case(name: str) -> str:
    """``optString`` as ``opt_string``."""
    return re.sub("[A-Z]", lambda upper: "_" + upper[0].lower(), name)


@dataclass(frozen=True)
class Argument:
    """A parameter, or an optional argument."""

    name: str
    type: str
    """Of Java."""
    nullable: bool


@dataclass(frozen=True)
class Function:
    name: str
    """As in C, without ``guestfs_``."""
    returns: str
    parameters: tuple[Argument, ...]
    options: tuple[Argument, ...]
    struct_bytes: tuple[str, ...]
    """The members of a struct it returns that are bytes."""


@functools.cache
def functions() -> dict[str, Function]:
    """By name. Starts the JVM."""
    return {facts["name"]: _function(facts) for facts in _jvm.ask(_jvm.java("io.guestkit.embed.GuestfsCalls").api)}


def _function(facts: dict[str, Any]) -> Function:
    return Function(
        facts["name"],
        facts["returns"],
        _arguments(facts["parameters"]),
        _arguments(facts["options"]),
        tuple(snake_case(name) for name in facts["struct_bytes"]),
    )


def _arguments(all_facts: list[dict[str, Any]]) -> tuple[Argument, ...]:
    return tuple(Argument(snake_case(facts["name"]), facts["type"], facts["nullable"]) for facts in all_facts)
