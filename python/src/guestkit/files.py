"""Files of a guest: paths as `pathlib` has them, and file objects that seek."""

from __future__ import annotations

import base64
import errno
import fnmatch
import io
import os
import stat as stat_bits
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import IO, Any, BinaryIO, Literal, overload

from . import _jvm
from .errors import CorruptDataError

_STAT = struct.Struct(">11q")
_NAME = struct.Struct(">I")

# Directories that are linked into each other would make a tree of any size out of a few blocks.
MAX_DEPTH = 2048
MAX_VISITS = 16

_Listed = tuple[list["GuestPath"], list["GuestPath"]]


class FileTree:
    """What paths lead through: a file system, or a guest with all that it mounts."""

    def __init__(self, java: Any, name: str) -> None:
        self._java = java
        self.name = name

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name}>"

    @property
    def root(self) -> GuestPath:
        """The directory ``/``."""
        return GuestPath(self, PurePosixPath("/"))

    def path(self, path: str | bytes | PurePosixPath) -> GuestPath:
        """A path from the root, whether it starts with a slash or not."""
        return self.root / path

    def __truediv__(self, path: str | bytes | PurePosixPath) -> GuestPath:
        return self.path(path)

    def space(self) -> dict[str, int]:
        """How full the file system at the root is: ``total``, ``free`` and ``available`` bytes, and ``inodes`` and
        ``free_inodes`` where they are limited. Empty if that is not known."""
        space: dict[str, int] = _jvm.ask(self._java.space)
        return space


