"""Files: what mke2fs put into the image is compared with the folder it took it from, by Python's own os and pathlib."""

from __future__ import annotations

import errno
import gc
import hashlib
import io
import os
import random
import shutil
import stat
import sys
import threading
import time
import warnings
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any, Literal

import pytest

import guestkit
from guestkit import Disks, GuestPath

Cli = Callable[..., Any]


@pytest.fixture()
def root(opened: Disks) -> GuestPath:
    return opened.file_systems[0].root


def relative(paths: Any, start: Any) -> list[str]:
    return sorted(str(path.relative_to(start)) for path in paths)


@pytest.mark.proves("python", "trees: names of any bytes, attributes, links, content", "mke2fs -d", "read")
def test_a_tree_is_what_mke2fs_put_there(root: GuestPath, folder: Path) -> None:
    ours = list(root.walk())
    theirs = list(os.walk(folder))
    strip = len(str(folder))
    assert {str(path) for path, _, _ in ours} - {"/lost+found"} == {path[strip:] or "/" for path, _, _ in theirs}
    seen = 0
    for path, directories, files in theirs:
        here = root / path[strip:].lstrip("/")
        for name in directories + files:
            one, other = here / name, Path(path, name)
            a, b = one.lstat(), other.lstat()
            for field in ("st_mode", "st_uid", "st_gid", "st_size"):
                if not (field == "st_size" and stat.S_ISDIR(a.st_mode)):
                    assert getattr(a, field) == getattr(b, field), (one, field)
            assert int(a.st_mtime) == int(b.st_mtime)
            if one.is_symlink():
                assert str(one.readlink()) == os.readlink(other)
            elif one.is_file():
                assert one.read_bytes() == other.read_bytes()
            seen += 1
    assert seen > 1050


def test_a_guest_is_what_the_command_finds(example: Path, cli: Cli) -> None:
    found = cli("find", example, "/", "--hash", lines=True)
    kinds = {"file": stat.S_IFREG, "dir": stat.S_IFDIR, "symlink": stat.S_IFLNK, "char": stat.S_IFCHR}
    with guestkit.open(example) as disks:
        guest = disks.guest
        paths = [guest.root] + [path / name for path, one, two in guest.root.walk() for name in one + two]
        assert sorted(bytes(path) for path in paths) == [os.fsencode(facts["path"]) for facts in found]
        for facts in found:
            path = guest.path(facts["path"])
            status = path.lstat()
            assert stat.S_IFMT(status.st_mode) == kinds[facts["type"]]
            assert oct(stat.S_IMODE(status.st_mode))[2:].zfill(4) == facts["mode"]
            assert (status.st_uid, status.st_gid, status.st_nlink) == (facts["uid"], facts["gid"], facts["nlink"])
            if "sha256" in facts:
                assert hashlib.sha256(path.read_bytes()).hexdigest() == facts["sha256"]
            if "target" in facts:
                assert str(path.readlink()) == facts["target"]


@pytest.mark.parametrize(
    "pattern", ["*", "etc/*", "*/*.txt", "**/*", "**", "**/0*7", "many/00[12]?", "names/*.tar.*", "*/link", "no*/x", "deep/**/bottom"]
)
def test_patterns_match_as_those_of_pathlib(root: GuestPath, folder: Path, pattern: str) -> None:
    ours = [path for path in relative(root.glob(pattern), root) if not path.startswith("lost+found")]
    assert ours == relative(folder.glob(pattern), folder)


def test_rglob_is_glob_below(root: GuestPath, folder: Path) -> None:
    assert relative(root.rglob("*.gz"), root) == relative(folder.rglob("*.gz"), folder) == ["names/a.b.tar.gz"]
    for bad in ("", "/etc"):
        with pytest.raises(ValueError, match="relative pattern"):
            list(root.glob(bad))


def test_paths_are_as_pathlib_has_them(root: GuestPath) -> None:
    path, pure = root / "names" / "a.b.tar.gz", PurePosixPath("/names/a.b.tar.gz")
    for attribute in ("name", "stem", "suffix", "suffixes", "parts"):
        assert getattr(path, attribute) == getattr(pure, attribute)
    assert str(path) == str(pure) and str(path.parent) == "/names"
    assert [str(each) for each in path.parents] == [str(each) for each in pure.parents]
    assert path == root.joinpath("names", "a.b.tar.gz") and hash(path) == hash(root / "names/a.b.tar.gz")
    assert path != root and str(root / "names" / "/etc") == "/etc"
    assert path.relative_to("/names") == PurePosixPath("a.b.tar.gz") and path.is_relative_to(root / "names")
    assert str(path.with_name("x")) == "/names/x" and str(path.with_suffix(".xz")) == "/names/a.b.tar.xz"
    assert path.match("*.gz") and root / "etc" < root / "usr"
    with pytest.raises(TypeError):
        open(path)  # type: ignore[call-overload]


