"""Runs migrations as the role that owns the database, never waiting long for a lock."""

from alembic import context
from sqlalchemy import NullPool, create_engine, make_url, text

url = make_url(context.config.attributes["url"]).set(drivername="postgresql+psycopg")

with create_engine(url, poolclass=NullPool).connect() as connection:
    # A migration that cannot get its lock gives way to the running release and is tried again by hand.
    connection.execute(text("SET lock_timeout = '5s'"))
    connection.commit()
    context.configure(connection=connection, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()
