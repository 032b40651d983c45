"""What the tests share: the example, images made by tools of other people, and guestkit's own command line to compare with."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import guestkit
from guestkit import _jvm
from guestkit._jdk import find_java_home

from referees import REPOSITORY, missing, require

# The archives that starts make and use are those of this build alone.
os.environ["GUESTKIT_CACHE"] = str(REPOSITORY / "python" / "target" / "cache")

# Tests are many short programs.
os.environ.setdefault("GUESTKIT_JAVA_OPTS", "-XX:TieredStopAtLevel=1")


@pytest.fixture(scope="session")
def repository() -> Path:
    return REPOSITORY


@pytest.fixture(scope="session")
def example() -> Path:
    """A Debian guest: qcow2, GPT, FAT and ext4."""
    return REPOSITORY / "examples" / "debian-12-minimal.qcow2"


@pytest.fixture(scope="session")
def cli() -> Callable[..., Any]:
    """Runs a command in a process of its own, of the same jars, and returns its JSON."""

    def run(*arguments: str | Path, status: int = 0, lines: bool = False, output: str = "json") -> Any:
        java = find_java_home() / "bin" / "java"
        jars = os.pathsep.join(map(str, [*sorted(_jvm.JARS.glob("*.jar")), *sorted(_jvm.LATE_JARS.glob("*.jar"))]))
        command = [str(java), "-Xshare:auto", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"]
        command += ["-cp", jars, "io.guestkit.cli.Main", *map(str, arguments), "--output", output]
        environment = {**os.environ, "LC_ALL": "C.UTF-8"}
        done = subprocess.run(command, capture_output=True, env=environment)
        assert done.returncode == status, done.stderr.decode()
        if output != "json":
            return done.stdout.decode()
        return [json.loads(line) for line in done.stdout.splitlines()] if lines else json.loads(done.stdout)

    return run


def fill(folder: Path) -> None:
    """Files of all kinds, with names of all kinds."""
    (folder / "etc").mkdir()
    (folder / "etc/hostname").write_text("tiny\n")
    (folder / "etc/lines.txt").write_bytes(b"one\r\ntwo\nthree")
    (folder / "etc/link").symlink_to("../usr/words")
    (folder / "usr").mkdir()
    (folder / "usr/words").write_text('NAME="Grüße"\n', encoding="utf-8")
    (folder / "usr/script.sh").write_text("#!/bin/sh\n")
    (folder / "usr/script.sh").chmod(0o4755)
    (folder / "names").mkdir()
    for name in (b"latin-\xe9", b"new\nline", "emoji-😀".encode(), b"a.b.tar.gz", b"[x]", b" "):
        (folder / "names" / os.fsdecode(name)).write_bytes(name)
    (folder / "loop").symlink_to("loop")
    (folder / "nowhere").symlink_to("/not/there")
    (folder / "many").mkdir()
    for i in range(1000):
        (folder / "many" / f"{i:04}").write_bytes(b"%d" % i * (i % 50))
    with open(folder / "sparse", "wb") as sparse:
        sparse.write(b"start")
        sparse.seek(20_000_000)
        sparse.write(b"end")
    (folder / "random").write_bytes(os.urandom(3_000_001))
    (folder / "empty").touch()
    deep = folder / "deep"
    for _ in range(40):
        deep = deep / "d"
    deep.mkdir(parents=True)
    (deep / "bottom").write_text("here")


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `image` holds, on this machine."""
    path = tmp_path_factory.mktemp("content") / "root"
    path.mkdir()
    fill(path)
    return path


@pytest.fixture(scope="session")
def image(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An ext4 that mke2fs filled with `folder`, on a whole disk."""
    require("mke2fs")
    path = tmp_path_factory.mktemp("image") / "ext4.raw"
    subprocess.run(
        ["mke2fs", "-q", "-t", "ext4", "-b", "1024", "-L", "tiny", "-d", str(folder), str(path), "48M"], check=True
    )
    return path


@pytest.fixture(scope="session")
def corpus() -> Callable[[str], Path]:
    """Specimens of other projects, as `io.guestkit.testkit.Corpus` finds them; decompressed where they have to be."""
    import tempfile

    given = os.environ.get("GUESTKIT_CORPUS")
    base = Path(given) if given else REPOSITORY.parent / "shared" / "corpus"

    def find(name: str) -> Path:
        if not base.is_dir():
            missing("no corpus beside the repository")
        specimen = base / name
        if specimen.suffix != ".gz":
            return specimen
        target = Path(tempfile.mkdtemp(prefix="guestkit-corpus-")) / specimen.stem
        target.write_bytes(gzip.decompress(specimen.read_bytes()))
        return target

    return find


@pytest.fixture()
def run_python() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs a program of Python in a process of its own."""

    def run(program: str, *arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-W", "error", "-c", program, *map(str, arguments)],
            capture_output=True,
            text=True,
            env={**os.environ, **environment},
            timeout=120,
        )

    return run


@pytest.fixture()
def opened(image: Path) -> Any:
    with guestkit.open(image) as disks:
        yield disks


# -- what tests prove, for the support matrix: area, feature, verdict, referee, outcome


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "proves(area, feature, referee, verdict): a row of the README's support matrix")


_proofs: dict[tuple[str, str, str, str], str] = {}


@pytest.hookimpl(hookwrapper=True)  # type: ignore[misc]
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    outcome = yield
    report = outcome.get_result()
    for mark in item.iter_markers("proves"):
        area, feature, referee, verdict = mark.args
        row = (area, feature, verdict, referee)
        if report.outcome != "passed":
            _proofs[row] = report.outcome
        elif report.when == "call":
            _proofs.setdefault(row, "passed")


def pytest_sessionfinish(session: pytest.Session) -> None:
    target = REPOSITORY / "python" / "target"
    if target.is_dir():
        lines = sorted("\t".join((*row, outcome)) + "\n" for row, outcome in _proofs.items())
        (target / "proofs.tsv").write_text("".join(lines))
