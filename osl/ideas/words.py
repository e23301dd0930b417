"""How ideas, their states and steps are said."""

from osl.core.i18n import _l
from osl.ideas.models import (
    FormalKind,
    HidingReason,
    IdeaState,
    NotNowReason,
    Resource,
    Source,
    StepKind,
    Suspicion,
)

STATES = {
    IdeaState.NEW: _l("New"),
    IdeaState.TALK: _l("We are talking about it"),
    IdeaState.LOOKING: _l("Looking for helpers"),
    IdeaState.PLANNED: _l("Planned"),
    IdeaState.DONE: _l("Came true"),
    IdeaState.HANDED_ON: _l("Handed on"),
    IdeaState.NOT_NOW: _l("Not now"),
}

STATE_SENTENCES = {
    IdeaState.NEW: _l("The idea is new and waits for the team's answer."),
    IdeaState.TALK: _l("The team is talking about it with residents."),
    IdeaState.LOOKING: _l("It can happen once the right people and things are found."),
    IdeaState.PLANNED: _l("It has a date: an event answers this idea."),
    IdeaState.DONE: _l("It happened."),
    IdeaState.HANDED_ON: _l("Somebody else decides about it, and we have passed it on to them."),
    IdeaState.NOT_NOW: _l("It cannot be done now. The answer says why."),
}
"""What each state means, in a sentence beside its name."""

STATE_TONES = {
    IdeaState.NEW: "sky",
    IdeaState.TALK: "teal",
    IdeaState.LOOKING: "clay",
    IdeaState.PLANNED: "sun",
    IdeaState.DONE: "green",
    IdeaState.HANDED_ON: "plum",
    IdeaState.NOT_NOW: "quiet",
}

STEPS = {
    StepKind.TALK: _l("We are talking about it"),
    StepKind.LOOKING: _l("We are looking for helpers"),
    StepKind.HANDED_ON: _l("Handed on"),
    StepKind.THEIR_ANSWER: _l("Their answer"),
    StepKind.NOT_NOW: _l("Not now"),
    StepKind.NEWS: _l("News"),
    StepKind.MERGED: _l("Joined with another idea"),
    StepKind.TOOK_IN: _l("A similar idea was joined with this one"),
    StepKind.PARTED: _l("It goes its own way again"),
    StepKind.SPLIT_OFF: _l("A part became an idea of its own"),
    StepKind.MOVED: _l("Moved to another community"),
    StepKind.CORRECTED: _l("The team corrected the words"),
}

SOURCES = {
    Source.WEB: _l("on the site"),
    Source.PHONE: _l("by phone"),
    Source.STALL: _l("at a stall"),
    Source.WALK: _l("on a walk through the neighbourhood"),
    Source.OPEN_HOURS: _l("at open hours"),
    Source.MEETING: _l("at a meeting"),
    Source.PAPER: _l("on paper"),
}

HIDING_REASONS = {
    HidingReason.PERSONAL_DATA: _l("It holds data about people"),
    HidingReason.OFFENSIVE: _l("It hurts or threatens somebody"),
    HidingReason.ADVERT: _l("It is an advertisement"),
    HidingReason.UNCLEAR: _l("It cannot be understood"),
    HidingReason.TAKEN_BACK: _l("Its author took it back"),
    HidingReason.OTHER: _l("Another reason"),
}

SUSPICIONS = {
    Suspicion.LINKS: _l("It holds many links"),
    Suspicion.REPEATED: _l("The same text came before"),
    Suspicion.CROWD: _l("Very many came from one place"),
}

NOT_NOW_REASONS = {
    NotNowReason.MONEY: _l("There is no money for it now"),
    NotNowReason.PLACE: _l("There is no place for it"),
    NotNowReason.PEOPLE: _l("Nobody was found to do it"),
    NotNowReason.SAFETY: _l("It would not be safe"),
    NotNowReason.NOT_OURS: _l("It is not ours to decide"),
    NotNowReason.EXISTS: _l("It is there already"),
    NotNowReason.OTHER: _l("Another reason"),
}

FORMAL_KINDS = {
    FormalKind.REQUEST: _l("request"),
    FormalKind.COMPLAINT: _l("complaint"),
    FormalKind.PETITION: _l("petition"),
}

OFFERED = {
    Resource.HANDS: _l("a pair of hands"),
    Resource.ROOM: _l("a room or a place"),
    Resource.TOOLS: _l("tools or things"),
    Resource.LEADER: _l("leading it"),
    Resource.ORGANISING: _l("organising it"),
    Resource.MONEY: _l("money or a grant"),
}
"""What somebody gives: "I can help with …"."""

NEEDED = {
    Resource.HANDS: _l("hands to help"),
    Resource.ROOM: _l("a room"),
    Resource.TOOLS: _l("tools"),
    Resource.LEADER: _l("a person to lead it"),
    Resource.ORGANISING: _l("a person to organise it"),
    Resource.MONEY: _l("money"),
}
"""What an idea lacks: "we are looking for …"."""
