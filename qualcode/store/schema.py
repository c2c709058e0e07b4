"""The tables, as SQLAlchemy Core. `key` is the database's own number; `id` is what people and files know.

Texts are kept once, by their hash, and never change. Every change to a tracked table goes through
`qualcode.store.action`, which writes its history rows in the same transaction.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, default="", server_default="")


text = Table(
    "text",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("text", Text, nullable=False),
)

document = Table(
    "document",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    _text("case"),
    _text("kind"),
    _text("interview"),
    Column("attributes", JSON, nullable=False),
    _text("path"),
    Column("text_hash", Text, ForeignKey("text.hash"), nullable=False),
    Column("revision", Integer, nullable=False),
)

revision = Table(
    "revision",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("document", Integer, ForeignKey("document.key"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("text_hash", Text, ForeignKey("text.hash"), nullable=False),
    UniqueConstraint("document", "number"),
)

version = Table(
    "version",
    metadata,
    Column("key", Integer, primary_key=True),
    _text("name"),
    _text("language"),
)

code = Table(
    "code",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("parent", Integer, ForeignKey("code.key"), nullable=True),
    Column("position", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("version", Integer, nullable=False),  # the codebook version in which it first stood
    Column("fields", JSON, nullable=False),
    Column("retired", Boolean, nullable=False),
)

coder = Table(
    "coder",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
)

quotation = Table(
    "quotation",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("document", Integer, ForeignKey("document.key"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("word_start", Integer, nullable=False),  # the words it touches, by their number in the text
    Column("word_end", Integer, nullable=False),
    Column("words", Text, nullable=False),
    Column("coder", Integer, ForeignKey("coder.key"), nullable=False),
    _text("comment"),
    Column("verbatim", Boolean, nullable=False),
    Column("released", Boolean, nullable=False),
    Column("anchor", Text, nullable=False),
    Column("text_hash", Text, ForeignKey("text.hash"), nullable=False),  # the text its place was last sure in
    _text("created"),
    UniqueConstraint("document", "number"),
)

coding = Table(
    "coding",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("quotation", Integer, ForeignKey("quotation.key"), nullable=False, index=True),
    Column("code", Integer, ForeignKey("code.key"), nullable=False, index=True),
    Column("coder", Integer, ForeignKey("coder.key"), nullable=False),
    Column("origin", Text, nullable=False),
    Column("status", Text, nullable=False),
    _text("form"),  # the form of its grade, empty without one
    _text("value"),
    Column("low", Float, nullable=True),
    Column("high", Float, nullable=True),
    _text("specification"),
    _text("comment"),
    _text("source"),
    _text("created"),
)

memo = Table(
    "memo",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("about", Text, nullable=False),
    Column("target", Integer, nullable=True),
    Column("coder", Integer, ForeignKey("coder.key"), nullable=False),
    Column("text", Text, nullable=False),
    _text("created"),
    Index("ix_memo_about_target", "about", "target"),
)

done = Table(
    "done",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("document", Integer, ForeignKey("document.key"), nullable=False),
    Column("coder", Integer, ForeignKey("coder.key"), nullable=False),
    Column("version", Integer, nullable=False),  # the codebook version it was finished under
    _text("created"),
    UniqueConstraint("document", "coder"),
)

session = Table(
    "session",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("reason", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("participants", JSON, nullable=False),
    Column("version", Integer, nullable=False),  # the codebook version it began with
    Column("closed", Boolean, nullable=False),
    _text("created"),
)

release = Table(
    "release",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("version", Integer, ForeignKey("version.key"), nullable=False),
    Column("name", Text, nullable=False, unique=True),
    _text("who"),
    _text("remark"),
    _text("created"),
)

lineage = Table(
    "lineage",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("source", Integer, ForeignKey("code.key"), nullable=False),
    Column("target", Integer, ForeignKey("code.key"), nullable=False),
    Column("kind", Text, nullable=False),  # merged, split or promoted
    Column("version", Integer, ForeignKey("version.key"), nullable=False),
)

relation = Table(
    "relation",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("source", Integer, ForeignKey("code.key"), nullable=False),
    Column("target", Integer, ForeignKey("code.key"), nullable=False),
    Column("kind", Text, nullable=False),
    _text("who"),
    _text("remark"),
    _text("created"),
)

review = Table(
    "review",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("document", Integer, ForeignKey("document.key"), nullable=False),
    Column("reviewer", Integer, ForeignKey("coder.key"), nullable=False),
    Column("author", Integer, ForeignKey("coder.key"), nullable=False),  # whose codings are gone through
    Column("finished", Boolean, nullable=False),
    _text("created"),
    UniqueConstraint("document", "reviewer", "author"),
)

verdict = Table(
    "verdict",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("review", Integer, ForeignKey("review.key"), nullable=False),
    Column("coding", Integer, ForeignKey("coding.key"), nullable=False, index=True),
    Column("verdict", Text, nullable=False),  # agreed, changed, removed or added
    Column("replacement", Integer, ForeignKey("coding.key"), nullable=True, index=True),
    _text("comment"),
    _text("created"),
)

sample = Table(
    "sample",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("coder", Integer, ForeignKey("coder.key"), nullable=False),
    Column("how", Text, nullable=False),  # drawn, named or all
    Column("share", Float, nullable=True),
    Column("strata", JSON, nullable=False),
    Column("seed", Integer, nullable=True),
    Column("filter", JSON, nullable=False),
    Column("frame", Integer, nullable=False),  # how many interviews it was drawn from
    Column("version", Integer, nullable=False),  # the codebook version it was drawn under
    _text("created"),
)

assignment = Table(
    "assignment",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("sample", Integer, ForeignKey("sample.key"), nullable=False),
    Column("document", Integer, ForeignKey("document.key"), nullable=False),
    UniqueConstraint("sample", "document"),
)

resolution = Table(
    "resolution",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("document", Integer, ForeignKey("document.key"), nullable=False),
    Column("passage", JSON, nullable=False),  # whose quotations it was about, and the codes they had then
    Column("taken", Text, nullable=False),  # a coder's name, both, none or new
    Column("who", Text, nullable=False),
    _text("comment"),
    _text("created"),
)

#: A log: every suggestion that somebody saw, each time. Not history: nothing can be undone of it. It names documents
#: and codes by their id, so that undo finds nothing resting on what it takes back.
showing = Table(
    "showing",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("document", Text, nullable=False, index=True),
    _text("coder"),  # the name of who saw it, empty where nobody said
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("words_hash", Text, nullable=False),  # of the passage, so that a corrected text keeps it
    Column("code", Text, nullable=False),
    Column("p", Float, nullable=False),
    Column("rank", Integer, nullable=False),  # 1 for the likeliest of the passage
    Column("where", Text, nullable=False),  # the command or page it was seen in
    Column("source", Text, nullable=False),  # the suggester
    _text("created"),
)

answer = Table(
    "answer",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("document", Integer, ForeignKey("document.key"), nullable=False, index=True),
    Column("coder", Integer, ForeignKey("coder.key"), nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("words_hash", Text, nullable=False),
    Column("code", Integer, ForeignKey("code.key"), nullable=False),  # the code that was suggested
    Column("p", Float, nullable=False),
    Column("answer", Text, nullable=False),  # accepted, changed, rejected or skipped
    _text("coding"),  # the id of what it became; that may be gone since
    Column("source", Text, nullable=False),
    _text("comment"),
    _text("created"),
)

query = Table(
    "query",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False, unique=True),
    Column("expression", Text, nullable=False),  # as written; what its names mean is kept beside it
    _text("comment"),
    _text("who"),
    _text("created"),
)

query_name = Table(
    "query_name",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("query", Integer, ForeignKey("query.key"), nullable=False, index=True),
    Column("place", Integer, nullable=False),  # which name in the expression, from the left, from 0
    Column("code", Integer, ForeignKey("code.key"), nullable=True),  # one row per code that the name means
    Column("other", Integer, ForeignKey("query.key"), nullable=True),  # or the query that it means
    UniqueConstraint("query", "place", "code"),
)

tombstone = Table(
    "tombstone",
    metadata,
    Column("document", Text, primary_key=True),
    Column("created", Text, nullable=False),
    _text("who"),
    _text("reason"),
)

action = Table(
    "action",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("created", Text, nullable=False),
    _text("who"),
    Column("what", Text, nullable=False),
    _text("summary"),
    Column("undoes", Integer, ForeignKey("action.key"), nullable=True),
)

decision = Table(
    "decision",
    metadata,
    Column("action", Integer, ForeignKey("action.key"), primary_key=True),
    _text("session"),  # the id of the analysis session it was taken in
    _text("remark"),
)

change = Table(
    "change",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("action", Integer, ForeignKey("action.key"), nullable=False, index=True),
    Column("table", Text, nullable=False),
    Column("row", Integer, nullable=False),
    Column("before", Text, nullable=True),
    Column("after", Text, nullable=True),
    Index("ix_change_table_row", "table", "row"),
)

counter = Table(
    "counter",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Integer, nullable=False),
)

#: The tables whose every change is history, in an order in which rows may be made.
TRACKED = (
    document, revision, version, code, coder, quotation, coding, memo, done,
    session, release, lineage, relation, review, verdict, sample, assignment, resolution,
    answer, query, query_name,
)  # fmt: skip
