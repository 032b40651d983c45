"""Finds a Java that is new enough, as the launcher does."""

from __future__ import annotations

import glob
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from .errors import JavaNotFoundError

WANTED = 25

PLACES = (
    "/usr/lib/jvm/*",
    "/usr/lib64/jvm/*",
    "/usr/java/*",
    "/opt/*jdk*",
    "/opt/java/*",
    "/opt/*/*jdk*",
    "/usr/local/*jdk*",
    "~/.sdkman/candidates/java/*",
    "~/.jdks/*",
    "~/.local/share/mise/installs/java/*",
    "/Library/Java/JavaVirtualMachines/*/Contents/Home",
    "/opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home",
)

MISSING = f"""\
guestkit needs Java {WANTED} or later and found none: looked at JAVA_HOME, PATH, /usr/lib/jvm, /opt, /usr/local,
SDKMAN and the places of macOS. Install one of
  Debian, Ubuntu   apt-get install openjdk-{WANTED}-jdk-headless
  Fedora, RHEL     dnf install java-{WANTED}-openjdk-devel
  macOS            brew install openjdk@{WANTED}
  anywhere         https://adoptium.net, or: sdk install java {WANTED}-tem
or set JAVA_HOME to the one to use."""


def find_java_home() -> Path:
    """The home of the first Java that is new enough: of JAVA_HOME, the PATH, and the usual places.

    :raises JavaNotFoundError: if there is none; the message says what to install
    """
    for home in _candidates():
        if _is_new_enough(home):
            return home
    raise JavaNotFoundError(MISSING)


def find_libjvm(home: Path) -> Path:
    """The library that is the JVM.

    :raises JavaNotFoundError: if this Java has none
    """
    name = "libjvm.dylib" if sys.platform == "darwin" else "libjvm.so"
    library = home / "lib" / "server" / name
    if not library.is_file():
        raise JavaNotFoundError(f"the Java in {home} has no lib/server/{name}; set JAVA_HOME to another one")
    return library


def _candidates() -> Iterator[Path]:
    stated = os.environ.get("JAVA_HOME")
    if stated:
        yield Path(stated)
    program = shutil.which("java")
    if program:
        yield Path(os.path.realpath(program)).parent.parent
    for place in PLACES:
        for home in sorted(glob.glob(os.path.expanduser(place))):
            yield Path(home)
    if os.access("/usr/libexec/java_home", os.X_OK):
        said = subprocess.run(["/usr/libexec/java_home", "-v", f"{WANTED}+"], capture_output=True, text=True)
        if said.returncode == 0:
            yield Path(said.stdout.strip())


def _is_new_enough(home: Path) -> bool:
    """The release file is read because starting every Java that is found would take seconds."""
    if not os.access(home / "bin" / "java", os.X_OK):
        return False
    try:
        release = (home / "release").read_text(errors="replace")
    except OSError:
        return False
    version = re.search(r'^JAVA_VERSION="?(\d+)', release, re.MULTILINE)
    return version is not None and int(version[1]) >= WANTED
