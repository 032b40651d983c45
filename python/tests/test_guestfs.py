"""libguestfs, beside its own Python binding."""

from __future__ import annotations

import errno
import gc
import inspect as python_inspect
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Union

import pytest

import guestkit
from guestkit import _jvm, guestfs
from guestkit._guestfs_api import functions
from guestkit.guestfs import is_available
from referees import missing

OF_THE_BINDING = {"close", "set_event_callback", "delete_event_callback"}


@pytest.fixture()
def g() -> Iterator[guestkit.Guestfs]:
    if not is_available():
        missing("needs libguestfs0")
    with guestkit.Guestfs() as handle:
        yield handle


@pytest.fixture(scope="module")
def official() -> Any:
    try:
        import guestfs
    except ImportError:
        missing("needs python3-guestfs")
    return guestfs


@pytest.mark.proves("python", "libguestfs: functions, arguments, results and errors", "libguestfs' own Python binding", "the same")
def test_functions_and_arguments_are_those_of_the_official_binding(official: Any) -> None:
    ours = functions()
    assert len(ours) > 600
    theirs = {
        name: method
        for name, method in vars(official.GuestFS).items()
        if python_inspect.isfunction(method) and not name.startswith("_") and name not in OF_THE_BINDING
    }
    aliases = {name for name in theirs if name not in ours}  # former names, which work as well
    assert {name for name in aliases if name.removesuffix("_opts") not in ours} == {"add_libvirt_dom"}
    checked = 0
    for name, method in theirs.items():
        if name in aliases:
            continue
        parameters = list(python_inspect.signature(method).parameters.values())[1:]
        required = [each.name for each in parameters if each.default is each.empty]
        optional = [each.name for each in parameters if each.default is not each.empty]
        assert [each.name.rstrip("_") for each in ours[name].parameters] == [each.rstrip("_") for each in required], name
        known = [each.name.rstrip("_") for each in ours[name].options]
        assert known[: len(optional)] == [each.rstrip("_") for each in optional], name  # newer ones stand at the end
        checked += 1
    assert checked > 500


RETURNS = ["rint", "rint64", "rbool", "rconststring", "rconstoptstring", "rstring", "rstringlist", "rstruct", "rstructlist", "rhashtable", "rbufferout"]  # fmt: skip


@pytest.mark.parametrize("kind", RETURNS)
def test_results_are_those_of_the_official_binding(g: guestkit.Guestfs, official: Any, kind: str) -> None:
    other = official.GuestFS(python_return_dict=True)
    given = {"rbool": "true", "rhashtable": "3", "rstringlist": "3", "rstructlist": "2", "rint": "-7", "rint64": "-7"}.get(
        kind, "Grüße"
    )
    ours = getattr(g, f"internal_test_{kind}")(given)
    theirs = getattr(other, f"internal_test_{kind}")(given)
    assert ours == theirs and type(ours) is type(theirs) or kind == "rbool" and ours == bool(theirs)
    if kind != "rconstoptstring":
        with pytest.raises(guestkit.GuestfsError) as caught:
            getattr(g, f"internal_test_{kind}err")()
        with pytest.raises(RuntimeError) as official_caught:
            getattr(other, f"internal_test_{kind}err")()
        assert str(official_caught.value) in str(caught.value)
        assert caught.value.function == f"internal_test_{kind}err"
    other.close()


def test_arguments_arrive(g: guestkit.Guestfs, tmp_path: Path) -> None:
    output = tmp_path / "output"
    g.internal_test_set_output(str(output))
    g.internal_test(
        b"latin-\xe9", None, ["a", "b"], True, -1, 2**40, "/in", Path("/out"), b"\0\x01", ostring="x", oint=3, oint64=None
    )
    g.internal_test_close_output()
    said = output.read_bytes().split(b"\n")
    assert said[:9] == [b"latin-\xe9", b"null", b'["a", "b"]', b"true", b"-1", b"1099511627776", b"/in", b"/out", b"<00><01>"]
    assert b"oint: 3" in said and b"ostring: x" in said and not any(line.startswith(b"oint64: 3") for line in said)


