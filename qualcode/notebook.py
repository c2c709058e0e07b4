"""A project in a notebook: what it shows of itself, and its documents for spaCy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from qualcode.asking import Asking
from qualcode.display import card, heading, notes, paragraph, table
from qualcode.i18n import Language, language

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from qualcode.analysis.work.progress import Progress
    from qualcode.tables import Corpus


class Notebook(Asking):
    """The part of a project that notebooks use."""

    def to_spacy(
        self, documents: Sequence[str] | str = (), *, layer: str = "final", where: Mapping[str, object] | None = None
    ) -> list[Doc]:
        """The documents that ids or patterns (`KA*`) name, all without any, as spaCy Docs with their codings in
        `doc.spans["codes"]`; of the layer `union` those of each coder also in `doc.spans["codes/NAME"]`. `layer` and
        `where` are as for `selection`. See `qualcode.docs_spacy`."""
        from qualcode.docs_spacy import to_docs

        chosen = self.selection(layer=layer, where=where)
        return to_docs(self, [documents] if isinstance(documents, str) else list(documents), chosen)

    def displacy_options(self) -> dict[str, Any]:
        """What to give displaCy: `displacy.render(doc, style="span", options=project.displacy_options())`."""
        from qualcode.docs_spacy import displacy_options

        return displacy_options(self.codebook)

    def _repr_html_(self) -> str:
        """What there is, the interviews per case and round, and what is left to do."""
        from qualcode.analysis.work.progress import progress

        corpus, _ = self.corpus(), language(self.settings)
        found = progress(corpus, self.marks(), self.documents["words"].tolist())
        return card(
            heading(self.settings.title),
            paragraph(_counts(corpus, found, len(self.marks()), _)),
            _interviews(corpus, found, _),
            notes(" ".join(_left(corpus, found, _))),
        )


def _counts(corpus: Corpus, found: Progress, codings: int, _: Language) -> str:
    """What a project is made of, in a line."""
    interviews = sum(group.interviews for group in found.groups)
    parts = [
        _.plural("%(count)s document", "%(count)s documents", len(corpus.documents)),
        _.plural("%(count)s interview", "%(count)s interviews", interviews),
        _.plural("%(count)s code", "%(count)s codes", len(corpus.codebook)),
        _.plural("%(count)s coding", "%(count)s codings", codings),
    ]
    who = f" ({_.joined(list(corpus.coders))})" if corpus.coders else ""
    return f"{', '.join(parts)}{who}"


def _interviews(corpus: Corpus, found: Progress, _: Language) -> str:
    """Cases × rounds: how many interviews; nothing without documents."""
    from qualcode.analysis.sources import rounds, sources
    from qualcode.reports.page.views import round_text

    if not found.groups:
        return ""
    cases = list(dict.fromkeys(group.case for group in found.groups))
    in_order = rounds(corpus, sources(corpus))
    number = {(group.case, group.round): group.interviews or None for group in found.groups}
    rows = [(case, *(number.get((case, each)) for each in in_order)) for case in cases]
    named = corpus.settings.case.singular or _("case")
    return table([named, *(round_text(each, _) if each else "–" for each in in_order)], rows)


def _left(corpus: Corpus, found: Progress, _: Language) -> list[str]:
    """What is left to do, a sentence each."""
    said = []
    if found.uncoded:
        said.append(_.plural("%(count)s document is not coded yet.", "%(count)s documents are not coded yet.",
                             len(found.uncoded)))  # fmt: skip
    if found.unfinished:
        said.append(_.plural("%(count)s coded document is not marked done.",
                             "%(count)s coded documents are not marked done.", len(found.unfinished)))  # fmt: skip
    if found.orphans:
        said.append(_.plural("%(count)s coding lies on words that are no longer in the text.",
                             "%(count)s codings lie on words that are no longer in the text.",
                             found.orphans))  # fmt: skip
    if corpus.documents and not said:
        said.append(_("Every document is coded and marked done."))
    return said
