"""People: the owner, those who take part, the municipality, and who may see what."""

from collections.abc import Iterator

from ipplan.language import N_
from ipplan.letter.fhir.told import Grant, Person, Plan, Resource, coded, made, part_id, printable, to
from ipplan.permit import Access
from ipplan.plan.periods import last_day_of
from ipplan.render import day_in_words

ROLES = {
    "owner": N_("Planeier"),
    "representative": N_("Representant"),
    "coordinator": N_("Koordinator"),
    "participant": N_("Deltaker"),
}
PARTICIPATION = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"
ACTIONS = "http://terminology.hl7.org/CodeSystem/consentaction"
SCOPE = "http://terminology.hl7.org/CodeSystem/consentscope"
LOINC = "http://loinc.org"
MAY = {Access.READ: ("access",), Access.COMMENT: ("access",), Access.WRITE: ("access", "correct")}
WORDS = {Access.READ: N_("lese"), Access.COMMENT: N_("kommentere"), Access.WRITE: N_("skrive")}


def patient(plan: Plan) -> Resource:
    """The owner, by name alone: no identity number leaves the house."""
    municipality = to(part_id(plan, "municipality", plan.municipality_id))
    named = [{"text": printable(plan.owner) or "–"}]
    return made(
        plan, "Patient", plan.owner_id, plan.owner, active=True, name=named, managingOrganization=municipality
    )


def municipality(plan: Plan) -> Resource:
    own_id = part_id(plan, "municipality", plan.municipality_id)
    return made(plan, "Organization", own_id, plan.municipality, name=printable(plan.municipality) or "–")


def everybody(plan: Plan) -> Iterator[Resource]:
    """Those who take part in their work, and those who do as family or friends."""
    for one in plan.people:
        if one.account_id != plan.owner_id:
            yield _professional(plan, one) if one.works else _relative(plan, one)


def care_team(plan: Plan) -> Resource:
    """Who takes part, in what role."""
    members: list[Resource] = [
        {"role": [coded(_role(plan, one))], "member": {**to(one.account_id), "display": one.name}}
        for one in plan.people
    ]
    return made(
        plan,
        "CareTeam",
        part_id(plan, "careteam"),
        plan.said(N_("De som er med i planen")),
        [f"{one.name}: {_role(plan, one)}" for one in plan.people],
        status="inactive" if plan.closed else "active",
        name=plan.said(N_("De som er med i planen")),
        subject=to(plan.owner_id),
        participant=members,
        managingOrganization=[to(part_id(plan, "municipality", plan.municipality_id))],
    )


def consents(plan: Plan) -> Iterator[Resource]:
    """Of each person, which sections are open to her, until when: from grants that stand now."""
    for one in plan.people:
        own = [grant for grant in plan.grants if grant.account_id == one.account_id]
        if own and one.account_id != plan.owner_id:
            yield _consent(plan, one, own)


def _consent(plan: Plan, one: Person, grants: list[Grant]) -> Resource:
    titles = {outline.section_id: outline.title for outline in plan.outlines}
    said = [
        plan.said(
            N_("%(title)s: kan %(may)s til og med %(day)s"),
            title=titles.get(grant.section_id, "–"),
            may=plan.said(WORDS[grant.access]),
            day=day_in_words(last_day_of(grant.until), plan.language),
        )
        for grant in grants
    ]
    return made(
        plan,
        "Consent",
        part_id(plan, "consent", one.account_id),
        plan.said(N_("Hva %(name)s kan se"), name=one.name),
        said,
        status="active",
        scope=coded(plan.said(N_("Innsyn")), SCOPE, "patient-privacy"),
        category=[coded(plan.said(N_("Samtykke til å dele opplysninger")), LOINC, "59284-0")],
        patient=to(plan.owner_id),
        dateTime=plan.at.isoformat(),
        organization=[to(part_id(plan, "municipality", plan.municipality_id))],
        policyRule=coded(plan.said(N_("Planeierens samtykke, signert for hver person og del"))),
        provision={"type": "deny", "provision": [_provision(one, grant) for grant in grants]},
    )


def _provision(one: Person, grant: Grant) -> Resource:
    recipient = coded("information recipient", PARTICIPATION, "IRCP")
    return {
        "type": "permit",
        "period": {"end": grant.until.isoformat()},
        "actor": [{"role": recipient, "reference": to(one.account_id)}],
        "action": [coded(code, ACTIONS, code) for code in MAY[grant.access]],
        "data": [{"meaning": "instance", "reference": to(grant.section_id)}],
    }


def _professional(plan: Plan, one: Person) -> Resource:
    lines = [line for line in (one.title, one.organisation) if line]
    qualified = [{"code": coded(printable(one.title))}] if printable(one.title) else []
    named = [{"text": printable(one.name) or "–"}]
    return made(
        plan,
        "Practitioner",
        one.account_id,
        one.name,
        lines,
        active=True,
        name=named,
        qualification=qualified,
    )


def _relative(plan: Plan, one: Person) -> Resource:
    relation = _role(plan, one)
    return made(
        plan,
        "RelatedPerson",
        one.account_id,
        one.name,
        [relation],
        active=True,
        patient=to(plan.owner_id),
        relationship=[coded(relation)],
        name=[{"text": printable(one.name) or "–"}],
    )


def _role(plan: Plan, one: Person) -> str:
    return printable(one.relation or one.title) or plan.said(ROLES.get(one.role, one.role))
