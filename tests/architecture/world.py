"""What there is to look at when everybody tries every door: something of each in Wzgórze and in
Ostrowiecka."""

from datetime import UTC, date, datetime, time, timedelta

from osl.accounts.models import User
from osl.calendars.models import CalendarImport
from osl.communities.models import Community, FundingProject
from osl.core.clock import as_of, today, utcnow
from osl.core.db import db
from osl.events.models import (
    Break,
    Event,
    EventFormat,
    EventKind,
    Frequency,
    Occurrence,
    SignupMode,
    Strand,
)
from osl.events.operations import Facts, plan_event, publish_event
from osl.events.recurrence import Rule
from osl.events.schedule import Repeated, once
from osl.groups.models import GroupKind, PartnerKind
from osl.groups.operations import GroupFacts, add_group, add_group_member
from osl.groups.partner_operations import PartnerFacts, add_partner
from osl.ideas.calls_for_ideas import Question, publish_call, write_call
from osl.ideas.operations import Origin, Thought, give_idea, publish_idea
from osl.journal.models import WorkKind
from osl.journal.operations import Work, note_work
from osl.logbook.attendance import PRESENT, note_walk_in
from osl.logbook.certificates import issue_certificates
from osl.logbook.curriculum import add_topics
from osl.logbook.meeting_reports import Told, write_report
from osl.logbook.models import LogPicture, PictureBasis
from osl.logbook.participant_records import Told as ParticipantTold
from osl.logbook.participant_records import record_participant
from osl.logbook.sheet_photos import add_photo
from osl.messages.consents import Agreement, give_consent
from osl.messages.models import ConsentChannel, ConsentSource
from osl.neighbours.models import Service, Side
from osl.neighbours.offices import add_office
from osl.neighbours.operations import Said, note_help
from osl.neighbours.operations import Source as HelpSource
from osl.people.merging import merge_people
from osl.people.models import Channel, Person, Talent, TalentKind, Talk, TalkChannel
from osl.people.operations import Known, meet_person
from osl.reports.models import ReportPeriod
from osl.signups.operations import Source, Wish, sign_up
from osl.specialists.contracts import ContractFacts, add_contract
from osl.specialists.operations import SpecialistFacts, add_specialist
from osl.surveys.operations import start_survey
from osl.volunteers.contributions import add_line
from osl.volunteers.models import Agreement as VolunteerAgreement
from osl.volunteers.models import AgreementState, ContributionKind, HoursEntry, Shift, Task
from osl.volunteers.shifts import Offer, offer_shift
from osl.volunteers.tasks import TaskFacts, add_shifts, plan_task, publish_task, weekly_times
from tests.cast import Cast

COURSE = Repeated(
    Rule(
        frequency=Frequency.WEEKLY,
        first_on=date(2099, 5, 5),
        starts_at=time(17),
        ends_at=time(18),
        meeting_count=3,
    ),
    EventFormat.COURSE,
)


Ids = dict[str, int]


def plan_events(cast: Cast, ids: Ids) -> None:
    """What the two animators plan, who signs up, and what is to be brought."""
    for letter, community, planner in (
        ("a", cast.wzgorze, cast.animator),
        ("b", cast.ostrowiecka, cast.other_animator),
    ):
        for name in (letter, f"{letter}_draft", f"{letter}_course"):
            actor = db.session.get_one(User, planner.id)
            event = plan_event(
                Facts(
                    title=f"Spotkanie {name}",
                    kind=EventKind.TALK,
                    strand=Strand.SOCIAL,
                    place_note="Na skwerze",
                ),
                COURSE
                if name.endswith("course")
                else once(date(2099, 5, 4), time(17), None, time(18)),
                communities=[db.session.get_one(Community, community.id)],
                actor=actor,
            )
            db.session.flush()
            if not event.title.endswith("draft"):
                publish_event(event, actor=actor)
                kind = "session" if event.is_series else "meeting"
                ids[f"{letter}_{kind}"] = event.occurrences[0].id
                if not event.is_series:
                    known = Wish(Known(f"Maria {letter}", phone="600100200"))
                    source = Source(Channel.PHONE, actor=actor)
                    made = sign_up(event, event.occurrences[0], known, source)
                    ids[f"{letter}_signup"] = made.id
                    ids[f"{letter}_signup"] = made.id
                    line = add_line(event, ContributionKind.BRINGS, "Ciasto", 2, actor=actor)
                    ids[f"{letter}_line"] = line.id
            ids[name] = event.id


