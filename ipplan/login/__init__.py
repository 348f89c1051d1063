"""Who are you: the relying party's half of OpenID Connect, in ID-porten's profile."""
