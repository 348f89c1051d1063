"""What the demo and the tests need around the app on one machine: database, mail, child processes."""


class SetupError(Exception):
    """The machine or its settings stand in the way; the message is one line for whoever sits there."""
