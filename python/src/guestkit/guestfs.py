"""libguestfs: all of its functions, in process, where it is installed.

The methods of `Guestfs` have the names, the order of arguments and the results of libguestfs' own Python binding:
structs are dictionaries, bytes are `bytes`, optional arguments are named ones. guestfs.pyi lists them all.
"""

from __future__ import annotations

import base64
import os
import threading
from collections.abc import Callable, Iterable, Mapping
from types import TracebackType
from typing import Any, NoReturn, Union

from . import _jvm
from ._guestfs_api import Argument, Function, functions

# The events of a handle, as `Guestfs.set_event_callback` takes them.
EVENT_CLOSE = 0x1
EVENT_SUBPROCESS_QUIT = 0x2
EVENT_LAUNCH_DONE = 0x4
EVENT_PROGRESS = 0x8
EVENT_APPLIANCE = 0x10
EVENT_LIBRARY = 0x20
EVENT_TRACE = 0x40
EVENT_ENTER = 0x80
EVENT_LIBVIRT_AUTH = 0x100
EVENT_WARNING = 0x200
EVENT_ALL = 0x3FF

EventCallback = Callable[[int, int, Union[str, None], list[int]], object]


def is_available() -> bool:
    """Whether libguestfs is installed."""
    return bool(_jvm.call(_jvm.java("io.guestkit.guestfs.Guestfs").isAvailable))


class Guestfs:
    """A handle of libguestfs, which closes itself at the end of a `with` block.

    Errors are `guestkit.GuestfsError`, with the function and the errno.

    :raises UnsupportedFeatureError: if libguestfs is not installed; the message says what to install
    """

    def __init__(self) -> None:
        self._calls = _jvm.call(_jvm.java("io.guestkit.embed.GuestfsCalls").create)
        self._closed = False
        self._telling = threading.local()  # whether this thread is inside of a callback

    def __getattr__(self, name: str) -> Callable[..., Any]:
        known = {} if name.startswith("_") else functions()
        function = known.get(name) or known.get(name.removesuffix("_opts"))  # as some were called once
        if function is None:
            raise AttributeError(f"libguestfs has no function {name}")

        def method(*given: Any, **named: Any) -> Any:
            return self._call(function, given, named)

        method.__name__ = name
        method.__qualname__ = f"Guestfs.{name}"
        self.__dict__[name] = method
        return method

    def __dir__(self) -> Iterable[str]:
        return [*super().__dir__(), *functions()]

    def add_libvirt_dom(self, dom: object, **options: object) -> NoReturn:
        """Is not there, since it takes a pointer of C. `add_domain` does the same by the name of the domain.

        :raises NotImplementedError: always
        """
        raise NotImplementedError("add_libvirt_dom takes a pointer of C; add_domain does the same by the name of the domain")

    def set_event_callback(self, cb: EventCallback, event_bitmask: int) -> int:
        """Calls a function with the events of this handle from now on.

        It is called in the middle of the call that causes the event, on a thread of its own, and may call this handle, but
        not close it. What it raises is raised by that call when it is over, and never gets into C.

        :param cb: is called with the event, what this returns, a message, and numbers; the message is `None` and the list
            of numbers empty where an event has none. Progress has four: procedure, serial, position and total
        :param event_bitmask: one or more of ``guestfs.EVENT_…``, or-ed together
        :return: for `delete_event_callback`
        :raises ValueError: if these are no events
        """
        import jpype

        telling, raised = self._telling, _jvm.raised

        def happened(event: Any, registration: Any, text: Any, numbers: Any) -> str | None:
            before = getattr(telling, "now", False)
            telling.now = True
            try:
                message = _jvm.bytes_of(text).decode("utf-8", "surrogateescape")
                cb(int(event), int(registration), message or None, [int(number) & 0xFFFF_FFFF_FFFF_FFFF for number in numbers])
            except BaseException as e:
                raised[id(e)] = e
                return str(id(e))
            finally:
                telling.now = before
            return None

        self._check_open()
        listener = jpype.JProxy("io.guestkit.embed.GuestfsCalls$Listener", dict={"happened": happened})
        return int(_jvm.call(self._calls.listen, event_bitmask, listener))

    def delete_event_callback(self, event_handle: int) -> None:
        """Ends what `set_event_callback` began; does nothing if that has been done."""
        self._check_open()
        _jvm.call(self._calls.stopListening, event_handle)

    def _check_open(self) -> None:
        if self._closed:
            raise ValueError("this handle of libguestfs is closed")

    def _call(self, function: Function, given: tuple[Any, ...], named: Mapping[str, Any]) -> Any:
        optional = {option.name: option for option in function.options}
        arguments = list(given)
        options = {}
        for parameter in function.parameters[len(given) :]:
            if parameter.name not in named:
                raise TypeError(f"{function.name}() needs the argument {parameter.name}")
            arguments.append(named[parameter.name])
        if len(arguments) > len(function.parameters):
            raise TypeError(f"{function.name}() takes {len(function.parameters)} arguments, not {len(given)}")
        positional = {parameter.name for parameter in function.parameters[len(given) :]}
        for name, value in named.items():
            if name in positional:
                continue
            if name not in optional:
                raise TypeError(f"{function.name}() has no argument {name}, or it is given twice")
            if value is not None:
                options[name] = _to_java(value, optional[name], function)
        converted = [_to_java(value, parameter, function) for value, parameter in zip(arguments, function.parameters)]
        self._check_open()
        said = (function.name, _objects(converted), list(options), _objects(list(options.values())))
        if getattr(self._telling, "now", False):  # another thread would wait for the call that this one is inside of
            return _to_python(_jvm.call(self._calls.callHere, *said), function)
        work = _jvm.call(self._calls.call, *said)
        return _to_python(_jvm.wait(work, self.cancel), function)

    def cancel(self) -> None:
        """Makes a call of another thread end soon, if it is one that can; waits for nothing."""
        _jvm.call(self._calls.cancel)

    def close(self) -> None:
        """Shuts the appliance down and frees everything. Done twice, it does nothing.

        :raises RuntimeError: inside of a callback
        :raises GuestfsError: if the shutdown fails, in which case written data may be lost; the handle is closed all the same
        """
        if getattr(self._telling, "now", False):
            raise RuntimeError("a handle of libguestfs cannot be closed inside of one of its callbacks")
        self._closed = True
        _jvm.call(self._calls.close)

    def __enter__(self) -> Guestfs:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _objects(values: list[Any]) -> Any:
    import jpype

    return jpype.JArray(jpype.JObject)(values)


