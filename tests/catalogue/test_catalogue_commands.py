"""`desk catalogue`: checked, listed, shown and compared as an officer with a text editor meets it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from desk.catalogue.load import packaged
from desk.catalogue.office_file import check_office
from desk.commands.catalogue import catalogue
from desk.model.errors import Misused
from tests.desks import make_desk, tell
from tests.local_db.commands import Commands

HERE = Path(__file__).parent


def run(*arguments: str) -> Result:
    return CliRunner().invoke(catalogue, arguments)


def test_the_packaged_services_hold() -> None:
    done = run("check")
    assert done.exit_code == 0
    assert str(len(packaged().definitions())) in done.output


def test_a_file_is_checked_and_its_faults_told_in_both_languages() -> None:
    good = run("check", str(HERE / "whole.toml"))
    assert (good.exit_code, good.output) == (0, "whole.toml: ถูกต้อง\n")
    bad = run("check", str(HERE / "broken" / "fee-above-the-ceiling.toml"))
    assert bad.exit_code == 2
    assert "fee-above-the-ceiling.toml บรรทัด 79 ช่อง fee.ceiling_satang" in bad.output
    assert "fee-above-the-ceiling.toml, line 79, key fee.ceiling_satang: a rate is above" in bad.output


def test_a_folder_is_checked_file_by_file() -> None:
    done = run("check", str(HERE / "broken"))
    assert done.exit_code == 2
    assert all(path.name in done.output for path in (HERE / "broken").glob("*.toml"))


def test_services_are_listed_for_people_and_for_programs() -> None:
    codes = {service["code"] for service in json.loads(run("list", "--json").output)}
    assert {"CR-COPY", "TX-SIGN"} <= codes
    assert "CR-COPY" in run("list").output
    district = run("list", "--office", "district").output
    assert "NM-GIVEN" in district
    assert "PH-MARKET" not in district
    assert run("list", "--on", "2020-01-01").output == ""


@pytest.mark.parametrize("code", [service.code for service in packaged().definitions()])
def test_every_service_can_be_read_by_a_person(code: str) -> None:
    told = run("show", code)
    assert told.exit_code == 0
    assert code in told.output
    assert "{" not in told.output


def test_a_service_is_shown_by_number_and_from_a_file() -> None:
    assert "CR-COPY" in run("show", "110").output
    assert "XX-TEST" in run("show", str(HERE / "whole.toml")).output
    assert isinstance(run("show", "XX-NOTHING").exception, Misused)


def test_what_differs_is_told_key_by_key(tmp_path: Path) -> None:
    text = (HERE / "whole.toml").read_text("utf-8")
    changed = tmp_path / "changed.toml"
    changed.write_text(text.replace("satang = 1000\n", "satang = 2000\n").replace("most = 9", "most = 12"), "utf-8")
    told = run("diff", str(HERE / "whole.toml"), str(changed)).output
    assert told.splitlines() == ["fields[copies].most: 9 -> 12", "fee.satang: 1000 -> 2000"]
    assert "เหมือนกัน" in run("diff", "CR-COPY", "110").output


OFFICE = """[services.PH-MARKET]
source = { th = "ข้อบัญญัติ พ.ศ. 2568", en = "Ordinance of B.E. 2568" }
working_days = 15

[services.PH-MARKET.fee]
kind = "fixed"
satang = 50000
confidence = "official"

[services.OF-TENDER]
source = { th = "มติที่ประชุม", en = "Resolution" }
offered = false
"""


def test_an_office_fills_in_what_is_empty_and_hides_what_it_does_not_do() -> None:
    filled, faults = check_office(OFFICE, "services.toml", packaged())
    assert not faults
    assert filled is not None
    (market,) = filled.versions("PH-MARKET")
    assert (market.fee.satang, market.working_days) == (50000, 15)
    assert [service.offered for service in filled.versions("OF-TENDER")] == [False]


@pytest.mark.parametrize(
    ("old", "new", "line", "key"),
    [
        ("services.PH-MARKET.fee", "services.ID-LOST.fee", 1, "services.ID-LOST.source"),
        ("services.PH-MARKET", "services.PH-BAZAAR", 1, "services.PH-BAZAAR"),
        ('kind = "fixed"', 'kind = "per_unit"', 5, "services.PH-MARKET.fee.field"),
        ("working_days = 15", 'working_days = "15"', 3, "services.PH-MARKET.working_days"),
        ("offered = false", "hidden = true", 12, "services.OF-TENDER.hidden"),
    ],
)
def test_what_an_office_may_not_fill_in_is_told(old: str, new: str, line: int, key: str) -> None:
    assert old in OFFICE
    filled, faults = check_office(OFFICE.replace(old, new), "services.toml", packaged())
    assert filled is None
    assert (line, key) in [(fault.line, fault.key) for fault in faults]


def test_a_price_that_is_set_is_not_the_office_s_to_change() -> None:
    text = OFFICE.replace("PH-MARKET", "ID-LOST")
    filled, (fault,) = check_office(text, "services.toml", packaged())
    assert filled is None
    assert (fault.line, fault.key) == (5, "services.ID-LOST.fee")
    assert "เปลี่ยนได้จากส่วนกลางเท่านั้น" in fault.why.th


def test_the_office_s_file_is_checked_by_the_same_command(tmp_path: Path) -> None:
    path = tmp_path / "services.toml"
    path.write_text(OFFICE, "utf-8")
    assert run("check", str(path)).exit_code == 0
    path.write_text(OFFICE.replace("50000", "-1"), "utf-8")
    assert run("check", str(path)).exit_code == 2


def test_an_editors_mark_is_no_fault_and_another_encoding_is_named(tmp_path: Path) -> None:
    """Notepad puts a mark before UTF-8; an older editor saves Thai in another encoding."""
    whole = (Path(__file__).parent / "whole.toml").read_text("utf-8")
    marked, old = tmp_path / "marked.toml", tmp_path / "old.toml"
    marked.write_bytes(whole.encode("utf-8-sig"))
    old.write_bytes(whole.encode("cp874", errors="replace"))
    assert run("check", str(marked)).exit_code == 0
    refused = run("check", str(old))
    assert refused.exit_code == 2
    assert "UTF-8" in refused.output


def test_what_this_desk_has_is_listed_with_what_its_office_filled_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    desk = make_desk(tmp_path / "desk")
    tell(desk, ("policy.put", {"name": "office_kind", "value": "subdistrict"}))
    desk.office.close()
    command = Commands(tmp_path / "desk", monkeypatch, capfdbinary)
    source = 'source = { th = "ข้อบัญญัติ", en = "Ordinance" }'
    kept = f"[services.PH-MARKET]\n{source}\nretention = {{ years = 5 }}\n"
    filled = f"{kept}[services.PH-FOOD-LIC]\n{source}\noffered = false\n"
    (tmp_path / "desk" / "services.toml").write_text(filled, "utf-8")
    code, listed, _ = command("catalogue", "list", "--desk", "--json")
    codes = {service["code"] for service in json.loads(listed)}
    assert code == 0
    assert "PH-MARKET" in codes
    assert not codes & {"PH-FOOD-LIC", "FM-MARRY"}, "left out by the office; another kind of office's"
    assert "5 ปี" in command("catalogue", "show", "PH-MARKET", "--desk")[1].decode()
    (tmp_path / "desk" / "services.toml").write_bytes(filled.encode("cp874"))
    assert command("catalogue", "list", "--desk")[0] == 2