def note_rest(cast: Cast, ids: Ids) -> None:
    """A read calendar, a place, a project, a break and a member of the team."""
    project = FundingProject(title="Razem", sentence="Dofinansowane.")
    db.session.add(project)
    read = CalendarImport(user_id=cast.animator.id, community_id=cast.wzgorze.id)
    db.session.add(read)
    ids["venue"] = cast.hall.id
    db.session.flush()
    ids["import"] = read.id
    ids["member"] = cast.animator.id
    winter = Break(name="ferie", first_on=date(2099, 1, 5), last_on=date(2099, 1, 18))
    db.session.add(winter)
    db.session.flush()
    ids["break_"] = winter.id
    period = ReportPeriod(
        name="2026",
        first_on=date(2026, 1, 1),
        last_on=date(2026, 12, 31),
        created_by_id=cast.organiser.id,
    )
    db.session.add(period)
    db.session.flush()
    ids["period"] = period.id
    ids["project"] = project.id


def call_for_ideas(cast: Cast, ids: Ids) -> None:
    """A draft of a question to Wzgórze, and one Ostrowiecka is asked."""
    for name, community in (("a_ask", cast.wzgorze), ("b_ask", cast.ostrowiecka)):
        asking = db.session.get_one(User, cast.organiser.id)
        call = write_call(
            Question("Nasze podwórko", "Co tam?", "", date(2099, 1, 1), date(2099, 1, 31)),
            community=db.session.get_one(Community, community.id),
            actor=asking,
        )
        if name == "b_ask":
            publish_call(call, actor=asking)
        db.session.flush()
        ids[name] = call.id


def meet_people(cast: Cast, ids: Ids) -> None:
    """A resident of each community."""
    for name, community in (("person", cast.wzgorze), ("neighbour", cast.ostrowiecka)):
        ids[name] = meet_person(
            Known(f"Jan {name}", phone="600100200"),
            channel=Channel.PHONE,
            community_ids=[community.id],
            actor=None,
        ).id


def join_two_entries(cast: Cast, ids: Ids) -> None:
    """Two entries of one resident of Wzgórze, made one."""
    twins = [
        meet_person(
            Known(f"Zofia Podobna {n}", phone=f"60010020{n}"),
            channel=Channel.PHONE,
            community_ids=[cast.wzgorze.id],
            actor=None,
        )
        for n in (1, 2)
    ]
    organiser = db.session.get_one(User, cast.organiser.id)
    ids["a_merge"] = merge_people(*twins, actor=organiser).id


def give_hours(cast: Cast, ids: Ids) -> None:
    """Hours that were given, and shifts that are over."""
    for letter, who, community in (
        ("a", "person", cast.wzgorze),
        ("b", "neighbour", cast.ostrowiecka),
    ):
        given = HoursEntry(
            person_id=ids[who],
            community_id=community.id,
            worked_on=date(2026, 1, 5),
            minutes=60,
            what="Podlewanie",
        )
        task = Task(community_id=community.id, title="Podlewanie")
        over = datetime(2026, 1, 5, 9, tzinfo=UTC)
        shift = Shift(task=task, starts_at=over, ends_at=over + timedelta(hours=1), needed=1)
        db.session.add_all([given, task, shift])
        db.session.flush()
        ids[f"{letter}_hours"], ids[f"{letter}_past"] = given.id, shift.id


def give_ideas(cast: Cast, ids: Ids) -> None:
    """An idea everybody reads, and one nobody has read yet."""
    for name, community in (("a_idea", cast.wzgorze), ("b_unread", cast.ostrowiecka)):
        idea = give_idea(
            Thought("Ławka", "Przed blokiem."),
            community=db.session.get_one(Community, community.id),
            origin=Origin(),
        )
        if name == "a_idea":
            publish_idea(idea, actor=db.session.get_one(User, cast.animator.id))
        ids[name] = idea.id


def note_talks(cast: Cast, ids: Ids) -> None:
    """What was said to whom."""
    for name, person, community, author in (
        ("a_talk", "person", cast.wzgorze, cast.animator),
        ("b_talk", "neighbour", cast.ostrowiecka, cast.other_animator),
    ):
        actor = db.session.get_one(User, author.id)
        talk = Talk(
            person_id=ids[person],
            community_id=community.id,
            author=actor,
            held_on=date(2026, 5, 4),
            channel=TalkChannel.PHONE,
            agreed="Spotkamy się.",
            next_step="Zadzwonić",
            next_on=date(2099, 1, 1),
            next_owner=actor,
        )
        db.session.add(talk)
        db.session.flush()
        ids[name] = talk.id