def test_what_things_are(root: GuestPath, folder: Path) -> None:
    for name in ("etc", "etc/hostname", "etc/link", "loop", "nowhere", "missing", "etc/hostname/x", "empty"):
        ours, theirs = root / name, folder / name
        assert (ours.is_dir(), ours.is_file(), ours.is_symlink(), ours.exists()) == (
            theirs.is_dir(),
            theirs.is_file(),
            theirs.is_symlink(),
            os.path.exists(theirs),
        ), name
        assert not (ours.is_fifo() or ours.is_socket() or ours.is_block_device() or ours.is_char_device())
    assert (root / "etc/link").samefile(root / "usr/words")
    assert str((root / "etc/../etc/link").resolve()) == "/usr/words"
    assert (root / "etc/link").lstat().st_size != (root / "etc/link").stat().st_size


def test_what_is_wrong_is_what_python_calls_it(root: GuestPath) -> None:
    cases: list[tuple[str, type[OSError], int]] = [
        ("missing", FileNotFoundError, errno.ENOENT),
        ("nowhere", FileNotFoundError, errno.ENOENT),
        ("etc", IsADirectoryError, errno.EISDIR),
        ("loop", OSError, errno.ELOOP),
        ("latin-\udcff", FileNotFoundError, errno.ENOENT),
    ]
    for name, kind, number in cases:
        with pytest.raises(kind) as caught:
            (root / name).read_bytes()
        assert (caught.value.errno, caught.value.filename) == (number, "/" + name)
        assert caught.value.__cause__ is None and "java" not in str(caught.value)
    with pytest.raises(NotADirectoryError):
        list((root / "etc/hostname").iterdir())
    with pytest.raises(OSError, match="[Ii]nvalid|link") as other:
        (root / "etc").readlink()
    assert other.value.errno == errno.EINVAL
    with pytest.raises(FileNotFoundError):
        list((root / "missing").walk())
    problems: list[Exception] = []
    assert list((root / "missing").walk(on_error=problems.append)) == [] and len(problems) == 1
    for mode in ("w", "r+", "ab", "x"):
        with pytest.raises(ValueError, match="only read"):
            (root / "empty").open(mode)  # type: ignore[call-overload]


def test_walks_can_be_pruned_and_turned_round(root: GuestPath) -> None:
    seen = []
    for path, directories, _ in root.walk():
        seen.append(str(path))
        directories[:] = [name for name in directories if name not in ("many", "deep")]
    assert "/names" in seen and "/many" not in seen and "/deep" not in seen
    bottom_up = [str(path) for path, _, _ in root.walk(top_down=False)]
    assert bottom_up[-1] == "/" and sorted(bottom_up) == sorted(str(path) for path, _, _ in root.walk())


def test_text_is_read_as_python_reads_it(root: GuestPath, folder: Path) -> None:
    for name in ("etc/lines.txt", "usr/words", "empty"):
        assert (root / name).read_text() == (folder / name).read_text(encoding="utf-8")
        for newline in (None, "", "\n"):
            with (root / name).open(newline=newline) as ours, (folder / name).open(newline=newline, encoding="utf-8") as theirs:
                assert list(ours) == list(theirs)
    with pytest.raises(UnicodeDecodeError):
        (root / "names" / "latin-\udce9").read_text()
    assert (root / "names" / "latin-\udce9").read_text(encoding="latin-1") == "latin-é"
    assert (root / b"names/latin-\xe9").read_bytes() == b"latin-\xe9"


