"""Reading service definitions: packaged TOML, the feed's puts, and the catalogue in force on a day.

A fault is told with file, line, key and a plain sentence, because the reader is an officer with a text editor.
tomllib keeps no line numbers, so the lines of the keys are found by a small scan of the text itself.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path as FilePath
from typing import Any, Final, TypeVar

from pydantic import ValidationError

from desk.catalogue.service import CODE, MENU, NAME, Service, WrongDefinition
from desk.model.errors import Misused, Refused
from desk.words import Words, same

_LONGEST_FILE: Final = 100_000  # characters; the longest packaged definition has 5,000
_MOST_SERVICES: Final = 2_000
_NOT_UTF8: Final = "\ufffd"

Path = tuple[str | int, ...]
Model = TypeVar("Model")


class DefinitionInvalid(Misused):
    """A service definition breaks a rule of the catalogue; the definition is not used."""

    code = "E301"
    said = Words(
        "แฟ้มบริการ {file} บรรทัด {line} ช่อง {key}: {why} (ปัญหาทั้งหมด {count} ข้อ) ยังไม่ใช้บริการนี้ แก้แฟ้มแล้วตรวจใหม่",
        "{file}, line {line}, key {key}: {why} ({count} faults in all). Not used; correct it, check again",
    )

    @classmethod
    def of(cls, faults: Sequence[CatalogueFault]) -> DefinitionInvalid:
        """The refusal that names the first fault and the number of all."""
        first = faults[0]
        return cls(file=first.file, line=first.line, key=first.key, why=first.why, count=len(faults))


class ServiceUnknown(Refused):
    """No definition with this code or menu number is in force on that day."""

    code = "E302"
    said = Words(
        "ไม่มีบริการ {name} ที่ใช้ในวันนี้ ยังไม่มีอะไรเปลี่ยนแปลง กด F4 เพื่อเลือกจากรายการ",
        "No service {name} is in force today. Nothing was changed; press F4 to choose from the list",
    )


class CatalogueTooLarge(Misused):
    """More definitions than a desk can hold."""

    code = "E303"
    said = Words(
        "มีนิยามบริการเกิน {most} รายการ นิยามที่เกินไม่ถูกใช้ แจ้งผู้ดูแลระบบ",
        "There are more than {most} service definitions. Those beyond are not used; call the administrator",
    )


@dataclass(frozen=True, slots=True)
class CatalogueFault:
    """One thing wrong with one definition: where it stands and what to correct."""

    file: str
    line: int
    key: str
    why: Words

    @classmethod
    def at(cls, file: str, lines: Mapping[Path, int], path: Path, why: Words) -> CatalogueFault:
        """A fault at a path of the file, as a clerk counts and with its line."""
        return cls(file, _line(lines, path), _key(path), why)

    @property
    def sentence(self) -> Words:
        """File, line, key and reason, as `desk catalogue check` prints it."""
        place = Words("{file} บรรทัด {line} ช่อง {key}: {why}", "{file}, line {line}, key {key}: {why}")
        return place.fill(file=self.file, line=self.line, key=self.key, why=self.why)


def read_file(path: FilePath) -> str:
    """The text of a definition's file, whatever editor wrote it; what is no UTF-8 is told by `read_data`."""
    return path.read_bytes().decode("utf-8-sig", errors="replace")


def read_data(text: str, file: str) -> tuple[dict[str, Any] | None, tuple[CatalogueFault, ...]]:
    """The data of a TOML text, or the line that cannot be read."""
    if len(text) > _LONGEST_FILE:
        why = Words("แฟ้มยาวเกิน {most} ตัวอักษร", "the file is longer than {most} characters").fill(most=_LONGEST_FILE)
        return None, (CatalogueFault(file, 1, "-", why),)
    if (place := text.find(_NOT_UTF8)) >= 0:
        why = Words(
            "แฟ้มนี้ไม่ได้บันทึกเป็น UTF-8 เปิดในโปรแกรมแก้ไขข้อความแล้วบันทึกใหม่เป็น UTF-8",
            "this file is not saved as UTF-8: open it in the editor and save it as UTF-8",
        )
        return None, (CatalogueFault(file, text.count("\n", 0, place) + 1, "-", why),)
    try:
        return tomllib.loads(text), ()
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        why = Words(
            "อ่านบรรทัดนี้ไม่ได้ ตรวจเครื่องหมายคำพูด วงเล็บ เครื่องหมายเท่ากับ และค่าที่เขียนซ้ำ",
            "this line cannot be read: look at quotes, brackets, the equals sign, and names given twice",
        )
        return None, (CatalogueFault(file, line, "-", why),)


def check_toml(text: str, file: str) -> tuple[Service | None, tuple[CatalogueFault, ...]]:
    """Read one TOML definition; either the service, or everything that is wrong with it."""
    data, faults = read_data(text, file)
    return (None, faults) if data is None else _validate(data, file, lines_of(text))


