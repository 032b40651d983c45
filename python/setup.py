"""Builds the wheel: the Python files, and the jars that Maven has built."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

HERE = Path(__file__).resolve().parent
BUILT = HERE.parent / "cli" / "target"


def jars() -> "list[Path]":
    """What a JVM needs to run guestkit, without the libraries for bills of materials (10 MB) but the one of 17 kB."""
    own = sorted(BUILT.glob("guestkit-cli-*.jar"))
    libraries = sorted((BUILT / "lib").glob("*.jar"))
    package_urls = sorted((BUILT / "lib" / "sbom").glob("packageurl-java-*.jar"))
    if not own or not libraries or not package_urls:
        raise SystemExit(
            f"no jars in {BUILT}: build them first, with 'mvn -Dquick -Dmaven.test.skip=true -pl cli -am package'"
        )
    return own + libraries + package_urls


class BuildWithJars(build_py):
    """Puts the jars beside the Python files, and removes those of an earlier build."""

    def run(self) -> None:
        super().run()
        target = Path(self.build_lib) / "guestkit" / "jars"
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        for jar in jars():
            shutil.copy2(jar, target)


setup(cmdclass={"build_py": BuildWithJars})
