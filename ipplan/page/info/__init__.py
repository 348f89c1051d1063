"""Pages for everybody, without login: what a plan is, one's rights, how to apply, and what help there is."""