def check_body(
    body: Mapping[str, Any], file: str = "catalogue.put"
) -> tuple[Service | None, tuple[CatalogueFault, ...]]:
    """Read one definition that came as JSON data; either the service, or everything that is wrong with it."""
    return _validate(dict(body), file, {})


def service_of(body: Mapping[str, Any]) -> Service:
    """The service a `catalogue.put` carries. Raises `DefinitionInvalid`."""
    return _sure(*check_body(body))


def read_toml(text: str, file: str) -> Service:
    """The service of one TOML file. Raises `DefinitionInvalid` with the first fault and the number of all."""
    return _sure(*check_toml(text, file))


def _sure(service: Service | None, faults: tuple[CatalogueFault, ...]) -> Service:
    if service is None:
        raise DefinitionInvalid.of(faults)
    return service


def _validate(
    data: dict[str, Any], file: str, lines: Mapping[Path, int]
) -> tuple[Service | None, tuple[CatalogueFault, ...]]:
    return as_faults(lambda: Service.model_validate(data), file, lines)


def as_faults(
    validate: Callable[[], Model], file: str, lines: Mapping[Path, int]
) -> tuple[Model | None, tuple[CatalogueFault, ...]]:
    """What a model makes of data, or everything it refuses, in plain words with file, line and key."""
    try:
        return validate(), ()
    except ValidationError as error:
        faults = []
        for item in error.errors(include_url=False, include_input=False):
            cause = item.get("ctx", {}).get("error")
            wrong = cause if isinstance(cause, WrongDefinition) else None
            path = tuple(item["loc"]) + (wrong.where if wrong else ())
            why = wrong.why if wrong else _plain(item["type"], item.get("ctx", {}))
            faults.append(CatalogueFault.at(file, lines, path, why))
        return None, tuple(faults)


_PLAIN: Final[dict[str, Words]] = {
    "missing": Words("ยังไม่ได้ใส่ค่านี้", "this is missing"),
    "extra_forbidden": Words("ไม่รู้จักชื่อนี้ อาจสะกดผิด", "this name is not known; perhaps it is misspelt"),
    "literal_error": Words("ใช้ได้เฉพาะค่าเหล่านี้: {expected}", "only these are allowed: {expected}"),
    "int_type": Words("ต้องเป็นจำนวนเต็ม ไม่มีเครื่องหมายคำพูดและจุดทศนิยม", "must be a whole number, without quotes or point"),
    "bool_type": Words("ต้องเป็น true หรือ false", "must be true or false"),
    "string_type": Words("ต้องเป็นข้อความในเครื่องหมายคำพูด", "must be text in quotes"),
    "string_too_long": Words("ยาวเกิน {max_length} ตัวอักษร", "is longer than {max_length} characters"),
    "string_too_short": Words("ต้องไม่ว่าง", "must not be empty"),
    "too_short": Words("ต้องมีอย่างน้อย {min_length} รายการ", "needs at least {min_length}"),
    "too_long": Words("มีได้ไม่เกิน {max_length} รายการ", "may hold at most {max_length}"),
    "greater_than_equal": Words("ต้องไม่น้อยกว่า {ge}", "must be at least {ge}"),
    "less_than_equal": Words("ต้องไม่เกิน {le}", "must be at most {le}"),
    "tuple_type": Words("ต้องเป็นรายการในวงเล็บเหลี่ยม", "must be a list in square brackets"),
    "model_type": Words("ต้องเป็นหมวดที่มีชื่อและค่า", "must be a table of names and values"),
    "dict_type": Words("ต้องเป็นหมวดที่มีชื่อและค่า", "must be a table of names and values"),
}


_PATTERNS: Final[dict[str, Words]] = {
    MENU: Words("ต้องเป็นเลขสามหลัก ไม่ขึ้นต้นด้วยศูนย์", "must be three digits, the first not zero"),
    CODE: Words("ต้องเป็นอักษรอังกฤษตัวใหญ่ ตัวเลข และขีด เช่น CR-COPY", "must be capitals, digits and dashes, such as CR-COPY"),
    NAME: Words(
        "ต้องเป็นอักษรอังกฤษตัวเล็ก ตัวเลข และขีดล่าง ไม่เกิน 40 ตัว เช่น new_given",
        "must be small letters, digits and underscores, at most 40, such as new_given",
    ),
}


def _plain(kind: str, context: Mapping[str, Any]) -> Words:
    """A model's complaint as a sentence; one it has no words for is at least named."""
    words = _PATTERNS.get(str(context.get("pattern"))) or _PLAIN.get(kind)
    if words is None:
        return Words("ค่าไม่ถูกต้อง ({kind})", "the value is not right ({kind})").fill(kind=kind)
    facts = {name: str(value).replace(" or ", ", ") for name, value in context.items() if name != "error"}
    return words.fill(**{name: same(fact) for name, fact in facts.items()})


