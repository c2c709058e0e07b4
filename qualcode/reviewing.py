"""Review: a second coder goes through what the first one coded, and agrees, changes, removes or adds.

    review = project.review("KAF2.4.1", coder="tweede")
    review.change("12", code="Gewenst/Vrijwilligers", comment="dit is een wens")
    review.agree_rest()
    review.finish()

The author's codings stay as they are; the layer `final` counts them as reviewed. A reviewer saw what the author did,
so that their work is not compared as work of two who coded blind.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from qualcode.display import card, heading, notes, paragraph, table
from qualcode.errors import NotPossible, listing, shorten
from qualcode.model import Codebook, Coding, Verdict, same_specification, split_path
from qualcode.store import reading, schema
from qualcode.store import reviews as store
from qualcode.store.action import Action, Row, now
from qualcode.store.codings import Entry, mark_done
from qualcode.store.reviews import Page
from qualcode.tables import CONSENSUS
from qualcode.text.find import locate

if TYPE_CHECKING:
    from qualcode.analysis.work.reviews import ReviewCounts
    from qualcode.project import Project


@dataclass(frozen=True, slots=True)
class Item:
    """A coding in a review, with what the reviewer says of it. `quotation` is the label, `number` its number; `verdict`
    is empty where the reviewer has not looked at it yet; `replacement` is what a changed coding became."""

    coding: str
    quotation: str
    number: int
    code: str
    quote: str
    start: int
    end: int
    value: str = ""
    specification: str = ""
    comment: str = ""
    verdict: str = ""
    verdict_comment: str = ""
    replacement: Item | None = None
    row: Row = field(default_factory=dict, repr=False, compare=False)

    def same_as(self, code_id: str, span: tuple[int | None, int | None], value: str, specification: str) -> bool:
        """Whether it gives this passage this code, value and specification."""
        own = (self.row["code_id"], (self.start, self.end), self.value, same_specification(self.specification))
        return own == (code_id, span, value, same_specification(specification))


@dataclass(frozen=True)
class Review:
    """A review of the codings of `author` in a document, by `reviewer`. Every step is one action, which undo takes
    back; the review begins with the first. Codings are named by their quotation's number (`12`), by number and code
    where a quotation has several (`12/Vrijwilligers`), or by id. `note` is what to know before beginning."""

    project: Project = field(repr=False)
    document: str
    reviewer: str
    author: str
    note: str = ""

    # --- what there is -----------------------------------------------------------------------------------------

    def _repr_html_(self) -> str:
        every = [*self.items, *self.additions]
        rows = [(each.quotation, each.quote, each.code, each.value, each.verdict, each.verdict_comment)
                for each in every]  # fmt: skip
        left = f"{sum(not each.verdict for each in every)} to look at"
        title = f"{self.document}: {self.reviewer} reviews {self.author}"
        table_ = table(["quotation", "words", "code", "value", "verdict", "comment"], rows)
        return card(heading(title), paragraph(left), table_, notes(self.note))

    @property
    def items(self) -> tuple[Item, ...]:
        """The author's codings in the order of the text, drafts and orphans left out."""
        page, book = self._page(), self.project.codebook
        given = {row["coding"]: row for row in page.of(self.reviewer, self.author)}
        rows = [row for row in page.own(self.author) if store.counts(row)]
        return tuple(self._item(page, book, row, given.get(row["key"])) for row in rows)

    @property
    def additions(self) -> tuple[Item, ...]:
        """What the reviewer added, in the order of the text."""
        page, book = self._page(), self.project.codebook
        given = {row["coding"]: row for row in page.of(self.reviewer, self.author) if row["verdict"] == Verdict.ADDED}
        return tuple(self._item(page, book, row, given[key]) for key, row in page.codings.items() if key in given)

    @property
    def left(self) -> tuple[Item, ...]:
        """The items that the reviewer has not looked at yet."""
        return tuple(item for item in self.items if not item.verdict)

    @property
    def finished(self) -> bool:
        with self.project._database.reading() as connection:
            key = reading.find_document(connection, self.document)["key"]
            row = store.find_review(connection, key, self.reviewer, self.author)
        return bool(row and row["finished"])

    def find(self, name: str | Item) -> Item:
        """The item or addition that a name means; raises `NotPossible` where it is none, or may be several."""
        every = [*self.items, *self.additions]
        wanted = name.coding if isinstance(name, Item) else str(name).strip()
        found = [item for item in every if item.coding == wanted]
        if not found:
            number, _, path = wanted.removeprefix(f"{self.document}:").partition("/")
            found = [item for item in every if _is_called(item, number, path)]
        if not found:
            numbers = listing(dict.fromkeys(item.number for item in every)) or "none"
            raise NotPossible(
                f"There is nothing called {wanted!r} to review in {self.document}: {self.author} has no such coding. "
                f"The numbers are {numbers}."
            )
        if len(found) > 1:
            raise NotPossible(f"{wanted!r} may mean {len(found)} codings: {listing(_names(found))}. Name one of these.")
        return found[0]

    def _page(self) -> Page:
        with self.project._database.reading() as connection:
            return store.read_page(connection, reading.find_document(connection, self.document)["key"])

    def _item(self, page: Page, book: Codebook, row: Row, verdict: Mapping[str, Any] | None) -> Item:
        verdict = verdict or {"verdict": "", "comment": "", "replacement": None}
        laid = page.codings.get(verdict["replacement"])
        return Item(
            row["id"], f"{self.document}:{row['number']}", row["number"], book.path(row["code_id"]), row["words"],
            row["start"], row["end"], row["value"], row["specification"], row["comment"], verdict["verdict"],
            verdict["comment"], self._item(page, book, laid, None) if laid else None, row,
        )  # fmt: skip

    # --- the steps ---------------------------------------------------------------------------------------------

    def agree(self, *codings: str | Item) -> int:
        """Agree with codings; returns of how many that is news."""
        items = [self._one_of_the_author(each) for each in codings]
        return self._judge("agree", items, Verdict.AGREED) if items else 0

    def agree_rest(self) -> int:
        """Agree with everything not looked at yet; returns how much that was."""
        left = self.left
        return self._judge("agree", left, Verdict.AGREED) if left else 0

    def remove(self, coding: str | Item, *, comment: str = "") -> None:
        """Say that a coding should not count. Raises `NotPossible` without a comment."""
        item = self._one_of_the_author(coding)
        self._check_comment(f"remove a coding of {self.author}", comment)
        self._judge("remove", [item], Verdict.REMOVED, comment)

    def change(
        self,
        coding: str | Item,
        *,
        comment: str = "",
        code: str | None = None,
        value: str | float | None = None,
        specification: str | None = None,
        quote: str = "",
        start: int | None = None,
        end: int | None = None,
    ) -> Coding:
        """Set a coding of one's own in the place of the author's; what is None stays as the author has it (a value or
        specification that the new code does not take is left out). The new place is named as in `Project.code`. Returns
        it. Raises `NotPossible` without a comment, and where nothing changes; the errors of `Project.code` besides."""
        item = self._one_of_the_author(coding)
        self._check_comment(f"change a coding of {self.author}", comment)
        book = self.project.codebook
        new = book[item.row["code_id"]] if code is None else book.find(code, giving=True)
        value = (item.value if new.grade else "") if value is None else value
        if specification is None:
            specification = item.specification if new.specify else ""
        place = (item.start if start is None else start, item.end if end is None else end)
        if quote:
            span = locate(self.document, self.project.text(self.document), quote=quote, start=start, end=end)
            place = (span.start, span.end)
        entry = self._entry(book.path(new.id), place, value, specification, comment)
        if place == (item.start, item.end):
            entry = _marked(entry, item.row)
        if item.same_as(*self._meaning(entry)):
            raise NotPossible(f"That is what {item.quotation} is already. Say what changes, or agree with it.")
        self._check_new(entry, but=item)
        with self._step("change") as (action, review):
            laid = store.replace(action, review, item.row["key"], entry, comment=comment)
            action.summary = f"{item.quotation}: {laid.label}"
        return self._coding(laid.coding)

    def add(
        self,
        *,
        code: str,
        quote: str = "",
        start: int | None = None,
        end: int | None = None,
        value: str | float | None = None,
        specification: str = "",
        comment: str = "",
    ) -> Coding:
        """Add a coding that the author missed; the passage is named as in `Project.code`. Raises `NotPossible` without
        a comment, and for what is there already."""
        self._check_comment(f"add a coding to those of {self.author}", comment)
        book = self.project.codebook
        span = locate(self.document, self.project.text(self.document), quote=quote, start=start, end=end)
        path = book.path(book.find(code, giving=True).id)
        entry = self._entry(path, (span.start, span.end), value, specification or "", comment)
        self._check_new(entry)
        with self._step("add") as (action, review):
            laid = store.add(action, review, entry, comment=comment)
            action.summary = laid.label
        return self._coding(laid.coding)

    def withdraw(self, coding: str | Item) -> None:
        """Take back one's verdict on a coding, with its replacement; or an addition. Raises `NotPossible` where there
        is none."""
        item = self.find(coding)
        if not item.verdict:
            raise NotPossible(
                f"{self.reviewer} has said nothing of {item.quotation} {item.code} yet: there is nothing to withdraw."
            )
        verdicts = self._page().of(self.reviewer, self.author)
        with self._step("withdraw") as (action, _review):
            store.take_back(action, [row for row in verdicts if row["coding"] == item.row["key"]])
            action.summary = f"{item.quotation}: {item.verdict}"

    def finish(self) -> None:
        """Say that the review is done; the document is then marked done by the reviewer too. Raises `NotPossible` while
        there are codings without a verdict."""
        left = self.left
        if left:
            raise NotPossible(
                f"{len(left)} of {len(self.items)} codings of {self.author} in {self.document} have no verdict yet: "
                f"{listing(_names(left))}. Go through them, or agree with the rest (--agree-rest)."
            )
        with self._step("done") as (action, review):
            action.update(schema.review, {review["key"]: {"finished": True}})
            mark_done(action, [self.document], self.reviewer, created=now())
            action.summary = self.document

    @contextmanager
    def _step(self, what: str) -> Iterator[tuple[Action, Row]]:
        with Action.begin(self.project._database, f"{store.REVIEW} {what}", who=self.reviewer) as action:
            document = reading.find_document(action.connection, self.document)["key"]
            yield action, store.begin_review(action, document, self.reviewer, self.author)

    def _judge(self, what: str, items: Sequence[Item], verdict: Verdict, comment: str = "") -> int:
        with self._step(what) as (action, review):
            keys = [item.row["key"] for item in items]
            count = store.judge(action, review, keys, verdict, comment=comment)
            action.summary = items[0].quotation if len(items) == 1 else f"{self.document}: {len(items)} codings"
        return count

    def _entry(self, code: str, place: tuple[int, int], value: Any, specification: str, comment: str) -> Entry:
        return Entry(
            self.document, self.reviewer, code, "", *place, value, specification, comment,
            source=f"review of {self.author}", created=now(),
        )  # fmt: skip

    def _coding(self, identity: str) -> Coding:
        with self.project._database.reading() as connection:
            return reading.coding_of(reading.find_coding(connection, identity))

    # --- what may not be ---------------------------------------------------------------------------------------

    def _one_of_the_author(self, name: str | Item) -> Item:
        item = self.find(name)
        if item.verdict == Verdict.ADDED:
            raise NotPossible(
                f"{item.quotation} {item.code} is what {self.reviewer} added; it is not the work of {self.author}. "
                "Withdraw it, and add another."
            )
        return item

    def _check_comment(self, deed: str, comment: str) -> None:
        if not comment.strip():
            raise NotPossible(f"To {deed}, say why in a comment (--comment TEXT, or comment=).")

    def _meaning(self, entry: Entry) -> tuple[str, tuple[int | None, int | None], str, str]:
        """What an entry asks for: the code's id, the place, the value and the specification; raises their errors."""
        code = self.project.codebook.find(entry.code, giving=True)
        grade = code.read_value(entry.value, entry.code)
        specification = code.read_specification(entry.specification, entry.code)
        return code.id, (entry.start, entry.end), grade.text if grade else "", specification

    def _check_new(self, entry: Entry, *, but: Item | None = None) -> None:
        """Raises `NotPossible` where the passage, as reviewed so far, has this coding already."""
        meant = self._meaning(entry)
        there = [item for item in self.items if but is None or item.coding != but.coding]
        for item in (*there, *self.additions):
            item = item.replacement or item
            if item.verdict != Verdict.REMOVED and item.same_as(*meant):
                whose = self.author if item.row["coder_name"] == self.author else self.reviewer
                raise NotPossible(
                    f"The passage has {item.code} already ({item.quotation}, by {whose}): "
                    f"{shorten(item.quote)!r}. To count it once, agree with that one"
                    f"{' and remove this one' if but else ''}."
                )


