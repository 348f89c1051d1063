"""Letters of a case are sent by post too, to whom no mail reaches."""

from alembic import op

revision = "0023"
down_revision = "0022"

KINDS = """
ALTER TABLE letter DROP CONSTRAINT letter_kind_check;
ALTER TABLE letter ADD CONSTRAINT letter_kind_check CHECK (kind IN ({kinds}));
"""


def upgrade() -> None:
    op.execute(KINDS.format(kinds="'paper', 'receipt', 'expiry', 'coordinator', 'case'"))


def downgrade() -> None:
    op.execute("DELETE FROM letter WHERE kind = 'case'")
    op.execute(KINDS.format(kinds="'paper', 'receipt', 'expiry', 'coordinator'"))