def _stat_result(packed: bytes) -> os.stat_result:
    mode, inode, device, links, uid, gid, rdev, size, modified, accessed, changed = _STAT.unpack(packed)
    times = {
        "st_atime": accessed / 1e9,
        "st_mtime": modified / 1e9,
        "st_ctime": changed / 1e9,
        "st_atime_ns": accessed,
        "st_mtime_ns": modified,
        "st_ctime_ns": changed,
        "st_rdev": rdev,
    }
    seconds = (accessed // 10**9, modified // 10**9, changed // 10**9)
    return os.stat_result((mode, inode, device, links, uid, gid, size, *seconds), times)


class GuestPath:
    """A path inside of a guest. It reads like a `pathlib.Path`, and changes nothing.

    Names that are no UTF-8 are strings with lone surrogates, as `os.fsdecode` makes them. It is no `os.PathLike`, so
    that no function of this machine takes it for one of its own files.
    """

    __slots__ = ("_known", "_path", "_tree")

    def __init__(self, tree: FileTree, path: PurePosixPath, known: os.stat_result | None = None) -> None:
        self._tree = tree
        self._path = path
        # lstat, where a directory told it: nothing changes here
        self._known = known

    # -- the path itself

    def __str__(self) -> str:
        return str(self._path)

    def __repr__(self) -> str:
        return f"<GuestPath {self._tree.name}:{self._path}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, GuestPath) and self._tree is other._tree and self._path == other._path

    def __hash__(self) -> int:
        return hash((id(self._tree), self._path))

    def __lt__(self, other: GuestPath) -> bool:
        return self._path < other._path

    def __truediv__(self, other: str | bytes | PurePosixPath | GuestPath) -> GuestPath:
        if isinstance(other, bytes):
            other = os.fsdecode(other)
        return GuestPath(self._tree, self._path / (other._path if isinstance(other, GuestPath) else other))

    def __bytes__(self) -> bytes:
        return str(self._path).encode("utf-8", "surrogateescape")

    def joinpath(self, *others: str | bytes | PurePosixPath) -> GuestPath:
        path = self
        for other in others:
            path = path / other
        return path

    @property
    def name(self) -> str:
        return self._path.name

    @property
    def stem(self) -> str:
        return self._path.stem

    @property
    def suffix(self) -> str:
        return self._path.suffix

    @property
    def suffixes(self) -> list[str]:
        return self._path.suffixes

    @property
    def parts(self) -> tuple[str, ...]:
        return self._path.parts

    @property
    def parent(self) -> GuestPath:
        return GuestPath(self._tree, self._path.parent)

    @property
    def parents(self) -> list[GuestPath]:
        return [GuestPath(self._tree, each) for each in self._path.parents]

    def with_name(self, name: str) -> GuestPath:
        return GuestPath(self._tree, self._path.with_name(name))

    def with_suffix(self, suffix: str) -> GuestPath:
        return GuestPath(self._tree, self._path.with_suffix(suffix))

    def relative_to(self, other: str | GuestPath) -> PurePosixPath:
        return self._path.relative_to(str(other))

    def is_relative_to(self, other: str | GuestPath) -> bool:
        return self._path.is_relative_to(str(other))

    def match(self, pattern: str) -> bool:
        return self._path.match(pattern)

    # -- what it is

    def _array(self) -> Any:
        return _jvm.byte_array(bytes(self))

    def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
        """What `os.stat` would tell inside of the guest. ``st_dev`` numbers the file systems of the tree from 0 on.

        :raises FileNotFoundError: if it is not there
        """
        known = self._known
        if known is not None and not (follow_symlinks and stat_bits.S_ISLNK(known.st_mode)):
            return known
        return _stat_result(_jvm.bytes_of(_jvm.call(self._tree._java.stat, self._array(), follow_symlinks)))

    def lstat(self) -> os.stat_result:
        return self.stat(follow_symlinks=False)

    def _mode(self, *, follow_symlinks: bool = True) -> int:
        """0 if it is not there."""
        try:
            return self.stat(follow_symlinks=follow_symlinks).st_mode
        except OSError as e:
            if e.errno in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP):
                return 0
            raise

    def exists(self) -> bool:
        """Whether it is there, and is no symbolic link to nothing."""
        try:
            self.stat()
        except OSError as e:
            if e.errno in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP):
                return False
            raise
        return True

    def is_dir(self) -> bool:
        return stat_bits.S_ISDIR(self._mode())

    def is_file(self) -> bool:
        """Whether it is a regular file, or a symbolic link to one."""
        return stat_bits.S_ISREG(self._mode())

    def is_symlink(self) -> bool:
        return stat_bits.S_ISLNK(self._mode(follow_symlinks=False))

    def is_block_device(self) -> bool:
        return stat_bits.S_ISBLK(self._mode())

    def is_char_device(self) -> bool:
        return stat_bits.S_ISCHR(self._mode())

    def is_fifo(self) -> bool:
        return stat_bits.S_ISFIFO(self._mode())

    def is_socket(self) -> bool:
        return stat_bits.S_ISSOCK(self._mode())

    def samefile(self, other: GuestPath) -> bool:
        one, two = self.stat(), other.stat()
        return self._tree is other._tree and (one.st_dev, one.st_ino) == (two.st_dev, two.st_ino)

    def readlink(self) -> GuestPath:
        """Where a symbolic link leads, as it is stored: a path that does not start with a slash is no path from the root,
        and is to be joined to `parent`."""
        target = _jvm.bytes_of(_jvm.call(self._tree._java.readLink, self._array()))
        return GuestPath(self._tree, PurePosixPath(os.fsdecode(target)))

    def resolve(self) -> GuestPath:
        """The way without symbolic links, with names as they are stored where case does not matter.

        :raises FileNotFoundError: if it is not there
        """
        real = _jvm.bytes_of(_jvm.call(self._tree._java.realPath, self._array()))
        return GuestPath(self._tree, PurePosixPath(os.fsdecode(real)))

    def xattrs(self, *, follow_symlinks: bool = True) -> dict[str, bytes]:
        """Extended attributes by full name, such as ``security.selinux``; on NTFS also the alternate data streams."""
        encoded = _jvm.ask(self._tree._java.xattrs, self._array(), follow_symlinks)
        return {name: base64.b64decode(value) for name, value in encoded.items()}

    # -- directories

    def iterdir(self) -> Iterator[GuestPath]:
        """The entries of a directory as they are stored, without ``.`` and ``..``. They know their `lstat` already."""
        batches = _jvm.call(self._tree._java.list, self._array())
        try:
            while batch := _jvm.bytes_of(_jvm.call(batches.next)):
                at = 0
                while at < len(batch):
                    start = at + _STAT.size + _NAME.size
                    end = start + _NAME.unpack_from(batch, at + _STAT.size)[0]
                    name = batch[start:end].decode("utf-8", "surrogateescape")
                    known = _stat_result(batch[at : at + _STAT.size])
                    yield GuestPath(self._tree, self._path / name, known)
                    at = end
        finally:
            _jvm.call(batches.close)

    def walk(
        self,
        top_down: bool = True,
        on_error: Callable[[Exception], object] | None = None,
        follow_symlinks: bool = False,
    ) -> Iterator[tuple[GuestPath, list[str], list[str]]]:
        """Every directory from this one down, as `os.walk`: its path, the names of its directories, and all other names.
        Directories that are taken out of their list are not walked.

        :param on_error: is called with what kept a directory from being read, which is then left out; without it, it is
            raised
        """
        for directory, directories, files in self._walk(top_down, on_error, follow_symlinks):
            names = [each.name for each in directories]
            yield directory, names, [each.name for each in files]
            if top_down:
                wanted = set(names)
                directories[:] = [each for each in directories if each.name in wanted]

    def _walk(
        self, top_down: bool, on_error: Callable[[Exception], object] | None, follow_symlinks: bool
    ) -> Iterator[tuple[GuestPath, list[GuestPath], list[GuestPath]]]:
        """As `walk`, with paths that know what they are. What is in the list of directories afterwards is walked."""
        visits: dict[tuple[int, int], int] = {}
        # a directory with the identities of those above it; or, from the bottom up, what comes out after all below it
        todo: list[tuple[GuestPath, tuple[Any, ...], _Listed | None]] = [(self, (), None)]
        while todo:
            directory, above, listed = todo.pop()
            if listed is not None:
                yield directory, *listed
                continue
            try:
                entries, above = directory._entries(above, visits)
            except (OSError, CorruptDataError) as e:
                if on_error is None:
                    raise
                on_error(e)
                continue
            directories: list[GuestPath] = []
            files: list[GuestPath] = []
            for entry in entries:
                is_directory = stat_bits.S_ISDIR(entry._mode(follow_symlinks=follow_symlinks))
                (directories if is_directory else files).append(entry)
            if top_down:
                yield directory, directories, files
            else:
                todo.append((directory, above, (directories, files)))
            todo += [(each, above, None) for each in reversed(directories)]

    def _entries(
        self, above: tuple[Any, ...], visits: dict[tuple[int, int], int]
    ) -> tuple[list[GuestPath], tuple[Any, ...]]:
        """All entries, and the chain of identities with this one on top: (identity, depth, rest)."""
        status = self.stat()
        identity = (status.st_dev, status.st_ino)
        depth = above[1] + 1 if above else 1
        if depth > MAX_DEPTH:
            raise CorruptDataError(f"{self}: more than {MAX_DEPTH} directories inside each other")
        link = above
        while link:
            if link[0] == identity:
                raise CorruptDataError(f"{self}: the directory contains itself")
            link = link[2]
        visits[identity] = visits.get(identity, 0) + 1
        if visits[identity] > MAX_VISITS:
            raise CorruptDataError(f"{self}: the directory was met {MAX_VISITS} times already")
        return list(self.iterdir()), (identity, depth, above)

    def glob(self, pattern: str) -> Iterator[GuestPath]:
        """What matches a relative pattern; ``**`` stands for this directory and all below it. Links are not followed there.

        :raises ValueError: if the pattern is empty or absolute
        """
        parts = PurePosixPath(pattern).parts
        if not parts or parts[0] == "/":
            raise ValueError(f"not a relative pattern: {pattern!r}")
        yield from self._glob(parts)

    def rglob(self, pattern: str) -> Iterator[GuestPath]:
        """As `glob` with ``**/`` before the pattern."""
        return self.glob("**/" + pattern)

    def _glob(self, parts: tuple[str, ...]) -> Iterator[GuestPath]:
        first, rest = parts[0], parts[1:]
        if first == "**":
            while rest and rest[0] == "**":
                rest = rest[1:]
            for directory, directories, files in self._walk(True, None, False):
                if not rest:
                    yield directory
                elif len(rest) == 1:
                    yield from (each for each in directories + files if fnmatch.fnmatchcase(each.name, rest[0]))
                else:
                    yield from directory._glob(rest)
            return
        if not any(c in first for c in "*?["):
            found = [self / first] if (self / first)._mode(follow_symlinks=False) or (self / first).exists() else []
        else:
            found = [each for each in self.iterdir() if fnmatch.fnmatchcase(each.name, first)] if self.is_dir() else []
        for each in found:
            if not rest:
                yield each
            elif each.is_dir():
                yield from each._glob(rest)

    # -- content

    def read_bytes(self) -> bytes:
        """All of a regular file. What may be large is better read in pieces, with `open`."""
        small = _jvm.call(self._tree._java.read, self._array())
        if small is not None:
            return _jvm.bytes_of(small)
        with self.open("rb") as file:
            return file.read()

    def read_text(self, encoding: str = "utf-8", errors: str | None = None) -> str:
        """All of a regular file as text, with ``\\n`` for every kind of line end."""
        with io.TextIOWrapper(io.BytesIO(self.read_bytes()), encoding=encoding, errors=errors) as text:
            return text.read()

    @overload
    def open(self, mode: Literal["rb"], buffering: int = -1) -> BinaryIO: ...
    @overload
    def open(
        self,
        mode: Literal["r", "rt"] = "r",
        buffering: int = -1,
        encoding: str = "utf-8",
        errors: str | None = None,
        newline: str | None = None,
    ) -> IO[str]: ...
    def open(
        self,
        mode: str = "r",
        buffering: int = -1,
        encoding: str = "utf-8",
        errors: str | None = None,
        newline: str | None = None,
    ) -> IO[Any]:
        """A file object that reads and seeks: text, or bytes with the mode ``rb``.

        :param buffering: the size of the buffer in bytes; 0 for none, of bytes only; -1 for a good one
        """
        if mode not in ("r", "rt", "rb"):
            raise ValueError(f"mode is {mode!r}: guests are only read; 'r', 'rt' and 'rb' are possible")
        if buffering == 0 and mode != "rb":
            raise ValueError("text needs a buffer")
        content = _jvm.call(self._tree._java.open, self._array())
        binary = opened(content, str(self), buffering)
        if mode == "rb":
            return binary
        return io.TextIOWrapper(binary, encoding, errors, newline)


