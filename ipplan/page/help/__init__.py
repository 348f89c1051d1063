"""Help, for everybody and without a login: what words mean, how things are done, and who answers."""
