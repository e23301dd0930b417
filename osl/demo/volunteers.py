"""What volunteers of the demo town do: tasks and shifts, who comes, and the hours they give."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial

from sqlalchemy import select

from osl.accounts.models import User
from osl.core.clock import to_local, utcnow
from osl.core.db import db
from osl.demo import residents, town
from osl.demo.dates import FRIDAY, SATURDAY, TUESDAY, WEDNESDAY, last_season, weeks_ago
from osl.demo.occasions import CHILDRENS_DAY, CHILDRENS_DAY_INDOORS, CHILDRENS_DAY_ON
from osl.demo.tale import Story, Town, office_hours
from osl.people.models import Channel
from osl.volunteers.hours import Work, confirm_hours, enter_hours, refuse_hours, take_hours_from_shift
from osl.volunteers.hours_queries import Purpose
from osl.volunteers.models import Assignment, AssignmentState, HoursEntry, Shift, Task
from osl.volunteers.shifts import Offer, assign, change_shift, give_up, note_presence, offer_shift
from osl.volunteers.tasks import TaskFacts, add_shifts, plan_task, publish_task, weekly_times

WATERING = "Podlewanie ogrodu, dwa dyżury w tygodniu"
TABLE = "Pomoc przy stoliku zapisów na pikniku"
CALLING = "Telefon do samotnej osoby raz w tygodniu"
GAMES = "Pomoc przy planszówkach po lekcjach"
"""Rows 38-40 of the table of the demo town, and one with children."""
