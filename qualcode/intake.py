"""Taking in files: documents and codings, each file or row with something wrong in it apart from the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qualcode.errors import FileError, NotPossible, QualcodeError, RowError, UnknownCode, listing
from qualcode.formats import codings_csv, documents
from qualcode.model import Codebook, Document, Settings
from qualcode.store import folder
from qualcode.store.action import Action
from qualcode.store.codings import Conflict, Desk, Entry, Laid, mark_all_done
from qualcode.store.database import Database
from qualcode.store.documents import DocumentImport, import_documents, missing_files
from qualcode.store.reading import documents as stored_documents
from qualcode.store.samples import carried_for

#: Wraps what is gone through, to show how far it is: (items, their name) to the same items.
Watch = Callable[[Sequence[Any], str], Iterable[Any]]


def unwatched(items: Sequence[Any], _name: str) -> Iterable[Any]:
    return items


@dataclass
class CodingImport:
    """What an import of codings did. `errors`: rows that did not go in; `conflicts`: rows that say something else
    about a coding that is there already."""

    added: int = 0
    unchanged: int = 0
    errors: list[QualcodeError] = field(default_factory=list)
    conflicts: list[QualcodeError] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    coders: list[str] = field(default_factory=list)


def take_documents(
    database: Database, root: Path, settings: Settings, paths: Sequence[Path | str], *, who: str, watch: Watch
) -> DocumentImport:
    """See `Project.import_documents`."""
    report = DocumentImport()
    sources = [Path(path) for path in paths] or [root / settings.folder]
    found: list[Document] = []
    for path in watch(_files(root, sources, report, optional=not paths), "documents"):
        shown = folder.relative(path, root)
        try:
            found.append(documents.read(folder.read_bytes(path, shown), shown, settings))
        except FileError as err:
            report.errors.append(err)
    import_documents(database, _own_files(database, root, found, report), report, who=who)
    if not paths:
        report.missing = missing_files(database, root)
    return report


def _own_files(database: Database, root: Path, found: list[Document], report: DocumentImport) -> list[Document]:
    """The documents but those whose id belongs to another file that is still there."""
    with database.reading() as connection:
        there = {name: row["path"] for name, row in stored_documents(connection).items()}
    kept = []
    for document in found:
        first = there.get(document.id, document.path)
        if first != document.path and (root / first).exists():
            message = f"The id {document.id!r} is taken by {first}; this is another file. Give it another name."
            report.errors.append(FileError(document.path, message))
        else:
            kept.append(document)
    return kept


def _files(root: Path, sources: Sequence[Path], report: DocumentImport, *, optional: bool) -> list[Path]:
    files = []
    for source in sources:
        if not source.exists():
            hint = "There is no such file or folder."
            if optional:
                hint = "There is no such folder. Make it, or name another in qualcode.yaml (documents: folder:)."
            report.errors.append(FileError(folder.relative(source, root), hint))
            continue
        for path in folder.files_under(source):
            if documents.is_document(path) or source.is_file():
                files.append(path)
            else:
                report.skipped.append(folder.relative(path, root).as_posix())
    return files


def unknown_codes(settings: Settings, codebook: Codebook, text: str) -> list[FileError]:
    """The codes named in the guide and the report that the codebook does not have, with the line of `qualcode.yaml`."""
    report = settings.report
    names = [name for question in settings.guide for name in question.codes]
    names += [name for section in report.sections for name in (*section.codes, section.grade) if name]
    names += [name for pair in report.contrast for name in pair] + [*report.helping, *report.hindering]
    problems = []
    for name in dict.fromkeys(names) if len(codebook) else ():
        try:
            codebook.find_all(name)
        except UnknownCode as err:
            lines = [number for number, line in enumerate(text.splitlines(), 1) if name in line]
            problems.append(FileError(folder.SETTINGS, str(err), line=lines[0] if lines else None))
    return problems


def take_codings(database: Database, path: Path, *, done: bool, watch: Watch) -> CodingImport:
    """See `Project.import_codings`."""
    rows = codings_csv.read(folder.read_bytes(path), path)
    report = CodingImport()
    coders = list(dict.fromkeys(row["coder"].strip() for row in rows))
    with Action.begin(database, "import codings", who=coders[0] if len(coders) == 1 else "") as action:
        _refuse_others(action, coders, path)
        desk = Desk(action, from_content=True)
        latest: dict[tuple[str, str], str] = {}
        for row in watch(rows, "codings"):
            laid = _lay_row(desk, row, path, report)
            if laid is not None:
                key = (laid.document, laid.coder)
                latest[key] = max(latest.get(key, ""), codings_csv.parse(row, path).created)
        desk.finish()
        report.coders = [name for name in coders if name in desk.coders]
        if done:
            report.done += mark_all_done(action, latest)
        action.summary = f"{report.added} codings from {path.name}"
    return report


def _refuse_others(action: Action, coders: Sequence[str], path: Path) -> None:
    """In a folder that somebody codes blind, nobody else's codings are taken in."""
    blind = carried_for(action.connection)
    others = [name for name in coders if name != blind]
    if blind is not None and others:
        raise NotPossible(
            f"{path} holds codings of {listing(others)}, and this folder was carried to {blind} to code blind: "
            "nothing of it was taken in. Bring it to the project instead."
        )


def _lay_row(desk: Desk, row: codings_csv.CodingRow, path: Path, report: CodingImport) -> Laid | None:
    try:
        laid = desk.lay(_entry(row, path))
    except Conflict as err:
        report.conflicts.append(RowError(path, row.row, str(err)))
    except RowError as err:
        report.errors.append(err)
    except QualcodeError as err:
        report.errors.append(RowError(path, row.row, str(err)))
    else:
        report.added += laid.added
        report.unchanged += not laid.added
        return laid
    return None


def _entry(row: codings_csv.CodingRow, path: Path) -> Entry:
    parsed = codings_csv.parse(row, path)
    return Entry(
        document=row["document"].strip(),
        coder=row["coder"].strip(),
        code=row["code"].strip(),
        quote=row["quote"],
        start=parsed.start,
        end=parsed.end,
        value=row["value"].strip() or None,
        specification=row["specification"],
        comment=row["comment"],
        origin=row["origin"].strip() or "imported",
        status=row["status"].strip() or "final",
        source=row["source"],
        created=parsed.created,
        id=row["id"].strip(),
        verbatim=parsed.verbatim,
        released=parsed.released,
    )
