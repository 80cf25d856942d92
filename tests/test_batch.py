from __future__ import annotations

import os
import random
import signal
import socket
import stat
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from sheet2plan.config import bundled_files, load_config
from sheet2plan.errors import OutputError, RunStoppedError
from sheet2plan.plan import Plan
from sheet2plan.planning import plan_case
from sheet2plan.reading.cases import Case
from sheet2plan.reports.documents import FileState
from sheet2plan.reports.report import ClientResult, Outcome, Report
from sheet2plan.running import batch
from sheet2plan.running.desk import Desk, Order, Served
from sheet2plan.running.gathering import gather
from sheet2plan.running.options import RunOptions
from sheet2plan.running.pools import LocalPools
from workbooks import AS_OF, CLIENTS, GOALS, changed, write_workbook

RIVERSIDE = bundled_files() / "sample_workbooks" / "riverside.xlsx"
PLAN = "plans/J. Park, LCSW/C-0001 treatment plan.docx"


def options(workbook: Path, out: Path, **more: object) -> RunOptions:
    return RunOptions((workbook,), AS_OF, out, load_config(None, bundled_files()), **more)  # type: ignore[arg-type]


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    return write_workbook(tmp_path / "clinic.xlsx")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted((folder / "2026-11").rglob("*"))
        if path.is_file()
    }


def states(report: Report) -> dict[str, FileState]:
    return {file.path: file.state for file in report.files()}


def without_files(report: Report) -> list[ClientResult]:
    return [replace(result, files=()) for result in report.results]