def write_agreements(cast: Cast, ids: Ids) -> None:
    """Agreements of each community; one is printed."""
    for name, person, community, planner, state in (
        ("a_agreement", "person", cast.wzgorze, cast.animator, "draft"),
        ("a_printed", "person", cast.wzgorze, cast.animator, "printed"),
        ("b_agreement", "neighbour", cast.ostrowiecka, cast.other_animator, "draft"),
    ):
        agreed = VolunteerAgreement(
            number=name,
            person_id=ids[person],
            community_id=community.id,
            state=AgreementState(state),
            scope="Ogród",
            starts_on=date(2099, 1, 1),
            born_on=date(2080, 1, 1),
            printed_at=utcnow(),
            created_by_id=planner.id,
        )
        db.session.add(agreed)
        db.session.flush()
        ids[name] = agreed.id


def list_talents(cast: Cast, ids: Ids) -> None:
    """What people like to do."""
    talent = Talent(kind=TalentKind.LIKES, name="Pieczenie")
    db.session.add(talent)
    db.session.flush()
    ids["talent"] = talent.id


def call_for_volunteers(cast: Cast, ids: Ids) -> None:
    """A task with a shift, and somebody who offers to come."""
    for letter, community in (("a", cast.wzgorze), ("b", cast.ostrowiecka)):
        asking = db.session.get_one(User, cast.organiser.id)
        of = db.session.get_one(Community, community.id)
        task = plan_task(TaskFacts("Podlewanie"), community=of, actor=asking)
        times = weekly_times(date(2099, 5, 4), time(10), time(12))
        (shift,) = add_shifts(task, times, needed=1, actor=asking)
        publish_task(task, actor=asking)
        db.session.flush()
        helping = Offer(Known(f"Ewa {letter}", phone="600300200"))
        made = offer_shift(shift, helping, channel=Channel.PHONE, actor=asking)
        ids |= {f"{letter}_task": task.id, f"{letter}_shift": shift.id}
        ids[f"{letter}_offer"] = made.id


def keep_groups(cast: Cast, ids: Ids) -> None:
    """A group of each community with somebody in it, and a partner of each."""
    actor = db.session.get_one(User, cast.organiser.id)
    for letter, who, community in (
        ("a", "person", cast.wzgorze),
        ("b", "neighbour", cast.ostrowiecka),
    ):
        of = db.session.get_one(Community, community.id)
        group = add_group(GroupFacts(GroupKind.CLUB, "Klub"), community=of, actor=actor)
        somebody = db.session.get_one(Person, ids[who])
        member = add_group_member(group, somebody, date(2026, 5, 4), actor=actor)
        school = PartnerFacts(PartnerKind.SCHOOL, "Szkoła")
        partner = add_partner(school, communities=[of], actor=actor)
        db.session.flush()
        ids |= {f"{letter}_group": group.id, f"{letter}_in_group": member.id}
        ids[f"{letter}_partner"] = partner.id


def help_neighbours(cast: Cast, ids: Ids) -> None:
    """Somebody of each community asks for help, and whom to call is written down."""
    actor = db.session.get_one(User, cast.organiser.id)
    for letter, who, community in (
        ("a", "person", cast.wzgorze),
        ("b", "neighbour", cast.ostrowiecka),
    ):
        of = db.session.get_one(Community, community.id)
        asked = Said(Side.ASKS, Service.SHOPPING)
        somebody = db.session.get_one(Person, ids[who])
        by_phone = HelpSource(Channel.PHONE, actor=actor)
        ids[f"{letter}_help"] = note_help(asked, somebody, of, by_phone).id
    office = add_office(name="Dyżur", phone="116 123", actor=actor)
    db.session.flush()
    ids["office"] = office.id


def agree_to_news(cast: Cast, ids: Ids) -> None:
    """Who wants to hear of what is on."""
    ids["consent"] = give_consent(
        Agreement(ConsentChannel.SMS, ids["wzgorze"], "600100200", "Chcę SMS-y", "pl"),
        person_id=ids["person"],
        source=ConsentSource.PHONE,
    ).id


