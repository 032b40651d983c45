"""Dataclasses that are made of JSON, and JSON that is made of them."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T", bound="Document")


class Document:
    """A part of an answer. What is not known is `None`, and left out of `to_dict`; a list is there even when empty."""

    @classmethod
    def from_dict(cls: type[T], facts: dict[str, Any]) -> T:
        """Of what `to_dict` returned, or what a command printed as JSON. Keys that are not known are left out.

        :raises TypeError: if something is missing
        """
        made = {name: decode(facts[name]) for name, decode in _decoders(cls).items() if name in facts}
        return cls(**made)

    def to_dict(self) -> dict[str, Any]:
        """In the words of the commands' JSON."""
        facts = {}
        for name in _decoders(type(self)):
            value = getattr(self, name)
            if value is not None:
                facts[name] = _plain(value)
        return facts


def _plain(value: Any) -> Any:
    if isinstance(value, Document):
        return value.to_dict()
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return value


_known: dict[type, dict[str, Callable[[Any], Any]]] = {}


def _decoders(document: Any) -> dict[str, Callable[[Any], Any]]:
    """By the name of the field, for a class of documents."""
    if document not in _known:
        hints = typing.get_type_hints(document)
        _known[document] = {field.name: _decoder(hints[field.name]) for field in dataclasses.fields(document)}
    return _known[document]


def _decoder(hint: Any) -> Callable[[Any], Any]:
    if typing.get_origin(hint) in (typing.Union, types.UnionType):  # X | None, and None is never in a document
        return _decoder(next(each for each in typing.get_args(hint) if each is not type(None)))
    if typing.get_origin(hint) is list:
        element = _decoder(typing.get_args(hint)[0])
        return lambda values: [element(value) for value in values]
    if isinstance(hint, type) and issubclass(hint, Document):
        return hint.from_dict
    return lambda value: value
