"""guestkit opens the disks of virtual machines that are not running, and converts them.

>>> import guestkit
>>> guestkit.inspect("disk.qcow2").guests[0].identity.os_name

It runs in this process, in a Java virtual machine that starts at the first use and not at the import.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal

from .convert import Cancellation, DiskConverter, Progress, detect, info
from .disks import Disk, Disks, FileSystem, Guest, HostPath, Keys, Volume
from .disks import open_disks as open
from .errors import (
    CommandFailedError,
    ConversionError,
    CorruptDataError,
    DetectionError,
    DiskError,
    GuestfsError,
    GuestkitError,
    InternalError,
    JavaNotFoundError,
    KeyRequiredError,
    UnsupportedFeatureError,
)
from .files import FileTree, GuestPath
from .guestfs import Guestfs
from .pipeline import Fixes, Pipeline, Retry
from .registry import Registry, RegistryKey, RegistryValue, is_hive, open_hive

if TYPE_CHECKING:
    from datetime import datetime

    from ._packages import Package, Packages
    from .report import Identity, Report

__version__ = "0.1.0"

__all__ = [
    "Cancellation",
    "CommandFailedError",
    "ConversionError",
    "CorruptDataError",
    "DetectionError",
    "Disk",
    "DiskConverter",
    "DiskError",
    "Disks",
    "FileSystem",
    "FileTree",
    "Fixes",
    "Guest",
    "GuestDetector",
    "GuestPath",
    "Guestfs",
    "GuestfsError",
    "GuestkitError",
    "Identity",
    "InternalError",
    "JavaNotFoundError",
    "KeyRequiredError",
    "Package",
    "Packages",
    "Pipeline",
    "Progress",
    "Registry",
    "RegistryKey",
    "RegistryValue",
    "Report",
    "Retry",
    "UnsupportedFeatureError",
    "Volume",
    "aconvert",
    "ainspect",
    "convert",
    "detect",
    "info",
    "inspect",
    "open",
    "open_hive",
    "packages",
    "registry",
    "sbom",
]

# Classes of reports, whose import takes as long as that of all else.
_LATER = {"Identity": ".report", "Report": ".report", "Package": "._packages", "Packages": "._packages"}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    value = globals()[name] = getattr(importlib.import_module(_LATER[name], __name__), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_LATER})


def convert(source: HostPath, output: HostPath, format: str | None = None, **named: Any) -> dict[str, Any]:
    """As `DiskConverter.convert`."""
    return DiskConverter().convert(source, output, format, **named)


async def aconvert(source: HostPath, output: HostPath, format: str | None = None, **named: Any) -> dict[str, Any]:
    """As `DiskConverter.aconvert`."""
    return await DiskConverter().aconvert(source, output, format, **named)


def inspect(
    image: HostPath | Iterable[HostPath],
    *,
    boot_check: bool = False,
    target: Literal["kvm"] | None = None,
    explain: bool = False,
    **opening: Any,
) -> Report:
    """Who is this guest: system, mounts, kernels, packages.

    :param boot_check: also whether it would start, link by link
    :param target: what it is to be started on, if not where it was: ``kvm``, with disks and network of virtio
    :param explain: also which file says so
    :param opening: as `open` takes it, such as ``keys``
    """
    with open(image, **opening) as disks:
        return disks.inspect(boot_check=boot_check, target=target, explain=explain)


async def ainspect(image: HostPath | Iterable[HostPath], **named: Any) -> Report:
    """As `inspect`, while other tasks go on."""
    import asyncio

    return await asyncio.to_thread(inspect, image, **named)


def packages(image: HostPath | Iterable[HostPath], *, everything: bool = False, **opening: Any) -> Packages:
    """What is installed in the guests on the disks.

    :param everything: also what no package manager of the system knows: packages of Python, npm, Maven, Go, RubyGems
    :param opening: as `open` takes it
    """
    with open(image, **opening) as disks:
        return disks.packages(everything=everything)


def sbom(
    image: HostPath | Iterable[HostPath],
    format: Literal["cyclonedx", "spdx"] = "cyclonedx",
    *,
    everything: bool = False,
    timestamp: datetime | None = None,
    **opening: Any,
) -> str:
    """A bill of materials of the guests on the disks, as JSON.

    :param format: ``cyclonedx`` for CycloneDX 1.6, ``spdx`` for SPDX 2.3
    :param everything: as `packages` takes it
    :param timestamp: as `Disks.sbom` takes it
    :param opening: as `open` takes it
    """
    with open(image, **opening) as disks:
        return disks.sbom(format, everything=everything, timestamp=timestamp)


def registry(image: HostPath | Iterable[HostPath], key: str, **opening: Any) -> RegistryKey:
    """A key of the registry of a Windows guest, or of a hive file.

    :param image: an image, or a hive file of this machine
    :param key: such as ``HKLM\\SYSTEM\\Select``; in a hive file, the path from its root
    :param opening: as `open` takes it
    :raises KeyError: if there is no such key
    """
    if not opening and isinstance(image, (str, os.PathLike)) and is_hive(image):
        with open_hive(image) as hive:
            return hive.key(key)
    with open(image, **opening) as disks, disks.guest.registry() as keys:
        return keys.key(key)


class GuestDetector:
    """Says who a guest is."""

    def detect_from_image(self, image: HostPath | Iterable[HostPath], **opening: Any) -> Identity:
        """The identity of the only guest on the disks.

        :param opening: as `open` takes it
        :raises DetectionError: if there is no guest, or several
        """
        report = inspect(image, **opening)
        if len(report.guests) == 1:
            return report.guests[0].identity
        if report.guests:
            raise DetectionError("several guests: " + ", ".join(guest.root for guest in report.guests))
        why = "; ".join(f"{none.device}: {none.reason}" for none in report.no_guest)
        raise DetectionError("no operating system was found" + (f": {why}" if why else ""))