def hold_meetings(cast: Cast, ids: Ids) -> None:
    """A workshop of each community that was held in spring, with somebody who was there."""
    for letter, who, community in (
        ("a", "person", cast.wzgorze),
        ("b", "neighbour", cast.ostrowiecka),
    ):
        actor = db.session.get_one(User, cast.organiser.id)
        with as_of(datetime(2026, 5, 1, tzinfo=UTC)):
            event = plan_event(
                Facts(
                    title=f"Warsztat {letter}",
                    kind=EventKind.WORKSHOP,
                    strand=Strand.CULTURAL,
                    place_note="W świetlicy",
                    signup_mode=SignupMode.PHONE,
                ),
                once(date(2026, 5, 4), time(17), None, time(18)),
                communities=[db.session.get_one(Community, community.id)],
                actor=actor,
            )
            db.session.flush()
            publish_event(event, actor=actor)
        meeting = event.occurrences[0]
        somebody = db.session.get_one(Person, ids[who])
        note_walk_in(meeting, somebody, PRESENT, actor=actor)
        course = db.session.get_one(Event, ids[f"{letter}_course"])
        ids[f"{letter}_topic"] = add_topics(course, ["Powitanie"], actor=actor)[0].id
        ids |= {f"{letter}_held_event": event.id, f"{letter}_held": meeting.id}
        photo = add_photo(meeting, b"\xff\xd8\xff\xd9", actor=actor)
        certificate = issue_certificates(event, [somebody.id], actor=actor)[0]
        ids |= {f"{letter}_photo": photo.id, f"{letter}_certificate": certificate.id}


def report_meetings(cast: Cast, ids: Ids) -> None:
    """What residents read of the workshops, a picture of each, and work in the journal."""
    for letter, author in (("a", cast.animator), ("b", cast.other_animator)):
        actor = db.session.get_one(User, author.id)
        meeting = db.session.get_one(Occurrence, ids[f"{letter}_held"])
        report = write_report(meeting, Told("Było miło."), actor=actor)
        picture = LogPicture(
            log_entry_id=report.log_entry_id,
            file="",
            description="Stół",
            width=1,
            height=1,
            basis=PictureBasis.NOBODY_RECOGNISABLE,
            added_by_id=actor.id,
        )
        db.session.add(picture)
        done = note_work(Work(today(), 60, WorkKind.PLANNING), key=None, actor=actor)
        db.session.flush()
        ids |= {f"{letter}_log_picture": picture.id, f"{letter}_work": done.id}


def hire_specialist(cast: Cast, ids: Ids) -> None:
    """Somebody of the whole town who leads, with an agreement."""
    actor = db.session.get_one(User, cast.organiser.id)
    facts = SpecialistFacts("Ewa Jogowa", "joga")
    specialist = add_specialist(facts, actor=actor)
    said = ContractFacts("CUS/1/2026", "Warsztaty jogi", date(2026, 5, 1))
    contract = add_contract(specialist, said, actor=actor)
    db.session.flush()
    ids |= {"specialist": specialist.id, "contract": contract.id}


def take_part_in_project(cast: Cast, ids: Ids) -> None:
    """Both workshops that were held belong to a project, and both who came are on its list."""
    actor = db.session.get_one(User, cast.organiser.id)
    project = db.session.get_one(FundingProject, ids["project"])
    for letter, who in (("a", "person"), ("b", "neighbour")):
        db.session.get_one(Event, ids[f"{letter}_held_event"]).funding_project = project
        db.session.flush()
        person = db.session.get_one(Person, ids[who])
        record_participant(
            project, person, ParticipantTold(date(2026, 5, 4), Channel.IN_PERSON), actor=actor
        )


def ask_how_it_was(cast: Cast, ids: Ids) -> None:
    """A survey about the workshop of each community."""
    for letter in ("a", "b"):
        event = db.session.get_one(Event, ids[f"{letter}_held_event"])
        survey = start_survey(event, actor=db.session.get_one(User, cast.organiser.id))
        ids |= {f"{letter}_survey": survey.id, f"{letter}_question": survey.questions[0].id}


def make_world(cast: Cast) -> Ids:
    """The numbers of everything that has a page, by the names the matrix calls them."""
    ids = {"wzgorze": cast.wzgorze.id, "ostrowiecka": cast.ostrowiecka.id}
    for tell in (
        plan_events,
        note_rest,
        call_for_ideas,
        meet_people,
        join_two_entries,
        give_hours,
        give_ideas,
        note_talks,
        write_agreements,
        list_talents,
        call_for_volunteers,
        keep_groups,
        help_neighbours,
        agree_to_news,
        hold_meetings,
        report_meetings,
        hire_specialist,
        take_part_in_project,
        ask_how_it_was,
    ):
        tell(cast, ids)
    return ids
