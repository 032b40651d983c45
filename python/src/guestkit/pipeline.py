"""Migrations: fetch, flatten, inspect, fix, convert, validate, with functions of Python as hooks."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Union

from . import _jvm
from .convert import Cancellation, _compression, _target_format
from .disks import HostPath, Keys, key_ring, open_options

Event = dict[str, Any]
Hook = Callable[[dict[str, Any]], object]
STAGES = ("fetch", "flatten", "inspect", "fix", "convert", "validate")

_MAC = re.compile("[0-9a-f]{2}(:[0-9a-f]{2}){5}")


@dataclass(frozen=True, kw_only=True)
class Fixes:
    """What the fixes of a migration may and shall do, as the flags of ``guestkit migrate``."""

    only: Sequence[str] = ()
    """Names of the only rules to ask; all if empty."""
    without: Sequence[str] = ()
    """Names of rules not to ask."""
    initramfs: Literal["auto", "regenerate", "append"] = "auto"
    """How drivers get into it: by the guest's own tool, as an archive behind what is there, or whichever can be."""
    tools: Literal["remove", "disable", "keep"] = "remove"
    """What to do with tools of other hypervisors."""
    serial_console: bool = False
    """Whether the guest shall talk on its first serial line, too."""
    grub_mkconfig: bool = False
    """Whether GRUB's own tool shall write its configuration anew."""
    macs: Mapping[str, str] = field(default_factory=dict)
    """MAC addresses of network interfaces by their names in the guest, where somebody knows them."""
    virtio_win: HostPath | None = None
    """Drivers for Windows: an ISO, or a folder."""
    guest_agent: HostPath | None = None
    """Package of the QEMU guest agent that fits the guest."""
    allow_skipped: bool = False
    """Whether a fix that was planned and could not be done is no failure."""


@dataclass(frozen=True, kw_only=True)
class Retry:
    """That what may be gone the next time is tried again. Corrupt input and files that are not there are no such things."""

    attempts: int = 3
    """In all."""
    delay: float = 1
    """Before the second attempt, in seconds; it doubles from one to the next."""
    max_delay: float = 60
    """That no delay exceeds, in seconds."""
    then: Literal["stop", "skip"] = "stop"
    """What comes after the last attempt."""


OnFailure = Union[Literal["stop", "skip", "retry"], Retry]
"""``stop`` ends the migration, ``skip`` goes on, ``retry`` is a `Retry` as it is by default."""


