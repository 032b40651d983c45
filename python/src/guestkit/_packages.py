"""What is installed in guests."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, overload

from .report import Application, NotExaminedReport, Warning


@dataclass(frozen=True, kw_only=True)
class Package(Application):
    """An installed package."""

    purl: str | None = None
    """The package URL, where its kind has such."""


class Packages(Sequence[Package]):
    """All packages of all guests, of what ``guestkit packages --output json`` prints and in that order."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        self.by_guest: dict[str, list[Package]] = {
            guest["root"]: [Package.from_dict(facts) for facts in guest["packages"]] for guest in document["guests"]
        }
        """By the device of the guest's root."""
        self.not_examined = [NotExaminedReport.from_dict(facts) for facts in document["not_examined"]]
        """What could not be looked into: there may be packages."""
        self.warnings = [Warning.from_dict(facts) for facts in document["warnings"]]
        self._all = [package for packages in self.by_guest.values() for package in packages]

    def to_dict(self) -> dict[str, Any]:
        """The document of ``guestkit packages --output json``."""
        return self._document

    @overload
    def __getitem__(self, index: int) -> Package: ...
    @overload
    def __getitem__(self, index: slice) -> list[Package]: ...
    def __getitem__(self, index: int | slice) -> Package | list[Package]:
        return self._all[index]

    def __len__(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[Package]:
        return iter(self._all)


def printed_time(timestamp: datetime | None) -> str | None:
    """In ISO 8601, UTC; None if nobody says it.

    :raises ValueError: if it has no time zone, or ``SOURCE_DATE_EPOCH`` is no number of seconds
    """
    if timestamp is None:
        seconds = os.environ.get("SOURCE_DATE_EPOCH")
        if not seconds:
            return None
        try:
            timestamp = datetime.fromtimestamp(int(seconds), timezone.utc)
        except (ValueError, OverflowError, OSError):
            raise ValueError(f"SOURCE_DATE_EPOCH is {seconds}, expected seconds since 1970") from None
    if timestamp.tzinfo is None:
        raise ValueError("a timestamp needs a time zone, such as datetime.timezone.utc")
    return timestamp.astimezone(timezone.utc).isoformat().replace("+00:00", "Z")
