"""The opened disks of a guest: disks, volumes, file systems, guests."""

from __future__ import annotations

import os
import stat
import warnings
import weakref
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, Any, BinaryIO, Literal, Union

from . import _jvm
from .errors import DetectionError, KeyRequiredError
from .files import FileTree, GuestPath, opened
from .registry import Registry

if TYPE_CHECKING:  # their import takes half as long as that of all else
    from datetime import datetime

    from ._packages import Packages
    from .report import FileSystemReport, NotExaminedReport, Report, VolumeReport, Warning

HostPath = Union[str, "os.PathLike[str]"]
Keys = Mapping[str, Union[bytes, "os.PathLike[str]"]]
"""Keys by volume: a device, a UUID or ``all``. Bytes are the key itself, a `pathlib.Path` is a file that holds it."""


def open_disks(
    image: HostPath | Iterable[HostPath],
    *,
    keys: Keys | None = None,
    luks_headers: Mapping[str, HostPath] | None = None,
    format: str | None = None,
    snapshot: str | None = None,
    allow_paths: Iterable[HostPath] = (),
) -> Disks:
    """Opens the disks of one guest and finds volumes and file systems on them. Close it, or use it in a ``with`` block.

    :param image: one image, or several in the order in which the guest sees them; an appliance (OVA, OVF) stands for all
        its disks
    :param keys: for encrypted volumes and images
    :param luks_headers: files with the headers of LUKS volumes that have none on their own device
    :param format: of the images, where it is better known than by detection
    :param snapshot: an internal snapshot to open instead of the current content
    :param allow_paths: folders, beside the image's own, into which names found in images may lead
    :raises OSError: if an image cannot be opened as a file
    :raises DiskError: if an image is corrupt, encrypted or of an unsupported kind; trouble with volumes and file systems
        is in `Disks.not_examined` instead
    :raises KeyRequiredError: also if a key was given that does not open its volume
    """
    images = [image] if isinstance(image, (str, os.PathLike)) else list(image)
    if not images:
        raise ValueError("no image to open")
    paths = _jvm.java("java.util.ArrayList")()
    for each in images:
        paths.add(_jvm.host_path(each))
    ring = key_ring(keys or {})
    try:
        options = open_options(format=format, snapshot=snapshot, allow_paths=allow_paths, luks_headers=luks_headers)
        work = _jvm.java("io.guestkit.embed.Work").open(paths, options.withKeys(ring))
        from . import report as report  # while Java works

        disks = Disks(_jvm.wait(work))
        unused = [str(volume) for volume in ring.unused()]
    finally:
        ring.close()
    if keys:
        try:
            for left in disks.not_examined:
                if left.code == "key_wrong":
                    raise KeyRequiredError(f"{left.location}: {left.reason}")
            for volume in unused:
                warnings.warn(f"there is nothing encrypted for the key of {volume}", stacklevel=2)
        except BaseException:
            disks.close()
            raise
    return disks


def key_ring(keys: Keys) -> Any:
    """A KeyRing of Java, to be closed when all is opened."""
    ring = _jvm.java("io.guestkit.KeyRing")()
    for volume, key in keys.items():
        if isinstance(key, (bytes, bytearray)):
            _jvm.java("io.guestkit.embed.OpenedDisks").addKey(ring, volume, _jvm.byte_array(bytes(key)))
        elif isinstance(key, os.PathLike):
            with open(key, "rb"):  # later on, it would only be a reason why a volume was not looked into
                pass
            ring.addFile(volume, _jvm.host_path(key))
        else:
            raise TypeError(
                f"the key of {volume} is {type(key).__name__}: give bytes for the key itself, or a pathlib.Path of a file"
            )
    return ring


def open_options(
    *,
    format: str | None = None,
    snapshot: str | None = None,
    allow_paths: Iterable[HostPath] = (),
    disk: str | int | None = None,
    luks_headers: Mapping[str, HostPath] | None = None,
) -> Any:
    """The OpenOptions of Java, without keys."""
    options = _jvm.java("io.guestkit.OpenOptions").DEFAULT
    allowed = _jvm.java("java.util.ArrayList")()
    for folder in [allow_paths] if isinstance(allow_paths, (str, os.PathLike)) else allow_paths:
        allowed.add(_jvm.host_path(folder))
    options = options.withAllowedPaths(allowed)
    if format is not None:
        options = options.withFormat(disk_format(format))
    if snapshot is not None:
        options = options.withSnapshot(snapshot)
    if luks_headers:
        headers = _jvm.java("java.util.LinkedHashMap")()
        for volume, header in luks_headers.items():
            headers.put(volume, _jvm.host_path(header))
        options = options.withLuksHeaders(headers)
    return options if disk is None else options.withMember(str(disk))


def disk_format(name: str) -> Any:
    """The DiskFormat of Java.

    :raises ValueError: if there is none of that name
    """
    found = _jvm.java("io.guestkit.image.DiskFormat").named(name)
    if found.isEmpty():
        raise ValueError(f"unknown image format {name}")
    return found.get()