class Pipeline:
    """A migration to be run. Sources are only read; the output appears when every stage has passed, or not at all.

    >>> pipeline = guestkit.Pipeline("vm.vmdk", "vm.qcow2", fix=guestkit.Fixes(tools="keep"))
    >>> pipeline.hook("fix", "before", lambda context: print(context["stage"]))
    >>> pipeline.run()["outputs"]

    :param sources: the disks of one guest in its order: paths, or URLs
    :param output: the first new image; those of further disks lie beside it
    :param format: of the output, if its name does not say it
    :param checksums: that the files of the sources have to have, one for each in their order: ``sha256:`` and 64
        hexadecimal digits, or `None`
    :param target: what the guest is to run on: ``kvm``, or ``same`` as so far
    :param fix: what makes the guest fit for its new place; or `True` for what is always right, `False` for nothing
    :param compression: ``zlib`` or ``zstd``; ``compress`` is the usual one of the format
    :param verify: whether the output is also compared byte by byte, and not only by its hash
    :param boot_test: whether the result is started to see whether it comes up
    :param replace: whether files at the places of the output, and an unfinished migration to there, may be replaced
    :param resume: whether an unfinished migration is gone on with
    :param keep_work: whether the work directory stays after success
    :param work_directory: for what is not finished; beside the output if not given
    :param until: the last stage to run; its result stays in the work directory
    :param root: of several guests, the one to fix: the device that its root is on
    :param source_format: of the sources, where it is better known than by detection
    :param snapshot: an internal snapshot to migrate instead of the current content
    :param disk: which disk of an appliance (OVA, OVF), by name or number from 1 on; all if not given
    :param allow_paths: folders, beside the image's own, into which names found in images may lead
    :param keys: for encrypted volumes and images
    :param luks_headers: files with the headers of LUKS volumes that have none on their own device
    :param on_failure: what is to happen when a stage fails, by stage
    :param hooks: a YAML file with stages and their commands, as ``--hooks`` takes it
    :param on_event: is called with every event, as ``guestkit migrate --output json`` prints them; what it raises stops
        the migration and is raised by `run`
    :raises ValueError: if something makes no sense
    """

    def __init__(
        self,
        sources: HostPath | Iterable[HostPath],
        output: HostPath,
        format: str | None = None,
        *,
        checksums: str | Iterable[str | None] | None = None,
        target: Literal["kvm", "same"] = "kvm",
        fix: bool | Fixes = True,
        compress: bool = False,
        compression: str | None = None,
        verify: bool = False,
        boot_test: bool = False,
        replace: bool = False,
        resume: bool = False,
        keep_work: bool = False,
        work_directory: HostPath | None = None,
        until: str | None = None,
        root: str | None = None,
        source_format: str | None = None,
        snapshot: str | None = None,
        disk: str | int | None = None,
        allow_paths: Iterable[HostPath] = (),
        keys: Keys | None = None,
        luks_headers: Mapping[str, HostPath] | None = None,
        on_failure: Mapping[str, OnFailure] | None = None,
        hooks: HostPath | None = None,
        on_event: Callable[[Event], object] | None = None,
    ) -> None:
        if resume and replace:
            raise ValueError("resume goes on and replace begins anew; give one of them")
        calls = _jvm.java("io.guestkit.embed.Migrations")
        builder = _jvm.java("io.guestkit.migrate.pipeline.Pipeline").builder(_jvm.host_path(output))
        builder.format(_target_format(format, output)).compression(_compression(compress, compression))
        for address, checksum in _sources(sources, checksums):
            _jvm.call(calls.addSource, builder, address, checksum)
        builder.verify(verify).bootTest(boot_test).replace(replace).resume(resume).keepWork(keep_work)
        builder.target(_jvm.call(calls.target, target))
        if isinstance(fix, Fixes):
            _set_fixes(calls, builder, fix)
        elif not fix:
            calls.disable(builder, "fix")
        if work_directory is not None:
            builder.workDirectory(_jvm.host_path(work_directory))
        if until is not None:
            builder.until(_jvm.call(calls.stage, until))
        if root is not None:
            builder.root(root)
        if hooks is not None:
            _add_hooks(builder, hooks)
        for stage, wanted in (on_failure or {}).items():
            _jvm.call(calls.onFailure, builder, stage, _on_failure(wanted))
        opening = open_options(
            format=source_format, snapshot=snapshot, allow_paths=allow_paths, disk=disk, luks_headers=luks_headers
        )
        ring = key_ring(keys or {})
        self._begin(builder.open(opening.withKeys(ring)), ring, on_event)

    @classmethod
    def from_file(
        cls,
        file: HostPath,
        *,
        keys: Keys | None = None,
        replace: bool = False,
        resume: bool = False,
        keep_work: bool = False,
        on_event: Callable[[Event], object] | None = None,
    ) -> Pipeline:
        """What ``guestkit migrate --file`` runs: a YAML file that says all of it, as docs/migrate.md describes.

        :param keys: beside those that the file names
        :param replace: as if the file said ``force``
        :raises ValueError: if the file makes no sense; the message names the line
        """
        if resume and replace:
            raise ValueError("resume goes on and replace begins anew; give one of them")
        ring = key_ring(keys or {})
        try:
            path = _jvm.host_path(file)
            builder = _jvm.call(_jvm.java("io.guestkit.migrate.pipeline.PipelineFile").read, path, ring)
        except BaseException:
            ring.close()
            raise
        builder.resume(resume)
        if replace:
            builder.replace(True)
        if keep_work:
            builder.keepWork(True)
        pipeline = cls.__new__(cls)
        pipeline._begin(builder, ring, on_event)
        return pipeline

    def _begin(self, builder: Any, ring: Any, on_event: Callable[[Event], object] | None) -> None:
        self._builder = builder
        self._ring = ring
        self._on_event = on_event
        self._raised: BaseException | None = None
        # what hooks raised the last time, by number; not those that are to be skipped
        self._failed_hooks: dict[int, BaseException] = {}
        self._hook_count = 0
        self._cancellation = Cancellation()

    def hook(
        self,
        stage: str,
        when: Literal["before", "after"],
        function: Hook,
        *,
        name: str | None = None,
        on_failure: OnFailure = "stop",
    ) -> Pipeline:
        """One more hook.

        :param stage: one of ``fetch``, ``flatten``, ``inspect``, ``fix``, ``convert``, ``validate``
        :param function: is called from another thread with what a command gets as JSON; it fails by raising
        :param on_failure: if the migration ends with it, `run` raises what the function did
        """
        if when not in ("before", "after"):
            raise ValueError(f"when is {when!r}, expected 'before' or 'after'")
        consequence = _on_failure(on_failure)
        goes_on = on_failure == "skip" or isinstance(on_failure, Retry) and on_failure.then == "skip"
        self._hook_count += 1
        number = self._hook_count

        def call(document: Any) -> str | None:
            self._failed_hooks.pop(number, None)
            try:
                function(_jvm.document(document))
            except BaseException as e:
                if not goes_on:
                    self._failed_hooks[number] = e
                return f"{type(e).__name__}: {e}"
            return None

        title = name or getattr(function, "__name__", "function")
        calls = _jvm.java("io.guestkit.embed.Migrations")
        _jvm.call(calls.addHook, self._builder, stage, when == "before", title, consequence, _callback(call))
        return self

    def cancel(self) -> None:
        """Stops it, from any thread. It can be resumed."""
        self._cancellation.request()

    def run(self) -> dict[str, Any]:
        """Runs it, once.

        :return: ``success``, ``outputs``, ``record``, ``files``, ``stages``, ``hooks``, ``duration_secs``, and ``work_dir``
            if one is left
        :raises InterruptedError: if it was cancelled
        :raises ValueError: if what was asked for makes no sense, or is not what the unfinished migration was asked for
        :raises GuestkitError: if a stage fails
        """
        calls = _jvm.java("io.guestkit.embed.Migrations")
        try:
            work = _jvm.call(
                calls.run, self._builder, _callback(self._happened), self._cancellation._java, _version()
            )
            result: dict[str, Any] = _jvm.document(_jvm.wait(work, self.cancel))
        except Exception:
            for raised in (self._raised, *self._failed_hooks.values()):
                if raised is not None:
                    raise raised from None
            raise
        finally:
            self._ring.close()
        if self._raised is not None:  # too late to stop it
            raise self._raised
        return result

    def _happened(self, document: Any) -> None:
        if self._on_event is None or self._raised is not None:
            return
        try:
            self._on_event(_jvm.document(document))
        except BaseException as e:
            self._raised = e
            self.cancel()