def _is_called(item: Item, number: str, path: str) -> bool:
    """Whether the number is a coding's, and its code is what the end of a path names (an empty one fits all). A changed
    coding goes by the number of what it became too."""
    wanted = [name.casefold() for name in split_path(path)]
    ending = [name.casefold() for name in split_path(item.code)][-len(wanted) :]
    if str(item.number) == number and (not path or ending == wanted):
        return True
    return item.replacement is not None and _is_called(item.replacement, number, path)


def _names(items: Sequence[Item]) -> list[str]:
    """Names that tell these items apart: a number, else a number and a code, else an id."""
    names = [(str(item.number), f"{item.number}/{item.code}", item.coding) for item in items]
    columns = [[each[column] for each in names] for column in range(3)]
    return [next(name for name, column in zip(each, columns, strict=True) if column.count(name) == 1) for each in names]


def _marked(entry: Entry, row: Row) -> Entry:
    """The entry with the marks of the author's quotation, of the same words."""
    return replace(entry, verbatim=bool(row["verbatim"]), released=bool(row["released"]) or None)


# --- opening a review --------------------------------------------------------------------------------------------


def open_review(project: Project, document: str, *, coder: str, author: str | None = None) -> Review:
    """The review of a document by `coder`, to begin or to go on with; see `Review`. Raises `UnknownDocument`,
    `UnknownCoder`, and `NotPossible` where there is nothing to review, or the coder is to code it blind."""
    listed = [each.name for each in project.settings.coders]
    with project._database.reading() as connection:
        row = reading.find_document(connection, document)
        for name in (coder, author):
            if name == CONSENSUS:
                raise NotPossible(
                    "The consensus is what coders came to together: it reviews nothing and is not reviewed. Name a "
                    "coder; differences that are talked through are settled with qualcode resolve."
                )
            if name is not None:
                reading.check_coder(connection, name, listed)
        page = store.read_page(connection, row["key"])
        known = list(dict.fromkeys([*listed, *reading.coders(connection)]))
        author = _author(page, document, coder, author, known)
        begun = store.find_review(connection, row["key"], coder, author) is not None
        if not begun:
            refuse_before_blind(page, document, coder, row["key"] in store.to_code_blind(connection, coder))
    return Review(project, document, coder, author, "" if begun else _note(page, document, coder, author))