_HEADER: Final = re.compile(r"\s*(\[\[|\[)\s*([A-Za-z0-9_.-]+)\s*\]\]?\s*(#.*)?$")
_KEY: Final = re.compile(r"\s*([A-Za-z0-9_-]+)\s*=")


def lines_of(text: str) -> dict[Path, int]:
    """Line of every table and key of a TOML text, by path; entries of arrays of tables are counted from 0."""
    lines: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            table = ()
            names = header[2].split(".")
            for depth, name in enumerate(names):
                table = (*table, name)
                if header[1] == "[[" and depth == len(names) - 1:
                    counts[table] = counts.get(table, -1) + 1
                    lines.setdefault(table, number)
                if table in counts:
                    table = (*table, counts[table])
            lines.setdefault(table, number)
        elif key := _KEY.match(line):
            lines.setdefault((*table, key[1]), number)
    return lines


def _key(path: Path) -> str:
    """The path as a clerk counts: `fields[3].label`, from 1."""
    parts = [f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path]
    return "".join(parts).lstrip(".") or "-"


def _line(lines: Mapping[Path, int], path: Path) -> int:
    """Line of the nearest thing written: a missing key is told at its table, a table's at the top."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return 1


class Catalogue:
    """All definitions a desk knows. A later definition with the same (code, valid_from) replaces the earlier one;
    among those in force on a day the one with the latest valid_from counts."""

    def __init__(self, definitions: Iterable[Service]) -> None:
        """Raises `CatalogueTooLarge`."""
        known: dict[tuple[str, date], Service] = {}
        for service in definitions:
            known[service.code, service.valid_from] = service
            if len(known) > _MOST_SERVICES:
                raise CatalogueTooLarge(most=_MOST_SERVICES)
        self._by_code: dict[str, list[Service]] = {}
        for _, service in sorted(known.items()):
            self._by_code.setdefault(service.code, []).append(service)

    def definitions(self) -> tuple[Service, ...]:
        """Every definition, by code and first day, in force or not."""
        return tuple(service for versions in self._by_code.values() for service in versions)

    def on(self, day: date) -> tuple[Service, ...]:
        """The services in force on a day, by menu number."""
        found = (self._current(code, day) for code in self._by_code)
        return tuple(sorted((s for s in found if s is not None), key=lambda s: (s.menu, s.code)))

    def get(self, code: str, day: date) -> Service:
        """The definition in force on that day. Raises `ServiceUnknown`."""
        service = self._current(code, day)
        if service is None:
            raise ServiceUnknown(name=code)
        return service

    def version(self, code: str, valid_from: date) -> Service:
        """The very definition a request was made under, in force or not. Raises `ServiceUnknown`."""
        for service in self._by_code.get(code, ()):
            if service.valid_from == valid_from:
                return service
        raise ServiceUnknown(name=code)

    def versions(self, code: str) -> tuple[Service, ...]:
        """Every definition of one code, by first day."""
        return tuple(self._by_code.get(code, ()))

    def by_menu(self, menu: str, day: date) -> Service:
        """The service of a fast-path number. Raises `ServiceUnknown`.

        Two services may claim one number when the centre's word meets the package's: the newer definition has it.
        """
        claims = [service for service in self.on(day) if service.menu == menu]
        if not claims:
            raise ServiceUnknown(name=menu)
        return max(claims, key=lambda service: (service.valid_from, service.code))

    def with_overrides(self, services: Iterable[Service]) -> Catalogue:
        """This catalogue with the centre's definitions laid over it. Raises `CatalogueTooLarge`."""
        return Catalogue((*self.definitions(), *services))

    def to_json(self) -> str:
        """All definitions as a JSON array of `catalogue.put` services."""
        return json.dumps([service.body() for service in self.definitions()], ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Catalogue:
        """The inverse of `to_json`. Raises `DefinitionInvalid`, `CatalogueTooLarge`, ValueError for what is no JSON."""
        return cls(service_of(body) for body in json.loads(text))

    def _current(self, code: str, day: date) -> Service | None:
        versions = self._by_code.get(code, ())
        return next((service for service in reversed(versions) if service.in_force(day)), None)


@cache
def packaged() -> Catalogue:
    """The catalogue that comes with the product, read once. Raises `DefinitionInvalid`."""
    folder = resources.files("desk.catalogue").joinpath("services")
    files = sorted((item for item in folder.iterdir() if item.name.endswith(".toml")), key=lambda item: item.name)
    return Catalogue(read_toml(item.read_text(encoding="utf-8"), item.name) for item in files)
