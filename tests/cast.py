"""The standing cast. "Stranger" already means "must be refused"."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date

from osl.accounts.models import Membership, Role, StaffSession, User
from osl.communities.models import Centre, Community, CommunityKind, Tone, Venue
from osl.core import transactions
from osl.core.clock import utcnow
from osl.core.db import db
from tests.browser import Browser


@dataclass
class Cast:
    """Wzgórze is the animator's community, Ostrowiecka the other animator's."""

    centre: Centre
    wzgorze: Community
    ostrowiecka: Community
    hall: Venue
    organiser: User
    animator: User
    other_animator: User
    social_worker: User
    adviser: User
    administrator: User

    @classmethod
    def make(cls) -> "Cast":
        centre = Centre(
            name="Centrum Usług Społecznych",
            town="Starachowice",
            phone="000 000 001",
            phone_hours="pn–pt 8.00–15.00",
            address="ul. Przykładowa 1",
        )
        wzgorze = Community(
            slug="wzgorze",
            kind=CommunityKind.TERRITORIAL,
            name="Wzgórze",
            summary="Sąsiedzi z osiedla Wzgórze.",
            tone=Tone.GREEN,
            started_on=date(2021, 4, 6),
        )
        ostrowiecka = Community(
            slug="ostrowiecka",
            kind=CommunityKind.TERRITORIAL,
            name="Sąsiedzi z Ostrowieckiej",
            summary="Mieszkańcy bloków przy ulicy Ostrowieckiej.",
            tone=Tone.CLAY,
            started_on=date(2021, 4, 6),
        )
        hall = Venue(name="Świetlica „Pod Dębem”", address="ul. Łąkowa 5, 27-200 Starachowice")
        db.session.add_all([centre, wzgorze, ostrowiecka, hall])
        db.session.flush()

        def someone(email: str, name: str, role: Role, community: Community | None = None) -> User:
            user = User(
                email=email,
                name=name,
                totp_secret="set-up",
                totp_confirmed_at=utcnow(),
                memberships=[
                    Membership(role=role, community_id=community.id if community else None)
                ],
            )
            db.session.add(user)
            return user

        return cls(
            centre=centre,
            wzgorze=wzgorze,
            ostrowiecka=ostrowiecka,
            hall=hall,
            organiser=someone("organizator@example.org", "Anna Przykładowa", Role.ORGANISER),
            animator=someone("animator@example.org", "Jan Testowy", Role.ANIMATOR, wzgorze),
            other_animator=someone(
                "inna@example.org", "Maria Wzorcowa", Role.ANIMATOR, ostrowiecka
            ),
            social_worker=someone(
                "socjalny@example.org", "Stanisław Próbny", Role.SOCIAL_WORKER, wzgorze
            ),
            adviser=someone("doradca@example.org", "Ewa Doradcza", Role.ADVISER),
            administrator=someone("admin@example.org", "Adam Techniczny", Role.ADMINISTRATOR),
        )


def sign_in_as(browser: Browser, user: User) -> None:
    """Put a proven session of this person into the browser, as a sign-in would leave it."""
    token = secrets.token_urlsafe(32)
    user_id = user.id  # read before: the test's own session would wait for the unit's lock
    with browser.app.app_context(), transactions.unit():
        db.session.add(
            StaffSession(
                token_hash=hashlib.sha256(token.encode()).hexdigest(),
                user_id=user_id,
                factor_passed=True,
                proved_at=utcnow(),
            )
        )
    with browser.client.session_transaction(base_url="http://127.0.0.1:8000") as cookie:
        cookie.clear()
        cookie["_user_id"] = token
        cookie["_fresh"] = True
