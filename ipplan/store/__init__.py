"""Tables, sealed items, versions, drafts, named queries, change feed, outbox."""