@pytest.mark.proves("python", "file objects: any seek and read, with and without buffers", "Python's own on the same file", "read")
@pytest.mark.parametrize("buffering", [-1, 0, 1, 4096, 1 << 20])
@pytest.mark.parametrize("name", ["random", "sparse", "empty"])
def test_file_objects_seek_and_read_as_those_of_the_system(
    root: GuestPath, folder: Path, name: str, buffering: int
) -> None:
    chance = random.Random(f"{name} {buffering}")
    with (root / name).open("rb", buffering) as ours, open(folder / name, "rb") as theirs:
        assert ours.readable() and ours.seekable() and not ours.writable()
        size = theirs.seek(0, io.SEEK_END)
        assert ours.seek(0, io.SEEK_END) == size
        for _ in range(60):
            whence = chance.choice([io.SEEK_SET, io.SEEK_CUR, io.SEEK_END])
            position = chance.randrange(size + 100)
            offset = position - {io.SEEK_SET: 0, io.SEEK_CUR: theirs.tell(), io.SEEK_END: size}[whence]
            assert ours.seek(offset, whence) == theirs.seek(offset, whence) == position == ours.tell()
            length = chance.choice([0, 1, 511, 4097, 300_000])
            if chance.random() < 0.5:
                assert ours.read(length) == theirs.read(length)
            else:
                one, other = bytearray(length), bytearray(length)
                assert ours.readinto(one) == theirs.readinto(other)  # type: ignore[attr-defined]
                assert one == other
        ours.seek(size // 2)
        theirs.seek(size // 2)
        assert ours.read() == theirs.read() and ours.read() == b""
        with pytest.raises(OSError):
            ours.seek(-1)
    with pytest.raises(ValueError, match="closed"):
        ours.read(1)


def test_disks_and_volumes_are_files_too(opened: Disks, image: Path) -> None:
    expected = image.read_bytes()
    with opened.disks[0].open() as disk, opened.volumes[0].open(0) as volume:
        assert disk.read() == expected
        volume.seek(1024)
        assert volume.read(2) == expected[1024:1026]


def test_threads_read_at_the_same_time(root: GuestPath, folder: Path) -> None:
    expected = hashlib.sha256((folder / "random").read_bytes()).digest()
    digests: list[bytes] = []

    def read() -> None:
        with (root / "random").open("rb", 0) as file:
            digest = hashlib.sha256()
            while chunk := file.read(10_007):
                digest.update(chunk)
            digests.append(digest.digest())

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert digests == [expected] * 8


def test_extended_attributes_are_bytes(example: Path, image: Path) -> None:
    with guestkit.open(image) as disks:
        assert disks.path("/etc/hostname").xattrs() == {}


def test_nothing_is_read_from_what_is_closed(image: Path) -> None:
    disks = guestkit.open(image)
    path, file = disks.path("/random"), disks.path("/random").open("rb", 0)
    disks.close()
    disks.close()
    with pytest.raises(ValueError, match="closed"):
        path.read_bytes()
    with pytest.raises(ValueError, match="closed"):
        file.read(100)
    with pytest.raises(ValueError, match="closed"):
        next(path.parent.iterdir())
    with pytest.raises(ValueError, match="closed"):
        disks.volumes[0].open(0).read(1)


def collect_until_closed(file: Path) -> None:
    """A collection that another thread has begun makes this one's do nothing: more than one may be needed."""
    for _ in range(100):
        gc.collect()
        if not any(link.exists() and link.samefile(file) for link in Path("/proc/self/fd").iterdir()):
            return
        time.sleep(0.1)
    raise AssertionError(f"{file} is still open")


@pytest.mark.parametrize("action", ["always", "ignore"])
def test_disks_that_are_forgotten_are_closed(image: Path, tmp_path: Path, action: Literal["always", "ignore"]) -> None:
    copy = Path(shutil.copy(image, tmp_path))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter(action)
        guestkit.open(copy)
        collect_until_closed(copy)
    assert [each.category for each in caught] == ([ResourceWarning] if action == "always" else [])


def test_disks_that_are_forgotten_are_closed_where_warnings_are_errors(
    image: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Any] = []
    monkeypatch.setattr(sys, "unraisablehook", told.append)
    copy = Path(shutil.copy(image, tmp_path))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        guestkit.open(copy)
        collect_until_closed(copy)
    assert [each.exc_type for each in told] == [ResourceWarning]


def test_nothing_leaks(image: Path) -> None:
    def once() -> None:
        with guestkit.open(image) as disks:
            with disks.path("/random").open("rb") as file:
                file.seek(1000)
                file.read(100_000)
            sum(1 for _ in disks.path("/many").iterdir())
            with pytest.raises(FileNotFoundError):
                disks.path("/missing").read_bytes()

    for _ in range(30):
        once()
    gc.collect()
    files, memory = len(os.listdir("/proc/self/fd")), resident()
    for _ in range(150):
        once()
    gc.collect()
    assert len(os.listdir("/proc/self/fd")) <= files
    assert resident() - memory < 60 << 20


def resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
