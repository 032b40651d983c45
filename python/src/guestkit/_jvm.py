"""The Java virtual machine in this process: its start, calls into it, and what its exceptions mean."""

from __future__ import annotations

import contextlib
import errno
import functools
import json
import os
import shlex
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from . import _archive, errors
from ._jdk import WANTED, find_java_home, find_libjvm

JARS = Path(__file__).parent / "jars"

# Libraries for bills of materials stand behind all others on the class path: only who looks for their classes opens them.
LATE_JARS = JARS / "sbom"

# -Xrs: signals are Python's business. The heap is bounded because images are not to be trusted. Standard output is the
# program's, and so the JVM logs nothing there. Reflection by native accessors needs no classes that are made at run time.
OPTIONS = (
    "-Xrs",
    "-Xmx1g",
    "-XX:+UseSerialGC",
    "-XX:-UsePerfData",
    "-Xlog:disable",
    "-Djdk.reflect.useNativeAccessorOnly=true",
    "--enable-native-access=ALL-UNNAMED",
)

# How long a wait for Java lasts before Python looks at its signals, in milliseconds.
PATIENCE = 50

_lock = threading.Lock()
_started_by: int | None = None


def start() -> None:
    """Starts the JVM, once; joins one that another package has started through JPype.

    :raises JavaNotFoundError: if there is no Java that is new enough
    """
    global _started_by
    if _started_by == os.getpid():
        return
    with _lock:
        if _started_by is None:
            _start()
            _started_by = os.getpid()
        elif _started_by != os.getpid():
            raise RuntimeError(
                "the Java virtual machine does not survive a fork: use multiprocessing with the start method 'spawn', "
                "or import and use guestkit only in the children"
            )


def _start() -> None:
    import jpype

    jars = sorted(str(jar) for jar in JARS.glob("*.jar"))
    late = sorted(str(jar) for jar in LATE_JARS.glob("*.jar"))
    if not jars:
        raise errors.JavaNotFoundError(f"there are no jars in {JARS}: install guestkit from a wheel")
    if jpype.isJVMStarted():
        if jpype.getJVMVersion()[0] < WANTED:
            version = ".".join(map(str, jpype.getJVMVersion()))
            raise errors.JavaNotFoundError(
                f"another package has started Java {version} in this process, and guestkit needs {WANTED} or later"
            )
        for jar in [*jars, *late]:
            jpype.addClassPath(jar)
        return
    home = find_java_home()
    libjvm = find_libjvm(home)
    class_path = [*jars, *_jar_of_jpype(), *late]
    further = shlex.split(os.environ.get("GUESTKIT_JAVA_OPTS", ""))
    options = [*OPTIONS, *_archive.options(home, class_path, OPTIONS, further), *further]
    with _utf8_locale():
        jpype.startJVM(str(libjvm), *options, classpath=class_path, interrupt=False)


def _jar_of_jpype() -> list[str]:
    """JPype finds its jar beside its own files, but not where Debian puts it."""
    import _jpype

    beside = Path(_jpype.__file__).parent / "org.jpype.jar"
    debian = Path("/usr/share/java/org.jpype.jar")
    return [] if beside.exists() or not debian.exists() else [str(debian)]


@contextlib.contextmanager
def _utf8_locale() -> Iterator[None]:
    """Names of files are UTF-8 to Java only if the locale says so when it starts, and its messages are to be English."""
    settings = {"LC_MESSAGES": "C", "LC_CTYPE": "C.UTF-8"}
    before = {name: os.environ.get(name) for name in (*settings, "LC_ALL")}
    os.environ.pop("LC_ALL", None)
    os.environ.update(settings)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def java(name: str) -> Any:
    """A class of Java; starts the JVM."""
    start()
    return _class(name)


@functools.cache
def _class(name: str) -> Any:
    import jpype

    return jpype.JClass(name)


def call(function: Callable[..., Any], *arguments: Any) -> Any:
    """Calls Java. Its exceptions come out as Python's."""
    try:
        return function(*arguments)
    except Exception as e:
        raise translated(e) from None


