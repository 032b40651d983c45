"""Errors are Python's where it has one, and one hierarchy otherwise; none shows a stack of Java."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

import guestkit
from guestkit import _jvm
from referees import require


def test_the_hierarchy() -> None:
    for stored in (guestkit.CorruptDataError, guestkit.UnsupportedFeatureError, guestkit.KeyRequiredError):
        assert issubclass(stored, guestkit.DiskError) and issubclass(stored, guestkit.GuestkitError)
    others: tuple[type[Exception], ...] = (
        guestkit.ConversionError,
        guestkit.CommandFailedError,
        guestkit.DetectionError,
        guestkit.GuestfsError,
        guestkit.JavaNotFoundError,
        guestkit.InternalError,
    )
    for kind in others:
        assert issubclass(kind, guestkit.GuestkitError) and not issubclass(kind, guestkit.DiskError)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    missing = tmp_path / "missing"
    acts: list[Callable[[Path], object]] = [guestkit.open, guestkit.inspect, guestkit.packages, guestkit.detect, guestkit.info]
    for act in acts:
        with pytest.raises(FileNotFoundError) as caught:
            act(missing)
        assert caught.value.filename == str(missing)
    with pytest.raises(FileNotFoundError):
        guestkit.convert(missing, tmp_path / "a.raw")
    with pytest.raises(FileNotFoundError):
        guestkit.open(missing, keys={"all": b"x"})


def test_corrupt_data_is_named(tmp_path: Path, example: Path) -> None:
    broken = tmp_path / "broken.qcow2"
    data = bytearray(example.read_bytes())
    data[0x14:0x18] = (30).to_bytes(4, "big")
    broken.write_bytes(data)
    with pytest.raises(guestkit.CorruptDataError, match=r"cluster_bits at \+0x14 is 30, expected 9..21") as caught:
        guestkit.inspect(broken)
    assert caught.value.__cause__ is None and caught.value.__suppress_context__
    assert "Exception" not in str(caught.value) and "io.guestkit" in caught.value.java_stack


def test_an_unknown_feature_is_named(tmp_path: Path, example: Path) -> None:
    future = tmp_path / "future.qcow2"
    data = bytearray(example.read_bytes())
    data[0x48 + 1] |= 0x80  # an incompatible feature bit that nobody has defined
    future.write_bytes(data)
    with pytest.raises(guestkit.UnsupportedFeatureError, match="bit"):
        guestkit.inspect(future)
    assert guestkit.info(future)["virtual-size"] == 512 << 20


@pytest.fixture(scope="module")
def locked(image: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The image in a qcow2 that qemu-img encrypted; the key is ``secret``."""
    require("qemu-img")
    path = tmp_path_factory.mktemp("locked") / "locked.qcow2"
    options = "encrypt.format=luks,encrypt.key-secret=key,encrypt.iter-time=10"
    subprocess.run(
        ["qemu-img", "convert", "-O", "qcow2", "--object", "secret,id=key,data=secret", "-o", options, image, path],
        check=True,
    )
    return path


@pytest.mark.proves("python", "keys as bytes or in a file; none, and wrong ones", "qemu-img encrypted it", "read, or refused by name")
def test_keys_open_what_is_encrypted(locked: Path, image: Path, tmp_path: Path) -> None:
    key_file = tmp_path / "key"
    key_file.write_bytes(b"secret\n")
    keys: list[bytes | Path] = [b"secret", key_file]
    for key in keys:
        with guestkit.open(locked, keys={"/dev/sda": key}) as disks:
            assert disks.path("/etc/hostname").read_text() == "tiny\n"
    guestkit.convert(locked, tmp_path / "plain.raw", keys={"all": b"secret"})
    assert (tmp_path / "plain.raw").read_bytes() == image.read_bytes()
    with pytest.raises(guestkit.KeyRequiredError):
        guestkit.open(locked)
    with pytest.raises(guestkit.KeyRequiredError):
        guestkit.open(locked, keys={"all": b"wrong"})
    with pytest.raises(TypeError, match="pathlib.Path"):
        guestkit.open(locked, keys={"all": "secret"})  # type: ignore[dict-item]
    with pytest.raises(FileNotFoundError):
        guestkit.open(locked, keys={"all": tmp_path / "none"})


def test_a_key_for_nothing_is_warned_of(image: Path) -> None:
    with pytest.warns(UserWarning, match="/dev/sdz"), guestkit.open(image, keys={"/dev/sdz": b"x"}):
        pass


def test_a_luks_volume_says_that_it_needs_a_key(tmp_path: Path) -> None:
    require("cryptsetup")
    volume = tmp_path / "luks.raw"
    volume.write_bytes(bytes(32 << 20))
    subprocess.run(
        ["cryptsetup", "luksFormat", "-q", "--pbkdf", "pbkdf2", "--pbkdf-force-iterations", "1000", volume, "-"],
        input=b"secret",
        check=True,
    )
    with guestkit.open(volume) as disks:
        assert [left.code for left in disks.not_examined] == ["key_required"]
        with pytest.raises(guestkit.KeyRequiredError):
            disks.path("/")
    with pytest.raises(guestkit.KeyRequiredError):
        guestkit.open(volume, keys={"all": b"wrong"})
    with guestkit.open(volume, keys={"all": b"secret"}) as disks:
        assert [each.kind for each in disks.volumes] == ["disk", "luks"]


def test_arguments_that_mean_nothing(example: Path) -> None:
    with pytest.raises(ValueError):
        guestkit.open([])
    with pytest.raises(ValueError, match="unknown image format"):
        guestkit.open(example, format="nonsense")
    with pytest.raises(TypeError):
        guestkit.open(b"bytes")  # type: ignore[arg-type]
    with pytest.raises(OSError, match="UTF-8"):
        guestkit.detect("latin-\udce9")
    with pytest.raises(ValueError):
        guestkit.detect("nul\0")


def test_bugs_are_named_as_such() -> None:
    with pytest.raises(guestkit.InternalError, match="IndexOutOfBounds") as caught:
        _jvm.call(_jvm.java("java.util.ArrayList")().get, 3)
    assert "ArrayList" in caught.value.java_stack
