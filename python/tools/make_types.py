#!/usr/bin/python3
"""Writes what is typed after the Java classes: src/guestkit/report.py and src/guestkit/guestfs.pyi.

    python/tools/make_types.py            after 'mvn -Dquick -Dmaven.test.skip=true -pl cli -am package'
    python/tools/make_types.py --check    says whether they are as this would write them
"""

from __future__ import annotations

import argparse
import keyword
import re
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent.parent
BUILT = HERE.parent / "cli" / "target"
sys.path.insert(0, str(HERE / "src"))

REPORT = "io.guestkit.inspect.report."

REPORT_HEAD = '''\
"""What `inspect` reports: schema `guestkit.inspect/1`, described key by key in docs/inspect-report.md.

Made by tools/make_types.py of the records of io.guestkit.inspect.report; do not edit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ._document import Document
'''

GUESTFS_HEAD = '''\
# Made by tools/make_types.py of the methods of io.guestkit.guestfs.Guestfs; do not edit.

import os
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import NoReturn, TypedDict

Text = str | bytes | os.PathLike[str]
EventCallback = Callable[[int, int, str | None, list[int]], object]

EVENT_CLOSE: int
EVENT_SUBPROCESS_QUIT: int
EVENT_LAUNCH_DONE: int
EVENT_PROGRESS: int
EVENT_APPLIANCE: int
EVENT_LIBRARY: int
EVENT_TRACE: int
EVENT_ENTER: int
EVENT_LIBVIRT_AUTH: int
EVENT_WARNING: int
EVENT_ALL: int

def is_available() -> bool: ...
'''

PRIMITIVES = {
    "java.lang.String": "str",
    "java.lang.Boolean": "bool",
    "java.lang.Integer": "int",
    "java.lang.Long": "int",
    "java.lang.Double": "float",
    "java.math.BigInteger": "int",
    "java.time.Instant": "str",
    "boolean": "bool",
    "int": "int",
    "long": "int",
    "double": "float",
    "byte": "int",
    "char": "str",
    "void": "None",
    "java.util.OptionalInt": "int | None",
    "java.util.OptionalLong": "int | None",
    "java.util.OptionalDouble": "float | None",
}
BYTES = ("[B", "byte[]")


def snake_case(name: str) -> str:
    return re.sub("[A-Z]", lambda upper: "_" + upper[0].lower(), name)


def arguments_of(generic: str) -> list[str]:
    """The type arguments of `X<A, B<C>>`."""
    inner = generic[generic.index("<") + 1 : -1]
    arguments, depth, start = [], 0, 0
    for i, c in enumerate(inner):
        depth += {"<": 1, ">": -1}.get(c, 0)
        if c == "," and depth == 0:
            arguments.append(inner[start:i].strip())
            start = i + 1
    return [*arguments, inner[start:].strip()]


class Types:
    """Python's spelling of Java's types, and the records that were met on the way."""

    def __init__(self) -> None:
        self.records: dict[str, Any] = {}

    def of(self, name: str) -> str:
        if name in BYTES:
            return "bytes"
        if name in PRIMITIVES:
            return PRIMITIVES[name]
        raw = name.split("<")[0]
        if raw == "java.util.Optional":
            return self.of(arguments_of(name)[0]) + " | None"
        if raw == "java.util.List":
            return f"list[{self.of(arguments_of(name)[0])}]"
        if raw in ("java.util.Map", "java.util.SequencedMap"):
            key, value = map(self.of, arguments_of(name))
            return f"dict[{key}, {value}]"
        java = self.find(raw)
        if java.class_.isEnum():
            return "Literal[" + ", ".join(f'"{str(each).lower()}"' for each in java.values()) + "]"
        if not java.class_.isRecord():
            raise TypeError(f"no Python type for {name}")
        if raw not in self.records:
            self.records[raw] = java  # before its parts, which may hold it
            for component in java.class_.getRecordComponents():
                self.of(str(component.getGenericType().getTypeName()))
        return self.class_name(raw)

    def find(self, name: str) -> Any:
        import jpype

        return jpype.JClass(name)

    @staticmethod
    def class_name(raw: str) -> str:
        simple = raw.rpartition(".")[2].replace("$", "")
        return "Report" if simple == "InspectReport" else simple

    def fields(self, raw: str) -> list[tuple[str, str]]:
        return [
            (snake_case(str(component.getName())), self.of(str(component.getGenericType().getTypeName())))
            for component in self.records[raw].class_.getRecordComponents()
        ]


