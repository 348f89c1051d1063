"""What cases and what happens in them are called, on the unit's pages."""

from ipplan.language import N_

STATES = {
    "received": N_("Ny"),
    "asking": N_("Venter på samtykke"),
    "assessing": N_("Vurderes"),
    "waiting": N_("Venter på opplysninger"),
    "approving": N_("Til godkjenning"),
    "decided": N_("Avgjort"),
    "complaint": N_("Klage"),
    "forwarded": N_("Sendt til statsforvalteren"),
    "withdrawn": N_("Trukket"),
    "closed": N_("Avsluttet"),
}
COLOURS = {
    "received": "info",
    "approving": "warning",
    "complaint": "warning",
    "decided": "success",
    "withdrawn": "neutral",
    "closed": "neutral",
}
"""Of a state's tag; all others are of the colour of work."""
PARTS = {
    "coordinator": N_("Koordinator"),
    "child_coordinator": N_("Barnekoordinator"),
    "plan": N_("Individuell plan"),
}
OUTCOMES = {"granted": N_("Innvilget"), "refused": N_("Avslått")}
MET = {"yes": N_("Ja"), "no": N_("Nei"), "unsure": N_("Usikker")}
ASKED_BY = {
    "self": N_("Personen selv"),
    "relative": N_("En pårørende"),
    "service": N_("En tjeneste"),
}
ROLES = {
    "party": N_("Saken gjelder henne eller ham"),
    "representative": N_("Handler for personen i saken"),
    "sender": N_("Sendte henvendelsen"),
    "follower": N_("Kan se hvor saken står"),
    "caseworker": N_("Saksbehandler"),
}
EVENTS = {
    "inquiry": N_("Henvendelsen kom"),
    "supplement": N_("Flere opplysninger"),
    "note": N_("Notat"),
    "let_in": N_("Fikk innsyn i saken"),
    "consent_asked": N_("Spurt om samtykke"),
    "consent_given": N_("Samtykket"),
    "consent_refused": N_("Sa nei"),
    "interim": N_("Foreløpig svar"),
    "question": N_("Ba om flere opplysninger"),
    "answer": N_("Svar"),
    "assessment": N_("Vurdering lagret"),
    "proposed": N_("Sendt til godkjenning"),
    "returned": N_("Sendt tilbake av den som skulle godkjenne"),
    "decided": N_("Avgjørelse"),
    "complaint": N_("Klage"),
    "excerpt_taken": N_("Trakk tilbake det som var lagt ved fra planen"),
    "complaint_withdrawn": N_("Klagen er trukket"),
    "upheld": N_("Avgjørelsen står"),
    "remedied": N_("Enheten er enig i klagen"),
    "forwarded": N_("Sendt til statsforvalteren"),
    "governor": N_("Svar fra statsforvalteren"),
    "founded": N_("Opprettet på plattformen"),
    "exported": N_("Hentet til kommunens arkiv"),
    "withdrawn": N_("Saken er trukket"),
    "closed": N_("Saken er avsluttet"),
}
MOVED_ON = N_(
    "Saken har gått videre siden du åpnet siden, så dette kan ikke gjøres nå. Det du skrev, står her ennå."
)
NO_CONSENT = N_("Personen har ikke samtykket ennå. Saken kan ikke vurderes før det.")
EMPTY = N_("Skriv noe her.")
TOO_LONG = N_("Teksten er for lang.")
LONGEST = 4_000
