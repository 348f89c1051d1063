"""Who comes to which page of a plan, and what is said there when nothing was filled in."""

from tests.journeys.sweep import scenes_plan as scenes
from tests.journeys.sweep.steps import Walk

EVERY_PLAN = """
    /
    /plans/{plan}
    /plans/{plan}/overview
    /plans/{plan}/minute
    /plans/{plan}/week
    /plans/{plan}/month
    /plans/{plan}/search
    /plans/{plan}/messages
    /plans/{plan}/files
    /plans/{plan}/meetings
    /plans/{plan}/approval
    /plans/{plan}/receipts
    /plans/{plan}/export
"""
"""What everybody in a plan has, each with other things on it."""
WALKS = (
    Walk(
        scenes.rooms,
        "marte",
        EVERY_PLAN
        + """
    404 /plans/00000000-0000-4000-8000-000000000000
    /sessions
    /sessions/again
    /settings
    /guide?step=plan
    /guide?step=reading
    /guide?step=matters
    /guide?step=sight
    /guide?step=told
    /notifications
    /calendar
    /training
    /plans/new
    /plans/{plan}/sharing
    /plans/{plan}/sharing/review
    /plans/{plan}/deciding
    /plans/{plan}/pulse
    /plans/{plan}/closing
    /plans/{plan}/import
    422 /plans/{plan}/import/review
    /plans/{plan}/assistance
    /plans/{plan}/network
    /plans/{plan}/network/{contact}
    /plans/{plan}/minute/summary
    /plans/{plan}/complaint/new
    /plans/{plan}/coordinator
    /plans/{plan}/approval/{edition}
    /plans/{plan}/crisis
    /plans/{plan}/crisis/picks/new
    /crisis/{secret}
    /plans/{plan}/log
    /plans/{plan}/as/{account}
    /plans/{plan}/proposals/{proposal}
    /plans/{plan}/receipts/{receipt}
    /plans/{plan}/duties
    /plans/{plan}/roles
    /plans/{plan}/people
    /plans/{plan}/diary
    /plans/{plan}/messages/new
    /plans/{plan}/messages/{section}/{talk}
    /plans/{plan}/sections/new
    /plans/{plan}/sections/closed
    /plans/{plan}/sections/{section}
    /plans/{plan}/sections/{section}/page
    /plans/{plan}/sections/{section}/files/new
    /plans/{plan}/sections/{section}/items/new?kind=text
    /plans/{plan}/sections/{section}/items/new?kind=goal
    /plans/{plan}/sections/{section}/items/{item}/edit
    /plans/{plan}/sections/{section}/items/{goal}/edit
    /plans/{plan}/sections/{section}/items/{goal}/history
    /plans/{plan}/sections/{section}/items/{goal}/readers
    /plans/{plan}/sections/{section}/items/{document}/file/new
    /plans/{plan}/meetings/new
    /plans/{plan}/meetings/{meeting}
    /plans/{plan}/meetings/{on}
    /plans/{plan}/meetings/{held}
    /plans/{plan}/meetings/{meeting}/edit
    /plans/{plan}/meetings/{meeting}/next
    /plans/{plan}/meetings/{meeting}/moves
    /plans/{plan}/meetings/{on}/screen
    /plans/{plan}/meetings/{on}/points/new
    /plans/{plan}/meetings/{on}/points/{section}/{point_on}/lines/new
    /plans/{plan}/meetings/{on}/points/{section}/{point_on}/decision/new
    /plans/{plan}/meetings/{on}/points/{section}/{line}/moving
    /plans/{plan}/meetings/{held}/objection
    /plans/{plan}/polls/new
    /plans/{plan}/polls/{poll}
    POST /plans
    POST /settings?colours=pink
    POST /plans/{plan}/sharing/review
    200 POST /plans/{plan}/sharing/change
    POST /plans/{plan}/revision
    POST /plans/{plan}/import
    POST /plans/{plan}/import/confirmation
    POST /plans/{plan}/assistance
    200 POST /calendar
    POST /plans/{plan}/meetings
    POST /plans/{plan}/meetings/{meeting}
    POST /plans/{plan}/meetings/{on}/points
    POST /plans/{plan}/meetings/{held}/objection
    POST /plans/{plan}/meetings/{on}/points/{section}/{line}/moving
    POST /plans/{plan}/polls
    POST /plans/{plan}/search
    POST /plans/{plan}/complaint
    POST /plans/{plan}/coordinator/wish
    POST /plans/{plan}/approval
    POST /plans/{plan}/crisis/code
    POST /plans/{plan}/crisis/picks
    POST /plans/{plan}/proposals/{proposal}/signature
    POST /plans/{plan}/people
    POST /plans/{plan}/invitations
    POST /plans/{plan}/sections
    POST /plans/{plan}/sections/{section}/files
    POST /plans/{plan}/sections/{section}/items/{document}/file
    POST /plans/{plan}/sections/{section}/items?kind=text&item={new}
    POST /plans/{plan}/sections/{section}/items?kind=goal&item={new}
    POST /plans/{plan}/sections/{section}/items/{goal}?base={version}&title=
    POST /plans/{plan}/sections/{section}/items/{goal}/striking?version={version}
    POST /plans/{plan}/messages?section={section}&item={new}
    POST /plans/{plan}/messages/{section}/{talk}?item={new}
    POST /plans/{plan}/meetings/{on}/points/{section}/{point_on}/lines?item={new}
    POST /plans/{plan}/meetings/{on}/points/{section}/{point_on}/decision?{decision_ids}
    POST /plans/{plan}/closing
""",
    ),
    Walk(
        scenes.rooms,
        "wenche",
        EVERY_PLAN
        + """
    /plans/{plan}/deciding
    /plans/{plan}/pulse
    /plans/{plan}/coordinator
    /plans/{plan}/people
    /plans/{plan}/proposals/new
    /plans/{plan}/proposals/{proposal}
    /plans/{plan}/meetings/{meeting}
    /plans/{plan}/meetings/{on}
    /plans/{plan}/meetings/new
    /plans/{plan}/polls/{poll}
    POST /plans/{plan}/proposals
    POST /plans/{plan}/coordinator/deputy
""",
    ),
    Walk(
        scenes.rooms,
        "leila",
        EVERY_PLAN
        + """
    /plans/{plan}/diary
    /plans/{plan}/diary/new
    /plans/{plan}/diary/{entry}/audience
    /plans/{plan}/assistance
    /plans/{plan}/messages/{section}/{talk}
    /plans/{plan}/meetings/{on}
    /plans/{plan}/meetings/{held}
    /plans/{plan}/polls/{poll}
    /plans/{plan}/sections/{section}
    /plans/{plan}/sections/{section}/items/{goal}/keeping
    /crisis/{secret}
    POST /plans/{plan}/polls/{poll}/answers
    POST /plans/{plan}/sections/{section}/items/{goal}/keeping/assessment
    POST /plans/{plan}/sections/{section}/items/{duty}/answer?status=declined&reason=
    POST /plans/{plan}/diary/entries?item={new}
""",
    ),
    Walk(scenes.rooms, "berit", EVERY_PLAN + "/guide?step=seeing\n/guide?step=answering"),
    Walk(
        scenes.rooms,
        "",
        """
    /
    /info
    /info/{place}
    /info/{place}/nb/plan
    /info/{place}/nn/services
    /info/{place}/easy/rights
    /info/{place}/nb/apply
    /invitations/{token}
    400 /login/callback?state=x
    /logout/done
    /offline
    /help
    /accessibility
    401 POST /plans/{plan}/sections?title=Noe+nytt
""",
    ),
)
