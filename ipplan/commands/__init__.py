"""Commands of the command line that have more than a line to say."""
