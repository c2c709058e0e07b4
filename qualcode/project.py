"""The project: what people hold. Opens the folder and its database, and hands their tables to the rooms below.

import qualcode as qc
project = qc.open(".")
project.matrix(measure="interviews").frame
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode import intake
from qualcode.assisted import Assisted
from qualcode.beside import Beside
from qualcode.errors import FileError, NotPossible, WrongUsage
from qualcode.factoring import Factoring
from qualcode.formats import codebook_yaml, codings_csv
from qualcode.formats.decode import decode
from qualcode.framing import Framing
from qualcode.intake import CodingImport, Watch, unwatched
from qualcode.likening import Likening
from qualcode.memos import Memos
from qualcode.model import Coding, Quotation, Settings
from qualcode.notebook import Notebook
from qualcode.plotting import Plotting
from qualcode.query.without import without
from qualcode.relating import Relating
from qualcode.store import codebook as store_codebook
from qualcode.store import folder, history, reading, reviews, schema
from qualcode.store import purge as store_purge
from qualcode.store.action import Action, now
from qualcode.store.codebook import CodeChange
from qualcode.store.codings import Desk, Entry, Laid, mark_done, resize
from qualcode.store.documents import DocumentImport
from qualcode.store.history import Change, Event
from qualcode.store.tree import open_code, open_code_under
from qualcode.wording import Wording

if TYPE_CHECKING:
    from qualcode.analysis.agreement import Agreement
    from qualcode.carrying import Merged
    from qualcode.publish import Written
    from qualcode.resolving import Difference
    from qualcode.results import ProjectMatrix
    from qualcode.reviewing import Review
    from qualcode.sampling import Drawn
    from qualcode.store.purge import Purged
    from qualcode.tree import Tree


def open_project(path: Path | str = ".") -> Project:
    """Open the project in a folder or the nearest one above it; raises `NotAProject`."""
    return Project(folder.find_project(Path(path)))


class Project(Assisted, Memos, Relating, Factoring, Framing, Likening, Wording, Beside, Plotting, Notebook):
    """A project folder with its database. What it returns are plain values; what it changes is history."""

    # --- taking in ---------------------------------------------------------------------------------------------

    def import_documents(
        self, paths: Sequence[Path | str] = (), *, who: str = "", watch: Watch = unwatched
    ) -> DocumentImport:
        """Take in the project's documents, or the files and folders named. A file with something wrong in it is an
        error in the result; the others go in. `watch` may wrap the files to show progress."""
        return intake.take_documents(self._database, self.root, self.settings, paths, who=who, watch=watch)

    def codebook_file(self) -> Path | None:
        """The codebook's file: the one the settings name, else the only one in its folder; None without one."""
        named = self.root / self.settings.codebook
        if named.exists() or self.settings.codebook != Settings(title="").codebook:
            return named
        found = [path for path in folder.files_under(named.parent) if path.suffix in (".yaml", ".yml")]
        return found[0] if len(found) == 1 else None

    def settings_problems(self) -> list[FileError]:
        """The codes that the settings name and the codebook does not have (with a codebook only)."""
        path = self.root / folder.SETTINGS
        return intake.unknown_codes(self.settings, self.codebook, decode(folder.read_bytes(path), path))

    def import_codebook(
        self, path: Path | str | None = None, *, dry_run: bool = False, who: str = ""
    ) -> list[CodeChange]:
        """Bring the codebook to what a YAML file says (the project's own without a path); codes match by id, then by
        path. Returns what is done, or with `dry_run` what would be. The project's own file does nothing where it is as
        it was when it was last read or written; where both it and the tree have changed since, `NotPossible`."""
        source = Path(path) if path is not None else self.codebook_file() or self.root / self.settings.codebook
        shown = folder.relative(source, self.root)
        own = str(shown) if path is None else ""
        new = codebook_yaml.read(decode(folder.read_bytes(source, shown), shown), shown)
        return store_codebook.import_codebook(self._database, new, who=who, dry_run=dry_run, own=own)

    def export_codebook(self, path: Path | str | None = None, *, version: str | int | None = None) -> str:
        """The codebook as YAML, with an id per code, as it is or as it was under an older version; written to `path`
        where given."""
        text = codebook_yaml.write(self.codebook if version is None else self.tree.at(version))
        if path is not None:
            folder.write_bytes(self.may_write(path, ".yaml", ".yml"), text.encode())
            own = self.codebook_file()
            if version is None and own is not None and Path(path).resolve() == own.resolve():
                store_codebook.note_written(self._database)
        return text

    def import_codings(self, path: Path | str, *, done: bool = False, watch: Watch = unwatched) -> CodingImport:
        """Take in a file of codings, as one action. Rows that cannot go in are errors in the result, the others go
        in; reading the same file twice adds nothing. With `done`, the documents are marked as finished by their
        coder, on the day of the latest coding."""
        return intake.take_codings(self._database, Path(path), done=done, watch=watch)

    # --- coding ------------------------------------------------------------------------------------------------

    def code(
        self,
        document: str,
        *,
        code: str,
        coder: str,
        quote: str = "",
        start: int | None = None,
        end: int | None = None,
        value: str | float | None = None,
        specification: str | None = None,
        comment: str = "",
        verbatim: bool | None = None,
        released: bool | None = None,
        draft: bool = False,
        open: bool = False,
    ) -> Coding:
        """Give a passage a code; one action. The passage is named by its words, by `start` and `end` (code points,
        half-open), or both. Coding the same again changes nothing. With `open` a code that is not there yet is made,
        as an open code. Raises the errors of the quote, code, value and specification."""
        entry = Entry(
            document, coder, code, quote, start, end, value, specification or "", comment,
            status="draft" if draft else "final", verbatim=verbatim, released=released, created=now(),
        )  # fmt: skip
        if not code.strip():
            raise NotPossible("A coding needs a code; use quote() for a quotation without one.")
        laid = self._lay(entry, "code", open=open)
        with self._database.reading() as connection:
            return reading.coding_of(reading.find_coding(connection, laid.coding))

    def quote(
        self,
        document: str,
        *,
        coder: str,
        quote: str = "",
        start: int | None = None,
        end: int | None = None,
        comment: str = "",
        verbatim: bool | None = None,
        released: bool | None = None,
    ) -> Quotation:
        """Make a quotation without a code; one action. Arguments and errors as in `code`."""
        entry = Entry(
            document,
            coder,
            "",
            quote,
            start,
            end,
            comment=comment,
            verbatim=verbatim,
            released=released,
            created=now(),
        )
        return self.quotation(self._lay(entry, "quote").quotation)

    def _lay(self, entry: Entry, what: str, *, open: bool = False, under: str | None = None) -> Laid:
        with Action.begin(self._database, what, who=entry.coder.strip()) as action:
            reviews.refuse_beside_a_review(action.connection, entry.document, entry.coder.strip())
            if under is not None:
                entry = replace(entry, code=open_code_under(action, entry.code, under))
            elif open:
                open_code(action, entry.code)
            desk = Desk(action)
            laid = desk.lay(entry)
            desk.finish()
            action.summary = laid.label
        return laid

    def uncode(self, coding_id: str, *, coder: str) -> None:
        """Remove a coding of one's own; its quotation stays. Raises `NotPossible` for another coder's."""
        with Action.begin(self._database, "uncode", who=coder) as action:
            row = reading.find_coding(action.connection, coding_id)
            _own(row["coder_name"], coder)
            reviews.refuse_to_remove(action.connection, [row["key"]])
            action.delete(schema.coding, [row["key"]])
            action.summary = row["quotation_id"]

    def change(
        self,
        coding_id: str,
        *,
        coder: str,
        code: str | None = None,
        value: str | float | None = None,
        specification: str | None = None,
        comment: str | None = None,
        status: str | None = None,
    ) -> Coding:
        """Change what is given of a coding; the rest stays. Another coder's is changed in the open only: in a review of
        the document (see `review`), with a comment; what comes back is then the coding of one's own that replaces it.
        Raises `NotPossible` without a comment there, and for one's own that a reviewer changed or removed."""
        from qualcode.reviewing import change_of_another
        from qualcode.store.codings import changed_columns

        given: dict[str, Any] = {
            "code": code, "value": value, "specification": specification, "comment": comment
        }  # fmt: skip
        with self._database.reading() as connection:
            owner = reading.find_coding(connection, coding_id)["coder_name"]
        if owner != coder:
            return change_of_another(self, coding_id, coder=coder, status=status, **given)
        with Action.begin(self._database, "change coding", who=coder) as action:
            row = reading.find_coding(action.connection, coding_id)
            change = changed_columns(action.connection, row, **given, status=status)
            if any(each != row[name] for name, each in change.items() if name != "comment"):
                reviews.clear_for_change(action, [row["key"]])
            action.update(schema.coding, {row["key"]: change})
        with self._database.reading() as connection:
            return reading.coding_of(reading.find_coding(connection, coding_id))

    def mark(
        self,
        quotation: str,
        *,
        coder: str,
        verbatim: bool | None = None,
        released: bool | None = None,
        comment: str | None = None,
    ) -> Quotation:
        """Set a quotation's marks or comment; what is None stays. Anyone may release or correct a mark; a comment
        is its coder's."""
        given = {"verbatim": verbatim, "released": released, "comment": comment}
        with Action.begin(self._database, "mark", who=coder) as action:
            row = reading.find_quotation(action.connection, quotation)
            if comment is not None:
                _own(row["coder_name"], coder)
            action.update(
                schema.quotation,
                {row["key"]: {name: each for name, each in given.items() if each is not None}},
            )
            action.summary = f"{row['document_id']}:{row['number']}"
        return self.quotation(row["id"])

    def resize(self, quotation: str, start: int, end: int, *, coder: str) -> Quotation:
        """Give a quotation of one's own another span; its codings move with it."""
        with Action.begin(self._database, "resize", who=coder) as action:
            row = reading.find_quotation(action.connection, quotation)
            _own(row["coder_name"], coder)
            if (start, end) != (row["start"], row["end"]):
                reviews.clear_for_change(action, reviews.codings_on(action.connection, row["key"]))
            resize(action, row, start, end)
            action.summary = f"{row['document_id']}:{row['number']}"
        return self.quotation(row["id"])

    def remove(self, quotation: str, *, coder: str) -> None:
        """Remove a quotation of one's own with its codings and memos. Raises `NotPossible` where another coder's
        work rests on it."""
        with Action.begin(self._database, "remove quotation", who=coder) as action:
            row = reading.find_quotation(action.connection, quotation)
            _own(row["coder_name"], coder)
            reviews.refuse_to_remove(action.connection, reviews.codings_on(action.connection, row["key"]))
            for table, resting in reading.resting_on(action.connection, row["key"]):
                for owner, _key in resting:
                    _own(owner, coder)
                action.delete(table, [key for _owner, key in resting])
            action.delete(schema.quotation, [row["key"]])
            action.summary = f"{row['document_id']}:{row['number']}"

    def done(self, documents: Iterable[str] | str, *, coder: str, finished: bool = True) -> list[str]:
        """Mark documents as finished by a coder, or with `finished=False` as not; returns those that changed."""
        names = [documents] if isinstance(documents, str) else list(documents)
        with Action.begin(self._database, "done" if finished else "not done", who=coder) as action:
            if coder not in {each.name for each in self.settings.coders}:
                reading.check_coder(action.connection, coder, [each.name for each in self.settings.coders])
            changed = mark_done(action, names, coder, created=now(), finished=finished)
            action.summary = ", ".join(changed)
        return changed

    # --- the code tree, and the second coder -------------------------------------------------------------------

    @property
    def tree(self) -> Tree:
        """Changes to the code tree, its versions and analysis sessions; see `qualcode.tree.Tree`."""
        from qualcode.tree import Tree

        return Tree(self)

    def review(self, document: str, *, coder: str, author: str | None = None) -> Review:
        """Go through a document that somebody else coded (`author`; the first who did, in the project's order): agree,
        change, remove, add. See `qualcode.reviewing.Review`."""
        from qualcode.reviewing import open_review

        return open_review(self, document, coder=coder, author=author)

    def sample(
        self,
        coder: str,
        *,
        share: float | None = None,
        by: Sequence[str] | str = ("case", "round"),
        seed: int = 1,
        documents: Sequence[str] = (),
        where: Mapping[str, object] | None = None,
        out: Path | str | None = None,
    ) -> Drawn:
        """Give a coder documents to code blind: a share of the interviews, drawn in strata; those named; or, with
        neither, all that fit `where`. With `out` a project folder is written that holds these texts and no codings."""
        from qualcode.sampling import draw

        return draw(self, coder, share=share, by=by, seed=seed, documents=documents, where=where or {}, out=out)

    def merge(
        self, path: Path | str, *, who: str = "", new_codes: bool = False, dry_run: bool = False,
        watch: Watch = unwatched,
    ) -> Merged:  # fmt: skip
        """Take in what somebody coded in a copy of the project (see `sample`): quotations, codings, memos and marks
        that a document is done, matched by id. What was corrected there since it came in is changed here, unless it was
        changed here too: then it is a conflict in the result. With `new_codes`, codes that only the copy has are made
        here, as open codes; with `dry_run` nothing is kept."""
        from qualcode.carrying import merge

        return merge(self, Path(path), who=who, new_codes=new_codes, dry_run=dry_run, watch=watch)

    def agree(
        self,
        coders: Sequence[str],
        *,
        unit: str = "sentence",
        by: str | None = None,
        every: bool = False,
        min_count: int = 10,
        overlap: float = 0.9,
        assume_done: bool = False,
        seed: int = 1,
        where: Mapping[str, object] | None = None,
    ) -> Agreement:
        """How far coders agree who coded the same documents blind; see `qualcode.analysis.agreement`. Documents in
        which one went through the work of another are left out, and said; those in which one saw suggestions are
        reported apart."""
        from qualcode.analysis.agreement.codings import agreement_of
        from qualcode.store.suggestions import saw_suggestions

        corpus = self.corpus()
        with self._database.reading() as connection:
            saw = saw_suggestions(connection)
        return agreement_of(
            corpus, self.marks(), self.texts(), coders, unit=unit, by=by, every=every, min_count=min_count,
            overlap=overlap, assume_done=assume_done, seed=seed, where=self.anyones_where(where), saw=saw,
            dependent=corpus.reviews,
        )  # fmt: skip

    def disagreements(
        self,
        coders: Sequence[str] = (),
        *,
        where: Mapping[str, object] | None = None,
        resolved: bool = False,
        assume_done: bool = False,
    ) -> list[Difference]:
        """Where coders who coded a document blind differ, the most consequential first; with `resolved` also what was
        talked through. See `qualcode.resolving.Difference`."""
        from qualcode.resolving import differences

        return differences(self, coders, where=where or {}, resolved=resolved, assume_done=assume_done)

    def resolve(
        self,
        quotation: str,
        *,
        who: str,
        take: str | None = None,
        codes: Sequence[str] = (),
        start: int | None = None,
        end: int | None = None,
        value: str | float | None = None,
        specification: str | None = None,
        comment: str = "",
    ) -> Difference:
        """Settle the difference that a quotation is part of: take a coder's version, `both` or `none`; or lay new
        `codes` (with their value and specification) on the passage, or on another span of it. See
        `qualcode.resolving.resolve`."""
        from qualcode.resolving import New, resolve

        if not codes and (start, end, value, specification) != (None, None, None, None):
            raise WrongUsage("A span, value or specification needs new codes; without them a version is taken whole.")
        new = New(tuple(codes), start, end, value, specification) if codes else None
        return resolve(self, quotation, take=take, new=new, who=who, comment=comment)

    def methods(self, language: str | None = None) -> str:
        """The analysis part of a methods section as Markdown, from what is in the project; what it cannot know is
        marked to be written."""
        from qualcode.methods import methods_text

        return methods_text(self, language or self.settings.language)

    # --- history -----------------------------------------------------------------------------------------------

    def undo(self, coder: str | None = None) -> Event:
        """Take back the last action (of a coder); returns it. Raises `NothingToUndo` and `LaterWork`."""
        return history.undo(self._database, coder)

    def redo(self, coder: str | None = None) -> Event:
        """Do the last undone action again; returns it."""
        return history.redo(self._database, coder)

    def history(self, **asked: str | None) -> list[Event]:
        """The actions, oldest first. With `coder`, `document`, `quotation`, `coding`, `code`, `memo`, `what`, `since`,
        `until` or `session` only what these let through, as `qualcode.store.trail.Asked` says; `changes` then counts
        the changes they let through."""
        from qualcode.store import trail

        with self._database.reading() as connection:
            return trail.chosen_events(connection, trail.Asked(**asked), [each.name for each in self.settings.coders])

    def audit(self, **asked: str | None) -> list[Change]:
        """Every change with what was before and after: the audit trail, or the part asked for as in `history`."""
        from qualcode.store import trail

        with self._database.reading() as connection:
            return trail.chosen_changes(connection, trail.Asked(**asked), [each.name for each in self.settings.coders])

    def purge(self, document: str, *, who: str = "", reason: str = "") -> Purged:
        """Withdrawn consent: remove a document's text, quotations and their traces in the history, for good; a
        tombstone stays. Says how many quotations went, what was taken out of what people wrote, and which files still
        quote it: those are yours to change. See `qualcode.store.purge.purge`."""
        return store_purge.purge(self._database, self.root, document, without=without, who=who, reason=reason)

    def check(self) -> list[str]:
        """What is wrong in the database file; empty when all is well."""
        return self._database.check()

    # --- going out ---------------------------------------------------------------------------------------------

    def export_codings(self, path: Path | str | None = None, *, where: Mapping[str, object] | None = None) -> bytes:
        """Codings and free quotations as CSV; written to `path` where given."""
        from qualcode.exports import coding_rows

        data = codings_csv.write(coding_rows(self, where or {}))
        if path is not None:
            folder.write_bytes(self.may_write(path, ".csv"), data)
        return data

    def matrix(
        self,
        rows: str = "code",
        columns: str | Sequence[str] = "case",
        measure: str = "interviews",
        share: str | None = None,
        normalise: bool = False,
        totals: bool = False,
        level: int | None = None,
        where: Mapping[str, object] | None = None,
        layer: str = "final",
        compress: bool = False,
        version: str | int | None = None,
        queries: Sequence[str] = (),
    ) -> ProjectMatrix:
        """Count codings in rows and columns; see `qualcode.matrices.Matrix`. `columns` may be two attributes.
        `version` counts under an older version of the codebook: a release's name, or a number. `queries` names saved
        queries that get a row after the codes, as smart codes; rows of `query` are all of them, or those named."""
        from qualcode.matrices import build
        from qualcode.query.cut import Request
        from qualcode.results import ProjectMatrix

        names = tuple(each.strip() for each in columns.split(",")) if isinstance(columns, str) else tuple(columns)
        filters = self.smart_where(where, layer, version)
        smart = self.smart_rows(rows, queries, layer, filters, version)
        request = Request(rows, names, measure, share, normalise, totals, level, filters, layer, compress, smart)
        made = build(request, self.corpus(version), partial(self.marks, version=version))
        return ProjectMatrix.of(made, self, version)

    def report(
        self, *, case: str | None = None, out: Path | str | None = None, language: str | None = None,
        formats: Sequence[str] = ("html", "xlsx"), profile: str = "team",
    ) -> Written:  # fmt: skip
        """Write the report in these formats (html, xlsx, docx, md), in `analyses/report` unless told otherwise. Returns
        the paths written, and warnings such as citations of quotations that are not there. With `case` (key or name),
        only that case's chapter and numbers; with the profile `publicatie` only what was released for publication, in
        `analyses/report/publicatie`."""
        from qualcode.publish import folder_of, write_report

        place = Path(out) if out else self.root / folder_of(profile)
        return write_report(self, case=case, out=place, language=language, formats=formats, profile=profile)


def _own(owner: str, coder: str) -> None:
    """Nobody changes another coder's work except in the open."""
    if owner != coder:
        raise NotPossible(
            f"This is the work of {owner}, not of {coder}. Code the passage yourself, or ask {owner} to change it."
        )
