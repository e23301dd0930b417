"""The ideas of the demo town: given, read, answered, joined, planned, and what came of them."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial

from osl.accounts.models import User
from osl.core.db import db
from osl.demo import thoughts, town
from osl.demo.answers import RESULT, answers, calls
from osl.demo.learning import BILL_TALK, SEED_SWAP, bill_talk_on
from osl.demo.neighbours import Neighbour, neighbours
from osl.demo.planned import PlannedEvent, facts, when
from osl.demo.rhythms import CHAIR_YOGA
from osl.demo.tale import Story, Town, office_hours
from osl.demo.thoughts import HEARD, Heard
from osl.events.models import Event
from osl.events.operations import publish_event
from osl.ideas import calls_for_ideas, conversation, offers, operations, supports
from osl.ideas.answers import Answer, answer_idea
from osl.ideas.calls_for_ideas import Question
from osl.ideas.following import bring_up_to_date
from osl.ideas.merging import merge_ideas
from osl.ideas.models import (
    FormalKind,
    HidingReason,
    Idea,
    IdeaEvent,
    Resource,
    Source,
)
from osl.ideas.offers import Help
from osl.ideas.office import OfficeMatter, mark_formal
from osl.ideas.operations import Origin
from osl.ideas.planning import link_event, plan_from_ideas
from osl.people.operations import Known

AT_NINE, AFTER_TEN, AT_NOON, IN_THE_EVENING = (timedelta(hours=h) for h in (0, 1.5, 3, 9))
"""Hours after the office opens."""

Told = Callable[[Idea, User], object]


class Telling:
    """What happened to the ideas of the town, in words as short as: on that day, this."""

    def __init__(self, story: Story, made: Town, day: date) -> None:
        self.story, self.made, self.day = story, made, day
        self.people = list(neighbours())

    def moment(self, days_ago: int, hour: timedelta = AT_NINE) -> datetime:
        """At the latest yesterday evening: the town may be loaded at any hour of its day."""
        return office_hours(self.day - timedelta(days=max(days_ago, 1))) + hour

    def on(self, days_ago: int, title: str, step: Told, hour: timedelta = AT_NOON) -> None:
        """Somebody of the team did something with an idea."""

        def do() -> None:
            idea = self.made.ideas[title]
            step(idea, self.team_of(idea.community.slug))

        self.story.then(self.moment(days_ago, hour), do)

    def team_of(self, slug: str) -> User:
        return self.made.animators[slug]

    def answer(self, days_ago: int, title: str, answer: Answer) -> None:
        self.on(days_ago, title, lambda idea, actor: answer_idea(idea, answer, actor=actor))


def tell_ideas(story: Story, made: Town, day: date) -> None:
    """Two calls for ideas, two dozen ideas from every place where the team listens, and what
    became of each: every state there is, and what waits for the team today."""
    telling = Telling(story, made, day)
    tell_calls(telling)
    for heard in HEARD:
        tell_idea(telling, heard)
    for days_ago, title, answer in answers(day):
        telling.answer(days_ago, title, answer)
    tell_conversations(telling)
    tell_events(telling)
    tell_order(telling)


def tell_calls(telling: Telling) -> None:
    """One that is over and has a result, and one that takes ideas now."""
    for slug, days_ago, question in calls(telling.day):
        story, actor = telling.story, telling.team_of(slug)
        story.then(telling.moment(days_ago), partial(write_call, telling.made, slug, question))
        story.then(
            telling.moment(days_ago - 1), partial(publish_call, telling.made, question.title, actor)
        )

    def tell_result() -> None:
        call, actor = telling.made.calls[thoughts.CLOSED_CALL], telling.team_of(town.WZGORZE)
        calls_for_ideas.publish_result(call, RESULT, actor=actor)

    telling.story.then(telling.moment(40), tell_result)


def write_call(made: Town, slug: str, question: Question) -> None:
    made.calls[question.title] = calls_for_ideas.write_call(
        question, community=made.communities[slug], actor=made.animators[slug]
    )


def publish_call(made: Town, title: str, actor: User) -> None:
    calls_for_ideas.publish_call(made.calls[title], actor=actor)


def tell_idea(telling: Telling, heard: Heard) -> None:
    """It is given, read the next day, and supported in the days after."""
    telling.story.then(
        telling.moment(heard.days_ago, AFTER_TEN if heard.source is not Source.WEB else AT_NOON),
        partial(give, telling, heard),
    )
    if not heard.is_published:
        return
    published = heard.days_ago - 1
    telling.on(
        published,
        heard.title,
        lambda idea, actor: operations.publish_idea(idea, actor=actor),
        AT_NINE,
    )
    half = heard.supporters // 2
    telling.on(published, heard.title, partial(support, heard, range(half)), IN_THE_EVENING)
    telling.on(
        published - 1,
        heard.title,
        partial(support, heard, range(half, heard.supporters)),
        IN_THE_EVENING,
    )


def give(telling: Telling, heard: Heard) -> None:
    known = author_of(heard, telling.people)
    offered = OFFERED.get(heard.title, ())
    by_team = heard.source is not Source.WEB
    telling.made.ideas[heard.title] = operations.give_idea(
        operations.Thought(heard.title, heard.text, known, offered),
        community=telling.made.communities[heard.community],
        call=telling.made.calls[heard.call] if heard.call else None,
        origin=Origin(
            source=heard.source,
            heard_at=heard.heard_at,
            actor=telling.team_of(heard.community) if by_team else None,
            network="" if by_team else f"demo {heard.title}"[:32],
            language=known.language if known is not None else "pl",
        ),
    )


def author_of(heard: Heard, people: list[Neighbour]) -> Known | None:
    return people[heard.neighbour].known if heard.neighbour is not None else heard.known


OFFERED = {
    thoughts.SHELF: ((Resource.TOOLS, "wkrętarka i poziomica"),),
    thoughts.BENCH: ((Resource.HANDS, "co roku ją pomaluję"),),
    thoughts.TEA: ((Resource.HANDS, "upiekę drożdżówkę"),),
    thoughts.DANCE: ((Resource.TOOLS, "gramofon i płyty"),),
}
"""What the authors said they would help with."""


def support(heard: Heard, numbers: range, idea: Idea, _actor: User) -> None:
    """The first of them confirm it by e-mail. Two people stood behind both benches."""
    place = thoughts.BENCH if heard.title == thoughts.BENCH_AGAIN else heard.title
    for number in numbers:
        email = ""
        if number < heard.confirmed:
            email = f"sasiad{number + 1}.{idea.id}@example.org"
        given = supports.support_idea(
            idea,
            f"demo {place} {number + (15 if place != heard.title else 0)}",
            network=f"demo {idea.id} {number}",
            email=email,
        )
        if email:
            supports.confirm_support(given)


def tell_conversations(telling: Telling) -> None:
    """A question back and its answer, a hand offered, comments, other words for an idea, and a
    supporter somebody of the team met at the door."""
    telling.on(
        14,
        thoughts.ALLOTMENTS,
        lambda idea, actor: conversation.ask_author(
            idea, "Na które działki i w jaki dzień sąsiedzi mają najwięcej warzyw?", actor=actor
        ),
    )
    telling.on(12, thoughts.ALLOTMENTS, lambda idea, _actor: conversation.reply(idea, REPLY))
    telling.on(
        11,
        thoughts.ALLOTMENTS,
        lambda idea, actor: conversation.settle_message(idea.messages[-1], shown=True, actor=actor),
    )
    telling.on(
        10,
        thoughts.GAMES,
        lambda idea, _actor: offers.offer_help(
            idea,
            Help(
                Known("Łukasz Testowy", email="lukasz.testowy@example.org"),
                Resource.HANDS,
                "przyniosę konsolę i podłączę do rzutnika",
            ),
            network="demo offer",
        ),
    )
    telling.on(20, thoughts.LAMP, partial(comment, "Krystyna", COMMENTS[0]))
    telling.on(
        19,
        thoughts.LAMP,
        lambda idea, actor: conversation.settle_message(idea.messages[-1], shown=True, actor=actor),
    )
    telling.on(1, thoughts.LAMP, partial(comment, "", COMMENTS[1]))
    telling.on(
        2,
        thoughts.DUMPLINGS,
        lambda idea, _actor: operations.propose_change(
            idea, idea.title, f"{idea.text} Najlepiej w sobotę, bo w tygodniu pracuję."
        ),
    )
    telling.on(25, thoughts.BENCH, partial(support_met, telling.made))


REPLY = "Na „Pod Lasem”, w czwartki. Pani Danuta mówi, że cukinii starczy dla całego osiedla."
COMMENTS = (
    "Wczoraj znowu ktoś hamował z piskiem. Popieram, zanim stanie się coś złego.",
    "A może pasy odblaskowe, zanim będzie lampa?",
)


def comment(signature: str, text: str, idea: Idea, _actor: User) -> None:
    conversation.comment(idea, text, signature, network="demo comment")


def support_met(made: Town, idea: Idea, actor: User) -> None:
    """Whoever told us about the bill stands behind the bench, too."""
    person = made.ideas[thoughts.BILL].person
    if person is not None:
        supports.support_for(idea, person, actor=actor)


def tell_events(telling: Telling) -> None:
    """What the team planned for them: one event for two ideas, a series that answers one, one
    that is over, and one that only a draft answers so far."""
    day, made = telling.day, telling.made
    shelf, tea = thoughts.shelf_building(day), thoughts.tea_evening(day)
    for planned, titles, days_ago in (
        (shelf, (thoughts.SHELF,), 45),
        (tea, (thoughts.TEA, thoughts.BOARD_GAMES), 6),
    ):
        telling.story.then(telling.moment(days_ago), partial(plan, made, planned, titles))
        telling.story.then(telling.moment(days_ago - 1), partial(publish, made, planned))
    for title, event, days_ago in (
        (thoughts.SITTING, CHAIR_YOGA, 62),
        (thoughts.BILL, BILL_TALK, (day - bill_talk_on(day)).days + 9),
        (thoughts.SEEDLINGS, SEED_SWAP, 1),
    ):
        telling.on(days_ago, title, partial(link, made, event))


def plan(made: Town, planned: PlannedEvent, titles: tuple[str, ...]) -> None:
    made.events[planned.title] = plan_from_ideas(
        [made.ideas[title] for title in titles],
        facts(planned, made),
        when(planned),
        communities=[made.communities[slug] for slug in planned.communities],
        actor=made.animators[planned.communities[0]],
    )


def publish(made: Town, planned: PlannedEvent) -> None:
    """Those behind its ideas are invited at once, not only when the whole story is told."""
    event = made.events[planned.title]
    publish_event(event, actor=made.animators[planned.communities[0]])
    db.session.flush()
    bring_up_to_date(links_of(event, made))


def links_of(event: Event, made: Town) -> list[IdeaEvent]:
    return [link for idea in made.ideas.values() for link in idea.answering if link.event is event]


def link(made: Town, title: str, idea: Idea, actor: User) -> None:
    link_event(idea, made.events[title], actor=actor)


def tell_order(telling: Telling) -> None:
    """What was joined, moved, hidden, and what is no idea but a matter for the office."""
    made = telling.made
    telling.on(
        27,
        thoughts.BENCH_AGAIN,
        lambda idea, actor: merge_ideas(idea, made.ideas[thoughts.BENCH], actor=actor),
    )
    telling.on(
        8,
        thoughts.AFTERNOON_WALK,
        lambda idea, _actor: operations.move_idea(
            idea, made.communities[town.SENIORS], actor=made.organiser
        ),
    )
    telling.on(
        8,
        thoughts.NOISE,
        lambda idea, actor: operations.hide_idea(
            idea,
            HidingReason.PERSONAL_DATA,
            "Numer mieszkania. Sprawa dla dzielnicowego.",
            actor=actor,
        ),
    )
    office = "sekretariat centrum"
    complaint = OfficeMatter(
        FormalKind.COMPLAINT, to_whom=office, handed_on=telling.day - timedelta(days=32)
    )
    for days_ago, title, matter in (
        (32, thoughts.COMPLAINT, complaint),
        (15, thoughts.REQUEST, OfficeMatter(FormalKind.REQUEST, to_whom=office)),
    ):
        telling.on(days_ago, title, partial(mark, matter))


def mark(matter: OfficeMatter, idea: Idea, actor: User) -> None:
    mark_formal(idea, matter, actor=actor)
