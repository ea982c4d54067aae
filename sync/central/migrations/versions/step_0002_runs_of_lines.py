"""A run of lines is one row of the feed, so the kind of a line stands with the line; lines can be erased by order;
registers of names that may be had once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Rows of the feed stay as they are, each a run of one."""
    with op.batch_alter_table("lines") as lines:
        lines.add_column(sa.Column("kind", sa.String, nullable=False, server_default=""))
        lines.add_column(sa.Column("digest", sa.LargeBinary, nullable=True))
        lines.alter_column("raw", existing_type=sa.LargeBinary, nullable=True)
    op.execute(
        "UPDATE lines SET kind = coalesce((SELECT line_kind FROM feed WHERE feed.k = 'line' AND feed.desk = lines.desk "
        "AND feed.epoch = lines.epoch AND feed.n = lines.n), '')"
    )
    with op.batch_alter_table("lines") as lines:
        lines.alter_column("kind", existing_type=sa.String, server_default=None)
    with op.batch_alter_table("feed") as feed:
        feed.add_column(sa.Column("run", sa.BigInteger, nullable=False, server_default="1"))
        feed.drop_column("line_kind")
    with op.batch_alter_table("feed") as feed:
        feed.alter_column("run", existing_type=sa.BigInteger, server_default=None)
    op.create_table(
        "registers",
        sa.Column("branch", sa.String, primary_key=True),
        sa.Column("register", sa.String, primary_key=True),
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("ref", sa.String, nullable=False),
        sa.Column("facts", sa.Text, nullable=False),
    )