def report() -> str:
    types = Types()
    types.of(REPORT + "InspectReport")
    types.of("io.guestkit.inspect.Evidence")
    text = REPORT_HEAD
    for raw in types.records:
        name = types.class_name(raw)
        text += f"\n\n@dataclass(frozen=True, kw_only=True)\nclass {name}(Document):\n"
        text += f'    """As `{raw.rpartition(".")[2].replace("$", ".")}` of Java."""\n\n'
        for field, hint in types.fields(raw):
            text += f"    {field}: {hint}{' = None' if hint.endswith('| None') else ''}\n"
        if name == "Report":
            text += "    evidence: list[Evidence] | None = None\n"
    return text


def parameter(name: str) -> str:
    name = snake_case(name)
    return name + "_" if keyword.iskeyword(name) else name


def argument(java_type: str, types: Types) -> str:
    """What may be given, which is more than what is returned."""
    if java_type in ("java.lang.String", "java.nio.file.Path"):
        return "Text"
    if java_type.startswith("java.util.List"):
        return "Iterable[Text]"
    return types.of(java_type)


def guestfs() -> str:
    from guestkit._guestfs_api import functions

    types = Types()
    lines = []
    for function in functions().values():
        parts = ["self"]
        for given in function.parameters:
            parts.append(f"{parameter(given.name)}: {argument(given.type, types)}{' | None' if given.nullable else ''}")
        if function.options:
            parts.append("*")
            for option in function.options:
                parts.append(f"{parameter(option.name)}: {argument(option.type, types)} | None = None")
        returned = types.of(function.returns)
        lines.append(f"    def {function.name}({', '.join(parts)}) -> {returned}: ...\n")
    text = GUESTFS_HEAD
    for raw in sorted(types.records):
        text += f"\nclass {types.class_name(raw)}(TypedDict):\n"
        for field, hint in types.fields(raw):
            text += f"    {field}: {hint}\n"
    text += "\nclass Guestfs:\n"
    text += "    def __init__(self) -> None: ...\n"
    text += "    def __enter__(self) -> Guestfs: ...\n"
    text += "    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: "
    text += "TracebackType | None) -> None: ...\n"
    text += "    def close(self) -> None: ...\n"
    text += "    def cancel(self) -> None: ...\n"
    text += "    def set_event_callback(self, cb: EventCallback, event_bitmask: int) -> int: ...\n"
    text += "    def delete_event_callback(self, event_handle: int) -> None: ...\n"
    text += "    def add_libvirt_dom(self, dom: object, **options: object) -> NoReturn: ...\n"
    return text + "".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check

    from guestkit import _jvm

    sys.path.insert(0, str(HERE))
    _jvm.JARS = staged()
    _jvm.start()
    stale = 0
    for file, text in ((HERE / "src/guestkit/report.py", report()), (HERE / "src/guestkit/guestfs.pyi", guestfs())):
        if file.exists() and file.read_text() == text:
            continue
        stale += 1
        if check:
            print(f"{file} is not as python/tools/make_types.py would write it; run that", file=sys.stderr)
        else:
            file.write_text(text)
    return 1 if check and stale else 0


def staged() -> Path:
    """The jars that were built, in one folder."""
    lib = HERE / "target" / "jars"
    lib.mkdir(parents=True, exist_ok=True)
    for old in lib.glob("*.jar"):
        old.unlink()
    for jar in [*BUILT.glob("guestkit-cli-*.jar"), *(BUILT / "lib").glob("*.jar"), *(BUILT / "lib/sbom").glob("packageurl-*.jar")]:
        (lib / jar.name).symlink_to(jar)
    return lib


if __name__ == "__main__":
    sys.exit(main())
