"""A copy of the project that is carried to another laptop, and what comes back from one.

The copy holds the documents of a sample and the codebook, under the version number it has here, and nobody's
codings. What comes back is laid beside the project by id: what is new goes in, what says something else is a
conflict, and the project's stays.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

from qualcode.errors import NotPossible, QualcodeError
from qualcode.formats import codebook_yaml, documents, front_matter, settings_yaml, yaml12
from qualcode.formats.decode import decode
from qualcode.i18n import Language, language
from qualcode.intake import Watch, unwatched
from qualcode.model import Document, Settings
from qualcode.project import Project
from qualcode.reader import Reader
from qualcode.store import folder, reading
from qualcode.store.action import Action
from qualcode.store.database import database_file
from qualcode.store.joining import Merged, join
from qualcode.store.merging import MERGE, Holding, read_holding
from qualcode.store.samples import CARRY, Sample, carried_for, write_carried

__all__ = ["Merged", "carry", "merge", "read_me"]

# --- going out --------------------------------------------------------------------------------------------------


def carry(project: Project, sample: Sample, out: Path) -> Path:
    """Write a project folder for a sample, ready to code in; returns where it is. Raises `NotPossible` where there is
    something already, and nothing is left of a folder that could not be finished."""
    texts = (project.root / project.settings.folder).resolve()
    if out.resolve().is_relative_to(texts):
        raise NotPossible(f"{out} lies among the project's own documents. Name a folder elsewhere.")
    with folder.new_folder(out) as made:
        settings = _settings(project, made)
        folder.write_bytes(made / folder.SETTINGS, settings)
        carried = settings_yaml.read(decode(settings, folder.SETTINGS), folder.SETTINGS)
        for name in ("analyses", carried.folder):
            folder.make_folder(made / name)
        folder.write_bytes(made / carried.codebook, codebook_yaml.write(project.codebook).encode())
        folder.write_bytes(made / ".gitignore", settings_yaml.NEW_IGNORE.format(folder=carried.folder).encode())
        folder.write_bytes(made / "README.txt", read_me(project.settings, sample).encode())
        for place, data in _files(project, sample):
            folder.write_bytes(made / carried.folder / place, data)
        _take_in(made, sample)
    return out.resolve()


def _settings(project: Project, made: Path) -> bytes:
    """The project's settings as they stand; with paths that lead out of the folder, those left to their defaults."""
    data = folder.read_bytes(project.root / folder.SETTINGS)
    inside = {
        "documents": (made / project.settings.folder).resolve(),
        "codebook": (made / project.settings.codebook).resolve(),
        "database": database_file(project.settings.database, made).resolve(),
    }
    outside = [name for name, path in inside.items() if not path.is_relative_to(made)]
    if not outside:
        return data
    plain = yaml12.read(decode(data, folder.SETTINGS), folder.SETTINGS).plain()
    assert isinstance(plain, dict)  # it was read as settings when the project was opened
    where = plain.get("documents")
    if "documents" in outside and isinstance(where, dict):
        plain["documents"] = {key: value for key, value in where.items() if key != "folder"}
    for name in {"codebook", "database"} & set(outside):
        plain.pop(name, None)
    return yaml12.write(plain).encode()


def _files(project: Project, sample: Sample) -> Iterator[tuple[Path, bytes]]:
    """The sample's documents as files, with their names below the documents' folder: those of the project as they
    stand, where they still say what is stored; else written anew."""
    with project._database.reading() as connection:
        rows = reading.documents(connection)
        texts = reading.texts_of(connection, (rows[name]["text_hash"] for name in sample.documents))
    home = (project.root / project.settings.folder).resolve()
    for name in sample.documents:
        document = reading.document_of(rows[name], texts[rows[name]["text_hash"]])
        source = (project.root / document.path).resolve()
        place = source.relative_to(home) if source.is_relative_to(home) else Path(source.name)
        data = folder.read_bytes(source) if document.path and source.is_file() else b""
        if not data or _reread(data, place, project.settings) != _content(document):
            place = place.with_name(f"{document.id}.md")
            data = front_matter.write(document, project.settings)
        yield place, data


def _reread(data: bytes, path: Path, settings: Settings) -> tuple[object, ...] | None:
    """What a file says now; None where it cannot be read."""
    try:
        return _content(documents.read(data, path, settings))
    except QualcodeError:
        return None


def _content(document: Document) -> tuple[object, ...]:
    return (document.id, document.text, document.case, document.kind, document.interview, dict(document.attributes))