def authors(page: Page, known: Sequence[str]) -> list[str]:
    """Whose work in a document can be reviewed, of those known: who has final codings there, then who marked it done
    without any."""
    own = {name: page.own(name) for name in known if name != CONSENSUS}
    who = [name for name in own if any(store.is_final(row) for row in own[name])]
    return who + [name for name in own if name in page.done and name not in (*who, *page.reviewers)]


def _author(page: Page, document: str, coder: str, author: str | None, known: Sequence[str]) -> str:
    """Whose codings are reviewed; raises `NotPossible` for one's own and for who coded nothing here."""
    who = authors(page, known)
    others = [name for name in who if name != coder]
    if author == coder or (author is None and not others and coder in who):
        raise NotPossible(
            f"{document} was coded by {coder}: nobody reviews their own codings. Let somebody else go through it, or "
            "correct it as its coder."
        )
    if author is None and others:
        return others[0]
    if author not in others:
        coded = f"it was coded by {listing(others)}" if others else "nobody coded it yet"
        raise NotPossible(
            f"There is nothing to review in {document}{f' by {author}' if author else ''}: {coded}. Drafts and codings "
            "made in a review do not count here."
        )
    return author


def refuse_before_blind(page: Page, document: str, coder: str, assigned: bool) -> None:
    """Raises `NotPossible` where the reviewer is to code the document, or is coding it, without having seen another's
    work."""
    if assigned:
        raise NotPossible(
            f"{coder} is to code {document} blind: it is in their sample, and not marked done. Whoever reviews it "
            f"first sees the codings. Code it and mark it done (qualcode done {document} --coder {coder}), or leave it "
            "to another reviewer."
        )
    if page.own(coder) and coder not in page.done and coder not in page.reviewers:
        raise NotPossible(
            f"{coder} has codings of their own in {document}, and did not mark it done. Finish that first (qualcode "
            f"done {document} --coder {coder}): what is coded after a review is not independent of it."
        )