def test_wrong_calls_are_type_errors(g: guestkit.Guestfs) -> None:
    calls: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = [
        ("add_drive", (), {}),
        ("add_drive", ("a", "b"), {}),
        ("add_drive", (3,), {}),
        ("add_drive", (None,), {}),
        ("add_drive", ("a",), {"no_such": 1}),
        ("add_drive", ("a",), {"filename": "b"}),
        ("set_memsize", ("512",), {}),
        ("mkfs", ("ext4", "x"), {"blocksize": "1"}),
    ]
    for name, given, named in calls:
        with pytest.raises(TypeError):
            getattr(g, name)(*given, **named)
    with pytest.raises(AttributeError):
        g.no_such_function  # type: ignore[attr-defined]
    with pytest.raises(ValueError, match="32 bits"):
        g.set_memsize(2**40)
    assert "mount_ro" in dir(g)


def test_state_and_errors(g: guestkit.Guestfs, image: Path) -> None:
    g.set_memsize(512)
    assert g.get_memsize() == 512
    g.add_drive_opts(image, format="raw", readonly=True)  # type: ignore[attr-defined]
    assert g.is_config() is True
    with pytest.raises(guestkit.GuestfsError, match="no_such_file") as caught:
        g.add_drive("/no_such_file", readonly=True)
    assert caught.value.function == "add_drive"
    with pytest.raises(guestkit.GuestfsError, match="call launch"):
        g.mount("/dev/sda", "/")
    g.close()
    with pytest.raises(ValueError, match="closed"):
        g.is_config()
    with pytest.raises(ValueError, match="closed"):
        g.set_event_callback(print, guestfs.EVENT_ALL)


def test_what_takes_a_pointer_of_c_is_refused_by_name(g: guestkit.Guestfs) -> None:
    with pytest.raises(NotImplementedError, match="add_domain"):
        g.add_libvirt_dom(None)


Event = tuple[int, Union[str, None], list[int]]


@pytest.mark.proves("python", "libguestfs: events", "libguestfs' own Python binding", "the same")
def test_events_are_those_of_the_official_binding(g: guestkit.Guestfs, official: Any) -> None:
    for name in (name for name in vars(official) if name.startswith("EVENT_")):
        assert getattr(guestfs, name) == getattr(official, name)
    other = official.GuestFS(python_return_dict=True)
    told: dict[str, list[Event]] = {"ours": [], "theirs": []}
    handles: set[int] = set()

    def listener(whose: str) -> guestfs.EventCallback:
        def happened(event: int, handle: int, text: str | None, numbers: list[int]) -> None:
            assert threading.current_thread() is not threading.main_thread() or whose == "theirs" or event == 1
            told[whose].append((event, text, list(numbers)))
            handles.add(handle)

        return happened

    mask = guestfs.EVENT_TRACE | guestfs.EVENT_PROGRESS | guestfs.EVENT_CLOSE
    for whose, handle in (("ours", g), ("theirs", other)):
        registered = handle.set_event_callback(listener(whose), mask)
        handle.set_trace(1)
        handle.set_memsize(512)
        handle.get_memsize()
        with pytest.raises((guestkit.GuestfsError, RuntimeError)):
            handle.mount("/dev/sda", "/")
        handle.internal_test_rstring("Grüße")
        handle.delete_event_callback(registered)
        handle.set_memsize(600)  # nobody is told
        handle.set_event_callback(listener(whose), guestfs.EVENT_CLOSE)
        handle.set_trace(0)
        handle.close()
    assert told["ours"] == told["theirs"]
    assert (guestfs.EVENT_TRACE, "set_memsize 512", []) in told["ours"]
    assert [event for event, _, _ in told["ours"]].count(guestfs.EVENT_CLOSE) == 1
    assert not any("600" in (text or "") for _, text, _ in told["ours"])


