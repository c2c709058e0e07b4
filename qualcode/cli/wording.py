"""Commands on words: how often, which more than elsewhere, where; topics; passages alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, TypedDict

import typer

from qualcode.cli.app import EXPLORING, Json, Layer, Out, WhereOption, app, here, read_where
from qualcode.cli.results import show_result
from qualcode.cli.show import say, table, watch
from qualcode.errors import WrongUsage, shorten
from qualcode.headings import heads

if TYPE_CHECKING:
    from qualcode.analysis.wording.alike import Alike
    from qualcode.analysis.wording.context import Concordance
    from qualcode.analysis.wording.topic import Topics

words_app = typer.Typer(invoke_without_command=True, no_args_is_help=False)
app.add_typer(words_app, name="words", rich_help_panel=EXPLORING)

Inside = Annotated[
    str | None, typer.Option("--inside", metavar="CODE", help="Only inside the quotations of this code.")
]
Coded = Annotated[bool, typer.Option("--coded", help="Only what is coded.")]
Uncoded = Annotated[bool, typer.Option("--uncoded", help="Only what is not coded.")]
Forms = Annotated[bool, typer.Option("--forms", help="Each written form by itself; without it, lemmas.")]
Keep = Annotated[bool, typer.Option("--keep-stopwords", help="List stop words and numbers too.")]
NoNames = Annotated[bool, typer.Option("--no-names", help="Leave out words that are written with a capital.")]
Stop = Annotated[
    list[str] | None, typer.Option("--stop", metavar="WORD", help="Leave this word out too; may be repeated.")
]
Most = Annotated[int | None, typer.Option("--most", "-n", help="How many are listed at most.")]
#: So many letters of a passage stand on a terminal.
_LETTERS = 240


class _Text(TypedDict):
    """Which text is looked at, as the library asks it (`qualcode.wording.Wording`)."""

    inside: str | None
    part: str
    layer: str
    where: dict[str, object]


class _Listed(TypedDict):
    """Which words are told apart and listed, as the library asks it."""

    unit: str
    keep_stops: bool
    names: bool
    stop: Sequence[str]


@words_app.callback()
def words(
    ctx: typer.Context,
    by: Annotated[str | None, typer.Option(help="Count per value of an attribute too: case, round, role.")] = None,
    inside: Inside = None,
    coded: Coded = False,
    uncoded: Uncoded = False,
    forms: Forms = False,
    min_count: Annotated[int, typer.Option(help="Words used less often are not listed.")] = 2,
    most: Most = 50,
    keep_stopwords: Keep = False,
    no_names: NoNames = False,
    stop: Stop = None,
    layer: Layer = "final",
    where: WhereOption = None,
    out: Out = None,
    machine: Json = False,
) -> None:
    """Which words are used how often, and where; key, context and pairs ask more."""
    if ctx.invoked_subcommand is not None:
        _none_before(ctx, ctx.invoked_subcommand)
        return
    with here() as project:
        found = project.words(
            by=by, min_count=min_count, most=most,
            **_text(inside, coded, uncoded, layer, where), **_listed(forms, keep_stopwords, no_names, stop),
        )  # fmt: skip
        about = ["per_1000", "documents", "interviews", "cases", "where"]
        columns = ["word", "count", *(found.groups or about)]
        show_result(project, found, out=out, machine=machine, title="words", columns=columns)


@words_app.command()
def key(
    compared: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ATTR=VALUE]…", help="The documents that are compared, such as case=Kampen."),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option("--key", metavar="ATTR=VALUE", help="The same, as an option."),
    ] = None,
    against: Annotated[
        list[str] | None,
        typer.Option("--against", metavar="ATTR=VALUE", help="With which documents; all others without it."),
    ] = None,
    code: Annotated[
        str | None, typer.Option("--code", help="The quotations of a code, against what else is coded.")
    ] = None,
    inside: Inside = None,
    coded: Coded = False,
    uncoded: Uncoded = False,
    forms: Forms = False,
    order: Annotated[str, typer.Option(help="ll: how surely the use differs; log_ratio: how much.")] = "ll",
    min_count: Annotated[int, typer.Option(help="At least so often, where it is used more.")] = 3,
    min_documents: Annotated[int, typer.Option(help="In at least so many documents, where it is used more.")] = 1,
    most: Annotated[int | None, typer.Option("--most", "-n", help="How many to each side.")] = 20,
    keep_stopwords: Keep = False,
    no_names: NoNames = False,
    stop: Stop = None,
    layer: Layer = "final",
    where: WhereOption = None,
    out: Out = None,
    machine: Json = False,
) -> None:
    """Which words a case, a round or a code uses more than the others, and which less."""
    with here() as project:
        found = project.keyness(
            read_where([*(compared or ()), *(only or ())], "--key"), read_where(against, "--against"), code=code,
            order=order, min_count=min_count, min_documents=min_documents, most=most,
            **_text(inside, coded, uncoded, layer, where), **_listed(forms, keep_stopwords, no_names, stop),
        )  # fmt: skip
        columns = ["word", "more_in", "ll", "log_ratio", "count", "other", "documents", "other_documents", "note"]
        show_result(project, found, out=out, machine=machine, title="key words", columns=[*columns, "where"])


@words_app.command()
def context(
    term: Annotated[
        str, typer.Argument(metavar="TERM", help="A word in any form, deel*, =WoR, 'kar ~ trekken', or /expression/.")
    ],
    width: Annotated[int, typer.Option(help="So many letters to each side.")] = 50,
    order: Annotated[str, typer.Option("--sort", help="text, or by the words to the left or right.")] = "text",
    most: Most = None,
    inside: Inside = None,
    coded: Coded = False,
    uncoded: Uncoded = False,
    layer: Layer = "final",
    where: WhereOption = None,
    out: Out = None,
    machine: Json = False,
) -> None:
    """Keyword in context: every place of a word or expression, with what stands around it."""
    with here() as project:
        found = project.concordance(
            term, width=width, sort=order, most=most, **_text(inside, coded, uncoded, layer, where)
        )
        show_result(project, found, out=out, machine=machine, title=term, body=lambda found: _print_lines(found, width))


@words_app.command()
def pairs(
    word: Annotated[str | None, typer.Argument(metavar="[WORD]", help="Only pairs with this word.")] = None,
    window: Annotated[int, typer.Option(help="At most so many words apart; 1 is side by side.")] = 5,
    inside: Inside = None,
    coded: Coded = False,
    uncoded: Uncoded = False,
    forms: Forms = False,
    order: Annotated[str, typer.Option(help="ll, mi, dice or count.")] = "ll",
    min_count: Annotated[int, typer.Option(help="Together at least so often.")] = 3,
    most: Most = 50,
    keep_stopwords: Keep = False,
    no_names: NoNames = False,
    stop: Stop = None,
    layer: Layer = "final",
    where: WhereOption = None,
    out: Out = None,
    machine: Json = False,
) -> None:
    """Which words stand together more than by chance (collocations)."""
    with here() as project:
        found = project.collocations(
            word, window=window, order=order, min_count=min_count, most=most,
            **_text(inside, coded, uncoded, layer, where), **_listed(forms, keep_stopwords, no_names, stop),
        )  # fmt: skip
        columns = ["first", "second", "count", "first_count", "second_count", "documents", "ll", "mi", "dice", "where"]
        show_result(project, found, out=out, machine=machine, title="pairs of words", columns=columns)


@app.command(rich_help_panel=EXPLORING)
def topics(
    count: Annotated[int, typer.Option("--topics", "-k", help="How many topics.")] = 8,
    inside: Inside = None,
    coded: Coded = False,
    uncoded: Uncoded = False,
    unit: Annotated[
        str | None, typer.Option(help="paragraph, sentence, turn or quotation; what fits without it.")
    ] = None,
    quotes: Annotated[int, typer.Option(help="So many passages of each topic.")] = 2,
    runs: Annotated[int, typer.Option(help="How often it is done again, to see what comes back.")] = 10,
    seed: Annotated[int, typer.Option(help="Where these begin.")] = 1,
    names: Annotated[bool, typer.Option("--names", help="Words written with a capital too.")] = False,
    stop: Stop = None,
    layer: Layer = "final",
    where: WhereOption = None,
    out: Out = None,
    machine: Json = False,
) -> None:
    """Words that come together in passages: a prompt for open coding, and no finding."""
    with here() as project:
        found = project.topics(
            count, unit=unit, examples=quotes, runs=runs, seed=seed, names=names, stop=stop or (),
            **_text(inside, coded, uncoded, layer, where),
        )  # fmt: skip
        show_result(project, found, out=out, machine=machine, title="topics", body=_print_topics)


@app.command(rich_help_panel=EXPLORING)
def similar(
    quotation: Annotated[str | None, typer.Argument(metavar="[LABEL]", help="A quotation, by its label.")] = None,
    text: Annotated[str | None, typer.Option("--text", help="Words of your own, instead.")] = None,
    unit: Annotated[str, typer.Option(help="Among what: quotation, paragraph, sentence or turn.")] = "quotation",
    most: Annotated[int, typer.Option("--most", "-n", help="How many.")] = 10,
    no_vectors: Annotated[
        bool, typer.Option("--no-vectors", help="By words alone, also where sentence vectors are installed.")
    ] = False,
    inside: Inside = None,
    coded: Coded = False,
    uncoded: Uncoded = False,
    layer: Layer = "final",
    where: WhereOption = None,
    out: Out = None,
    machine: Json = False,
) -> None:
    """Passages like a quotation, or like words of your own, with the codes they have."""
    with here() as project:
        found = project.similar(
            quotation, text=text, unit=unit, most=most, vectors=not no_vectors, watch=watch,
            **_text(inside, coded, uncoded, layer, where),
        )  # fmt: skip
        show_result(project, found, out=out, machine=machine, title="similar", body=_print_alike)


def _none_before(ctx: typer.Context, command: str) -> None:
    """Options of `words` itself would be passed over by what is below it."""
    sources = {name: ctx.get_parameter_source(name) for name in ctx.params}
    given = [name for name, source in sources.items() if source is not None and source.name == "COMMANDLINE"]
    if given:
        names = ", ".join("--" + name.replace("_", "-") for name in given)
        raise WrongUsage(f"Put {names} after the command: qualcode words {command} …")


def _text(inside: str | None, coded: bool, uncoded: bool, layer: str, where: Sequence[str] | None) -> _Text:
    """The options that say which text, as the library asks it. Raises `WrongUsage`."""
    if coded and uncoded:
        raise WrongUsage("Give --coded or --uncoded; without either it is all of the text.")
    part = "coded" if coded else "uncoded" if uncoded else "all"
    return {"inside": inside, "part": part, "layer": layer, "where": read_where(where)}


def _listed(forms: bool, keep_stopwords: bool, no_names: bool, stop: Sequence[str] | None) -> _Listed:
    """The options that say which words, as the library asks it."""
    unit = "form" if forms else "lemma"
    return {"unit": unit, "keep_stops": keep_stopwords, "names": not no_names, "stop": stop or ()}


# --- on the terminal ---------------------------------------------------------------------------------------------


def _print_lines(found: Concordance, width: int) -> None:
    from qualcode.analysis.wording.context import aligned

    for line in aligned(found.lines, width):
        say(line)
    if found.found > len(found.lines):
        say(f"… and {found.found - len(found.lines)} more; --most lists more of them.")


def _print_topics(found: Topics) -> None:
    _ = found.language
    for topic in found.items:
        note = f" ({topic.note})" if topic.note else ""
        say(f"{topic.number}. {', '.join(word for word, _weight in topic.words)}{note}")
        cases = ", ".join(f"{case} {count}" for case, count in topic.cases)
        passages = _.plural("%(count)s passage", "%(count)s passages", topic.count)
        documents = _.plural("%(count)s document", "%(count)s documents", topic.documents)
        there = _("%(passages)s in %(documents)s", passages=passages, documents=documents)
        stable = "" if topic.stable is None else f"{_('came back')}: {_.number(topic.stable, 2)}; "
        say(f"   {there}; {stable}{cases}")
        for each in topic.examples:
            say(f"   {each.place.name}: {shorten(each.words, _LETTERS)}")


def _print_alike(found: Alike) -> None:
    say(shorten(found.asked, _LETTERS))
    if found.codes:
        say(f"   {'; '.join(found.codes)}")
    say()
    rows = [
        (
            each.place.name,
            found.language.number(each.likeness, 2),
            ", ".join(each.shared),
            "; ".join(each.codes),
            shorten(each.words, 160),
        )
        for each in found.items
    ]
    known = heads(found.language)
    table(rows, [known[field] for field in ("where", "likeness", "shared", "codes", "quote")], right=(1,))