def wait(work: Any, cancel: Callable[[], object] | None = None) -> Any:
    """What comes out of a `Work` of Java. Meanwhile other threads go on, and Ctrl-C is obeyed.

    :param cancel: asks the work to stop; without it, the work is left to itself when this thread is interrupted
    """
    try:
        while not work.await_(PATIENCE):
            pass
    except BaseException:
        try:
            if cancel is not None:
                cancel()
                while not work.await_(PATIENCE):  # it cleans up behind itself
                    pass
        finally:
            work.abandon()
        raise
    return call(work.result)


def bytes_of(array: Any) -> bytes:
    """A byte[] as bytes."""
    return bytes(memoryview(array)) if len(array) else b""


def document(array: Any) -> Any:
    """JSON in a byte[]. Bytes of a guest's names that are no UTF-8 are lone surrogates, as `os.fsdecode` has them."""
    return json.loads(bytes_of(array))


def ask(function: Callable[..., Any], *arguments: Any) -> Any:
    """Calls a function of Java that answers with a document."""
    return document(call(function, *arguments))


def byte_array(data: bytes) -> Any:
    """A byte[] of these bytes."""
    return _type_of_byte_arrays()(data)


@functools.cache
def _type_of_byte_arrays() -> Any:
    import jpype

    return jpype.JArray(jpype.JByte)


def host_path(path: str | os.PathLike[str]) -> Any:
    """A file of this machine as java.nio has it."""
    name = os.fspath(path)
    if not isinstance(name, str):
        raise TypeError(f"a path is expected as str or os.PathLike of str, not {type(path).__name__}")
    try:
        name.encode()
    except UnicodeEncodeError:
        raise OSError(errno.EILSEQ, "Java opens only files whose names are UTF-8", name) from None
    return call(java("java.nio.file.Path").of, name)


raised: dict[int, BaseException] = {}
"""What listeners raised that Java called, by `id`, until it comes out of the call that told them."""


_KINDS: dict[str, type[errors.GuestkitError]] = {
    "corrupt": errors.CorruptDataError,
    "unsupported": errors.UnsupportedFeatureError,
    "key_required": errors.KeyRequiredError,
    "conversion": errors.ConversionError,
    "command": errors.CommandFailedError,
    "guestfs": errors.GuestfsError,
    "io": errors.GuestkitError,
}

_ERRNOS = {
    "not_found": errno.ENOENT,
    "denied": errno.EACCES,
    "exists": errno.EEXIST,
    "not_directory": errno.ENOTDIR,
    "is_directory": errno.EISDIR,
    "not_link": errno.EINVAL,
    "loop": errno.ELOOP,
    "cancelled": errno.EINTR,
    "file": errno.EIO,
}


def translated(thrown: BaseException) -> BaseException:
    """The exception that Python users expect; the same one, if it is no exception of Java."""
    import jpype

    if not isinstance(thrown, jpype.JException):
        return thrown
    if isinstance(thrown, java("io.guestkit.embed.ToldException")):
        facts = json.loads(str(thrown.getMessage()))
    else:
        facts = document(java("io.guestkit.embed.Failures").describe(thrown))
    kind, message = facts["kind"], facts["message"]
    if kind in _ERRNOS:
        number = _ERRNOS[kind]
        return OSError(number, message or os.strerror(number), *([facts["file"]] if "file" in facts else []))
    if kind == "argument":
        return ValueError(message)
    if kind == "listener":  # an exception of Python, on its way through Java
        for later in facts["later"]:
            raised.pop(int(later), None)
        return raised.pop(int(message))
    if kind == "closed":
        return ValueError("I/O on disks that are closed")
    if kind == "memory":
        return MemoryError(message)
    if kind in _KINDS:
        error = _KINDS[kind](message or facts["type"])
    else:
        error = errors.InternalError(f"{facts['type']}: {message}")
    error.java_stack = facts["stack"]
    for name in ("status", "function", "errno"):
        if name in facts:
            setattr(error, name, facts[name])
    return error