def _take_in(made: Path, sample: Sample) -> None:
    """Make the copy's database: the codebook with the version number it has here, the documents, the sample."""
    with Project(made) as copy:
        with Action.begin(copy._database, CARRY) as action:
            if sample.version > 1:
                action.keep_numbers({"version": sample.version - 1})
        copy.import_codebook()
        report = copy.import_documents()
        if report.errors:
            raise NotPossible(
                f"A document cannot be written as the settings read it now: {report.errors[0]} "
                "Run qualcode import first, mend what it names, and draw again."
            )
        with Action.begin(copy._database, CARRY) as action:
            write_carried(action, sample)


def read_me(settings: Settings, sample: Sample) -> str:
    """What the coder does with the folder, in the project's language."""
    _ = language(settings)
    coder = f'"{sample.coder}"' if " " in sample.coder else sample.coder
    code = f'qualcode code {sample.documents[0]} --quote "…" --code "…" --coder {coder}'
    lines = [
        f"{settings.title}: {sample.coder}",
        _what_it_is(_, len(sample.documents)),
        _("Open a terminal in this folder. How far you are: %(command)s", command="qualcode status"),
        _("The codes and what they mean: %(command)s", command="qualcode codebook show"),
        _("Give a passage a code: %(command)s", command=code),
        _("When a document is finished: %(command)s", command=f"qualcode done {sample.documents[0]} --coder {coder}"),
        _("Leave the texts, the code tree and qualcode.yaml as they are. A code you miss goes in a memo: %(command)s",
          command=f'qualcode memo "…" --coder {coder}'),
        _("Bring back this whole folder, with the hidden folder .qualcode in it. Then, in the project: %(command)s",
          command="qualcode import …"),
        _("The interviews are confidential: keep this folder where nobody else reads it, and remove it afterwards."),
    ]  # fmt: skip
    listed = "\n".join(f"  {name}" for name in sample.documents)
    return "\n\n".join(lines) + f"\n\n{listed}\n"


def _what_it_is(_: Language, count: int) -> str:
    return _.plural(
        "This folder holds %(count)s document to code and the code tree, and nobody else's codings: you code by "
        "yourself, and talk about it when all is done.",
        "This folder holds %(count)s documents to code and the code tree, and nobody else's codings: you code by "
        "yourself, and talk about it when all is done.",
        count,
    )


# --- coming back ------------------------------------------------------------------------------------------------


def merge(
    project: Project,
    path: Path,
    *,
    who: str = "",
    new_codes: bool = False,
    dry_run: bool = False,
    watch: Watch = unwatched,
) -> Merged:
    """See `Project.merge`; one action. With `new_codes`, codes that the copy has and the project has not are made
    here, as open codes with the same id; with `dry_run` nothing is kept. Raises `NotPossible` for a folder that is no
    copy with a database, and in a folder that was itself carried to a coder who codes blind."""
    _refuse_in_a_copy(project, path)
    there = _read(project, path)
    who = who or (there.coders[0] if len(there.coders) == 1 else "")
    with Action.begin(project._database, MERGE, who=who, dry_run=dry_run) as action:
        report = join(action, there, name=path.name or str(path), new_codes=new_codes, watch=watch)
        corrected = f", {report.changed} changed" if report.changed else ""
        action.summary = f"{report.added} codings from {path.resolve().name}{corrected}"
    return report


def _refuse_in_a_copy(project: Project, path: Path) -> None:
    with project._database.reading() as connection:
        coder = carried_for(connection)
    if coder is not None:
        raise NotPossible(
            f"{project.root} was carried to {coder} to code blind: nobody else's codings are taken in here, and "
            f"{path} was left alone. Go to the project and bring this folder to it: qualcode import "
            f"{shlex.quote(str(project.root))}"
        )


def _read(project: Project, path: Path) -> Holding:
    """All that people did in the copy."""
    if not folder.is_project(path):
        raise NotPossible(f"{path} is no project folder: it has no qualcode.yaml. Name the folder that was carried.")
    data = folder.read_bytes(path / folder.SETTINGS)
    settings = settings_yaml.read(decode(data, path / folder.SETTINGS), path / folder.SETTINGS)
    file = database_file(settings.database, path.resolve())
    if file.resolve() == database_file(project.settings.database, project.root).resolve():
        raise NotPossible(f"{path} is this project itself. Name the folder that was carried.")
    if not file.is_file():
        raise NotPossible(
            f"{path} has no database ({file.name}): nobody coded in it, or the hidden folder .qualcode was not copied "
            "along. Copy the whole folder again."
        )
    with Reader(path.resolve()) as copy, copy._database.reading() as connection:
        return read_holding(connection)
