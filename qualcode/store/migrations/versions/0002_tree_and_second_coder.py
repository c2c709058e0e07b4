"""Tables of what happens after the first coding: analysis sessions, releases of the codebook, the second coder,
and how differences were resolved."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "session",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("participants", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("created", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_session")),
        sa.UniqueConstraint("id", name=op.f("uq_session_id")),
    )
    op.create_table(
        "decision",
        sa.Column("action", sa.Integer(), nullable=False),
        sa.Column("session", sa.Text(), server_default="", nullable=False),
        sa.Column("remark", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["action"], ["action.key"], name=op.f("fk_decision_action")),
        sa.PrimaryKeyConstraint("action", name=op.f("pk_decision")),
    )
    op.create_table(
        "lineage",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("source", sa.Integer(), nullable=False),
        sa.Column("target", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["source"], ["code.key"], name=op.f("fk_lineage_source")),
        sa.ForeignKeyConstraint(["target"], ["code.key"], name=op.f("fk_lineage_target")),
        sa.ForeignKeyConstraint(["version"], ["version.key"], name=op.f("fk_lineage_version")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_lineage")),
    )
    op.create_table(
        "relation",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("source", sa.Integer(), nullable=False),
        sa.Column("target", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), server_default="", nullable=False),
        sa.Column("remark", sa.Text(), server_default="", nullable=False),
        sa.Column("created", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["source"], ["code.key"], name=op.f("fk_relation_source")),
        sa.ForeignKeyConstraint(["target"], ["code.key"], name=op.f("fk_relation_target")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_relation")),
        sa.UniqueConstraint("id", name=op.f("uq_relation_id")),
    )
    op.create_table(
        "release",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), server_default="", nullable=False),
        sa.Column("remark", sa.Text(), server_default="", nullable=False),
        sa.Column("created", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["version"], ["version.key"], name=op.f("fk_release_version")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_release")),
        sa.UniqueConstraint("name", name=op.f("uq_release_name")),
    )
    op.create_table(
        "sample",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("coder", sa.Integer(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("share", sa.Float(), nullable=True),
        sa.Column("strata", sa.JSON(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=True),
        sa.Column("filter", sa.JSON(), nullable=False),
        sa.Column("frame", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["coder"], ["coder.key"], name=op.f("fk_sample_coder")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sample")),
        sa.UniqueConstraint("id", name=op.f("uq_sample_id")),
    )
    op.create_table(
        "assignment",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("sample", sa.Integer(), nullable=False),
        sa.Column("document", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["document.key"], name=op.f("fk_assignment_document")),
        sa.ForeignKeyConstraint(["sample"], ["sample.key"], name=op.f("fk_assignment_sample")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_assignment")),
        sa.UniqueConstraint("sample", "document", name=op.f("uq_assignment_sample_document")),
    )
    op.create_table(
        "resolution",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("document", sa.Integer(), nullable=False),
        sa.Column("passage", sa.JSON(), nullable=False),
        sa.Column("taken", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), server_default="", nullable=False),
        sa.Column("created", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["document"], ["document.key"], name=op.f("fk_resolution_document")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_resolution")),
        sa.UniqueConstraint("id", name=op.f("uq_resolution_id")),
    )
    op.create_table(
        "review",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("document", sa.Integer(), nullable=False),
        sa.Column("reviewer", sa.Integer(), nullable=False),
        sa.Column("author", sa.Integer(), nullable=False),
        sa.Column("finished", sa.Boolean(), nullable=False),
        sa.Column("created", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["author"], ["coder.key"], name=op.f("fk_review_author")),
        sa.ForeignKeyConstraint(["document"], ["document.key"], name=op.f("fk_review_document")),
        sa.ForeignKeyConstraint(["reviewer"], ["coder.key"], name=op.f("fk_review_reviewer")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_review")),
        sa.UniqueConstraint("document", "reviewer", "author", name=op.f("uq_review_document_reviewer_author")),
    )
    op.create_table(
        "verdict",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("review", sa.Integer(), nullable=False),
        sa.Column("coding", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("replacement", sa.Integer(), nullable=True),
        sa.Column("comment", sa.Text(), server_default="", nullable=False),
        sa.Column("created", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["coding"], ["coding.key"], name=op.f("fk_verdict_coding")),
        sa.ForeignKeyConstraint(["replacement"], ["coding.key"], name=op.f("fk_verdict_replacement")),
        sa.ForeignKeyConstraint(["review"], ["review.key"], name=op.f("fk_verdict_review")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_verdict")),
    )
    op.create_index(op.f("ix_verdict_coding"), "verdict", ["coding"], unique=False)
    op.create_index(op.f("ix_verdict_replacement"), "verdict", ["replacement"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_verdict_replacement"), table_name="verdict")
    op.drop_index(op.f("ix_verdict_coding"), table_name="verdict")
    op.drop_table("verdict")
    op.drop_table("review")
    op.drop_table("resolution")
    op.drop_table("assignment")
    op.drop_table("sample")
    op.drop_table("release")
    op.drop_table("relation")
    op.drop_table("lineage")
    op.drop_table("decision")
    op.drop_table("session")