class Disks:
    """The opened disks of one guest, and what was found on them. What was taken from it ends when it is closed."""

    def __init__(self, java: Any) -> None:
        from .report import FileSystemReport, NotExaminedReport, VolumeReport

        self._java = java
        self._closer = weakref.finalize(self, _close_forgotten, java)
        self._closer.atexit = False
        layout = _jvm.ask(java.layout)
        self.disks: list[Disk] = [
            Disk(**facts, _opened=self, _index=i) for i, facts in enumerate(layout["disks"])
        ]
        self.volumes: list[Volume] = [
            Volume(VolumeReport.from_dict(facts), on, self, i)
            for i, (facts, on) in enumerate(zip(layout["volumes"], layout["disks_of_volumes"]))
        ]
        self.file_systems: list[FileSystem] = [
            FileSystem(FileSystemReport.from_dict(facts), more["volumes"], more["readable"], self, i)
            for i, (facts, more) in enumerate(zip(layout["filesystems"], layout["volumes_of_filesystems"]))
        ]
        self.not_examined: list[NotExaminedReport] = [
            NotExaminedReport.from_dict(facts) for facts in layout["not_examined"]
        ]
        self._guests: list[Guest] | None = None

    @property
    def guests(self) -> list[Guest]:
        """The operating systems on the disks with their files, without asking who they are."""
        if self._guests is None:
            facts = _jvm.document(_jvm.wait(_jvm.java("io.guestkit.embed.Work").guests(self._java)))
            self._guests = [Guest(self, i, each) for i, each in enumerate(facts)]
        return self._guests

    @property
    def guest(self) -> Guest:
        """The only guest.

        :raises DetectionError: if there is none, or several
        :raises KeyRequiredError: if there is none, and something is encrypted
        """
        if len(self.guests) == 1:
            return self.guests[0]
        if not self.guests:
            self._refuse_locked()
            raise DetectionError(f"no operating system was found; {self._listed()}")
        raise DetectionError("several guests: " + ", ".join(guest.root_device for guest in self.guests))

    def file_system(self, device: str) -> FileSystem:
        """The file system on a device such as ``/dev/sda2``.

        :raises KeyError: if none was found there
        """
        for found in self.file_systems:
            if found.device == device:
                return found
        raise KeyError(f"no file system on {device}; {self._listed()}")

    def path(self, path: str | bytes) -> GuestPath:
        """A path in the only guest with all that it mounts; if there is no guest, in the only file system.

        :raises DetectionError: if that leaves a choice
        """
        if not self.guests:
            readable = [each for each in self.file_systems if each.readable and each.device in each.volumes]
            if len(readable) == 1:
                return readable[0].path(path)
        return self.guest.path(path)

    def _refuse_locked(self) -> None:
        for left in self.not_examined:
            if left.code == "key_required":
                raise KeyRequiredError(f"{left.location}: {left.reason}")

    def _listed(self) -> str:
        found = [f"{each.device} ({each.type})" for each in self.file_systems]
        found += [f"{left.location} ({left.reason})" for left in self.not_examined]
        return "there are " + ", ".join(found) if found else "nothing was found on the disks"

    def inspect(
        self, *, boot_check: bool = False, target: Literal["kvm"] | None = None, explain: bool = False
    ) -> Report:
        """Who the guests are: system, mounts, kernels, packages.

        :param boot_check: also whether each of them would start, link by link
        :param target: what it is to be started on, if not where it was: ``kvm``, with disks and network of virtio
        :param explain: also which file says so (`Report.evidence`)
        """
        if target is not None and (target != "kvm" or not boot_check):
            raise ValueError("target may be 'kvm', and needs boot_check" if boot_check else "target needs boot_check")
        extras = _jvm.java("java.util.HashSet")()
        if boot_check:
            known = _jvm.java("io.guestkit.inspect.Inspector$Extra")
            extras.add(known.BOOT_CHECK if target is None else known.BOOT_CHECK_VIRTIO)
        work = _jvm.java("io.guestkit.embed.Work").inspect(self._java, extras, explain)
        from .report import Report

        facts = _jvm.document(_jvm.wait(work))
        for image in facts["images"]:
            status = os.stat(image["path"])
            if stat.S_ISREG(status.st_mode):
                image["actual_size"] = status.st_blocks * 512
        return Report.from_dict(facts)

    def packages(self, *, everything: bool = False) -> Packages:
        """What is installed in all guests.

        :param everything: also what no package manager of the system knows: packages of Python, npm, Maven, Go, RubyGems
        """
        work = _jvm.java("io.guestkit.embed.Work").packages(self._java, everything)
        from ._packages import Packages

        return Packages(_jvm.document(_jvm.wait(work)))

    def sbom(
        self,
        format: Literal["cyclonedx", "spdx"] = "cyclonedx",
        *,
        everything: bool = False,
        timestamp: datetime | None = None,
    ) -> str:
        """A bill of materials: what ``guestkit packages --output cyclonedx`` or ``spdx`` prints. Warns of what could not be
        looked into, for which these documents have no place.

        :param format: ``cyclonedx`` for CycloneDX 1.6, ``spdx`` for SPDX 2.3, both as JSON
        :param everything: as `packages` takes it
        :param timestamp: of the document, with a time zone. If not given, ``SOURCE_DATE_EPOCH`` says it; without both,
            CycloneDX has none and SPDX, which needs one, has the present
        """
        from ._packages import printed_time

        if format not in ("cyclonedx", "spdx"):
            raise ValueError(f"format is {format!r}, expected 'cyclonedx' or 'spdx'")
        work = _jvm.java("io.guestkit.embed.Work").sbom(self._java, everything, format, printed_time(timestamp))
        facts = _jvm.document(_jvm.wait(work))
        for left in facts["not_examined"]:
            warnings.warn(f"not examined: {left['location']}: {left['reason']}", stacklevel=2)
        for doubt in facts["warnings"]:
            warnings.warn(f"{doubt['where']}: {doubt['message']}", stacklevel=2)
        return str(facts["text"])

    def warnings(self) -> list[Warning]:
        """All doubts so far; there may be more when more was read."""
        from .report import Warning

        return [Warning.from_dict(facts) for facts in _jvm.ask(self._java.warnings)]

    def close(self) -> None:
        """Closes everything. Done twice, it does nothing."""
        if self._closer.detach() is not None:
            _jvm.call(self._java.close)

    def __enter__(self) -> Disks:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Disks {', '.join(disk.path for disk in self.disks)}>"


