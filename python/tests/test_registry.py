"""The registry, beside hivex."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import guestkit
from referees import missing, require

SPECIMENS = ["hivex-minimal", "hivex-rlenvalue_test_hive", "ez-SAM_hasBigEndianDWord.gz", "ez-BCD.gz"]


def hivex(path: Path, write: bool = False) -> Any:
    try:
        import hivex as module
    except ImportError:
        missing("needs python3-hivex")
    return module.Hivex(str(path), write=write)


@pytest.mark.proves("python", "hives: every key and value", "hivex", "read")
@pytest.mark.parametrize("name", SPECIMENS)
def test_hivex_reads_the_same(corpus: Callable[[str], Path], name: str) -> None:
    path = corpus(f"registry/{name}")
    other = hivex(path)
    theirs = {}

    def visit(node: int, at: str) -> None:
        values = {}
        for value in other.node_values(node):
            kind, data = other.value_value(value)
            values[other.value_key(value)] = data
        theirs[at] = (values, sorted(other.node_name(child) for child in other.node_children(node)))
        for child in other.node_children(node):
            visit(child, at + "\\" + other.node_name(child))

    visit(other.root(), "")
    with guestkit.open_hive(path) as hive:
        ours = {
            key.path.removeprefix("HKEY_LOCAL_MACHINE\\HIVE"): (
                {value.name: value.data for value in key.values},
                sorted(key.subkeys),
            )
            for key in hive.walk("")
        }
    assert ours == theirs


def utf16(text: str) -> bytes:
    return (text + "\0").encode("utf-16-le")


@pytest.fixture(scope="module")
def windows(corpus: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Windows as far as its registry goes: hives that hivex wrote, in an ext4 that mke2fs filled."""
    require("mke2fs")
    folder = tmp_path_factory.mktemp("windows")
    config = folder / "root/Windows/System32/config"
    config.mkdir(parents=True)
    (folder / "root/Windows/explorer.exe").write_bytes(b"MZ")
    (folder / "root/Windows/System32/cmd.exe").write_bytes(b"MZ")
    for name in ("SOFTWARE", "SYSTEM"):
        (config / name).write_bytes(corpus("registry/hivex-minimal").read_bytes())
    software = hivex(config / "SOFTWARE", write=True)
    node = software.root()
    for part in ("Microsoft", "Windows NT", "CurrentVersion"):
        node = software.node_add_child(node, part)
    values = [
        {"key": "ProductName", "t": 1, "value": utf16("Windows 10 Pro")},
        {"key": "CurrentMajorVersionNumber", "t": 4, "value": (10).to_bytes(4, "little")},
        {"key": "Digital", "t": 3, "value": b"\0\1\xff"},
        {"key": "Several", "t": 7, "value": "ein\0zwei\0\0".encode("utf-16-le")},
        {"key": "Wide", "t": 11, "value": (2**63).to_bytes(8, "little")},
        {"key": "", "t": 1, "value": utf16("unnamed 😀")},
    ]
    software.node_set_values(node, values)
    software.commit(None)
    system = hivex(config / "SYSTEM", write=True)
    select = system.node_add_child(system.root(), "Select")
    system.node_set_value(select, {"key": "Current", "t": 4, "value": (2).to_bytes(4, "little")})
    computer = system.node_add_child(system.root(), "ControlSet002")
    for part in ("Control", "ComputerName", "ComputerName"):
        computer = system.node_add_child(computer, part)
    system.node_set_value(computer, {"key": "ComputerName", "t": 1, "value": utf16("TINY")})
    system.commit(None)
    image = folder / "windows.raw"
    subprocess.run(["mke2fs", "-q", "-t", "ext4", "-d", folder / "root", image, "16M"], check=True)
    return image


def test_keys_of_a_guest(windows: Path, cli: Callable[..., Any]) -> None:
    path = r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion"
    key = guestkit.registry(windows, path)
    assert key["productname"] == "Windows 10 Pro" and key["CurrentMajorVersionNumber"] == 10
    assert key["Digital"] == b"\0\1\xff" and key["Several"] == ["ein", "zwei"] and key[""] == "unnamed 😀"
    assert key["Wide"] in (2**63, -(2**63))
    with pytest.raises(KeyError):
        key["nothing"]
    (said,) = cli("registry", windows, path, lines=True)
    assert guestkit.RegistryKey.from_dict(said) == key
    current = guestkit.registry(windows, r"HKLM\SYSTEM\CurrentControlSet\Control\ComputerName\ComputerName")
    assert current["ComputerName"] == "TINY"
    with pytest.raises(KeyError):
        guestkit.registry(windows, r"HKLM\SOFTWARE\Nothing")
    with guestkit.open(windows) as disks, disks.guest.registry() as registry:
        assert len(list(registry.walk(r"HKLM\SOFTWARE"))) == 4
        assert registry.warnings() == []
        with pytest.raises((ValueError, OSError, guestkit.GuestkitError, KeyError)):
            registry.key("NOWHERE\\x")
    assert guestkit.GuestDetector().detect_from_image(windows).os_type == "windows"


def test_keys_of_a_hive_file(corpus: Callable[[str], Path]) -> None:
    path = corpus("registry/hivex-minimal")
    assert guestkit.registry(path, "").path == "HKEY_LOCAL_MACHINE\\HIVE"
