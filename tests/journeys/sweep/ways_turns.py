"""Who comes to what at the turns of a plan's life: a birth, twelve, sixteen, eighteen, paper, the end."""

from tests.journeys.sweep import scenes_plan as scenes
from tests.journeys.sweep.steps import Walk
from tests.journeys.sweep.ways_plan import EVERY_PLAN

WALKS = (
    Walk(
        scenes.own,
        "roar",
        EVERY_PLAN
        + """
    /plans/{plan}/mandates/new
    /plans/{plan}/deciding
    /plans/{plan}/network
    /plans/{plan}/crisis
    /plans/{plan}/diary
    /plans/{plan}/sharing
    POST /plans/{plan}/mandates
""",
    ),
    Walk(
        scenes.together,
        "thea",
        """
    /
    /plans/{plan}
    /plans/{plan}/agreements/{agreement}
    /plans/{plan}/closing
    /plans/{plan}/sharing
""",
    ),
    Walk(scenes.together, "marte", "/plans/{plan}/agreements/{agreement}"),
    Walk(
        scenes.child,
        "tiril",
        """
    /
    /plans/{plan}
    /plans/{plan}/mine
    /plans/{plan}/keepings
    /plans/{plan}/sections/{section}/items/{item}/keeping
    POST /plans/{plan}/mine/disagreement
""",
    ),
    Walk(
        scenes.child,
        "sindre",
        """
    /plans/{plan}/keepings
    /plans/{plan}/sections/{section}/items/{item}/keeping
    POST /plans/{plan}/sections/{section}/items/{item}/keeping/assessment
    POST /plans/{plan}/sections/{section}/items/{another}/keeping?account={father}&ground=&text=
""",
    ),
    Walk(scenes.sixteen, "marte", "/\n/plans/{plan}\n/plans/{plan}/takeover\n/plans/{plan}/deciding"),
    Walk(scenes.eighteen, "tiril", "/\n/plans/{plan}\n/plans/{plan}/handover\n/plans/{plan}/deciding"),
    Walk(scenes.eighteen, "wenche", "/plans/{plan}/handover"),
    Walk(
        scenes.paper,
        "grete",
        """
    /plans/{plan}/attestations/new
    /plans/{plan}/attestations/{attestation}
    /plans/{plan}/deciding
    POST /plans/{plan}/attestations
    POST /plans/{plan}/attestations/{attestation}/registration
""",
    ),
    Walk(
        scenes.birth,
        "solveig",
        """
    /
    /plans/{plan}
    /plans/{plan}/people
    /plans/{plan}/moving
    POST /plans/{plan}/moving?into={child}
""",
    ),
    Walk(scenes.lapsed, "marte", "/sessions/unsent/{aside}"),
    Walk(scenes.closed, "solveig", "/\n/openings/{opening}"),
    Walk(scenes.closed, "marte", "/"),
    Walk(
        scenes.closed,
        "ingeborg",
        "/unit/closed\n/unit/closed/{plan}\nPOST /unit/closed/{plan}/openings",
    ),
)
