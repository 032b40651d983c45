"""What the documents show is what happens."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import guestkit
from guestkit import _jvm
from guestkit._jdk import find_java_home
from guestkit.guestfs import is_available
from referees import REPOSITORY


def blocks(document: str, language: str) -> list[str]:
    fenced = re.findall(r"^```(\w*)\n(.*?)^```$", document, re.DOTALL | re.MULTILINE)
    return [text for kind, text in fenced if kind == language]


@pytest.fixture()
def place(example: Path, tmp_path: Path) -> Path:
    """A folder with the example as disk.qcow2, and a command guestkit on the path."""
    (tmp_path / "disk.qcow2").symlink_to(example)
    command = tmp_path / "bin" / "guestkit"
    command.parent.mkdir()
    jars = os.pathsep.join(str(jar) for jar in _jvm.JARS.glob("*.jar"))
    command.write_text(f'#!/bin/sh\nexec "{find_java_home()}/bin/java" -cp "{jars}" io.guestkit.cli.Main "$@"\n')
    command.chmod(0o755)
    return tmp_path


def run(program: str, place: Path) -> str:
    environment = {**os.environ, "PATH": f"{place}/bin:{os.environ['PATH']}", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, cwd=place, env=environment
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


def test_the_examples_of_the_package_run(place: Path) -> None:
    examples = blocks((REPOSITORY / "python" / "README.md").read_text(), "python")
    assert len(examples) >= 8
    said = run("\n".join(examples), place)
    for expected in (
        "/dev/sda2 Debian GNU/Linux 12 (bookworm) guestkit-example\n",
        "['root', 'alice']\n",
        "/dev/sda1 vfat ESP ",
        "\nguestkit-example\n",
        "True ",
        "verify 100%" if "verify" in said else "copy 100%",
        "\ndebian\nqcow2 536870912\n",
        "pkg:deb/debian/",
        "missing.qcow2\n",
        "\nTrue\n",
        *(["add_drive"] if is_available() else []),
    ):
        assert expected in said, expected
    assert said.endswith("guestkit-example\n")
    assert {"disk.vmdk", "small.qcow2", "a.raw", "a.vhdx", "disk.cdx.json"} <= {path.name for path in place.iterdir()}


def test_the_examples_of_the_project_print_what_they_say(place: Path) -> None:
    text = (REPOSITORY / "README.md").read_text()
    section = re.search(r"^## From Python\n(.*?)^## ", text, re.DOTALL | re.MULTILINE)
    assert section is not None
    examples, outputs = blocks(section[1], "python"), blocks(section[1], "")
    assert len(examples) == len(outputs) == 1
    assert run(examples[0], place) == outputs[0]


def test_the_exceptions_are_all_described() -> None:
    text = (REPOSITORY / "python" / "README.md").read_text()
    for name in guestkit.__all__:
        if name.endswith("Error") and name != "InternalError":
            assert f"`{name}`" in text, name
