"""An archive of classes, from which a JVM starts in half of the time.

The wheel has a list of the classes that a start needs. The first start with a Java hands it to that Java, in a process
beside this one that nobody waits for; later starts use what it made. An archive that does not fit, because of another
Java, other jars or other options, is ignored by the JVM.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
import zlib
from collections.abc import Sequence
from pathlib import Path

# Names of classes, one a line, as -XX:DumpLoadedClassList writes them.
CLASSES = Path(__file__).parent / "jars" / "classes.lst"

# After so many seconds a maker that has not made anything is given up, and another one may try.
PATIENCE = 3600

# Archives that nobody has used for so many seconds are those of former versions.
KEPT = 30 * 86400

# Moves what was made to its place; what failed leaves its claim, so that not every start tries again.
_MAKE = """\
archive=$1 new=$2 list=$3 claim=$4
shift 4
(nice -n 19 "$@" && mv -f "$new" "$archive" && rm -f "$claim"; rm -f "$new" "$list") >/dev/null 2>&1 </dev/null &
"""


def options(java_home: Path, class_path: Sequence[str], fixed: Sequence[str], further: Sequence[str]) -> list[str]:
    """What tells the JVM to use the archive. If there is none, it is made meanwhile.

    :param fixed: options that the archive is tied to
    :param further: options of the user, who may have said something about archives
    """
    said = [*further, os.environ.get("JAVA_TOOL_OPTIONS", ""), os.environ.get("JDK_JAVA_OPTIONS", "")]
    folder = place()
    if folder is None or any(word in text for text in said for word in ("AOT", "Share", "-Xshare")):
        return []
    try:
        archive = folder / f"python-{_identity(java_home, class_path, fixed)}.jsa"
        if _is_ours(archive):
            if time.time() - archive.stat().st_mtime > 86400:
                os.utime(archive)  # it is in use
            return [f"-XX:SharedArchiveFile={archive}", "-XX:+VerifySharedSpaces"]  # else one that is damaged would crash
        if CLASSES.exists():
            _make(archive, java_home, class_path, fixed)
    except OSError:
        pass  # a place that cannot be written: starts take longer there
    return []


def place() -> Path | None:
    """The folder for archives: ``GUESTKIT_CACHE``, or that of the user's caches; none if the former is empty."""
    given = os.environ.get("GUESTKIT_CACHE")
    if given is not None:
        return Path(given) if given else None
    caches = os.environ.get("XDG_CACHE_HOME")
    if not caches:
        caches = os.path.expanduser("~/Library/Caches" if sys.platform == "darwin" else "~/.cache")
    return Path(caches, "guestkit") if os.path.isabs(caches) else None


def _identity(java_home: Path, class_path: Sequence[str], fixed: Sequence[str]) -> str:
    """Only to have an archive for each; the JVM looks itself whether it fits."""
    facts: list[object] = [java_home, *fixed]
    for file in (str(java_home / "lib" / "modules"), *class_path):
        status = os.stat(file)
        facts += [file, status.st_size, status.st_mtime_ns]
    return f"{zlib.crc32(repr(facts).encode('utf-8', 'surrogateescape')):08x}"


def _is_ours(archive: Path) -> bool:
    """Whether it is there, and nobody else can have put code into it."""
    try:
        status = os.lstat(archive)
    except FileNotFoundError:
        return False
    return status.st_uid == os.geteuid() and not status.st_mode & 0o022


def _make(archive: Path, java_home: Path, class_path: Sequence[str], fixed: Sequence[str]) -> None:
    archive.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    claim, new, names = (archive.with_suffix(suffix) for suffix in (".claim", ".new", ".lst"))
    _forget_old(archive.parent)
    try:
        os.close(os.open(claim, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        if time.time() - claim.stat().st_mtime < PATIENCE:
            return
        os.utime(claim)
    names.write_text(CLASSES.read_text() + "".join(f"{name}\n" for name in _classes_of_jpype(class_path)))
    dump = [str(java_home / "bin" / "java"), *fixed, "-Xshare:dump", "-XX:+AOTClassLinking"]
    dump += [f"-XX:SharedClassListFile={names}", f"-XX:SharedArchiveFile={new}", "-cp", os.pathsep.join(class_path)]
    # umask: Java makes files that the group may write if that says so
    subprocess.run(
        ["/bin/sh", "-c", _MAKE, "guestkit", archive, new, names, claim, *dump],
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        umask=0o077,
        check=False,
    )


def _classes_of_jpype(class_path: Sequence[str]) -> list[str]:
    import zipfile

    names: list[str] = []
    for jar in class_path:
        if os.path.basename(jar) == "org.jpype.jar":
            with zipfile.ZipFile(jar) as content:
                names += [name[: -len(".class")] for name in content.namelist() if name.endswith(".class") and "-" not in name]
    return names


def _forget_old(folder: Path) -> None:
    for old in folder.glob("python-*.jsa"):
        if time.time() - old.stat().st_mtime > KEPT:
            old.unlink(missing_ok=True)