def _close_forgotten(java: Any) -> None:
    try:
        warnings.warn("disks were forgotten and not closed: use 'with guestkit.open(…) as disks'", ResourceWarning)
    finally:  # a warning may have been made an error
        java.close()


@dataclass(frozen=True)
class Disk:
    """One disk of a guest."""

    device: str
    """``/dev/sda`` for the first one, ``/dev/sdb`` for the second …"""
    path: str
    """Of the image."""
    format: str
    size: int
    """Of the disk that the guest sees, in bytes."""
    _opened: Disks = field(repr=False, compare=False)
    _index: int = field(repr=False, compare=False)

    @property
    def volumes(self) -> list[Volume]:
        """The disk itself, its partitions, and what was made of them."""
        return [volume for volume in self._opened.volumes if self.device in volume.disks]

    def open(self, buffering: int = -1) -> BinaryIO:
        """The bytes of the disk as its guest sees them."""
        return opened(_jvm.call(self._opened._java.disk, self._index), self.device, buffering)


class Volume:
    """A disk, a partition, a logical volume, an array, or what is inside of an encrypted volume."""

    def __init__(self, facts: VolumeReport, disks: Sequence[str], opened_disks: Disks, index: int) -> None:
        self.facts = facts
        """All that is known of it."""
        self.device = facts.device
        self.kind = facts.kind
        self.size = facts.size
        self.disks = list(disks)
        """Devices of the disks that its bytes are on."""
        self._opened = opened_disks
        self._index = index

    @property
    def file_systems(self) -> list[FileSystem]:
        """What was found on it; several, if there are subvolumes."""
        return [each for each in self._opened.file_systems if self.device in each.volumes]

    def open(self, buffering: int = -1) -> BinaryIO:
        """The bytes of the volume; of an encrypted one as they are without encryption."""
        return opened(_jvm.call(self._opened._java.volume, self._index), self.device, buffering)

    def __repr__(self) -> str:
        return f"<Volume {self.device} {self.kind} {self.size}>"


class FileSystem(FileTree):
    """A file system, or swap space, that was found on a volume."""

    def __init__(
        self, facts: FileSystemReport, volumes: Sequence[str], readable: bool, opened_disks: Disks, index: int
    ) -> None:
        self.facts = facts
        """All that is known of it."""
        self.device = facts.device
        self.type = facts.type
        self.label = facts.label
        self.uuid = facts.uuid
        self.size = facts.size
        self.used = facts.used
        self.volumes = list(volumes)
        """Devices of the volumes that it is on."""
        self.readable = readable
        self._opened = opened_disks
        self._index = index
        self._tree: Any = None
        self.name = facts.device

    @property
    def _java(self) -> Any:
        if self._tree is None:
            self._tree = _jvm.call(self._opened._java.fileSystem, self._index)
        return self._tree

    def __repr__(self) -> str:
        return f"<FileSystem {self.device} {self.type}>"


class Guest(FileTree):
    """An operating system on the disks, with its files as it would see them itself."""

    def __init__(self, opened_disks: Disks, index: int, facts: dict[str, Any]) -> None:
        from .report import Mountpoint

        super().__init__(_jvm.call(opened_disks._java.guest, index), facts["root"])
        self.root_device: str = facts["root"]
        self.os_type: str = facts["os_type"]
        self.mountpoints = [Mountpoint.from_dict(each) for each in facts["mountpoints"]]
        self._opened = opened_disks
        self._index = index

    def registry(self) -> Registry:
        """The registry of a Windows. Close it, or use it in a ``with`` block.

        :raises DetectionError: if this is no Windows
        """
        java = _jvm.call(self._opened._java.registry, self._index)
        if java is None:
            raise DetectionError(f"{self.root_device} holds no Windows")
        return Registry(java)
