"""The sweep over all that people can come to: scenes, the ways to each door, and the walk."""
