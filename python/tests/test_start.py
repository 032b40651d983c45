"""What an import does and what it does not; which Java is taken; what a fork does to it."""

from __future__ import annotations

import importlib.metadata
import re
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import guestkit
from guestkit import _jdk

Run = Callable[..., Any]


def test_an_import_starts_nothing(run_python: Run) -> None:
    done = run_python(
        "import guestkit, sys, threading\n"
        "assert 'jpype' not in sys.modules and '_jpype' not in sys.modules\n"
        "assert threading.active_count() == 1 and 'asyncio' not in sys.modules\n"
        "guestkit.DiskConverter(), guestkit.GuestDetector(), guestkit.Cancellation\n"
        "assert 'jpype' not in sys.modules\n"
        "print(guestkit.__file__)"
    )
    assert done.returncode == 0, done.stderr
    assert "site-packages" in done.stdout, "the tests are to run on what was installed"


def test_the_former_name_means_the_same() -> None:
    import guestkit_py

    assert guestkit_py.DiskConverter is guestkit.DiskConverter
    assert set(guestkit_py.__all__) == set(guestkit.__all__)


def test_all_that_is_listed_is_there() -> None:
    for name in guestkit.__all__:
        assert getattr(guestkit, name).__doc__, name


def test_versions_are_those_of_the_build(repository: Path) -> None:
    pom = (repository / "pom.xml").read_text()
    version = re.search(r"<artifactId>guestkit-parent</artifactId>\s*<version>(.*?)</version>", pom)
    assert version is not None
    assert guestkit.__version__ == importlib.metadata.version("guestkit") == version[1]


def test_the_wheel_is_typed_and_carries_the_jars() -> None:
    files = {str(file) for file in importlib.metadata.files("guestkit") or []}
    assert {"guestkit/py.typed", "guestkit/guestfs.pyi", "guestkit_py/py.typed"} <= files
    jars = [Path(file).name for file in files if file.endswith(".jar")]
    assert {"core", "inspect", "guestfs", "migrate", "cli"} <= {jar.split("-")[1] for jar in jars}
    assert len(jars) == len(set(jars)) and "guestkit/jars/classes.lst" in files


def test_a_start_loads_no_libraries_for_bills_of_materials(run_python: Run, example: Path) -> None:
    done = run_python(
        "import guestkit, os, sys\n"
        "def opened():\n"
        "    return [name for name in map(os.path.realpath, __import__('glob').glob('/proc/self/fd/*')) if '/sbom/' in name]\n"
        "guestkit.inspect(sys.argv[1]); guestkit.packages(sys.argv[1])\n"
        "assert opened() == [], opened()\n"
        "assert guestkit.sbom(sys.argv[1]) and opened()",
        example,
    )
    assert (done.returncode, done.stderr) == (0, "")


SHARED = (
    "import guestkit, sys\n"
    "from guestkit import _jvm\n"
    "guestkit.detect(sys.argv[1])\n"
    "beans = _jvm.java('java.lang.management.ManagementFactory')\n"
    "print([str(each) for each in beans.getRuntimeMXBean().getInputArguments() if 'SharedArchive' in str(each)])"
)


