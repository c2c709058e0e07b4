"""Commands on files: a new project, taking in, how far the coding is, the sample project."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qualcode.cli.app import PROJECT, Coder, Json, app, here
from qualcode.cli.show import as_json, complain, counted, say, table, tell, watch
from qualcode.errors import QualcodeError, UnknownDocument
from qualcode.formats.decode import suffix_group
from qualcode.i18n import language
from qualcode.store.folder import is_project

if TYPE_CHECKING:
    from qualcode.carrying import Merged
    from qualcode.intake import CodingImport
    from qualcode.project import Project
    from qualcode.store.codebook import CodeChange
    from qualcode.store.documents import DocumentImport


@app.command(rich_help_panel=PROJECT)
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where; made if needed.")],
    title: Annotated[str, typer.Option(help="The project's title; the folder's name without it.")] = "",
    language: Annotated[str, typer.Option(help="nl or en: the language of results.")] = "en",
) -> None:
    """Make a new project with a commented qualcode.yaml."""
    from qualcode.create import init as make
    from qualcode.errors import UnknownOption
    from qualcode.model import LANGUAGES

    if language not in LANGUAGES:
        raise UnknownOption("The language", language, LANGUAGES)
    with make(folder, title=title, language=language) as project:
        say(f"Made {folder}/qualcode.yaml, {folder}/{project.settings.codebook} and {folder}/transcripts/.")
    say(f"Next: put your interviews (.md, .txt) in {folder}/transcripts, write your codes in the codebook,")
    say(f"      then: cd {folder} && qualcode import")


@app.command("import", rich_help_panel=PROJECT)
def take_in(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[PATH]...",
            help="Documents or folders, codings (.csv), codebooks (.yaml), folders that were carried (sample).",
        ),
    ] = None,
    done: Annotated[bool, typer.Option("--done", help="Mark the documents of the codings as finished.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what a codebook or a carried folder would change.")
    ] = False,
    new_codes: Annotated[
        bool, typer.Option("--new-codes", help="Make the codes that only a folder that was carried has.")
    ] = False,
    machine: Json = False,
) -> None:
    """Take in documents, codings and codebooks; without a path the project's own documents and codebook."""
    with here() as project:
        copies = [path for path in paths or [] if is_project(path)]
        groups = suffix_group([path for path in paths or [] if path not in copies])
        said: dict[str, Any] = {}
        problems = [_itself(path) for path in copies if path.samefile(project.root)]
        copies = [path for path in copies if not path.samefile(project.root)]
        for path in groups["codebook"] if paths else _own_codebook(project, said):
            _codebook(project, path if paths else None, dry_run, said, problems)
        problems += [str(err) for err in project.settings_problems()]
        if (groups["documents"] or not paths) and not dry_run:
            report = project.import_documents(groups["documents"], watch=watch)
            caseless = [document.id for document in project.corpus().documents if not document.case]
            _documents(report, caseless, said, problems)
        for path in () if dry_run else groups["codings"]:
            _codings(project, path, done, said, problems)
        for path in copies:
            _copy(project, path, new_codes, dry_run, said, problems)
        if dry_run and (groups["documents"] or groups["codings"]):
            problems.append(_not_looked_at([*groups["documents"], *groups["codings"]]))
    _report(said, problems, machine)


def _itself(path: Path) -> str:
    return f"{path} is this project itself. To read its files again: qualcode import, without a path."


def _not_looked_at(paths: list[Path]) -> str:
    return (
        f"Not looked at: {', '.join(map(str, paths))}. --dry-run tells what a codebook or a folder that was carried "
        "would change, not what documents and codings would."
    )


def _own_codebook(project: Project, said: dict[str, Any]) -> list[Path]:
    """The project's codebook; without one, a line that says where to put it."""
    path = project.codebook_file()
    if path is None:
        said["summary"] = [f"Codebook: none yet; {project.settings.codebook} is where it is looked for."]
        return []
    return [path]


def _codebook(project: Project, path: Path | None, dry_run: bool, said: dict[str, Any], problems: list[str]) -> None:
    try:
        changes = project.import_codebook(path, dry_run=dry_run)
    except QualcodeError as err:
        problems.append(str(err))
        return
    said["codebook"] = [str(change) for change in changes]
    said["summary"] = [*said.get("summary", []), _codebook_line(changes, len(project.codebook), dry_run)]


