"""What one office fills in for itself: `services.toml` in the desk's folder.

It may only fill what the definitions leave empty (a fee of kind `none`, no `working_days`, no time, no retention) and
leave a service out of the menu. What is set already is the centre's to change (`catalogue.put`): a text file on one
desk must not be able to change a price. A request keeps the fee it was taken in with in its journal line.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Final

from pydantic import Field

from desk.catalogue.fee import FeeRule
from desk.catalogue.load import Catalogue, CatalogueFault, DefinitionInvalid, Path, as_faults, lines_of, read_data
from desk.catalogue.service import Retention, Service
from desk.catalogue.values import Code, Data, Said, StrictBool, StrictInt
from desk.words import Words

FILE: Final = "services.toml"
_FILLABLE: Final = ("fee", "working_days", "minutes", "retention")
_SET: Final = Words(
    "นิยามบริการกำหนดค่านี้ไว้แล้ว เปลี่ยนได้จากส่วนกลางเท่านั้น", "the definition sets this already; only the centre changes it"
)


class Filled(Data):
    """What the office fills in for one service; `source` says on whose word."""

    source: Said
    offered: StrictBool = True
    fee: FeeRule | None = None
    working_days: Annotated[StrictInt, Field(ge=0, le=400)] | None = None
    minutes: Annotated[StrictInt, Field(ge=1, le=480)] | None = None
    retention: Retention | None = None


class OfficeFile(Data):
    """The whole file, by code of the service."""

    services: dict[Code, Filled] = Field(max_length=2_000)


def check_office(text: str, file: str, catalogue: Catalogue) -> tuple[Catalogue | None, tuple[CatalogueFault, ...]]:
    """The catalogue with the office's file laid over it, or everything that is wrong with the file."""
    data, faults = read_data(text, file)
    if data is None:
        return None, faults
    lines = lines_of(text)
    read, faults = as_faults(lambda: OfficeFile.model_validate(data), file, lines)
    if read is None:
        return None, faults
    wrong = tuple(CatalogueFault.at(file, lines, path, why) for path, why in _beyond(read, catalogue))
    return (None, wrong) if wrong else (_filled(read, catalogue), ())


def with_office(text: str, catalogue: Catalogue) -> Catalogue:
    """The catalogue with the office's file laid over it. Raises DefinitionInvalid."""
    filled, faults = check_office(text, FILE, catalogue)
    if filled is None:
        raise DefinitionInvalid.of(faults)
    return filled


def is_office_file(text: str) -> bool:
    """Whether a TOML text is an office's file and no definition."""
    data, _ = read_data(text, "")
    return data is not None and "services" in data and "code" not in data


def _beyond(read: OfficeFile, catalogue: Catalogue) -> Iterator[tuple[Path, Words]]:
    """Services that are not there, and values that are set already."""
    for code, filled in read.services.items():
        versions = catalogue.versions(code)
        if not versions:
            yield ("services", code), Words("ไม่มีบริการรหัส {code}", "there is no service {code}").fill(code=code)
        for name in _FILLABLE:
            if getattr(filled, name) is not None and versions and not any(_empty(one, name) for one in versions):
                yield ("services", code, name), _SET
        for service in versions:
            if filled.fee is not None and _empty(service, "fee"):
                for why in fee_faults(service, filled.fee):
                    yield ("services", code, "fee"), why


def fee_faults(service: Service, fee: FeeRule) -> Iterator[Words]:
    """What keeps a service from having this fee, if anything."""
    _, faults = as_faults(lambda: Service.model_validate({**service.body(), "fee": _body(fee)}), "", {})
    yield from (fault.why for fault in faults)


def _empty(service: Service, name: str) -> bool:
    if name == "fee":
        return service.fee.kind == "none"
    if name == "retention":
        return service.retention is None or service.retention.years is None
    return getattr(service, name) is None


def _filled(read: OfficeFile, catalogue: Catalogue) -> Catalogue:
    filled = []
    for code, told in read.services.items():
        for service in catalogue.versions(code):
            names = ("fee", "working_days", "minutes", "retention")
            new = {
                name: getattr(told, name) for name in names if getattr(told, name) is not None and _empty(service, name)
            }
            new |= {} if told.offered else {"offered": False}
            filled.append(service.model_copy(update=new))
    return catalogue.with_overrides(filled)


def _body(fee: FeeRule) -> dict[str, object]:
    return fee.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True)
