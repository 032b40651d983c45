"""Migrations: fetch, flatten, inspect, fix, convert, validate, with functions of Python as hooks."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal

from . import _jvm
from .convert import Cancellation, _compression, _target_format
from .disks import HostPath, Keys, key_ring, open_options

Event = dict[str, Any]
Hook = Callable[[dict[str, Any]], object]
STAGES = ("fetch", "flatten", "inspect", "fix", "convert", "validate")


class Pipeline:
    """A migration to be run. Sources are only read; the output appears when every stage has passed, or not at all.

    >>> pipeline = guestkit.Pipeline("vm.vmdk", "vm.qcow2")
    >>> pipeline.hook("fix", "before", lambda context: print(context["stage"]))
    >>> pipeline.run()["outputs"]

    :param sources: the disks of one guest in its order: paths, or URLs
    :param output: the first new image; those of further disks lie beside it
    :param fix: whether the guest is made fit for its new place
    :param until: the last stage to run; its result stays in the work directory
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
        fix: bool = True,
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
        on_event: Callable[[Event], object] | None = None,
    ) -> None:
        self._calls = _jvm.java("io.guestkit.embed.Migrations")
        builder = _jvm.java("io.guestkit.migrate.pipeline.Pipeline").builder(_jvm.host_path(output))
        builder.format(_target_format(format, output)).compression(_compression(compress, compression))
        for source in [sources] if isinstance(sources, (str, os.PathLike)) else sources:
            builder.source(os.fspath(source))
        builder.verify(verify).bootTest(boot_test).replace(replace).resume(resume).keepWork(keep_work)
        if not fix:
            self._calls.disable(builder, "fix")
        if work_directory is not None:
            builder.workDirectory(_jvm.host_path(work_directory))
        if until is not None:
            builder.until(_jvm.call(self._calls.stage, until))
        if root is not None:
            builder.root(root)
        self._open = open_options(format=source_format, snapshot=snapshot, allow_paths=allow_paths, disk=disk)
        self._keys: Mapping[str, Any] = keys or {}
        self._builder = builder
        self._on_event = on_event
        self._raised: BaseException | None = None
        self._cancellation = Cancellation()

    def hook(
        self,
        stage: str,
        when: Literal["before", "after"],
        function: Hook,
        *,
        name: str | None = None,
        on_failure: Literal["stop", "skip"] = "stop",
    ) -> Pipeline:
        """One more hook.

        :param stage: one of ``fetch``, ``flatten``, ``inspect``, ``fix``, ``convert``, ``validate``
        :param function: is called from another thread with what a command gets as JSON; it fails by raising
        :param on_failure: ``stop`` ends the migration, and `run` raises what the function did; ``skip`` goes on
        """
        if when not in ("before", "after") or on_failure not in ("stop", "skip"):
            raise ValueError("when is 'before' or 'after', and on_failure 'stop' or 'skip'")

        def call(document: Any) -> str | None:
            try:
                function(_jvm.document(document))
            except BaseException as e:
                if on_failure == "stop":
                    self._raised = self._raised or e
                return f"{type(e).__name__}: {e}"
            return None

        title = name or getattr(function, "__name__", "function")
        _jvm.call(
            self._calls.addHook, self._builder, stage, when == "before", title, on_failure == "skip", _callback(call)
        )
        return self

    def cancel(self) -> None:
        """Stops it, from any thread. It can be resumed."""
        self._cancellation.request()

    def run(self) -> dict[str, Any]:
        """Runs it, once.

        :return: ``success``, ``outputs``, ``record``, ``files``, ``stages``, ``duration_secs``, ``work_dir`` if one is left
        :raises InterruptedError: if it was cancelled
        :raises GuestkitError: if a stage fails
        """
        ring = key_ring(self._keys)
        try:
            self._builder.open(self._open.withKeys(ring))
            work = _jvm.call(
                self._calls.run, self._builder, _callback(self._happened), self._cancellation._java, _version()
            )
            result: dict[str, Any] = _jvm.document(_jvm.wait(work, self.cancel))
        except Exception:
            if self._raised is not None:
                raise self._raised from None
            raise
        finally:
            ring.close()
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


def _callback(function: Callable[[Any], str | None]) -> Any:
    import jpype

    return jpype.JProxy("io.guestkit.embed.Migrations$Callback", dict={"call": function})


def _version() -> str:
    from . import __version__

    return __version__