def test_what_a_callback_raises_comes_out_of_the_call(g: guestkit.Guestfs) -> None:
    class Enough(Exception):
        pass

    def fails(event: int, handle: int, text: str | None, numbers: list[int]) -> None:
        raise Enough(text)

    g.set_event_callback(fails, guestfs.EVENT_TRACE | guestfs.EVENT_CLOSE)
    g.set_memsize(512)  # nothing is traced yet
    with pytest.raises(Enough, match="set_trace|get_memsize"):
        g.set_trace(True)
        g.get_memsize()
    with pytest.raises(Enough, match="get_smp"):
        g.get_smp()
    g.delete_event_callback(0)
    g.delete_event_callback(0)
    g.delete_event_callback(77)
    assert g.get_memsize() == 512
    g.set_event_callback(fails, guestfs.EVENT_CLOSE)
    with pytest.raises(Enough):
        g.close()
    g.close()
    assert not _jvm.raised
    for mask in (0, 0x400, -1):
        with guestkit.Guestfs() as other, pytest.raises(ValueError, match="no bits of events"):
            other.set_event_callback(fails, mask)


def test_a_callback_may_call_its_handle_but_not_close_it(g: guestkit.Guestfs) -> None:
    asked: list[object] = []

    def asks(event: int, handle: int, text: str | None, numbers: list[int]) -> None:
        if "get_smp" in (text or "") and not asked:
            asked.append(None)
            asked.append(g.get_memsize())
            with pytest.raises(guestkit.GuestfsError, match="launch"):
                g.mount("/dev/sda", "/")
            with pytest.raises(RuntimeError, match="closed inside"):
                g.close()

    g.set_memsize(700)
    g.set_event_callback(asks, guestfs.EVENT_TRACE)
    g.set_trace(True)
    g.get_smp()
    assert asked == [None, 700]


def test_threads_get_their_events_and_cancel_nothing_else(g: guestkit.Guestfs) -> None:
    told: list[str] = []
    g.set_event_callback(lambda event, handle, text, numbers: told.append(text or ""), guestfs.EVENT_TRACE)
    g.set_trace(True)

    def call() -> None:
        for _ in range(20):
            g.internal_test_rstring("x")
            g.user_cancel()
            g.cancel()

    threads = [threading.Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(text.startswith('internal_test_rstring "x"') for text in told) == 80


@pytest.mark.long
@pytest.mark.proves("python", "libguestfs: cancelling from another thread, progress", "libguestfs itself, in its appliance", "cancelled")
def test_another_thread_cancels_what_takes_long(g: guestkit.Guestfs, tmp_path: Path) -> None:
    image = tmp_path / "large.raw"
    with open(image, "wb") as file:
        file.truncate(64 << 30)
    g.set_backend("direct")
    g.set_backend_settings(["force_tcg"])  # it runs everywhere
    g.set_memsize(768)
    g.add_drive(image, format="raw", readonly=True)
    seen: dict[int, list[list[int]]] = {}
    progress = threading.Event()

    def happened(event: int, handle: int, text: str | None, numbers: list[int]) -> None:
        seen.setdefault(event, []).append(numbers)
        if event == guestfs.EVENT_PROGRESS and numbers[3] == 64 << 30:
            progress.set()

    g.set_event_callback(happened, guestfs.EVENT_ALL)
    g.launch()
    assert len(seen[guestfs.EVENT_LAUNCH_DONE]) == 1 and seen[guestfs.EVENT_APPLIANCE]

    def cancel() -> None:
        assert progress.wait(120)
        g.user_cancel()

    thread = threading.Thread(target=cancel)
    thread.start()
    with pytest.raises(guestkit.GuestfsError) as caught:
        g.download("/dev/sda", "/dev/null")
    thread.join()
    assert caught.value.errno == errno.EINTR and caught.value.function == "download"
    assert 0 < seen[guestfs.EVENT_PROGRESS][-1][2] < 64 << 30
    g.ping_daemon()  # the appliance is as good as before


def test_events_do_not_leak(g: guestkit.Guestfs) -> None:
    class Listener:
        def __call__(self, *event: object) -> None:
            pass

    listeners = []
    for _ in range(200):
        listener = Listener()
        listeners.append(weakref.ref(listener))
        registered = g.set_event_callback(listener, guestfs.EVENT_TRACE)
        g.delete_event_callback(registered)
        del listener
    _jvm.java("java.lang.System").gc()
    for _ in range(50):
        gc.collect()
        if sum(each() is not None for each in listeners) < 20:
            break
        time.sleep(0.1)
        _jvm.java("java.lang.System").gc()
    assert sum(each() is not None for each in listeners) < 20