def _sources(
    sources: HostPath | Iterable[HostPath], checksums: str | Iterable[str | None] | None
) -> list[tuple[str, str | None]]:
    addresses = [os.fspath(each) for each in ([sources] if isinstance(sources, (str, os.PathLike)) else sources)]
    if checksums is None:
        return [(address, None) for address in addresses]
    expected: list[str | None] = [checksums] if isinstance(checksums, str) else list(checksums)
    if len(expected) != len(addresses):
        raise ValueError(f"{len(expected)} checksums for {len(addresses)} sources: give one for each, in their order")
    return list(zip(addresses, expected))


def _set_fixes(calls: Any, builder: Any, fixes: Fixes) -> None:
    macs = _jvm.java("java.util.LinkedHashMap")()
    for interface, given in fixes.macs.items():
        mac = given.lower()
        if not _MAC.fullmatch(mac):
            raise ValueError(f"the MAC of {interface} is {given!r}, expected six pairs of digits, such as 00:50:56:01:02:03")
        macs.put(interface, mac)
    files = [None if file is None else _jvm.host_path(file) for file in (fixes.virtio_win, fixes.guest_agent)]
    rules = [_texts(fixes.only), _texts(fixes.without)]
    flags = (fixes.serial_console, fixes.grub_mkconfig)
    _jvm.call(calls.fix, builder, *rules, fixes.initramfs, fixes.tools, *flags, macs, *files)
    builder.allowSkippedFixes(fixes.allow_skipped)


def _texts(texts: Sequence[str]) -> Any:
    if isinstance(texts, str):
        raise TypeError(f"a list of names is expected, not the text {texts!r}")
    copied = _jvm.java("java.util.ArrayList")()
    for each in texts:
        copied.add(each)
    return copied


def _add_hooks(builder: Any, file: HostPath) -> None:
    _jvm.call(_jvm.java("io.guestkit.migrate.pipeline.PipelineFile").addStages, _jvm.host_path(file), builder)


def _on_failure(wanted: OnFailure) -> Any:
    """The OnFailure of Java."""
    if isinstance(wanted, Retry):
        if wanted.then not in ("stop", "skip"):
            raise ValueError(f"then is {wanted.then!r}, expected 'stop' or 'skip'")
        calls = _jvm.java("io.guestkit.embed.Migrations")
        return _jvm.call(calls.retry, wanted.attempts, wanted.delay, wanted.max_delay, wanted.then == "skip")
    if wanted not in ("stop", "skip", "retry"):
        raise ValueError(f"on_failure is {wanted!r}, expected 'stop', 'skip', 'retry' or a Retry")
    return getattr(_jvm.java("io.guestkit.migrate.pipeline.OnFailure"), wanted.upper())


def _callback(function: Callable[[Any], str | None]) -> Any:
    import jpype

    return jpype.JProxy("io.guestkit.embed.Migrations$Callback", dict={"call": function})


def _version() -> str:
    from . import __version__

    return __version__
