"""Numbers without content: how plans and cases are getting on."""