class Counting:
    """Counts how often a client is served from scratch."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.clients: list[str] = []

        def counted(case: Case, *rest: object) -> Plan:
            self.clients.append(case.client_id)
            return plan_case(case, *rest)  # type: ignore[arg-type]

        monkeypatch.setattr("sheet2plan.running.desk.plan_case", counted)


# --- the same again, and what people do in between ------------------------------------------------------------------


def test_the_same_again_reads_and_renders_nothing(workbook: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = batch.run(options(workbook, out))
    before = contents(out)
    monkeypatch.setattr(batch, "gather", None)
    again = batch.run(options(workbook, out))
    assert set(states(again).values()) == {FileState.UNCHANGED}
    assert contents(out) == before
    assert without_files(again) == without_files(first)
    assert again.notices == first.notices


def test_one_changed_row_renders_one_client(workbook: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    batch.run(options(workbook, out))
    write_workbook(workbook, Goals=changed(GOALS, 2, "Long-term goal", "Take the tram again"))
    rendered = Counting(monkeypatch)
    report = batch.run(options(workbook, out))
    assert rendered.clients == ["C-0002"]
    assert states(report)[PLAN] is FileState.UNCHANGED
    assert states(report)["plans/M. Osei, PhD/C-0002 treatment plan.docx"] is FileState.REPLACED


def test_another_day_is_another_plan(workbook: Path, out: Path) -> None:
    batch.run(options(workbook, out))
    later = batch.run(RunOptions((workbook,), date(2026, 11, 24), out, load_config(None, bundled_files())))
    assert states(later)[PLAN] is FileState.REPLACED


def test_an_edited_plan_is_kept_and_the_summary_of_the_file_says_what_changed(workbook: Path, out: Path) -> None:
    batch.run(options(workbook, out))
    (out / "2026-11" / PLAN).write_bytes(b"signed")
    kept = batch.run(options(workbook, out))
    assert states(kept)[PLAN] is FileState.KEPT
    write_workbook(workbook, Goals=changed(GOALS, 1, "Long-term goal", "Sleep well"))
    for _ in range(2):
        report = batch.run(options(workbook, out))
        plan = next(file for file in report.files() if file.kind == "treatment plan" and file.client_id == "C-0001")
        assert plan.path == PLAN.replace(".docx", " (2).docx")
        assert "C-0001 treatment plan.docx was edited" in plan.note
        assert "Goals G1 Long-term goal" in plan.note
        assert "Sleep" not in plan.note
    assert (out / "2026-11" / PLAN).read_bytes() == b"signed"


@pytest.mark.parametrize("lock", ["~$0001 treatment plan.docx", ".~lock.C-0001 treatment plan.docx#"])
def test_a_plan_that_is_open_in_word_is_left(workbook: Path, out: Path, lock: str) -> None:
    batch.run(options(workbook, out))
    path = out / "2026-11" / PLAN
    before = path.read_bytes()
    path.with_name(lock).touch()
    write_workbook(workbook, Goals=changed(GOALS, 1, "Long-term goal", "Sleep well"))
    report = batch.run(options(workbook, out))
    assert PLAN.replace(".docx", " (2).docx") in states(report)
    assert path.read_bytes() == before


def test_a_renamed_plan_is_left_and_not_made_again_until_the_data_change(workbook: Path, out: Path) -> None:
    batch.run(options(workbook, out))
    path = out / "2026-11" / PLAN
    mine = path.rename(path.with_name("C-0001 signed.docx"))
    before = mine.read_bytes()
    report = batch.run(options(workbook, out))
    assert states(report)["plans/J. Park, LCSW/C-0001 signed.docx"] is FileState.KEPT
    assert not path.exists()
    write_workbook(workbook, Goals=changed(GOALS, 1, "Long-term goal", "Sleep well"))
    report = batch.run(options(workbook, out))
    assert states(report)[PLAN] is FileState.BESIDE
    assert mine.read_bytes() == before
    assert "Goals G1" in next(file.note for file in report.files() if file.path == PLAN)


def test_a_deleted_plan_is_made_again(workbook: Path, out: Path) -> None:
    batch.run(options(workbook, out))
    before = contents(out)
    (out / "2026-11" / PLAN).unlink()
    (out / "2026-11" / "summary.xlsx").unlink()
    report = batch.run(options(workbook, out))
    assert states(report)[PLAN] is FileState.NEW
    assert contents(out)[f"2026-11/{PLAN}"] == before[f"2026-11/{PLAN}"]
    assert (out / "2026-11" / "summary.xlsx").exists()


def test_a_lost_ledger_fills_itself_and_overwrites_nothing(
    workbook: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch.run(options(workbook, out))
    (out / "2026-11" / PLAN).write_bytes(b"signed")
    before = contents(out)
    (out / ".sheet2plan" / "ledger.sqlite").unlink()
    report = batch.run(options(workbook, out))
    assert {path: contents(out)[path] for path in before if not path.endswith((".json", ".xlsx"))} == {
        path: content for path, content in before.items() if not path.endswith((".json", ".xlsx"))
    }
    assert states(report)[PLAN.replace(".docx", " (2).docx")] is FileState.BESIDE
    rendered = Counting(monkeypatch)
    batch.run(options(workbook, out, clients=frozenset({"C-0002"})))
    assert rendered.clients == []


def test_force_asks_and_replaces_only_with_leave(workbook: Path, out: Path) -> None:
    batch.run(options(workbook, out))
    path = out / "2026-11" / PLAN
    path.write_bytes(b"signed")
    asked: list[tuple[str, ...]] = []

    def answer(reply: bool) -> Report:
        def confirm(paths: tuple[str, ...]) -> bool:
            asked.append(paths)
            return reply

        return batch.run(options(workbook, out, force=True), confirm=confirm)

    answer(False)
    assert path.read_bytes() == b"signed"
    assert states(answer(True))[PLAN] is FileState.REPLACED
    assert path.read_bytes() != b"signed"
    assert asked == [(f"2026-11/{PLAN}",)] * 2


# --- many hands, one outcome ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def riverside(tmp_path_factory: pytest.TempPathFactory) -> tuple[Report, dict[str, bytes]]:
    folder = tmp_path_factory.mktemp("riverside") / "out"  # as deep as `out`: the summary links to the workbook
    return batch.run(options(RIVERSIDE, folder)), contents(folder)


def test_processes_write_the_same_bytes(
    riverside: tuple[Report, dict[str, bytes]], out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "WORTH_A_POOL", 1)
    monkeypatch.setattr(batch, "CHUNK", 7)
    report = batch.run(options(RIVERSIDE, out, jobs=3))
    assert contents(out) == riverside[1]
    assert report.results == riverside[0].results


@pytest.mark.parametrize("workers_write", [True, False])
def test_any_executor_writes_the_same_bytes(
    riverside: tuple[Report, dict[str, bytes]], out: Path, workers_write: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "CHUNK", 3)
    with ThreadPoolExecutor(4) as executor:
        report = batch.run(options(RIVERSIDE, out, workers_write=workers_write), executor=executor)
    assert contents(out) == riverside[1]
    assert report.results == riverside[0].results


def test_a_dask_cluster_writes_the_same_bytes(riverside: tuple[Report, dict[str, bytes]], out: Path) -> None:
    distributed = pytest.importorskip("distributed")
    quiet = {"n_workers": 1, "threads_per_worker": 2, "processes": False, "dashboard_address": None}
    with distributed.LocalCluster(**quiet) as cluster, distributed.Client(cluster) as client:
        report = batch.run(options(RIVERSIDE, out), executor=client.get_executor(pure=False))
    assert contents(out) == riverside[1]
    assert report.results == riverside[0].results


def test_no_client_leaves_a_trace_in_the_next(tmp_path: Path) -> None:
    told = options(RIVERSIDE, tmp_path, write=False)
    gathered = gather(told)
    whole = batch._Batch(told, gathered, batch._presses(told, None))
    orders = [order for chunk in gathered.take(1) for order in chunk]

    def new_desk() -> Desk:
        return replace(whole._desk(None), batch="2026-11", context=gathered.context.fresh())

    def served(desk: Desk, some: list[Order]) -> tuple[Served, ...]:
        return desk.serve(some, lambda row: False)  # noqa: ARG005

    apart = {order.case.client_id: served(new_desk(), [order])[0] for order in orders}
    assert sum(len(one.papers) for one in apart.values()) > 60
    shared = new_desk()
    dice = random.Random(7)
    for most in (1, 3, 40):
        dice.shuffle(orders)
        for start in range(0, len(orders), most):
            some = orders[start : start + most]
            assert served(shared, some) == tuple(apart[order.case.client_id] for order in some)


def test_one_clients_fault_is_told_and_the_others_go_on(
    workbook: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(case: Case, *rest: object) -> Plan:
        if case.client_id == "C-0001":
            raise ValueError(case.client.last_name)
        return plan_case(case, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr("sheet2plan.running.desk.plan_case", faulty)
    report = batch.run(options(workbook, out))
    assert [result.outcome for result in report.results] == [Outcome.FAILED, Outcome.WRITTEN]
    log = (out / "2026-11" / "run.log").read_text()
    assert "C-0001" in log
    assert "ValueError" in log
    assert "Reyes" not in log
    monkeypatch.undo()
    report = batch.run(options(workbook, out))
    assert [result.outcome for result in report.results] == [Outcome.WRITTEN, Outcome.WRITTEN]


def test_ctrl_c_stops_with_a_word_on_what_was_done(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "CHUNK", 4)

    def press(done: int, total: int) -> None:  # noqa: ARG001
        if done == 8:
            raise KeyboardInterrupt

    with pytest.raises(RunStoppedError, match="8 of 40 clients are done"):
        batch.run(options(RIVERSIDE, out), press)
    assert not list(out.rglob("*.part"))
    rendered = Counting(monkeypatch)
    assert len(batch.run(options(RIVERSIDE, out)).results) == 40
    assert len(rendered.clients) <= 32


# --- privacy --------------------------------------------------------------------------------------------------------


@pytest.fixture
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was used")

    for name in ("connect", "connect_ex", "sendto", "bind"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.mark.usefixtures("_no_network")
def test_a_run_uses_no_network(out: Path) -> None:
    assert batch.run(options(RIVERSIDE, out)).files()


def test_a_run_leaves_nothing_in_the_systems_folder_for_temporary_files(
    out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = tmp_path / "system"
    system.mkdir()
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(system))
    monkeypatch.setattr(tempfile, "tempdir", None)

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a temporary file was made")

    for maker in ("NamedTemporaryFile", "TemporaryFile", "mkstemp", "mkdtemp", "TemporaryDirectory"):
        monkeypatch.setattr(tempfile, maker, refuse)
    monkeypatch.setattr(batch, "WORTH_A_POOL", 1)
    batch.run(options(RIVERSIDE, out, jobs=2))
    assert list(system.iterdir()) == []


def test_files_are_private_and_named_by_id(riverside: tuple[Report, dict[str, bytes]], out: Path) -> None:
    batch.run(options(RIVERSIDE, out))
    for path in out.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path
    names = {part.casefold() for result in riverside[0].results for part in result.name.split() if len(part) > 3}
    for path in (out / "2026-11").rglob("*.docx"):
        assert names.isdisjoint(path.stem.casefold().split())


def test_the_record_of_a_run_holds_no_value(riverside: tuple[Report, dict[str, bytes]]) -> None:
    record = riverside[1]["2026-11/run.json"].decode()
    for result in riverside[0].results:
        assert result.name not in record
        for notice in result.notices:
            assert notice.message not in record


def test_ids_that_are_paths_stay_inside(tmp_path: Path) -> None:
    rows = changed(CLIENTS, 1, "Client ID", "../../../C-0001")
    goals = changed(GOALS, 1, "Client ID", "../../../C-0001")
    workbook = write_workbook(tmp_path / "clinic.xlsx", Clients=changed(rows, 2, "Clinician", "../up"), Goals=goals)
    report = batch.run(options(workbook, tmp_path / "deep" / "out"))
    made = {path for path in tmp_path.rglob("*") if path.is_file()} - {workbook}
    assert report.files()
    assert all(path.is_relative_to(tmp_path / "deep" / "out") for path in made)


def test_a_file_keeps_its_ending_whatever_the_id(tmp_path: Path) -> None:
    clients = changed(CLIENTS, 1, "Client ID", "A/1")
    workbook = write_workbook(tmp_path / "clinic.xlsx", Clients=clients)
    report = batch.run(options(workbook, tmp_path / "out"))
    assert {Path(file.path).suffix for file in report.files()} == {".docx", ".pdf"}


def test_ids_that_differ_in_capitals_alone_never_share_a_file(tmp_path: Path) -> None:
    """Windows and macOS take c-0001 for C-0001."""
    clients = changed(changed(CLIENTS, 2, "Client ID", "c-0001"), 2, "Clinician", "J. Park, LCSW")
    workbook = write_workbook(tmp_path / "clinic.xlsx", Clients=clients)
    files = batch.run(options(workbook, tmp_path / "out")).files()
    assert {file.client_id for file in files} == {"C-0001", "c-0001"}
    assert len({file.path.casefold() for file in files}) == len(files)


def test_the_process_that_comes_last_is_replaced_when_it_died() -> None:
    with LocalPools(1) as pools:
        pools.wake(os.getpid, os.getpid)
        first = pools.alone().submit(os.getpid).result()
        os.kill(first, signal.SIGKILL)
        second = pools.alone().submit(os.getpid).result()
    assert len({first, second, os.getpid()}) == 3


def test_a_folder_that_vanishes_is_told(workbook: Path, out: Path) -> None:
    def unplug(done: int, total: int) -> None:  # noqa: ARG001
        if done == 0:
            (out / "2026-11").rename(out / "gone")

    with pytest.raises(OutputError, match="vanished"):
        batch.run(options(workbook, out), unplug)
    assert not (out / "2026-11").exists()


def test_a_file_of_ours_is_known_by_either_hash(workbook: Path, out: Path) -> None:
    """A run that ended between the ledger and the renaming leaves an old file that is still ours."""
    batch.run(options(workbook, out))
    old = (out / "2026-11" / PLAN).read_bytes()
    write_workbook(workbook, Goals=changed(GOALS, 1, "Long-term goal", "Sleep well"))
    batch.run(options(workbook, out))
    (out / "2026-11" / PLAN).write_bytes(old)
    report = batch.run(options(workbook, out))
    assert states(report)[PLAN] is FileState.REPLACED
