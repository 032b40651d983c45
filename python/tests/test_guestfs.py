"""libguestfs, beside its own Python binding."""

from __future__ import annotations

import inspect as python_inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import guestkit
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
    with pytest.raises(guestkit.GuestkitError, match="closed"):
        g.is_config()
