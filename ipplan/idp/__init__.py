"""The demo's and the tests' OpenID provider, in ID-porten's profile. Production refuses to start it."""