def _note(page: Page, document: str, coder: str, author: str) -> str:
    if not page.own(coder):
        return ""
    return (
        f"{coder} and {author} each coded {document} by themselves. As soon as this review begins, with its first "
        "verdict, that is no independent work any more: qualcode agree then leaves the document out for these two."
    )


def change_of_another(project: Project, coding: str, *, coder: str, status: str | None, **change: Any) -> Coding:
    """Change another coder's coding, in the open: in the review of their document; see `Review.change`."""
    with project._database.reading() as connection:
        row = reading.find_coding(connection, coding)
        document = reading.find_quotation(connection, row["quotation_id"])["document_id"]
    author = row["coder_name"]
    if status is not None:
        raise NotPossible(
            f"This is the work of {author}, not of {coder}: its status is theirs. In a review you can say that it "
            f"should not count: qualcode review-coding {document} --coder {coder} --of {author} --remove {coding} "
            "--comment TEXT"
        )
    change["comment"] = change["comment"] or ""
    return project.review(document, coder=coder, author=author).change(coding, **change)


# --- all reviews -------------------------------------------------------------------------------------------------


def review_counts(project: Project, *, document: str | None = None, reviewer: str | None = None) -> ReviewCounts:
    """What the reviews gave, per code, document and reviewer; all of them, or those of a document or reviewer."""
    from qualcode.analysis.work.reviews import count_reviews

    with project._database.reading() as connection:
        if document is not None:
            reading.find_document(connection, document)
        if reviewer is not None:
            reading.check_coder(connection, reviewer, [each.name for each in project.settings.coders])
    return count_reviews(project.corpus(), project.marks(), document=document, reviewer=reviewer)
