"""What things about communities and places are called, in plain words."""

from datetime import date, datetime
from typing import NamedTuple

from osl.communities.models import (
    ACCESS_FACTS,
    Audience,
    Community,
    CommunityKind,
    Fact,
    FundingProject,
    Stage,
    StatementStatus,
    Tone,
    Venue,
)
from osl.core.clock import to_local, today
from osl.core.i18n import _, _l

COMMUNITY_KINDS = {
    CommunityKind.TERRITORIAL: _l("Neighbourhood"),
    CommunityKind.CATEGORICAL: _l("People with something in common"),
}

KIND_EXPLANATIONS = {
    CommunityKind.TERRITORIAL: _l("For everyone who lives in this part of town."),
    CommunityKind.CATEGORICAL: _l(
        "For people who share a situation or a passion, wherever in town they live."
    ),
}

TONES = {
    Tone.GREEN: _l("Green"),
    Tone.SUN: _l("Sun yellow"),
    Tone.CLAY: _l("Clay"),
    Tone.SKY: _l("Sky blue"),
    Tone.PLUM: _l("Plum"),
    Tone.TEAL: _l("Sea green"),
}

AUDIENCES = {
    Audience.EVERYONE: _l("Everyone"),
    Audience.SENIORS: _l("Seniors"),
    Audience.FAMILIES: _l("Families with children"),
    Audience.CHILDREN: _l("Children"),
    Audience.YOUTH: _l("Young people"),
    Audience.ADULTS: _l("Adults"),
}

STAGES = {
    Stage.ENTERING: _l("Entering the community"),
    Stage.DIAGNOSIS: _l("Diagnosis"),
    Stage.RESOURCE_MAP: _l("Map of resources and needs"),
    Stage.PARTNERSHIP: _l("Initiative group and partnership"),
    Stage.PLANNING: _l("Action plan"),
    Stage.ACTION: _l("Acting together"),
    Stage.EVALUATION: _l("Evaluation"),
    Stage.LEAVING: _l("Leaving: the community goes on by itself"),
}
"""The eight stages of the method, as the team calls them."""

STAGE_SENTENCES = {
    Stage.ENTERING: _l("We are getting to know each other: come and say hello."),
    Stage.DIAGNOSIS: _l("We are asking residents what they need and what they would like."),
    Stage.RESOURCE_MAP: _l(
        "Together we are writing down what is here already and what is missing."
    ),
    Stage.PARTNERSHIP: _l("A group of people is forming who want to do something: join in."),
    Stage.PLANNING: _l("Together we are deciding what to do first."),
    Stage.ACTION: _l("We are carrying out what residents planned: every pair of hands helps."),
    Stage.EVALUATION: _l("We are looking back together at what worked and what to do better."),
    Stage.LEAVING: _l("Residents now run things themselves, and we help when asked."),
}
"""The same for residents: one sentence without a single word of the trade."""

FACTS = {
    Fact.YES: _l("Yes"),
    Fact.NO: _l("No"),
    Fact.UNKNOWN: _l("No data"),
}

ACCESS_LABELS = {
    "step_free_entrance": _l("Entrance without steps"),
    "lift": _l("Lift, or everything on one level"),
    "accessible_toilet": _l("Toilet for people in wheelchairs"),
    "parking": _l("Parking space for disabled people"),
    "hearing_loop": _l("Hearing loop"),
    "assistance_dog": _l("Assistance dogs welcome"),
    "bus_stop": _l("Bus stop nearby"),
    "benches_and_shade": _l("Benches and shade"),
}

ACCESS_SENTENCES = {
    "step_free_entrance": (
        _l("You enter without any steps."),
        _l("There are steps at the entrance."),
    ),
    "lift": (
        _l("There is a lift, or everything is on one level."),
        _l("There is no lift."),
    ),
    "accessible_toilet": (
        _l("The toilet can be used in a wheelchair."),
        _l("There is no toilet for people in wheelchairs."),
    ),
    "parking": (
        _l("There is a parking space for disabled people."),
        _l("There is no parking space for disabled people."),
    ),
    "hearing_loop": (
        _l("There is a hearing loop."),
        _l("There is no hearing loop."),
    ),
    "assistance_dog": (
        _l("You can come in with an assistance dog."),
        _l("Assistance dogs cannot come in."),
    ),
    "bus_stop": (
        _l("There is a bus stop nearby."),
        _l("There is no bus stop nearby."),
    ),
    "benches_and_shade": (
        _l("There are benches and there is shade."),
        _l("There are no benches or no shade."),
    ),
}
"""Each access fact told when it is so, and when it is not."""

INDOORS_ONLY = ("lift", "hearing_loop")
OUTDOORS_ONLY = ("benches_and_shade",)

STATEMENT_STATUSES = {
    StatementStatus.FULL: _l("It conforms fully"),
    StatementStatus.PARTIAL: _l("It conforms partly"),
    StatementStatus.NONE: _l("It does not conform"),
}

STATEMENT_SENTENCES = {
    StatementStatus.FULL: _l(
        "This website conforms to the act of 4 April 2019 on the digital accessibility of "
        "websites and mobile applications of public entities."
    ),
    StatementStatus.PARTIAL: _l(
        "This website partly conforms to the act of 4 April 2019 on the digital accessibility of "
        "websites and mobile applications of public entities, because of the failures or "
        "exceptions listed below."
    ),
    StatementStatus.NONE: _l(
        "This website does not conform to the act of 4 April 2019 on the digital accessibility "
        "of websites and mobile applications of public entities."
    ),
}
"""The three sentences of the official form of the statement; the Polish ones word for word."""


class AccessSentence(NamedTuple):
    """One access fact of a venue, ready to be read."""

    label: str
    fact: Fact
    text: str


def access_sentences(venue: Venue) -> list[AccessSentence]:
    """What is known of getting to and into a venue, fact by fact, unknown ones too.

    A lift in a park and benches in a hall are left out unless somebody noted them.
    """
    out_of_place = INDOORS_ONLY if venue.is_outdoor else OUTDOORS_ONLY
    told = []
    for name in ACCESS_FACTS:
        fact = Fact(getattr(venue, name))
        if fact is Fact.UNKNOWN and name in out_of_place:
            continue
        is_so, is_not_so = ACCESS_SENTENCES[name]
        texts = {Fact.YES: is_so, Fact.NO: is_not_so}
        text = str(texts[fact]) if fact in texts else _("No data. Call us and we will check.")
        told.append(AccessSentence(str(ACCESS_LABELS[name]), fact, text))
    return told


def unknown_access(venue: Venue) -> list[str]:
    """The access facts nobody has noted yet, by their labels."""
    return [one.label for one in access_sentences(venue) if one.fact is Fact.UNKNOWN]


def stage_sentence(community: Community) -> str:
    """The stage for residents; nothing where the team keeps it to itself."""
    return str(STAGE_SENTENCES[community.stage]) if community.shows_stage else ""


def funding_sentence(project: FundingProject, when: datetime | date | None = None) -> str:
    """The mandatory sentence of a grant on that day; today when nobody says which."""
    day = to_local(when).date() if isinstance(when, datetime) else (when or today())
    return project.sentence_on(day)