def test_the_first_start_has_an_archive_made_for_the_next(run_python: Run, example: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    done = run_python(SHARED, example, GUESTKIT_CACHE=str(cache))
    assert (done.stdout, done.stderr) == ("[]\n", "")
    for _ in range(1200):
        if [path.suffix for path in cache.iterdir()] == [".jsa"]:
            break
        time.sleep(0.1)
    (archive,) = cache.iterdir()
    assert archive.stat().st_size > 10_000_000 and archive.stat().st_mode & 0o77 == 0
    classes = "-Xlog:class+load:file=" + str(tmp_path / "loaded")
    done = run_python(SHARED, example, GUESTKIT_CACHE=str(cache), GUESTKIT_JAVA_OPTS=classes)
    assert (done.stdout, done.stderr) == (f"['-XX:SharedArchiveFile={archive}']\n", "")
    loaded = [line for line in (tmp_path / "loaded").read_text().splitlines() if " io.guestkit." in line]
    shared = [line for line in loaded if "shared objects file" in line]
    assert len(shared) > 100 and len(shared) > 0.8 * len(loaded)
    # what does not fit is as if it were not there
    done = run_python(SHARED, example, GUESTKIT_CACHE=str(cache), GUESTKIT_JAVA_OPTS="-XX:+UseParallelGC -XX:-UseSerialGC")
    assert (done.stdout, done.stderr) == (f"['-XX:SharedArchiveFile={archive}']\n", "")
    content = archive.read_bytes()
    for broken in (content[: len(content) // 2], content[:4096] + bytes(4096) + content[8192:]):
        archive.write_bytes(broken)
        done = run_python(SHARED, example, GUESTKIT_CACHE=str(cache))
        assert (done.stdout, done.stderr) == (f"['-XX:SharedArchiveFile={archive}']\n", "")
    archive.chmod(0o666)  # others may have put code into it
    assert run_python(SHARED, example, GUESTKIT_CACHE=str(cache)).stdout == "[]\n"


@pytest.mark.parametrize(
    "environment",
    [{"GUESTKIT_CACHE": ""}, {"GUESTKIT_CACHE": "/proc/nowhere"}, {"GUESTKIT_JAVA_OPTS": "-Xshare:off"}, {"JAVA_TOOL_OPTIONS": "-Xshare:auto"}],
)
def test_without_a_place_for_archives_it_starts_all_the_same(
    run_python: Run, example: Path, environment: dict[str, str]
) -> None:
    done = run_python(SHARED, example, **environment)
    assert done.returncode == 0 and done.stdout == "[]\n"


def test_the_launcher_takes_the_same_java(repository: Path) -> None:
    found = subprocess.run([repository / "tools/find-jdk.sh", "--jre"], capture_output=True, text=True, check=True)
    assert str(_jdk.find_java_home()) == found.stdout.strip()


def test_a_java_home_that_is_too_old_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    right = _jdk.find_java_home()
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/java").symlink_to(right / "bin/java")
    (tmp_path / "release").write_text('IMPLEMENTOR="x"\nJAVA_VERSION="17.0.1"\n')
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", f"{tmp_path}/bin")
    assert _jdk.find_java_home() != tmp_path
    (tmp_path / "release").write_text('JAVA_VERSION="25"\n')
    assert _jdk.find_java_home() == tmp_path
    with pytest.raises(guestkit.JavaNotFoundError, match="libjvm"):
        _jdk.find_libjvm(tmp_path)


def test_without_java_it_says_what_to_install_as_the_launcher_does(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(_jdk, "PLACES", ())
    with pytest.raises(guestkit.JavaNotFoundError) as caught:
        _jdk.find_java_home()
    script = (repository / "tools/find-jdk.sh").read_text()
    said = re.search(r"<<EOF\n(.*?)\nEOF", script, re.DOTALL)
    assert said is not None
    assert str(caught.value) == said[1].replace("$find_jdk_wanted", str(_jdk.WANTED))


def test_the_places_are_those_of_the_launcher(repository: Path) -> None:
    script = (repository / "tools/find-jdk.sh").read_text()
    listed = re.search(r"for find_jdk_home in (.*?); do", script, re.DOTALL)
    assert listed is not None
    places = listed[1].replace("\\\n", " ").replace('"${HOME-}"', "~").split()
    assert tuple(places) == _jdk.PLACES


def test_a_fork_is_refused_by_name(run_python: Run, example: Path) -> None:
    done = run_python(
        "import guestkit, os, sys\n"
        "guestkit.detect(sys.argv[1])\n"
        "if os.fork() == 0:\n"
        "    try:\n"
        "        guestkit.detect(sys.argv[1])\n"
        "    except RuntimeError as e:\n"
        "        assert 'spawn' in str(e), e\n"
        "        os._exit(7)\n"
        "    os._exit(1)\n"
        "assert os.waitstatus_to_exitcode(os.wait()[1]) == 7",
        example,
    )
    assert done.returncode == 0, done.stderr


def test_it_joins_a_jvm_that_is_there_already(run_python: Run, example: Path) -> None:
    done = run_python(
        "import jpype, sys, guestkit\n"
        "from guestkit import _jdk, _jvm\n"
        "jpype.startJVM(str(_jdk.find_libjvm(_jdk.find_java_home())), '--enable-native-access=ALL-UNNAMED',\n"
        "               classpath=_jvm._jar_of_jpype(), interrupt=False)\n"
        "print(guestkit.inspect(sys.argv[1]).guests[0].identity.hostname)",
        example,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "guestkit-example\n"


@pytest.mark.parametrize("locale", ["C", "POSIX", "de_DE.UTF-8", ""])
def test_names_are_utf8_whatever_the_locale(run_python: Run, example: Path, tmp_path: Path, locale: str) -> None:
    image = tmp_path / "Überblick-😀.qcow2"
    image.symlink_to(example)
    done = run_python(
        "import guestkit, os, sys\n"
        "path = os.fsencode(sys.argv[1]).decode()\n"
        "before = dict(os.environ)\n"
        "print(guestkit.detect(path)['format'])\n"
        "assert dict(os.environ) == before",
        image,
        LC_ALL=locale,
    )
    assert (done.stdout, done.stderr, done.returncode) == ("qcow2\n", "", 0)


def test_nothing_of_java_is_printed(run_python: Run, example: Path) -> None:
    done = run_python("import guestkit, sys; guestkit.packages(sys.argv[1])", example)
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)
