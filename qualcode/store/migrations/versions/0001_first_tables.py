"""The tables of the first version."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "action",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("created", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), server_default="", nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), server_default="", nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["undoes"], ["action.key"], name=op.f("fk_action_undoes")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_action")),
    )
    op.create_table(
        "code",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("parent", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["parent"], ["code.key"], name=op.f("fk_code_parent")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_code")),
        sa.UniqueConstraint("id", name=op.f("uq_code_id")),
    )
    op.create_table(
        "coder",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_coder")),
        sa.UniqueConstraint("name", name=op.f("uq_coder_name")),
    )
    op.create_table(
        "counter",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counter")),
    )
    op.create_table(
        "text",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_text")),
    )
    op.create_table(
        "tombstone",
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("created", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("document", name=op.f("pk_tombstone")),
    )
    op.create_table(
        "version",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("language", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_version")),
    )
    op.create_table(
        "change",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("action", sa.Integer(), nullable=False),
        sa.Column("table", sa.Text(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["action"], ["action.key"], name=op.f("fk_change_action")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_change")),
    )
    op.create_index(op.f("ix_change_action"), "change", ["action"], unique=False)
    op.create_index("ix_change_table_row", "change", ["table", "row"], unique=False)
    op.create_table(
        "document",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("case", sa.Text(), server_default="", nullable=False),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("interview", sa.Text(), server_default="", nullable=False),
        sa.Column("attributes", sa.JSON(), nullable=False),
        sa.Column("path", sa.Text(), server_default="", nullable=False),
        sa.Column("text_hash", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["text_hash"], ["text.hash"], name=op.f("fk_document_text_hash")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_document")),
        sa.UniqueConstraint("id", name=op.f("uq_document_id")),
    )
    op.create_table(
        "memo",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("target", sa.Integer(), nullable=True),
        sa.Column("coder", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["coder"], ["coder.key"], name=op.f("fk_memo_coder")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_memo")),
        sa.UniqueConstraint("id", name=op.f("uq_memo_id")),
    )
    op.create_index("ix_memo_about_target", "memo", ["about", "target"], unique=False)
    op.create_table(
        "done",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("document", sa.Integer(), nullable=False),
        sa.Column("coder", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["coder"], ["coder.key"], name=op.f("fk_done_coder")),
        sa.ForeignKeyConstraint(["document"], ["document.key"], name=op.f("fk_done_document")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_done")),
        sa.UniqueConstraint("document", "coder", name=op.f("uq_done_document_coder")),
    )
    op.create_table(
        "quotation",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("document", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("word_start", sa.Integer(), nullable=False),
        sa.Column("word_end", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("coder", sa.Integer(), nullable=False),
        sa.Column("comment", sa.Text(), server_default="", nullable=False),
        sa.Column("verbatim", sa.Boolean(), nullable=False),
        sa.Column("released", sa.Boolean(), nullable=False),
        sa.Column("anchor", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.Text(), nullable=False),
        sa.Column("created", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["coder"], ["coder.key"], name=op.f("fk_quotation_coder")),
        sa.ForeignKeyConstraint(["document"], ["document.key"], name=op.f("fk_quotation_document")),
        sa.ForeignKeyConstraint(["text_hash"], ["text.hash"], name=op.f("fk_quotation_text_hash")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_quotation")),
        sa.UniqueConstraint("document", "number", name=op.f("uq_quotation_document_number")),
        sa.UniqueConstraint("id", name=op.f("uq_quotation_id")),
    )
    op.create_table(
        "revision",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("document", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text_hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["document.key"], name=op.f("fk_revision_document")),
        sa.ForeignKeyConstraint(["text_hash"], ["text.hash"], name=op.f("fk_revision_text_hash")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_revision")),
        sa.UniqueConstraint("document", "number", name=op.f("uq_revision_document_number")),
    )
    op.create_table(
        "coding",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("quotation", sa.Integer(), nullable=False),
        sa.Column("code", sa.Integer(), nullable=False),
        sa.Column("coder", sa.Integer(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), server_default="", nullable=False),
        sa.Column("value", sa.Text(), server_default="", nullable=False),
        sa.Column("low", sa.Float(), nullable=True),
        sa.Column("high", sa.Float(), nullable=True),
        sa.Column("specification", sa.Text(), server_default="", nullable=False),
        sa.Column("comment", sa.Text(), server_default="", nullable=False),
        sa.Column("source", sa.Text(), server_default="", nullable=False),
        sa.Column("created", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["code"], ["code.key"], name=op.f("fk_coding_code")),
        sa.ForeignKeyConstraint(["coder"], ["coder.key"], name=op.f("fk_coding_coder")),
        sa.ForeignKeyConstraint(["quotation"], ["quotation.key"], name=op.f("fk_coding_quotation")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_coding")),
        sa.UniqueConstraint("id", name=op.f("uq_coding_id")),
    )
    op.create_index(op.f("ix_coding_code"), "coding", ["code"], unique=False)
    op.create_index(op.f("ix_coding_quotation"), "coding", ["quotation"], unique=False)


def downgrade() -> None:
    for name in (
        "coding",
        "revision",
        "quotation",
        "done",
        "memo",
        "document",
        "change",
        "version",
        "tombstone",
        "text",
        "counter",
        "coder",
        "code",
        "action",
    ):
        op.drop_table(name)
