"""The table of all pages and states: every door that answers with a page, and every form with its errors."""

from tests.journeys.sweep import ways_plan, ways_turns, ways_unit

WALKS = (*ways_plan.WALKS, *ways_turns.WALKS, *ways_unit.WALKS)
NO_PAGE = """
    GET /login                                  GET /logout/callback
    GET /logout/front                           GET /healthz
    GET /readyz                                 GET /.well-known/jwks.json
    GET /schemas/view.schema.json               GET /manifest.webmanifest
    GET /sw.js                                  GET /sessions/standing
    GET /plans/{plan}/view.json                 GET /plans/{plan}/export/plan.zip
    GET /openings/{opening}/copy.zip
    GET /plans/{plan}/attestations/{attestation}/form.pdf
    GET /plans/{plan}/attestations/{attestation}/sheet
    GET /calendar/{token}.ics                   GET /plans/{plan}/meetings/{meeting}/mote.ics
    GET /plans/{plan}/meetings/{meeting}/referat.pdf
    GET /plans/{plan}/sections/{section}/items/{item}/file
    GET /plans/{plan}/sections/{section}/items/{item}/picture
    GET /plans/{plan}/minute/oversikt.pdf       GET /plans/{plan}/week.pdf
    GET /cases/{case}/letters/{number}.pdf      GET /unit/oversight.csv
    GET /unit/cases/{case}/decision/utkast.pdf
    GET /unit/cases/{case}/letters/{number}/brev.pdf
    GET /unit/cases/{case}/complaint/bundle.pdf
    GET /crisis/{secret}/standing               GET /plans/{plan}/crisis/paper.pdf
    GET /plans/{plan}/log.csv                   GET /plans/{plan}/log.json
    GET /plans/{plan}/receipts/{receipt}.pdf    GET /plans/{plan}/receipts/{receipt}.json
    GET /sessions/standing                      GET /sessions/key
    GET /manifest.webmanifest                   GET /sw.js
"""
"""Doors to files and data, and those that only send on to another."""
PRESSES = """
    POST /appointments/{appointment}/agreement
    POST /calendar/ending
    POST /cases/{case}/complaint/draft
    POST /cases/{case}/complaint/withdrawal
    POST /cases/{case}/drafts/{kind}
    POST /cases/{case}/excerpts/{number}/ending
    POST /cases/{case}/follower
    POST /cases/{case}/withdrawal
    POST /guide/ending
    POST /inquiries/{draft}/discard
    POST /inquiries/{draft}/draft
    POST /inquiries/{draft}/saving
    POST /language
    POST /logout
    POST /logout/back
    POST /notifications
    POST /plans/{plan}/agreements/{agreement}/declining
    POST /plans/{plan}/agreements/{agreement}/signature
    POST /plans/{plan}/approval/{edition}/answer
    POST /plans/{plan}/assistance/ending
    POST /plans/{plan}/complaint/draft
    POST /plans/{plan}/consents/{kind}
    POST /plans/{plan}/coordinator/telling
    POST /plans/{plan}/consents/{kind}/withdrawal
    POST /plans/{plan}/crisis
    POST /plans/{plan}/crisis/code/ending
    POST /plans/{plan}/decisions/{decision}/review
    POST /plans/{plan}/diary
    POST /plans/{plan}/diary/{entry}/audience
    POST /plans/{plan}/duties
    POST /plans/{plan}/invitations/{invitation}/cancellation
    POST /plans/{plan}/invitations/{invitation}/confirmation
    POST /plans/{plan}/mandates/{mandate}/ending
    POST /plans/{plan}/meetings/{meeting}/agreement
    POST /plans/{plan}/meetings/{meeting}/answer
    POST /plans/{plan}/meetings/{meeting}/approval
    POST /plans/{plan}/meetings/{meeting}/attendance
    POST /plans/{plan}/meetings/{meeting}/beginning
    POST /plans/{plan}/meetings/{meeting}/cancellation
    POST /plans/{plan}/meetings/{meeting}/current
    POST /plans/{plan}/meetings/{meeting}/declining
    POST /plans/{plan}/meetings/{meeting}/ending
    POST /plans/{plan}/meetings/{meeting}/guests
    POST /plans/{plan}/meetings/{meeting}/last_word
    POST /plans/{plan}/meetings/{meeting}/locking
    POST /plans/{plan}/meetings/{meeting}/points/{section}/{item}/moving/back
    POST /plans/{plan}/meetings/{meeting}/points/{section}/{item}/status
    POST /plans/{plan}/meetings/{meeting}/sending
    POST /plans/{plan}/meetings/{meeting}/series/agreement
    POST /plans/{plan}/minute/summary
    POST /plans/{plan}/moving/back
    POST /plans/{plan}/paper/ending
    POST /plans/{plan}/polls/{poll}/agreement
    POST /plans/{plan}/polls/{poll}/choice
    POST /plans/{plan}/polls/{poll}/declining
    POST /plans/{plan}/polls/{poll}/ending
    POST /plans/{plan}/proposals/{proposal}/declining
    POST /plans/{plan}/roles
    POST /plans/{plan}/roles/assent
    POST /plans/{plan}/sections/{section}/items/{item}/closure
    POST /plans/{plan}/sections/{section}/items/{item}/draft
    POST /plans/{plan}/sections/{section}/items/{item}/draft/discard
    POST /plans/{plan}/sections/{section}/items/{item}/keeping/ending
    POST /plans/{plan}/sections/{section}/items/{item}/lifting
    POST /plans/{plan}/sections/{section}/items/{item}/move
    POST /plans/{plan}/sections/{section}/items/{item}/place
    POST /plans/{plan}/sections/{section}/items/{item}/reopening
    POST /plans/{plan}/sections/{section}/items/{item}/restoration
    POST /plans/{plan}/sections/{section}/items/{item}/undo
    POST /plans/{plan}/sections/{section}/items/{item}/withholding
    POST /plans/{plan}/sections/{section}/place
    POST /plans/{plan}/sharing
    POST /plans/{plan}/sharing/{account}/withdrawal
    POST /plans/{plan}/sharing/{account}/{section}/withdrawal
    POST /plans/{plan}/silence
    POST /plans/{plan}/standstill
    POST /plans/{plan}/standstill/answer
    POST /plans/{plan}/word
    POST /sessions/ending
    POST /sessions/prolonging
    POST /training
    POST /unit/accounts/{account}/reopening
    POST /unit/accounts/{account}/staying
    POST /unit/cases/{case}/approval
    POST /unit/cases/{case}/approver
    POST /unit/cases/{case}/draft
    POST /unit/cases/{case}/export
    POST /unit/cases/{case}/handing
    POST /unit/cases/{case}/parties/ending
    POST /unit/cases/{case}/taking
    POST /unit/closed/{plan}/openings/{opening}/ending
    POST /unit/coordinators/{account}/ending
    POST /unit/organisations/{organisation}/closing
    POST /unit/organisations/{organisation}/reopening
    POST /unit/people/{account}/ending
    POST /unit/people/{account}/prolonging
    POST /unit/plans/{plan}/attestations/{attestation}/confirmation
    POST /unit/plans/{plan}/attestations/{attestation}/declining
    POST /unit/plans/{plan}/coordinator/{appointment}/taking_back
    POST /unit/plans/{plan}/mandates/{mandate}/ending
    POST /unit/plans/{plan}/paper/ending
    POST /unit/plans/{plan}/roles/{role}/ending
    POST /unit/post/{letter}/printing
    POST /unit/post/{letter}/sending
    POST /unit/services/{entry}/closure
    POST /unit/services/{entry}/reopening
"""
"""Doors where there is nothing to fill in wrong: they lead on to a page, or keep a draft."""
SAME_PAGE = (
    "/plans/{plan}/sharing/review",
    "/plans/{plan}/meetings/{meeting}/next",
    "/inquiries/new",
    "/info/{place}",
)
"""Doors that lead to the page of another, or to the same form."""
