"""Keys of the registry of a Windows that does not run."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any

from . import _jvm

if TYPE_CHECKING:
    from .report import Warning


@dataclass(frozen=True)
class RegistryValue:
    """A value of a key."""

    name: str
    """Empty for the one that regedit calls the default."""
    type: str
    """Such as ``REG_SZ``."""
    data: bytes
    """As it is stored."""
    value: str | list[str] | int | bytes
    """Text, texts or number where the type has such, and the data otherwise."""


@dataclass(frozen=True)
class RegistryKey:
    """A key with its values, and the names of the keys below."""

    path: str
    last_written: str
    """ISO 8601, UTC."""
    class_name: str | None
    values: list[RegistryValue]
    subkeys: list[str]

    def __getitem__(self, name: str) -> str | list[str] | int | bytes:
        """What a value holds; its name in any case.

        :raises KeyError: if there is none of that name
        """
        for value in self.values:
            if value.name.casefold() == name.casefold():
                return value.value
        raise KeyError(name)

    @classmethod
    def from_dict(cls, facts: dict[str, Any]) -> RegistryKey:
        """Of a line of ``guestkit registry --output json``."""
        return cls(facts["key"], facts["last_written"], facts.get("class"), list(map(_value, facts["values"])), facts["subkeys"])


def _value(facts: dict[str, Any]) -> RegistryValue:
    data = base64.b64decode(facts["data"])
    value = next((facts[kind] for kind in ("text", "texts", "number") if kind in facts), data)
    return RegistryValue(facts["name"], facts["type"], data, value)


class Registry:
    """The registry of a guest, or one hive file. A last write that was not finished is completed from the logs, in memory."""

    def __init__(self, java: Any) -> None:
        self._java = java

    def key(self, path: str) -> RegistryKey:
        """A key such as ``HKLM\\SOFTWARE\\Microsoft``; in a hive file, by the path from its root. Case does not matter.

        :raises KeyError: if there is no such key
        """
        answer = _jvm.call(self._java.key, path)
        if answer is None:
            raise KeyError(path)
        return RegistryKey.from_dict(_jvm.document(answer))

    def walk(self, path: str) -> Iterator[RegistryKey]:
        """A key and all keys below it.

        :raises KeyError: if there is no such key
        """
        walk = _jvm.call(self._java.walk, path)
        if walk is None:
            raise KeyError(path)
        while batch := _jvm.ask(walk.next):
            yield from map(RegistryKey.from_dict, batch)

    def warnings(self) -> list[Warning]:
        """Doubts about the hives that were read so far."""
        from .report import Warning

        return [Warning.from_dict(facts) for facts in _jvm.ask(self._java.warnings)]

    def close(self) -> None:
        _jvm.call(self._java.close)

    def __enter__(self) -> Registry:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_hive(path: str | os.PathLike[str]) -> Registry:
    """Opens a hive file of this machine, with the logs beside it."""
    return Registry(_jvm.call(_jvm.java("io.guestkit.embed.RegistryDocuments").open, _jvm.host_path(path)))


def is_hive(path: str | os.PathLike[str]) -> bool:
    """Whether a file is a hive rather than an image."""
    with open(path, "rb") as file:
        return file.read(4) == b"regf"
