"""Permissions as data: who may do what to data of which class in which state. Read the table; there is no other rule.

Classes: 01 open, 02 within the organisation, 03 secret, 04 very secret, 05 top secret. A cell `-` means that class or
state plays no part. `least` is the lowest role, in the organisation that owns the thing or in one above it; `anyone`
is the public, `signed-in` any person. `site` tells whether a site administrator may, too, without a role there: never
for rows of 03 to 05. `scope` is what a token needs.
"""

from __future__ import annotations

from dataclasses import dataclass

from mueang.base.errors import NotAllowed, NotFound
from mueang.base.message import Message
from mueang_site.access.actor import Actor
from mueang_site.access.models import ROLES

CLASSES = ("01", "02", "03", "04", "05")
STATES = ("draft", "submitted", "approved", "published", "withdrawn")
SCOPES = ("read", "write", "manage")

ROLE_NAMES = {
    "viewer": Message("ผู้ดูข้อมูล", "Viewer"),
    "editor": Message("ผู้จัดทำข้อมูล", "Editor"),
    "steward": Message("บริกรข้อมูล", "Data steward"),
    "admin": Message("ผู้ดูแลระบบของหน่วยงาน", "Organisation administrator"),
    "site": Message("ผู้ดูแลระบบส่วนกลาง", "Site administrator"),
}
CLASS_NAMES = {
    "01": Message("เปิดเผย", "Open"),
    "02": Message("เผยแพร่ภายในองค์กร", "Within the organisation"),
    "03": Message("ลับ", "Secret"),
    "04": Message("ลับมาก", "Very secret"),
    "05": Message("ลับที่สุด", "Top secret"),
}
STATE_NAMES = {
    "draft": Message("ฉบับร่าง", "Draft"),
    "submitted": Message("รอการตรวจสอบ", "Submitted"),
    "approved": Message("ผ่านการอนุมัติ", "Approved"),
    "published": Message("เผยแพร่แล้ว", "Published"),
    "withdrawn": Message("เพิกถอนแล้ว", "Withdrawn"),
}

TABLE = """
verb                | classes        | states                             | least     | site | scope
--------------------+----------------+------------------------------------+-----------+------+-------
dataset.discover    | 01             | published                          | anyone    | yes  | read
dataset.discover    | 02             | published                          | signed-in | yes  | read
dataset.discover    | 03             | published                          | editor    | yes  | read
dataset.discover    | 04 05          | published                          | steward   | yes  | read
dataset.discover    | 01 02 03       | draft submitted approved withdrawn | editor    | yes  | read
dataset.discover    | 04 05          | draft submitted approved withdrawn | steward   | yes  | read
dataset.remember    | 01             | withdrawn                          | anyone    | yes  | read
dataset.remember    | 02             | withdrawn                          | signed-in | yes  | read
dataset.remember    | 03             | withdrawn                          | editor    | yes  | read
dataset.remember    | 04 05          | withdrawn                          | steward   | yes  | read
rows.read           | 01             | published                          | anyone    | yes  | read
rows.read           | 02             | published                          | viewer    | yes  | read
rows.read           | 03             | published                          | editor    | no   | read
rows.read           | 04 05          | published                          | steward   | no   | read
rows.read           | 01 02          | draft submitted approved           | editor    | yes  | read
rows.read           | 03             | draft submitted approved           | editor    | no   | read
rows.read           | 04 05          | draft submitted approved           | steward   | no   | read
rows.read           | 01 02          | withdrawn                          | steward   | yes  | read
rows.read           | 03 04 05       | withdrawn                          | steward   | no   | read
dataset.create      | 01 02 03       | -                                  | editor    | yes  | write
dataset.create      | 04 05          | -                                  | steward   | no   | write
dataset.edit        | 01 02          | draft submitted approved published | editor    | yes  | write
dataset.edit        | 03             | draft submitted approved published | editor    | no   | write
dataset.edit        | 04 05          | draft submitted approved published | steward   | no   | write
dataset.submit      | 01 02          | draft                              | editor    | yes  | write
dataset.submit      | 03             | draft                              | editor    | no   | write
dataset.submit      | 04 05          | draft                              | steward   | no   | write
dataset.return      | 01 02          | submitted approved                 | steward   | yes  | write
dataset.return      | 03 04 05       | submitted approved                 | steward   | no   | write
dataset.approve     | 01 02          | submitted                          | steward   | yes  | write
dataset.approve     | 03 04 05       | submitted                          | steward   | no   | write
dataset.publish     | 01 02          | approved                           | steward   | yes  | write
dataset.publish     | 03 04 05       | approved                           | steward   | no   | write
dataset.withdraw    | 01 02          | published                          | steward   | yes  | write
dataset.withdraw    | 03 04 05       | published                          | steward   | no   | write
dataset.republish   | 01 02          | withdrawn                          | steward   | yes  | write
dataset.republish   | 03 04 05       | withdrawn                          | steward   | no   | write
version.restore     | 01 02          | published                          | steward   | yes  | write
version.restore     | 03 04 05       | published                          | steward   | no   | write
dataset.classify    | 01 02 03 04 05 | draft submitted approved published | steward   | no   | write
schema.declare      | 01 02          | draft published                    | steward   | yes  | write
schema.declare      | 03 04 05       | draft published                    | steward   | no   | write
schema.override     | 01 02          | draft submitted                    | steward   | yes  | write
schema.override     | 03 04 05       | draft submitted                    | steward   | no   | write
finding.resolve     | 01 02          | draft submitted approved           | steward   | yes  | write
finding.resolve     | 03 04 05       | draft submitted approved           | steward   | no   | write
form.manage         | 01 02 03 04 05 | -                                  | steward   | yes  | write
round.oversee       | 01 02 03 04 05 | -                                  | editor    | yes  | read
filing.make         | 01 02          | -                                  | editor    | yes  | write
filing.make         | 03 04 05       | -                                  | editor    | no   | write
filing.read         | 01 02          | -                                  | editor    | yes  | read
filing.read         | 03 04 05       | -                                  | editor    | no   | read
filing.decide       | 01 02          | -                                  | steward   | yes  | write
filing.decide       | 03 04 05       | -                                  | steward   | no   | write
organisation.manage | -              | -                                  | admin     | yes  | manage
organisation.create | -              | -                                  | -         | yes  | manage
headline.choose     | -              | -                                  | steward   | yes  | write
user.manage         | -              | -                                  | admin     | yes  | manage
user.create         | -              | -                                  | -         | yes  | manage
job.see             | -              | -                                  | editor    | yes  | read
job.oversee         | -              | -                                  | steward   | yes  | read
job.cancel          | -              | -                                  | steward   | yes  | write
job.retry           | -              | -                                  | steward   | yes  | write
audit.read          | -              | -                                  | steward   | yes  | manage
storage.see         | -              | -                                  | admin     | yes  | read
quota.set           | -              | -                                  | -         | yes  | manage
boundaries.import   | -              | -                                  | -         | yes  | manage
"""