def _to_java(value: Any, argument: Argument, function: Function) -> Any:
    import jpype

    def wrong() -> TypeError:
        return TypeError(f"{function.name}(): {argument.name} cannot be {type(value).__name__}")

    if value is None:
        if not argument.nullable:
            raise wrong()
        return None
    if argument.type in ("java.lang.String", "java.nio.file.Path"):
        return _text(value, wrong)
    if argument.type == "byte[]":
        if not isinstance(value, (bytes, bytearray, memoryview)):
            raise wrong()
        return _jvm.byte_array(bytes(value))
    if argument.type.startswith("java.util.List"):
        if isinstance(value, (str, bytes)) or not isinstance(value, Iterable):
            raise wrong()
        return _objects([_text(each, wrong) for each in value])
    if not isinstance(value, int):
        raise wrong()
    if argument.type in ("boolean", "java.lang.Boolean"):
        return jpype.java.lang.Boolean(bool(value))
    return jpype.java.lang.Long(value)


def _text(value: Any, wrong: Callable[[], TypeError]) -> Any:
    if not isinstance(value, (str, bytes, os.PathLike)):
        raise wrong()
    return _jvm.byte_array(os.fsencode(value))


def _to_python(result: Any, function: Function) -> Any:
    if result is None:
        return None
    if function.returns == "byte[]":
        return _jvm.bytes_of(result)
    value = _jvm.document(result)
    if function.struct_bytes:
        for struct in value if isinstance(value, list) else [value]:
            for name in function.struct_bytes:
                struct[name] = base64.b64decode(struct[name])
    return value
