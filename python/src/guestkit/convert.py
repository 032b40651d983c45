"""Conversion of images from one format to another."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from . import _jvm
from .disks import HostPath, Keys, disk_format, key_ring, open_options


@dataclass(frozen=True)
class Progress:
    """How far a conversion is."""

    stage: str
    """``copy`` or ``verify``."""
    done: int
    """Bytes of the disk that are dealt with."""
    total: int
    """Bytes of the disk."""

    @property
    def fraction(self) -> float:
        """From 0 to 1."""
        return self.done / self.total if self.total else 1.0


class Cancellation:
    """Stops a conversion, from any thread. Once asked for, it stays so."""

    def __init__(self) -> None:
        self._java = _jvm.java("io.guestkit.io.Cancellation")()

    def request(self) -> None:
        """Asks the work to stop soon; returns at once."""
        self._java.request()


class DiskConverter:
    """Converts disk images. May be used by many threads.

    :param at_once: how many conversions run at the same time, the others wait; as many as there are cores if not given
    """

    def __init__(self, at_once: int | None = None) -> None:
        if at_once is not None and at_once < 1:
            raise ValueError(f"{at_once} conversions at once")
        self._at_once = at_once

    @functools.cached_property
    def _java(self) -> Any:
        made = _jvm.java("io.guestkit.convert.DiskConverter")
        return made() if self._at_once is None else made(self._at_once)

    def convert(
        self,
        source: HostPath,
        output: HostPath,
        format: str | None = None,
        *,
        compress: bool = False,
        compression: str | None = None,
        flatten: bool = True,
        verify: bool = False,
        replace: bool = False,
        options: Mapping[str, object] | None = None,
        source_format: str | None = None,
        snapshot: str | None = None,
        disk: str | int | None = None,
        allow_paths: Iterable[HostPath] = (),
        keys: Keys | None = None,
        engine: str = "auto",
        threads: int = 0,
        progress: Callable[[Progress], object] | None = None,
        cancellation: Cancellation | None = None,
    ) -> dict[str, Any]:
        """Makes the same disk in another format. The source is only read; the output appears whole, or not at all.

        :param format: raw, qcow2, vmdk, vpc (vhd), vhdx or vdi; if not given, what the name of the output says
        :param compress: with the usual method of the format
        :param compression: ``zlib`` or ``zstd``
        :param flatten: whether the output holds all content by itself; otherwise it names the source's backing file
        :param verify: whether to read the output again, and compare
        :param replace: whether a file at the output's place may be replaced
        :param options: of the format, by the names of ``qemu-img convert -o``
        :param disk: which disk of an appliance (OVA, OVF), by name or number from 1 on
        :param engine: ``native``, ``qemu-img``, or ``auto``: qemu-img where the native one does not know a feature
        :param threads: that copy; 0 for as many as are worth it
        :param progress: is called a few times a second from another thread; what it raises stops the conversion and is
            raised here
        :param cancellation: stops the conversion when it is asked to, which then leaves nothing behind
        :return: what ``guestkit convert --output json`` prints: ``success``, ``source_path``, ``output_path``,
            ``source_format``, ``output_format``, ``virtual_size``, ``output_size``, ``files``, ``duration_secs``,
            ``engine``, ``verified``, ``content_hash`` if it was verified; and ``warnings``
        :raises FileExistsError: if there is a file at the output's place
        :raises DiskError: if the source is corrupt, encrypted or of an unsupported kind
        :raises ConversionError: if the output does not hold what the source does
        :raises CommandFailedError: if qemu-img did the work, and failed
        :raises ValueError: if the format cannot have what is asked for
        :raises InterruptedError: if it was cancelled
        """
        source_path, output_path = _jvm.host_path(source), _jvm.host_path(output)
        cancellation = cancellation or Cancellation()
        listener = _Listener(progress, cancellation)
        ring = key_ring(keys or {})
        try:
            opening = open_options(format=source_format, snapshot=snapshot, allow_paths=allow_paths, disk=disk)
            conversion = (
                _jvm.java("io.guestkit.convert.Conversion")
                .of(source_path, output_path, _target_format(format, output))
                .open(opening.withKeys(ring))
                .compression(_compression(compress, compression))
                .flatten(flatten)
                .replace(replace)
                .verify(verify)
                .engine(_engine(engine))
                .threads(threads)
                .cancellation(cancellation._java)
            )
            conversion = _jvm.call(conversion.options, _texts(options or {}))
            if progress is not None:
                conversion = conversion.progress(listener.java())
            work = _jvm.java("io.guestkit.embed.Work").convert(self._java, _jvm.call(conversion.build))
            result: dict[str, Any] = _jvm.document(_jvm.wait(work, cancellation.request))
        except InterruptedError:
            if listener.raised is not None:
                raise listener.raised from None
            raise
        finally:
            ring.close()
        if listener.raised is not None:  # too late to stop it
            raise listener.raised
        return result

    async def aconvert(
        self, source: HostPath, output: HostPath, format: str | None = None, **named: Any
    ) -> dict[str, Any]:
        """As `convert`, while other tasks go on. Cancelling it stops the conversion, which then leaves nothing behind."""
        import asyncio  # half of the time that an import of this package would take

        cancellation = named.setdefault("cancellation", Cancellation())
        running = asyncio.ensure_future(asyncio.to_thread(self.convert, source, output, format, **named))
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            cancellation.request()
            await asyncio.wait([running])
            if not running.cancelled():
                running.exception()  # that it was cancelled is known
            raise

    def detect_format(self, image: HostPath) -> str:
        """The format of an image, such as ``qcow2``. Only the content decides."""
        return str(detect(image)["format"])

    def get_info(self, image: HostPath, *, backing_chain: bool = False) -> Any:
        """As `info`."""
        return info(image, backing_chain=backing_chain)


class _Listener:
    """Passes progress on to Python, and keeps what that raises."""

    def __init__(self, progress: Callable[[Progress], object] | None, cancellation: Cancellation) -> None:
        self._progress = progress
        self._cancellation = cancellation
        self.raised: BaseException | None = None

    def java(self) -> Any:
        import jpype

        return jpype.JProxy("io.guestkit.convert.ConversionProgress", dict={"update": self._update})

    def _update(self, update: Any) -> None:
        if self._progress is None or self.raised is not None:
            return
        try:
            self._progress(Progress(str(update.stage()).lower(), int(update.done()), int(update.total())))
        except BaseException as e:
            self.raised = e
            self._cancellation.request()


def _target_format(name: str | None, output: HostPath) -> Any:
    if name is None:
        name = os.path.splitext(os.fspath(output))[1][1:]
        found = _jvm.java("io.guestkit.image.DiskFormat").ofExtension(name)
        if found.isEmpty():
            raise ValueError(f"the name of {os.fspath(output)} says no format; give one: raw, qcow2, vmdk, vpc, vhdx or vdi")
        return found.get()
    return disk_format(name)


def _compression(compress: bool, method: str | None) -> Any:
    methods = _jvm.java("io.guestkit.image.ImageSpec$Compression")
    if method is None:
        return methods.ZLIB if compress else methods.NONE
    if method not in ("zlib", "zstd"):
        raise ValueError(f"compression is {method!r}, expected 'zlib' or 'zstd'")
    return methods.valueOf(method.upper())


def _engine(name: str) -> Any:
    engines = _jvm.java("io.guestkit.convert.Engine")
    known = {"auto": engines.AUTO, "native": engines.NATIVE, "qemu-img": engines.QEMU_IMG}
    if name not in known:
        raise ValueError(f"engine is {name!r}, expected 'auto', 'native' or 'qemu-img'")
    return known[name]


def _texts(options: Mapping[str, object]) -> Any:
    """As qemu-img writes them: true is ``on``."""
    texts = _jvm.java("java.util.LinkedHashMap")()
    for name, value in options.items():
        texts.put(name, {True: "on", False: "off"}[value] if isinstance(value, bool) else str(value))
    return texts


def detect(image: HostPath) -> dict[str, Any]:
    """Which format an image has, and why: ``image``, ``format``, ``reason``, ``readable``."""
    facts: dict[str, Any] = _jvm.document(_jvm.wait(_jvm.java("io.guestkit.embed.Work").detect(_jvm.host_path(image))))
    return facts


def info(
    image: HostPath,
    *,
    backing_chain: bool = False,
    format: str | None = None,
    disk: str | int | None = None,
    allow_paths: Iterable[HostPath] = (),
) -> Any:
    """What an image says of itself, under the keys of ``qemu-img info --output json``; with `backing_chain` a list of that
    and of what the images below it say. It works on images whose content cannot be read."""
    options = open_options(format=format, allow_paths=allow_paths, disk=disk)
    work = _jvm.java("io.guestkit.embed.Work").info(_jvm.host_path(image), options, backing_chain)
    return _jvm.document(_jvm.wait(work))
