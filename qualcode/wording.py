"""The words of texts and quotations: how often, which more than elsewhere, where, and what goes together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from qualcode.asking import Asking
from qualcode.errors import WrongUsage
from qualcode.intake import Watch, unwatched
from qualcode.model import Anchor

if TYPE_CHECKING:
    from qualcode.analysis.wording.alike import Alike, Asked
    from qualcode.analysis.wording.basis import Basis
    from qualcode.analysis.wording.collocates import Collocations
    from qualcode.analysis.wording.context import Concordance
    from qualcode.analysis.wording.frequencies import Frequencies
    from qualcode.analysis.wording.keywords import Keyness
    from qualcode.analysis.wording.tokens import Tokens
    from qualcode.analysis.wording.topic import Topics
    from qualcode.tables import Corpus

Where = Mapping[str, object]


class Wording(Asking):
    """The part of a project that looks at words.

    All of it looks at the running text of the documents that a filter (`where`) lets through; or, with `inside`, at the
    quotations of a code and of what is below it; or, with `part`, at what is `coded` or `uncoded`. A `layer` says whose
    codings.
    """

    def words(
        self,
        *,
        inside: str | None = None,
        part: str = "all",
        unit: str = "lemma",
        by: str | None = None,
        min_count: int = 2,
        most: int | None = 100,
        keep_stops: bool = False,
        names: bool = True,
        stop: Sequence[str] = (),
        layer: str = "final",
        where: Where | None = None,
    ) -> Frequencies:
        """Which words are used how often, in how many documents, interviews and cases, and where. See
        `qualcode.analysis.wording.frequencies.words`."""
        from qualcode.analysis.wording.frequencies import words

        base = self.basis(inside=inside, part=part, layer=layer, where=where)
        return words(
            base, unit=unit, by=by, min_count=min_count, most=most, keep_stops=keep_stops, names=names, stop=stop
        )

    def keyness(
        self,
        key: Where | None = None,
        against: Where | None = None,
        *,
        code: str | None = None,
        inside: str | None = None,
        part: str = "all",
        unit: str = "lemma",
        order: str = "ll",
        min_count: int = 3,
        min_documents: int = 1,
        most: int | None = 30,
        keep_stops: bool = False,
        names: bool = True,
        stop: Sequence[str] = (),
        layer: str = "final",
        where: Where | None = None,
    ) -> Keyness:
        """Which words one text uses more than another: `key={"case": "Kampen"}` against the other documents, or against
        those of another filter; or the quotations of a `code` against what else is coded. See
        `qualcode.analysis.wording.keywords`. Raises `WrongUsage` without either, or with both."""
        from qualcode.analysis.wording.keywords import apart, code_apart, keyness

        if bool(key) == bool(code) or (code and (against or inside or part != "all")):
            raise WrongUsage(
                "Say what is compared: documents (--key case=NAME), against others if you like (--against round=1), "
                "within a code or part of the text if you like; or a code alone (--code NAME), against what else is "
                "coded."
            )
        base = self.basis(inside=inside, part="coded" if code else part, code=code, layer=layer, where=where)
        target, rest = code_apart(base, code) if code else apart(base, key or {}, against)
        return keyness(
            target, rest, base=base, unit=unit, order=order, min_count=min_count, min_documents=min_documents,
            most=most, keep_stops=keep_stops, names=names, stop=stop,
        )  # fmt: skip

    def concordance(
        self,
        term: str,
        *,
        width: int = 60,
        sort: str = "text",
        most: int | None = None,
        inside: str | None = None,
        part: str = "all",
        layer: str = "final",
        where: Where | None = None,
    ) -> Concordance:
        """Keyword in context: every place of a term (as in the rule of a code), with what stands around it. See
        `qualcode.analysis.wording.context`."""
        from qualcode.analysis.wording.context import concordance

        if not term.strip():
            raise WrongUsage("Say which word to look for, such as eenzaam* for all that begins so.")
        base = self.basis(inside=inside, part=part, layer=layer, where=where)
        return concordance(base, term, width=width, sort=sort, most=most)

    def collocations(
        self,
        word: str | None = None,
        *,
        window: int = 5,
        unit: str = "lemma",
        order: str = "ll",
        min_count: int = 3,
        most: int | None = 50,
        keep_stops: bool = False,
        names: bool = True,
        stop: Sequence[str] = (),
        inside: str | None = None,
        part: str = "all",
        layer: str = "final",
        where: Where | None = None,
    ) -> Collocations:
        """Which words go together, or which go with one word. See `analysis.wording.collocates.collocations`."""
        from qualcode.analysis.wording.collocates import collocations

        base = self.basis(inside=inside, part=part, layer=layer, where=where)
        return collocations(
            base, word, window=window, unit=unit, order=order, min_count=min_count, most=most, keep_stops=keep_stops,
            names=names, stop=stop,
        )  # fmt: skip

    def topics(
        self,
        count: int = 8,
        *,
        inside: str | None = None,
        part: str = "all",
        unit: str | None = None,
        examples: int = 3,
        runs: int = 10,
        seed: int = 1,
        names: bool = False,
        stop: Sequence[str] = (),
        layer: str = "final",
        where: Where | None = None,
    ) -> Topics:
        """Words that come together in passages, as a prompt for open coding; `part="uncoded"` for what was not coded
        yet, `inside` for themes within a code. See `qualcode.analysis.wording.topic.topics`."""
        from qualcode.analysis.wording.topic import topics

        base = self.basis(inside=inside, part=part, layer=layer, where=where)
        return topics(base, count, unit=unit, examples=examples, runs=runs, seed=seed, names=names, stop=stop)

    def similar(
        self,
        quotation: str | None = None,
        *,
        text: str | None = None,
        unit: str = "quotation",
        most: int = 10,
        vectors: bool = True,
        inside: str | None = None,
        part: str = "all",
        layer: str = "final",
        where: Where | None = None,
        watch: Watch = unwatched,
    ) -> Alike:
        """The passages most like a quotation (its label), or like a `text` of your own. With `vectors`, sentence
        vectors are used where they are installed: the first time they are made, which takes a while. See
        `qualcode.analysis.wording.alike.similar`."""
        from qualcode.analysis.wording.alike import similar
        from qualcode.assisted.embedding import embedder_of

        base = self.basis(inside=inside, part=part, layer=layer, where=where)
        asked = self._asked(quotation, text)
        embed = embedder_of(self, watch=watch) if vectors else None
        return similar(base, asked, unit=unit, most=most, embed=embed)

    def _asked(self, quotation: str | None, text: str | None) -> Asked:
        from qualcode.analysis.wording.alike import Asked

        if (quotation is None) == (text is None):
            raise WrongUsage("Give a quotation by its label, such as KAF2.4.1:12, or a text of your own: one of both.")
        if quotation is None:
            return Asked(text or "")
        found = self.quotation(quotation)
        if found.anchor is Anchor.ORPHANED:
            return Asked(found.words)
        place = self.corpus().place_of_document[found.document]
        return Asked(found.words, place, found.span.start, found.span.end)

    def basis(
        self, *, inside: str | None = None, part: str = "all", code: str | None = None, layer: str = "final",
        where: Where | None = None,
    ) -> Basis:  # fmt: skip
        """The words that an analysis of words looks at; see `qualcode.analysis.wording.basis`. `code` is another that
        it will be asked for; either may be a saved query."""
        from qualcode.analysis.wording.basis import basis

        chosen = self.selection(layer=layer, where=where, codes=[each for each in (inside, code) if each])
        labels = self.codings_in(chosen)["quotation"].tolist()
        return basis(chosen, self.tokens(), labels, inside=inside, part=part)

    def tokens(self) -> Tokens:
        """The words of all texts, read once; see `qualcode.analysis.wording.tokens`."""
        from qualcode.analysis.wording.tokens import read_tokens

        def make(_connection: Any, corpus: Corpus) -> Tokens:
            texts = self.texts()
            return read_tokens([texts[document.id] for document in corpus.documents], self.settings.language)

        return cast("Tokens", self._cached("tokens", make))