BUFFER = 1 << 17


def opened(content: Any, name: str, buffering: int = -1) -> BinaryIO:
    """A file object over a `Content` of Java."""
    raw = ContentIO(content, name)
    if buffering == 0:
        return raw  # type: ignore[return-value]
    return io.BufferedReader(raw, BUFFER if buffering < 0 else buffering)


class ContentIO(io.RawIOBase):
    """The bytes of a file, a volume or a disk, without a buffer of Python."""

    # What Java fills and Python copies out of: small enough to stay in the processor's cache.
    _TRANSFER = 1 << 19

    def __init__(self, content: Any, name: str) -> None:
        super().__init__()
        self._content = content
        self._size = int(_jvm.call(content.size))
        self._position = 0
        self._lock = threading.Lock()
        self._memory: memoryview | None = None
        self._buffer: Any = None
        self.name = name
        self.mode = "rb"

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        self._check_open()
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._check_open()
        bases = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}
        if whence not in bases:
            raise ValueError(f"whence is {whence}, expected 0, 1 or 2")
        position = bases[whence] + offset
        if position < 0:
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        self._position = position
        return position

    def readinto(self, target: Any) -> int:
        self._check_open()
        with memoryview(target).cast("B") as bytes_of_target, self._lock:
            done = 0
            while done < len(bytes_of_target):
                count = self._read_piece(self._position, len(bytes_of_target) - done)
                if count == 0:
                    break
                assert self._memory is not None
                bytes_of_target[done : done + count] = self._memory[:count]
                done += count
                self._position += count
            return done

    def _read_piece(self, position: int, length: int) -> int:
        """Fills the start of the transfer buffer."""
        wanted = min(length, self._TRANSFER)
        if self._memory is None or len(self._memory) < wanted:
            import jpype.nio

            capacity = min(self._TRANSFER, max(1 << 13, 1 << (wanted - 1).bit_length()))
            memory = bytearray(capacity)
            self._buffer = jpype.nio.convertToDirectBuffer(memory)
            self._memory = memoryview(memory)
        return int(_jvm.call(self._content.read, min(position, self._size), self._buffer, wanted))

    def readall(self) -> bytes:
        self._check_open()
        data = bytearray(max(0, self._size - self._position))
        self.readinto(data)
        return bytes(data)

    def close(self) -> None:
        if not self.closed:
            self._buffer = None
            self._memory = None
        super().close()

    def _check_open(self) -> None:
        if self.closed:
            raise ValueError("I/O operation on closed file")
