"""Frozen dataclasses that cost little to import: a start makes over two hundred classes, and meets most as values that were read before.

`dataclasses.dataclass` writes and compiles six methods for each class, a millisecond in all. Here a method is written when it is first
called, and what refuses to change a value is the same for all. Import `dataclass` from here and it means the same.
"""

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

T = TypeVar("T")
Method = Callable[..., Any]

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass  # noqa: PLC0414  a type checker knows it by this name
else:

    def dataclass(*, frozen: bool, slots: bool = False, kw_only: bool = False, eq: bool = True) -> Callable[[type[T]], type[T]]:
        """Return what makes a class a frozen dataclass."""
        assert frozen

        def make(kind: type[T]) -> type[T]:
            made = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots, kw_only=kw_only)(kind)
            made.__dataclass_params__.frozen = True
            written = {"__init__": _init, "__repr__": _repr, **({"__eq__": _eq, "__hash__": _hash} if eq else {})}
            methods = {name: _once(made, name, write) for name, write in written.items()}
            methods |= {"__setattr__": _refuse_setting, "__delattr__": _refuse_deleting}
            methods |= {"__getstate__": _state, "__setstate__": _take_state} if slots else {}
            for name, method in methods.items():
                if vars(kind).get(name) is None:  # what the class has of its own stays
                    setattr(made, name, method)
            return made

        return make


def _once(kind: type, name: str, write: Callable[[type], Method]) -> Method:
    """Return a method that is written when it is first called."""

    def unwritten(self: object, *arguments: object, **named: object) -> object:
        method = write(kind)
        setattr(kind, name, method)
        return method(self, *arguments, **named)

    return unwritten


class _MadeAnew:
    """Stands for a default that is made anew for each value."""


def _init(kind: type) -> Method:
    """Return the `__init__` of a class: its arguments, or their defaults, put into its fields one by one."""
    scope: dict[str, Any] = {"put": object.__setattr__, "MadeAnew": _MadeAnew}
    arguments, named, lines = ["self"], list[str](), list[str]()
    for field in dataclasses.fields(kind):
        value = field.name
        if field.default_factory is not dataclasses.MISSING:
            scope[f"make_{field.name}"] = field.default_factory
            value = f"make_{field.name}() if {field.name} is MadeAnew else {field.name}" if field.init else f"make_{field.name}()"
        if field.init:
            default = _MadeAnew if field.default_factory is not dataclasses.MISSING else field.default
            scope[f"default_{field.name}"] = default
            has_default = default is not dataclasses.MISSING
            (named if field.kw_only else arguments).append(f"{field.name}=default_{field.name}" if has_default else field.name)
        if field.init or field.default_factory is not dataclasses.MISSING:
            lines.append(f"put(self, {field.name!r}, {value})")
        elif field.default is not dataclasses.MISSING:
            scope[f"default_{field.name}"] = field.default
            lines.append(f"put(self, {field.name!r}, default_{field.name})")
    lines += ["self.__post_init__()"] if hasattr(kind, "__post_init__") else []
    return _written("__init__", [*arguments, *(["*", *named] if named else [])], lines or ["pass"], scope)


def _repr(kind: type) -> Method:
    """Return the `__repr__` of a class: its name and its fields."""
    said = ", ".join(f"{one.name}={{self.{one.name}!r}}" for one in dataclasses.fields(kind) if one.repr)
    return _written("__repr__", ["self"], [f"return f'{{self.__class__.__qualname__}}({said})'"], {})


def _eq(kind: type) -> Method:
    """Return the `__eq__` of a class: values of the same class are compared by their fields."""
    compared = [one.name for one in dataclasses.fields(kind) if one.compare]
    both = f"{_values('self', compared)} == {_values('other', compared)}"
    return _written("__eq__", ["self", "other"], [f"return {both} if other.__class__ is self.__class__ else NotImplemented"], {})


def _hash(kind: type) -> Method:
    """Return the `__hash__` of a class, by its fields."""
    hashed = [one.name for one in dataclasses.fields(kind) if (one.compare if one.hash is None else one.hash)]
    return _written("__hash__", ["self"], [f"return hash({_values('self', hashed)})"], {})


def _values(of: str, names: list[str]) -> str:
    return f"({''.join(f'{of}.{name}, ' for name in names)})"


def _written(name: str, arguments: list[str], lines: list[str], scope: dict[str, Any]) -> Method:
    """Return a function, written from the names of fields and nothing else."""
    exec(f"def {name}({', '.join(arguments)}):\n " + "\n ".join(lines), scope)  # noqa: S102  as dataclasses does
    method: Method = scope[name]
    return method


def _refuse_setting(_: object, name: str, __: object) -> NoReturn:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_deleting(_: object, name: str) -> NoReturn:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[object]:
    """Return what is pickled of a value with slots."""
    return [getattr(self, one.name) for one in dataclasses.fields(self)]


def _take_state(self: Any, values: list[object]) -> None:
    """Fill in a value that was pickled."""
    for one, value in zip(dataclasses.fields(self), values, strict=True):
        object.__setattr__(self, one.name, value)
