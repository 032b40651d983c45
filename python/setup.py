"""Builds the wheel: the Python files, and the jars that Maven has built."""

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from types import ModuleType

from setuptools import setup
from setuptools.command.build_py import build_py

HERE = Path(__file__).resolve().parent
BUILT = HERE.parent / "cli" / "target"
EXAMPLE = HERE.parent / "examples" / "debian-12-minimal.qcow2"


def jars() -> "tuple[list[Path], list[Path]]":
    """What a JVM needs to run guestkit; and what it needs for bills of materials alone, which is half of all."""
    own = sorted(BUILT.glob("guestkit-cli-*.jar"))
    libraries = sorted((BUILT / "lib").glob("*.jar"))
    late = sorted((BUILT / "lib" / "sbom").glob("*.jar"))
    package_urls = [jar for jar in late if jar.name.startswith("packageurl-java-")]
    if not own or not libraries or not package_urls:
        raise SystemExit(
            f"no jars in {BUILT}: build them first, with 'mvn -Dquick -Dmaven.test.skip=true -pl cli -am package'"
        )
    return own + libraries + package_urls, [jar for jar in late if jar not in package_urls]


def write_class_list(early: "list[Path]", target: Path) -> None:
    """The names of the classes that a start needs, for `guestkit._archive`."""
    java = _jdk().find_java_home() / "bin" / "java"
    with tempfile.TemporaryDirectory() as place:
        names = Path(place, "classes.lst")
        training = [java, f"-XX:DumpLoadedClassList={names}", "-Xshare:off", "-Xlog:disable"]
        training += ["-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", "-Djdk.reflect.useNativeAccessorOnly=true"]
        training += ["-cp", os.pathsep.join(map(str, early)), "io.guestkit.embed.Training", EXAMPLE]
        subprocess.run(training, check=True)
        target.write_text(names.read_text())


def _jdk() -> "ModuleType":
    """The module that looks for a JDK, without the package around it."""
    package = HERE / "src" / "guestkit"
    for name in ("errors", "_jdk"):
        spec = importlib.util.spec_from_file_location(f"_guestkit_build.{name}", package / f"{name}.py")
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[f"_guestkit_build.{name}"] = module
        spec.loader.exec_module(module)
    return module


class BuildWithJars(build_py):
    """Puts the jars beside the Python files, and removes those of an earlier build."""

    def run(self) -> None:
        super().run()
        target = Path(self.build_lib) / "guestkit" / "jars"
        shutil.rmtree(target, ignore_errors=True)
        (target / "sbom").mkdir(parents=True)
        early, late = jars()
        for jar in early:
            shutil.copy2(jar, target)
        for jar in late:
            shutil.copy2(jar, target / "sbom")
        write_class_list(early, target / "classes.lst")


setup(cmdclass={"build_py": BuildWithJars})
