"""Who comes to which page of the unit's, and of a case of one's own."""

from tests.journeys.sweep import scenes_unit as scenes
from tests.journeys.sweep.steps import Walk

WALKS = (
    Walk(
        scenes.unit,
        "ingeborg",
        """
    /
    /unit
    /unit/changes
    /unit/accounts
    /unit/accounts/new
    /unit/accounts/{account}
    /unit/organisations
    /unit/organisations/{organisation}
    /unit/inquiries/new
    /unit/training
    /unit/oversight
    /unit/pulse
    /unit/closed
    /unit/post
    /unit/services
    /unit/services/new
    /unit/services/{entry}
    /unit/protection
    /unit/people
    /unit/settings
    /unit/plans/{plan}
    /unit/plans/{plan}/closing
    /unit/plans/{plan}/mandates/new
    /unit/plans/{plan}/coordinator/new
    /unit/plans/{plan}/coordinator/{appointment}
    /unit/coordinators
    /unit/coordinators/new
    /unit/coordinators/{coordinator}
    POST /unit/accounts
    POST /unit/accounts/{account}
    POST /unit/accounts/{account}/leaving
    POST /unit/accounts/{account}/closing
    POST /unit/organisations
    POST /unit/organisations/{organisation}
    POST /unit/inquiries
    POST /unit/services
    POST /unit/services/{entry}
    POST /unit/protection
    POST /unit/people
    POST /unit/settings
    POST /unit/plans/{plan}/closing
    POST /unit/plans/{plan}/mandates
    POST /unit/plans/{plan}/paper
    POST /unit/plans/{plan}/coordinator
    POST /unit/plans/{plan}/coordinator/{appointment}/agreement
    POST /unit/plans/{plan}/coordinator/{appointment}/appointment
    POST /unit/coordinators
    POST /unit/coordinators/{coordinator}
""",
    ),
    Walk(
        scenes.appointing,
        "thea",
        """
    /
    /appointments/{appointment}
    POST /appointments/{appointment}/answer
""",
    ),
    Walk(scenes.appointing, "ingeborg", "/unit/plans/{plan}/coordinator/{appointment}"),
    Walk(scenes.unit, "odd", "/\n/newcomer\nPOST /newcomer"),
    Walk(
        scenes.birth,
        "ingeborg",
        """
    /unit
    /unit/plans/{plan}
    /unit/plans/{plan}/child/new
    POST /unit/plans/{plan}/child
""",
    ),
    Walk(
        scenes.cases,
        "ingeborg",
        """
    /unit
    /unit/cases
    /unit/cases/{case}
    /unit/cases/{written}
    /unit/cases/{decided}
    /unit/cases/{complained}
    /unit/cases/{case}/parties
    /unit/cases/{case}/interim
    /unit/cases/{case}/question
    /unit/cases/{case}/answer
    /unit/cases/{case}/supplement
    /unit/cases/{case}/consent
    /unit/cases/{case}/assessment
    /unit/cases/{case}/closing
    /unit/cases/{case}/decision
    /unit/cases/{written}/decision/preview
    /unit/cases/{decided}/letters/{number}
    /unit/cases/{decided}/complaint/new
    /unit/cases/{complained}/complaint
    POST /unit/cases/{case}/notes
    POST /unit/cases/{case}/parties
    POST /unit/cases/{decided}/consent/asking
    POST /unit/cases/{case}/interim
    POST /unit/cases/{case}/question
    POST /unit/cases/{case}/answer
    POST /unit/cases/{case}/supplement
    POST /unit/cases/{case}/consent
    POST /unit/cases/{case}/assessment
    POST /unit/cases/{case}/decision
    POST /unit/cases/{case}/decision/signature
    POST /unit/cases/{decided}/founding
    POST /unit/cases/{decided}/complaint/registration
    POST /unit/cases/{complained}/complaint/answer
    POST /unit/cases/{complained}/complaint/withdrawal
    POST /unit/cases/{complained}/complaint/forwarding
    POST /unit/cases/{complained}/complaint/governor
    POST /unit/cases/{case}/closing
""",
    ),
    Walk(
        scenes.cases,
        "roar",
        """
    /
    /cases
    /cases/{decided}
    /cases/{decided}/letters/{number}
    /cases/{decided}/complaint/new
    /cases/{asked}
    POST /cases/{asked}/consent
    POST /cases/{asked}/answer
    POST /cases/{asked}/supplement
    POST /cases/{decided}/complaint
""",
    ),
    Walk(scenes.cases, "berit", "/\n/cases\n/cases/{complained}"),
    Walk(
        scenes.cases,
        "silje",
        """
    /
    /inquiries
    /inquiries/new
    /inquiries/{draft}
    POST /inquiries/{draft}
""",
    ),
    Walk(
        scenes.approving,
        "mehmet",
        """
    /unit/cases
    /unit/cases/{case}
    /unit/cases/{case}/approval
    POST /unit/cases/{case}/approval/returning
""",
    ),
)