def _codebook_line(changes: list[CodeChange], codes: int, dry_run: bool) -> str:
    if not changes:
        return f"Codebook: {codes} codes, unchanged."
    counts: dict[str, int] = {}
    for change in changes:
        counts[change.what] = counts.get(change.what, 0) + 1
    told = ", ".join(f"{count} {what}" for what, count in counts.items())
    return f"Codebook: would be {told}. Nothing was changed." if dry_run else f"Codebook: {told}; {codes} codes now."


def _documents(report: DocumentImport, caseless: list[str], said: dict[str, Any], problems: list[str]) -> None:
    counts = {
        "new": report.added,
        "revised": report.revised,
        "with other attributes": report.attributes,
        "unchanged": report.unchanged,
    }
    told = ", ".join(f"{len(names)} {what}" for what, names in counts.items() if names) or "none found"
    lines = [f"Documents: {told}."]
    fates = [each.fate for carried in report.revised.values() for each in carried]
    if fates:
        lines.append("Quotations: " + ", ".join(f"{count} {fate}" for fate, count in Counter(fates).items()) + ".")
    for carried in report.revised.values():
        lines += [f"  {each}" for each in carried if each.fate != "kept"]
    if report.skipped:
        lines.append(f"Skipped {len(report.skipped)} files of other kinds: {', '.join(report.skipped[:5])}.")
    if report.missing:
        lines.append(f"No file any more, kept in the project: {', '.join(report.missing)}.")
    if caseless:
        lines.append(f"No case, because the documents do not say which: {', '.join(caseless[:12])}.")
    if report.errors:
        lines.append(f"Left out {len(report.errors)} files; what is wrong with them:")
    problems += [str(err) for err in report.errors]
    said["documents"] = {name.replace(" ", "_"): list(names) for name, names in counts.items()}
    said["quotations"] = [
        {"quotation": each.label, "fate": str(each.fate), "before": each.before, "after": each.after}
        for carried in report.revised.values()
        for each in carried
    ]
    said["summary"] = [*said.get("summary", []), *lines]


def _codings(project: Project, path: Path, done: bool, said: dict[str, Any], problems: list[str]) -> None:
    try:
        report: CodingImport = project.import_codings(path, done=done, watch=watch)
    except QualcodeError as err:
        problems.append(str(err))
        return
    line = f"Codings from {path}: {report.added} new, {report.unchanged} there already"
    line += f", {len(report.errors)} rows left out" if report.errors else ""
    line += f", {len(report.conflicts)} conflicts" if report.conflicts else ""
    line += f"; {len(report.done)} documents marked done" if done else ""
    problems += [str(err) for err in (*report.errors, *report.conflicts)]
    said.setdefault("codings", []).append({"file": str(path), "new": report.added, "unchanged": report.unchanged})
    said["summary"] = [*said.get("summary", []), f"{line}."]


def _copy(
    project: Project, path: Path, new_codes: bool, dry_run: bool, said: dict[str, Any], problems: list[str]
) -> None:
    """A folder that was carried, with what somebody coded in it."""
    try:
        report: Merged = project.merge(path, new_codes=new_codes, dry_run=dry_run, watch=watch)
    except QualcodeError as err:
        problems.append(str(err))
        return
    problems += [str(err) for err in (*report.errors, *report.conflicts)]
    lists = {
        "done": report.done, "changes": report.changes, "gone": report.gone, "notes": report.notes,
        "codes": report.codes,
    }  # fmt: skip
    counts = {
        "new": report.added, "changed": report.changed, "unchanged": report.unchanged, "memos": report.memos,
        "answers": report.answers, "showings": report.showings,
    }  # fmt: skip
    said.setdefault("copies", []).append({"folder": str(path), "dry_run": dry_run, **counts, **lists})
    said["summary"] = [*said.get("summary", []), *_work_lines(path, report, dry_run)]