OPEN_BY_EDITORS = ("dataset.approve", "dataset.publish")
"""What editors may do with open data (01), too, where their organisation has decided so."""


@dataclass(frozen=True)
class Rule:
    """One line of the table."""

    verb: str
    classes: frozenset[str]
    states: frozenset[str]
    least: str
    site: bool
    scope: str

    def covers(self, classification: str | None, state: str | None) -> bool:
        """True if the line speaks of this class and state."""
        return _speaks_of(self.classes, classification) and _speaks_of(self.states, state)

    def admits(self, actor: Actor, organisation_id: int | None) -> bool:
        """True if the line lets the actor do it to a thing of the organisation."""
        if self.site and actor.site_administrator:
            return True
        if self.least in ("anyone", "signed-in"):
            return self.least == "anyone" or actor.signed_in
        role = actor.role_in(organisation_id)
        return role is not None and self.least in ROLES and ROLES.index(role) >= ROLES.index(self.least)


def _speaks_of(cell: frozenset[str], value: str | None) -> bool:
    return value in cell if cell else value is None


def _rule(line: str) -> Rule:
    verb, classes, states, least, site, scope = (cell.strip() for cell in line.split("|"))
    return Rule(
        verb,
        _cell(classes, CLASSES),
        _cell(states, STATES),
        _word(least, ("-", "anyone", "signed-in", *ROLES)),
        _word(site, ("yes", "no")) == "yes",
        _word(scope, SCOPES),
    )


def _cell(text: str, known: tuple[str, ...]) -> frozenset[str]:
    return frozenset() if text == "-" else frozenset(_word(word, known) for word in text.split())


def _word(text: str, known: tuple[str, ...]) -> str:
    if text not in known:
        raise ValueError(f"the table of permissions says {text!r}, which is none of {known}")
    return text


RULES = tuple(_rule(line) for line in TABLE.strip().splitlines()[2:])
VERBS = frozenset(rule.verb for rule in RULES)


def allows(actor: Actor, verb: str, organisation_id: int | None = None, classification: str | None = None, state: str | None = None) -> bool:
    """Return whether the actor may do this to a thing of the organisation, of this class and in this state.

    Raises ValueError for a verb, class or state that the table does not know.
    """
    _check(verb, classification, state)
    if actor.system:
        return True
    if _editors_publish(actor, verb, organisation_id, classification, state):
        return _in_scope(actor, "write")
    return any(
        rule.verb == verb and rule.covers(classification, state) and rule.admits(actor, organisation_id) and _in_scope(actor, rule.scope) for rule in RULES
    )


def require(actor: Actor, verb: str, organisation_id: int | None = None, classification: str | None = None, state: str | None = None) -> None:
    """Raise unless the actor may: NotFound if it may not even know of the dataset, else NotAllowed."""
    if allows(actor, verb, organisation_id, classification, state):
        return
    if classification is not None and state is not None and not allows(actor, "dataset.discover", organisation_id, classification, state):
        raise NotFound
    raise NotAllowed(code=f"not-allowed.{verb}")


def _editors_publish(actor: Actor, verb: str, organisation_id: int | None, classification: str | None, state: str | None) -> bool:
    """Return whether the organisation lets this editor approve or publish, as its stewards may, since the data is open."""
    if verb not in OPEN_BY_EDITORS or classification != "01" or organisation_id not in actor.publishes_open:
        return False
    return actor.role_in(organisation_id) in ROLES[1:] and any(rule.verb == verb and rule.covers(classification, state) for rule in RULES)


def _in_scope(actor: Actor, scope: str) -> bool:
    """Return whether the token in use, if any, goes this far; each scope holds those before it."""
    return actor.scopes is None or any(SCOPES.index(held) >= SCOPES.index(scope) for held in actor.scopes)


def _check(verb: str, classification: str | None, state: str | None) -> None:
    for value, known in ((verb, VERBS), (classification, CLASSES), (state, STATES)):
        if value is not None and value not in known:
            raise ValueError(f"{value!r} is none of {sorted(known)}")
