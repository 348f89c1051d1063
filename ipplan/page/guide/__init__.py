"""Getting started: what this is and where to begin, in a few steps of one thing each."""
