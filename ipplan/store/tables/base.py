"""What all tables share."""

from sqlalchemy import DateTime, MetaData, Uuid

metadata = MetaData()
MOMENT = DateTime(timezone=True)
ID = Uuid(as_uuid=True)
