"""Tables of queries kept under a name, and of the codes and queries that their names mean."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_KEYS = {"query": "query", "code": "code", "other": "query"}


def upgrade() -> None:
    op.create_table(
        "query",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("expression", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), server_default="", nullable=False),
        sa.Column("who", sa.Text(), server_default="", nullable=False),
        sa.Column("created", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_query")),
        sa.UniqueConstraint("id", name=op.f("uq_query_id")),
        sa.UniqueConstraint("name", name=op.f("uq_query_name")),
    )
    op.create_table(
        "query_name",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("query", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("code", sa.Integer(), nullable=True),
        sa.Column("other", sa.Integer(), nullable=True),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.key"], name=op.f(f"fk_query_name_{column}"))
            for column, table in _KEYS.items()
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_query_name")),
        sa.UniqueConstraint("query", "place", "code", name=op.f("uq_query_name_query_place_code")),
    )
    op.create_index(op.f("ix_query_name_query"), "query_name", ["query"], unique=False)


def downgrade() -> None:
    op.drop_table("query_name")
    op.drop_table("query")