def _work_lines(path: Path, report: Merged, dry_run: bool) -> list[str]:
    counts = {
        "changed": report.changed,
        "left out": len(report.errors),
        "conflicts": len(report.conflicts),
        "memos": report.memos,
        "answers to suggestions": report.answers,
        "new codes": len(report.codes),
    }
    line = f"Work from {path}: {report.added} new, {report.unchanged} there already"
    line += "".join(f", {count} {what}" for what, count in counts.items() if count)
    lines = [f"{line}; {counted(len(report.done), 'document')} marked done."]
    lines += [f"  new code: {name} (open)" for name in report.codes]
    lines += [f"  changed: {each}" for each in report.changes] + [f"  {each}" for each in report.notes]
    lines += [f"  {each} It was kept here." for each in report.gone]
    return [*lines, "Nothing was changed (dry run)."] if dry_run else lines


def _report(said: dict[str, Any], problems: list[str], machine: bool) -> None:
    summary = said.pop("summary", [])
    if machine:
        as_json({**said, "problems": problems})
    else:
        for line in summary:
            say(line)
    _complain(problems)


def _complain(problems: list[str]) -> None:
    """What could not be done, and the exit code that says so."""
    for problem in problems:
        complain(problem)
    if problems:
        raise typer.Exit(1)


@app.command(rich_help_panel=PROJECT)
def status(machine: Json = False) -> None:
    """Documents, codings, coverage per case and round, and what is left to do."""
    from dataclasses import asdict

    from qualcode.analysis.work.progress import progress

    with here() as project:
        found = progress(project.corpus(), project.marks(), project.documents["words"].tolist())
        title, codings = project.settings.title, len(project.marks())
        _ = language(project.settings, "en")
    if machine:
        as_json({"title": title, "codings": codings, **asdict(found)})
        return
    say(f"{title}: {sum(group.documents for group in found.groups)} documents, {codings} codings")
    with_rounds = any(group.round for group in found.groups)
    rows = [
        (group.case, *([group.round or "–"] if with_rounds else []), group.interviews, group.documents, group.coded,
         group.done, group.codings, f"{group.coverage:.0%}")
        for group in found.groups
    ]  # fmt: skip
    counts = ("interviews", "documents", "coded", "done", "codings", "words coded")
    header = ("case", *([_("round")] if with_rounds else []), *counts)
    table(rows, header, right=range(1, len(header)))
    _left(found.uncoded, "not coded yet")
    _left(found.unfinished, "coded, not marked done (qualcode done DOCUMENT --coder NAME)")
    _left(found.unused_codes, "codes never used")
    _left([str(found.orphans)] if found.orphans else [], "codings on orphaned quotations, to be laid again")


def _left(names: tuple[str, ...] | list[str], what: str) -> None:
    if names:
        shown = ", ".join(names[:12]) + (f" and {len(names) - 12} more" if len(names) > 12 else "")
        say(f"{what}: {shown}")


@app.command(rich_help_panel=PROJECT)
def done(
    documents: Annotated[list[str], typer.Argument(metavar="DOCUMENT...")],
    coder: Coder,
    undone: Annotated[bool, typer.Option("--not", help="Take the mark away.")] = False,
    machine: Json = False,
) -> None:
    """Mark documents as finished by a coder."""
    changed: list[str] = []
    problems: list[str] = []
    with here() as project:
        known = [document.id for document in project.corpus().documents]
        problems += [str(UnknownDocument(name, known)) for name in documents if name not in known]
        changed += project.done([name for name in documents if name in known], coder=coder, finished=not undone)
    sentence = f"{'Not done' if undone else 'Done'} by {coder}: {', '.join(changed) or 'no change'}."
    tell(sentence, machine, coder=coder, done=not undone, changed=changed)
    _complain(problems)


@app.command(rich_help_panel=PROJECT)
def demo(
    folder: Annotated[Path | None, typer.Argument(metavar="[DIR]", help="Where to copy the sample project.")] = None,
) -> None:
    """The sample project, whole, from files to report."""
    from qualcode.sample import run_sample
    from qualcode.store.sample_files import place_sample

    root = place_sample(folder)
    written, matrix = run_sample(root, say)
    from qualcode.cli.counting import show_matrix

    show_matrix(matrix)
    say("Written:")
    for path in written:
        say(f"  {path}")
