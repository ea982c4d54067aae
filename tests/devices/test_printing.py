"""Paper comes out, or the reason why not has a name and money is safe."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from desk.devices.printing import (
    PDF_BYTES_MAX,
    CommandPrinter,
    FolderPrinter,
    PaperTooLarge,
    PrinterFailed,
    PrinterFolderRefused,
    PrinterMissing,
    PrinterSlow,
    plain_name,
    printer_of,
)


def test_a_paper_is_a_file_only_its_owner_may_read(tmp_path: Path) -> None:
    where = Path(printer_of("", "", tmp_path).print_pdf("receipt-69A-1-000001-1", b"%PDF"))
    assert where == tmp_path / "paper" / "receipt-69A-1-000001-1.pdf"
    assert where.read_bytes() == b"%PDF"
    if os.name == "posix":
        assert where.stat().st_mode & 0o077 == 0


def test_the_settings_may_name_the_folder(tmp_path: Path) -> None:
    into = printer_of("", str(tmp_path / "out"), tmp_path)
    assert isinstance(into, FolderPrinter)
    assert into.folder == tmp_path / "out"
    by_command = printer_of("lp -d 'front desk'", "", tmp_path)
    assert isinstance(by_command, CommandPrinter)
    assert by_command.command == ("lp", "-d", "front desk")


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b\\c", "ใบเสร็จ", "..", "x" * 300])
def test_a_name_is_never_a_path(name: str, tmp_path: Path) -> None:
    plain = plain_name(name)
    assert plain
    assert len(plain) <= 100
    assert Path(FolderPrinter(tmp_path).print_pdf(name, b"x")).parent == tmp_path


def test_a_folder_that_is_none_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(PrinterFolderRefused) as caught:
        FolderPrinter(tmp_path / "file").print_pdf("a", b"x")
    assert caught.value.code == "E711"


def test_a_paper_too_large_is_none(tmp_path: Path) -> None:
    with pytest.raises(PaperTooLarge):
        FolderPrinter(tmp_path).print_pdf("a", bytes(PDF_BYTES_MAX + 1))


def python(program: str) -> list[str]:
    return [sys.executable, "-c", program]


def test_a_command_gets_the_paper_on_its_input(tmp_path: Path) -> None:
    out = tmp_path / "out"
    program = f"import sys; open({str(out)!r}, 'wb').write(sys.stdin.buffer.read())"
    CommandPrinter(python(program)).print_pdf("a", b"%PDF")
    assert out.read_bytes() == b"%PDF"


def test_a_command_that_fails_is_slow_or_missing_is_said() -> None:
    with pytest.raises(PrinterFailed):
        CommandPrinter(python("raise SystemExit(3)")).print_pdf("a", b"x")
    with pytest.raises(PrinterSlow):
        CommandPrinter(python("import time; time.sleep(9)"), seconds_max=0.3).print_pdf("a", b"x")
    with pytest.raises(PrinterMissing):
        CommandPrinter(["no-such-print-command"]).print_pdf("a", b"x")
