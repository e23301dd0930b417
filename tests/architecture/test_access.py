"""Law 2: who may enter where. A change of access is a change of one of these two tables."""

from datetime import date, time

import pytest
from flask import Flask

from osl.accounts.models import User
from osl.calendars.models import CalendarImport
from osl.communities.models import Community, FundingProject
from osl.core import transactions
from osl.core.access import Door, doors, refuse_unguarded_views
from osl.core.db import db
from osl.events.models import Break, EventFormat, EventKind, Frequency, Strand
from osl.events.operations import Facts, plan_event, publish_event
from osl.events.recurrence import Rule
from osl.events.schedule import Repeated, once
from osl.ideas.calls_for_ideas import Question, publish_call, write_call
from osl.ideas.operations import Origin, Thought, give_idea, publish_idea
from osl.messages.consents import Agreement, give_consent
from osl.messages.models import ConsentChannel, ConsentSource
from osl.people.models import Channel
from osl.people.operations import Known, meet_person
from osl.signups.operations import Source, Wish, sign_up
from osl.volunteers.contributions import add_line
from osl.volunteers.models import ContributionKind
from tests.browser import Browser
from tests.cast import Cast, sign_in_as

DOORS = {
    "accounts.accept_invitation": "token",
    "accounts.account": "is_of_the_team",
    "accounts.ask_for_reset": "public",
    "accounts.code": "token",
    "accounts.end_other_sessions": "is_of_the_team",
    "accounts.end_session": "owns_session",
    "accounts.enter": "token",
    "accounts.password": "is_of_the_team",
    "accounts.prove": "is_of_the_team",
    "accounts.recovery_codes": "is_of_the_team",
    "accounts.rename": "is_of_the_team",
    "accounts.reset_password": "token",
    "accounts.second_factor": "is_of_the_team",
    "accounts.sign_in": "public",
    "accounts.sign_out": "public",
    "breaks.add": "can_keep_breaks",
    "breaks.edit": "can_edit_break",
    "breaks.index": "can_keep_breaks",
    "breaks.removal": "can_edit_break",
    "calendars.feed": "public",
    "calendars.feed_of_event": "public",
    "calendars.feed_of_strand": "public",
    "calendars.give_own_address": "is_of_the_team",
    "calendars.month": "public",
    "calendars.own_calendar": "is_of_the_team",
    "calendars.own_feed": "token",
    "calendars.qr_code": "public",
    "calendars.revoke_own_address": "is_of_the_team",
    "calendars.subscription": "public",
    "calls.index": "can_see_calls",
    "calls.numbers": "can_text_people",
    "calls.of_event": "can_see_signups",
    "calls.outcome": "can_make_call",
    "calls.text_message": "can_text_people",
    "calls.texted": "can_text_people",
    "centre.accessibility_statement": "public",
    "centre.edit_centre": "can_edit_centre",
    "centre.privacy": "public",
    "communities.close": "can_manage_community",
    "communities.create": "can_manage_communities",
    "communities.edit": "can_edit_community",
    "communities.index": "can_see_communities",
    "communities.remove_from_team": "can_edit_team_member",
    "communities.reopen": "can_manage_community",
    "communities.reorder_team": "can_edit_team_member",
    "communities.show": "can_see_community",
    "communities.stage": "can_edit_community",
    "communities.team": "can_edit_community",
    "consents.confirmation": "token",
    "consents.consent": "token",
    "consents.denial": "token",
    "consents.withdrawal": "token",
    "contributions.change": "can_handle_contribution",
    "contributions.enter": "can_handle_contribution",
    "contributions.index": "can_handle_contributions",
    "contributions.printed": "can_handle_contributions",
    "contributions.removal": "can_handle_contribution",
    "contributions.take": "public",
    "contributions.take_off": "can_handle_claim",
    "events.cancellation": "can_cancel_event",
    "events.copy": "can_edit_event",
    "events.deletion": "can_edit_event",
    "events.description_preview": "can_create_event",
    "events.edit": "can_edit_event",
    "events.end": "can_edit_event",
    "events.following": "can_edit_meeting",
    "events.index": "can_create_event",
    "events.meeting_cancellation": "can_edit_meeting",
    "events.meeting_change": "can_edit_meeting",
    "events.meeting_postponement": "can_edit_meeting",
    "events.meeting_restoration": "can_edit_meeting",
    "events.meeting_return": "can_edit_meeting",
    "events.new_round": "can_edit_event",
    "events.open_hours": "can_plan_open_hours",
    "events.picture": "can_edit_picture",
    "events.picture_order": "can_edit_picture",
    "events.picture_removal": "can_edit_picture",
    "events.pictures": "can_edit_event",
    "events.plan": "can_create_event",
    "events.preview": "can_see_event_desk",
    "events.publication": "can_publish_event",
    "events.quick": "can_create_event",
    "events.restoration": "can_cancel_event",
    "events.show": "can_see_event_desk",
    "funding.add_project": "can_manage_funding",
    "funding.edit_project": "can_edit_funding",
    "funding.projects": "can_manage_funding",
    "health.live": "public",
    "health.ready": "public",
    "home.archive": "public",
    "home.communities": "public",
    "home.community": "public",
    "home.desk": "can_see_desk",
    "home.event": "public",
    "home.events": "public",
    "home.front": "public",
    "home.history": "can_read_history",
    "home.robots": "public",
    "home.more": "can_see_desk",
    "home.search": "can_search",
    "home.security": "public",
    "home.sitemap": "public",
    "home.week": "can_create_event",
    "ideas.alike": "public",
    "ideas.call": "public",
    "ideas.calls": "public",
    "ideas.came_true": "public",
    "ideas.comment": "public",
    "ideas.denial": "token",
    "ideas.enter_code": "public",
    "ideas.give": "public",
    "ideas.index": "public",
    "ideas.new_words": "token",
    "ideas.offer": "public",
    "ideas.own": "token",
    "ideas.own_offer": "token",
    "ideas.own_support": "token",
    "ideas.show": "public",
    "ideas.support": "public",
    "ideas.taking_back": "token",
    "ideas.unsupport": "public",
    "ideas_desk.answer": "can_handle_idea",
    "ideas_desk.believe": "can_handle_idea",
    "ideas_desk.call_edit": "can_edit_call",
    "ideas_desk.call_index": "can_call_for_ideas",
    "ideas_desk.call_new": "can_call_for_ideas",
    "ideas_desk.call_note": "can_tell_of_idea",
    "ideas_desk.call_poster": "can_edit_call",
    "ideas_desk.call_publish": "can_edit_call",
    "ideas_desk.call_result": "can_edit_call",
    "ideas_desk.call_show": "can_edit_call",
    "ideas_desk.call_withdraw": "can_edit_call",
    "ideas_desk.calls": "can_see_ideas",
    "ideas_desk.change": "can_handle_idea",
    "ideas_desk.correction": "can_handle_idea",
    "ideas_desk.crowd": "can_handle_idea",
    "ideas_desk.enter": "can_enter_idea",
    "ideas_desk.event_ideas": "can_see_event_desk",
    "ideas_desk.formal": "can_handle_idea",
    "ideas_desk.formal_undo": "can_handle_idea",
    "ideas_desk.hide_suspects": "can_see_ideas",
    "ideas_desk.hiding": "can_handle_idea",
    "ideas_desk.index": "can_see_ideas",
    "ideas_desk.link": "can_handle_idea",
    "ideas_desk.merge": "can_handle_idea",
    "ideas_desk.message": "can_handle_message",
    "ideas_desk.move": "can_handle_idea",
    "ideas_desk.need": "can_handle_need",
    "ideas_desk.noted_reply": "can_handle_idea",
    "ideas_desk.offer_removal": "can_handle_offer",
    "ideas_desk.part": "can_handle_idea",
    "ideas_desk.picture_removal": "can_handle_idea",
    "ideas_desk.plan": "can_create_event",
    "ideas_desk.poster": "can_invite_ideas",
    "ideas_desk.publication": "can_handle_idea",
    "ideas_desk.question": "can_handle_idea",
    "ideas_desk.recount": "can_handle_idea",
    "ideas_desk.show": "can_handle_idea",
    "ideas_desk.split": "can_handle_idea",
    "ideas_desk.supporter": "can_handle_idea",
    "ideas_desk.unlink": "can_handle_idea",
    "imports.choice": "can_save_import",
    "imports.giving_up": "can_save_import",
    "imports.upload": "can_create_event",
    "messages.letters": "can_see_letters",
    "messages.send_again": "can_send_again",
    "news.consent_confirmation": "can_change_consent",
    "news.consent_withdrawal": "can_change_consent",
    "news.consents": "can_see_consents",
    "news.subscription": "public",
    "pictures.show": "public",
    "signup_desk.acceptance": "can_handle_signup",
    "signup_desk.door_list": "can_see_signups",
    "signup_desk.event_signups": "can_see_signups",
    "signup_desk.export": "can_see_signups",
    "signup_desk.group": "can_handle_signup",
    "signup_desk.letter": "can_handle_signup",
    "signup_desk.letter_again": "can_send_letter_again",
    "signup_desk.offer": "can_handle_signup",
    "signup_desk.party": "can_handle_signup",
    "signup_desk.people": "can_take_signups",
    "signup_desk.person": "can_handle_signup",
    "signup_desk.phone": "can_take_signups",
    "signup_desk.place": "can_handle_signup",
    "signup_desk.refusal": "can_handle_signup",
    "signup_desk.results": "can_take_signups",
    "signup_desk.show": "can_handle_signup",
    "signup_desk.withdrawal": "can_handle_signup",
    "signups.acceptance": "token",
    "signups.coming": "token",
    "signups.enter_code": "public",
    "signups.manage": "token",
    "signups.party": "token",
    "signups.patience": "token",
    "signups.refusal": "token",
    "signups.sign_up_online": "public",
    "signups.withdrawal": "token",
    "team.disable": "can_switch_off",
    "team.enable": "can_switch_off",
    "team.end_sessions": "can_manage_member",
    "team.invite": "can_manage_team",
    "team.invite_again": "can_manage_member",
    "team.member": "can_manage_member",
    "team.members": "can_manage_team",
    "team.remove_factor": "can_manage_member",
    "team.withdraw_invitation": "can_manage_member",
    "venues.add": "can_plan",
    "venues.edit_place": "can_edit_venue",
    "venues.places": "can_plan",
    "venues.restore": "can_edit_venue",
    "venues.retire": "can_edit_venue",
    "volunteers.calendar": "token",
    "volunteers.enter_code": "public",
    "volunteers.give_up": "token",
    "volunteers.index": "public",
    "volunteers.more": "token",
    "volunteers.offer": "public",
    "volunteers.own": "token",
    "volunteers.task": "public",
    "volunteers.withdraw": "token",
}
"""Every endpoint, and the policy of its door (or public, or token)."""

ROLES = (
    "stranger",
    "animator",
    "other_animator",
    "social_worker",
    "adviser",
    "administrator",
    "organiser",
)
"""The animator and the social worker are of Wzgórze, the other animator is of Ostrowiecka."""

ANSWERS = {"+": 200, "x": 403, "?": 404, "s": 303}
"""+ enters; x may not; ? does not exist for them; s is sent to sign in."""

MATRIX = {
    "/panel": "s++++++",
    "/panel/wiecej": "s++++++",
    "/panel/drugi-skladnik": "sssssss",
    "/panel/drugi-skladnik/kody": "s++++++",
    "/panel/dziennik-zmian": "sxxxxx+",
    "/panel/konto": "s++++++",
    "/panel/konto/haslo": "s++++++",
    "/panel/konto/imie": "s++++++",
    "/panel/konto/kalendarz": "s++++++",
    "/panel/kto-co/{a_line}": "s+?+??+",
    "/panel/kto-co/{b_line}": "s?+???+",
    "/panel/kto-co/{a_line}/osoba": "s+?+??+",
    "/panel/kto-co/{b_line}/osoba": "s?+???+",
    "/panel/kto-co/{a_line}/usuniecie": "s+?+??+",
    "/panel/kto-co/{b_line}/usuniecie": "s?+???+",
    "/panel/listy": "sxxxx++",
    "/panel/miejsca": "s+++xx+",
    "/panel/miejsca/{venue}/edycja": "s+++xx+",
    "/panel/miejsca/nowe": "s+++xx+",
    "/panel/osoby/{person}/zgody": "s+?+??+",
    "/panel/osoby/{person}/zgody/{consent}/wycofanie": "s+?+??+",
    "/panel/osoby/{neighbour}/zgody": "s?+???+",
    "/panel/osoby/{neighbour}/zgody/{consent}/wycofanie": "s??????",
    "/panel/pomysly": "s+++xx+",
    "/panel/pomysly/{a_idea}": "s+x+xx+",
    "/panel/pomysly/{b_unread}": "s?+???+",
    "/panel/pomysly/{a_idea}/odpowiedz": "s+x+xx+",
    "/panel/pomysly/{b_unread}/odpowiedz": "s?+???+",
    "/panel/pomysly/{a_idea}/odpowiedz-autora": "s+x+xx+",
    "/panel/pomysly/{b_unread}/odpowiedz-autora": "s?+???+",
    "/panel/pomysly/{a_idea}/podzial": "s+x+xx+",
    "/panel/pomysly/{b_unread}/podzial": "s?+???+",
    "/panel/pomysly/{a_idea}/polaczenie": "s+x+xx+",
    "/panel/pomysly/{b_unread}/polaczenie": "s?+???+",
    "/panel/pomysly/{a_idea}/poparcie": "s+x+xx+",
    "/panel/pomysly/{b_unread}/poparcie": "s?+???+",
    "/panel/pomysly/{a_idea}/poprawka": "s+x+xx+",
    "/panel/pomysly/{b_unread}/poprawka": "s?+???+",
    "/panel/pomysly/{a_idea}/przeniesienie": "s+x+xx+",
    "/panel/pomysly/{b_unread}/przeniesienie": "s?+???+",
    "/panel/pomysly/{a_idea}/publikacja": "s+x+xx+",
    "/panel/pomysly/{b_unread}/publikacja": "s?+???+",
    "/panel/pomysly/{a_idea}/pytanie": "s+x+xx+",
    "/panel/pomysly/{b_unread}/pytanie": "s?+???+",
    "/panel/pomysly/{a_idea}/ukrycie": "s+x+xx+",
    "/panel/pomysly/{b_unread}/ukrycie": "s?+???+",
    "/panel/pomysly/{a_idea}/wniosek": "s+x+xx+",
    "/panel/pomysly/{b_unread}/wniosek": "s?+???+",
    "/panel/pomysly/{a_idea}/zmiana-autora": "s+x+xx+",
    "/panel/pomysly/{b_unread}/zmiana-autora": "s?+???+",
    "/panel/potwierdzenie": "s++++++",
    "/panel/projekty": "sxxxxx+",
    "/panel/projekty/{project}/edycja": "sxxxxx+",
    "/panel/projekty/nowy": "sxxxxx+",
    "/panel/przerwy": "sxxxxx+",
    "/panel/przerwy/{break_}": "sxxxxx+",
    "/panel/przerwy/{break_}/usuniecie": "sxxxxx+",
    "/panel/przerwy/nowa": "sxxxxx+",
    "/panel/spolecznosci": "s++++x+",
    "/panel/spolecznosci/{wzgorze}": "s++++x+",
    "/panel/spolecznosci/{ostrowiecka}": "s++++x+",
    "/panel/spolecznosci/{wzgorze}/dyzury": "s+x+xx+",
    "/panel/spolecznosci/{ostrowiecka}/dyzury": "sx+xxx+",
    "/panel/spolecznosci/{wzgorze}/edycja": "s+x+xx+",
    "/panel/spolecznosci/{ostrowiecka}/edycja": "sx+xxx+",
    "/panel/spolecznosci/{wzgorze}/etap": "s+x+xx+",
    "/panel/spolecznosci/{ostrowiecka}/etap": "sx+xxx+",
    "/panel/spolecznosci/{wzgorze}/zamkniecie": "sxxxxx+",
    "/panel/spolecznosci/{ostrowiecka}/zamkniecie": "sxxxxx+",
    "/panel/spolecznosci/{wzgorze}/zespol": "s+x+xx+",
    "/panel/spolecznosci/{ostrowiecka}/zespol": "sx+xxx+",
    "/panel/spolecznosci/nowa": "sxxxxx+",
    "/panel/szukaj": "s+++xx+",
    "/panel/telefony": "s+++xx+",
    "/panel/tydzien": "s+++xx+",
    "/panel/ustawienia": "sxxxx++",
    "/panel/nabory": "s+++xx+",
    "/panel/nabory/nowy": "s+++xx+",
    "/panel/nabory/{a_ask}": "s+?+??+",
    "/panel/nabory/{a_ask}/edycja": "s+?+??+",
    "/panel/nabory/{a_ask}/plakat": "s+?+??+",
    "/panel/nabory/{a_ask}/wynik": "s+?+??+",
    "/panel/nabory/{b_ask}": "sx+xxx+",
    "/panel/nabory/{b_ask}/edycja": "sx+xxx+",
    "/panel/nabory/{b_ask}/plakat": "sx+xxx+",
    "/panel/nabory/{b_ask}/wynik": "sx+xxx+",
    "/panel/pomysly/nowy": "s+++xx+",
    "/panel/pomysly/planowanie": "s+++xx+",
    "/panel/pomysly/planowanie?pomysl={a_idea}": "s+?+xx+",
    "/panel/pomysly/planowanie?pomysl={b_unread}": "s?+?xx+",
    "/panel/pomysly/telefony": "s+++xx+",
    "/panel/pomysly/{a_idea}/wydarzenie": "s+x+xx+",
    "/panel/pomysly/{b_unread}/wydarzenie": "s?+???+",
    "/panel/spolecznosci/wzgorze/plakat-pomysly": "s+x+xx+",
    "/panel/wydarzenia/{a_draft}/pomysly": "s+?+??+",
    "/panel/wydarzenia/{a}/pomysly": "s+++xx+",
    "/panel/wydarzenia": "s+++xx+",
    "/panel/wydarzenia/{a}": "s+++xx+",
    "/panel/wydarzenia/{a_draft}": "s+?+??+",
    "/panel/wydarzenia/{b}": "s+++xx+",
    "/panel/wydarzenia/{b_draft}": "s?+???+",
    "/panel/wydarzenia/{a}/edycja": "s+x+xx+",
    "/panel/wydarzenia/{a_draft}/edycja": "s+?+??+",
    "/panel/wydarzenia/{b}/edycja": "sx+xxx+",
    "/panel/wydarzenia/{b_draft}/edycja": "s?+???+",
    "/panel/wydarzenia/{a}/lista": "s+x+xx+",
    "/panel/wydarzenia/{a_draft}/lista": "s+?+??+",
    "/panel/wydarzenia/{b}/lista": "sx+xxx+",
    "/panel/wydarzenia/{b_draft}/lista": "s?+???+",
    "/panel/wydarzenia/{a}/zapisy": "s+x+xx+",
    "/panel/wydarzenia/{a_draft}/zapisy": "s+?+??+",
    "/panel/wydarzenia/{b}/zapisy": "sx+xxx+",
    "/panel/wydarzenia/{b_draft}/zapisy": "s?+???+",
    "/panel/wydarzenia/{a}/zapisy/eksport": "s+x+xx+",
    "/panel/wydarzenia/{a_draft}/zapisy/eksport": "s+?+??+",
    "/panel/wydarzenia/{b}/zapisy/eksport": "sx+xxx+",
    "/panel/wydarzenia/{b_draft}/zapisy/eksport": "s?+???+",
    "/panel/wydarzenia/{a_course}/grupy": "s+x+xx+",
    "/panel/wydarzenia/{b_course}/grupy": "sx+xxx+",
    "/panel/wydarzenia/{a_course}/koniec": "s+x+xx+",
    "/panel/wydarzenia/{b_course}/koniec": "sx+xxx+",
    "/panel/wydarzenia/{a}/kopia": "s+x+xx+",
    "/panel/wydarzenia/{a_draft}/kopia": "s+?+??+",
    "/panel/wydarzenia/{b}/kopia": "sx+xxx+",
    "/panel/wydarzenia/{b_draft}/kopia": "s?+???+",
    "/panel/wydarzenia/{a}/kto-co": "s+x+xx+",
    "/panel/wydarzenia/{a_draft}/kto-co": "s+?+??+",
    "/panel/wydarzenia/{b}/kto-co": "sx+xxx+",
    "/panel/wydarzenia/{b_draft}/kto-co": "s?+???+",
    "/panel/wydarzenia/{a}/kto-co/druk": "s+x+xx+",
    "/panel/wydarzenia/{a_draft}/kto-co/druk": "s+?+??+",
    "/panel/wydarzenia/{b}/kto-co/druk": "sx+xxx+",
    "/panel/wydarzenia/{b_draft}/kto-co/druk": "s?+???+",
    "/panel/wydarzenia/{a}/odwolanie": "s+x+xx+",
    "/panel/wydarzenia/{a_draft}/odwolanie": "s+?+??+",
    "/panel/wydarzenia/{b}/odwolanie": "sx+xxx+",
    "/panel/wydarzenia/{b_draft}/odwolanie": "s?+???+",
    "/panel/wydarzenia/{a}/podglad": "s+++xx+",
    "/panel/wydarzenia/{a_draft}/podglad": "s+?+??+",
    "/panel/wydarzenia/{b}/podglad": "s+++xx+",
    "/panel/wydarzenia/{b_draft}/podglad": "s?+???+",
    "/panel/wydarzenia/{a}/publikacja": "s+x+xx+",
    "/panel/wydarzenia/{a_draft}/publikacja": "s+?+??+",
    "/panel/wydarzenia/{b}/publikacja": "sx+xxx+",
    "/panel/wydarzenia/{b_draft}/publikacja": "s?+???+",
    "/panel/wydarzenia/{a}/przywrocenie": "s+x+xx+",
    "/panel/wydarzenia/{a_draft}/przywrocenie": "s+?+??+",
    "/panel/wydarzenia/{b}/przywrocenie": "sx+xxx+",
    "/panel/wydarzenia/{b_draft}/przywrocenie": "s?+???+",
    "/panel/wydarzenia/{a}/telefony": "s+?+??+",
    "/panel/wydarzenia/{b}/telefony": "s?+???+",
    "/panel/wydarzenia/{a_draft}/telefony": "s+?+??+",
    "/panel/wydarzenia/{a}/telefony/odwolanie/sms": "s+?+??+",
    "/panel/wydarzenia/{b}/telefony/odwolanie/sms": "s?+???+",
    "/panel/wydarzenia/{a_course}/terminy/{a_session}/dalsze": "s+x+xx+",
    "/panel/wydarzenia/{b_course}/terminy/{b_session}/dalsze": "sx+xxx+",
    "/panel/wydarzenia/{a_course}/terminy/{a_session}/jak-w-serii": "s+x+xx+",
    "/panel/wydarzenia/{b_course}/terminy/{b_session}/jak-w-serii": "sx+xxx+",
    "/panel/wydarzenia/{a_course}/terminy/{a_session}/odwolanie": "s+x+xx+",
    "/panel/wydarzenia/{b_course}/terminy/{b_session}/odwolanie": "sx+xxx+",
    "/panel/wydarzenia/{a_course}/terminy/{a_session}/przelozenie": "s+x+xx+",
    "/panel/wydarzenia/{b_course}/terminy/{b_session}/przelozenie": "sx+xxx+",
    "/panel/wydarzenia/{a_course}/terminy/{a_session}/przywrocenie": "s+x+xx+",
    "/panel/wydarzenia/{b_course}/terminy/{b_session}/przywrocenie": "sx+xxx+",
    "/panel/wydarzenia/{a_course}/terminy/{a_session}/zmiana": "s+x+xx+",
    "/panel/wydarzenia/{b_course}/terminy/{b_session}/zmiana": "sx+xxx+",
    "/panel/wydarzenia/{a}/terminy/{a_meeting}/odwolanie": "s+x+xx+",
    "/panel/wydarzenia/{b}/terminy/{b_meeting}/odwolanie": "sx+xxx+",
    "/panel/wydarzenia/{a}/terminy/{a_meeting}/zmiana": "s+x+xx+",
    "/panel/wydarzenia/{b}/terminy/{b_meeting}/zmiana": "sx+xxx+",
    "/panel/wydarzenia/{a}/terminy/{b_session}/zmiana": "s??????",
    "/panel/wydarzenia/{a}/usuniecie": "s+x+xx+",
    "/panel/wydarzenia/{a_draft}/usuniecie": "s+?+??+",
    "/panel/wydarzenia/{b}/usuniecie": "sx+xxx+",
    "/panel/wydarzenia/{b_draft}/usuniecie": "s?+???+",
    "/panel/wydarzenia/{a}/zdjecia": "s+x+xx+",
    "/panel/wydarzenia/{a_draft}/zdjecia": "s+?+??+",
    "/panel/wydarzenia/{b}/zdjecia": "sx+xxx+",
    "/panel/wydarzenia/{b_draft}/zdjecia": "s?+???+",
    "/panel/wydarzenia/import": "s+++xx+",
    "/panel/wydarzenia/import/{import}": "s+?????",
    "/panel/wydarzenia/nowe": "s+++xx+",
    "/panel/wydarzenia/szkic": "s+++xx+",
    "/panel/zapis-telefoniczny": "s+++xx+",
    "/panel/zapis-telefoniczny/wynik?zapis={a_signup}": "s+?+xx+",
    "/panel/zapis-telefoniczny/wynik?zapis={b_signup}": "s?+?xx+",
    "/panel/zapisy/{a_signup}": "s+?+??+",
    "/panel/zapisy/{b_signup}": "s?+???+",
    "/panel/zapisy/{a_signup}/grupa": "s+?+??+",
    "/panel/zapisy/{b_signup}/grupa": "s?+???+",
    "/panel/zapisy/{a_signup}/liczba-osob": "s+?+??+",
    "/panel/zapisy/{b_signup}/liczba-osob": "s?+???+",
    "/panel/zapisy/{a_signup}/miejsce": "s+?+??+",
    "/panel/zapisy/{b_signup}/miejsce": "s?+???+",
    "/panel/zapisy/{a_signup}/odmowa": "s+?+??+",
    "/panel/zapisy/{b_signup}/odmowa": "s?+???+",
    "/panel/zapisy/{a_signup}/osoba": "s+?+??+",
    "/panel/zapisy/{b_signup}/osoba": "s?+???+",
    "/panel/zapisy/{a_signup}/rezygnacja": "s+?+??+",
    "/panel/zapisy/{b_signup}/rezygnacja": "s?+???+",
    "/panel/osoby?q=ma": "s+++xx+",
    "/panel/zespol": "sxxxx++",
    "/panel/zespol/{member}": "sx???++",
    "/panel/zespol/zaproszenie": "sxxxx++",
    "/pomysl": "+++++++",
    "/pomysly/nowy": "+++++++",
    "/pomysly": "+++++++",
    "/pomysly/co-sie-udalo": "+++++++",
    "/pomysly/nabory": "+++++++",
    "/wolontariat": "+++++++",
    "/wolontariat/moje": "+++++++",
    "/wydarzenia/{a}/wspolne/{a_line}": "+++++++",
    "/wydarzenia/{a}/wspolne/{b_line}": "???????",
    "/wydarzenia/{a}-spotkanie-a": "+++++++",
    "/wydarzenia/{a_draft}": "?+?+??+",
    "/wydarzenia/{b_draft}-spotkanie-b-draft": "??+???+",
    "/wydarzenia/{a_draft}.ics": "???????",
}
"""For each address, the answer for each of ROLES. {a} is a published event of Wzgórze, {b} one of
Ostrowiecka, {a_draft} and {b_draft} their drafts; {import} is what the animator read from a file;
{a_course} and {b_course} published courses;
{person} is known in Wzgórze and {consent} is theirs, {neighbour} is known in Ostrowiecka;
{a_course} and {b_course} published courses; {a_signup} and {b_signup} somebody signed up for {a}
and for {b}; {a_line} and {b_line} what is to be brought there; {a_ask} is a draft of a call for
ideas in Wzgórze, {b_ask} a published one in Ostrowiecka; {a_idea} is an idea in Wzgórze
everybody reads, {b_unread} one in Ostrowiecka that nobody has read yet;
{wzgorze}, {ostrowiecka}, {venue}, {project}, {break_}."""


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


@pytest.fixture
def world(app: Flask, cast: Cast) -> dict[str, int]:
    """One published event and one draft in each community, and what else has a page."""
    with app.test_request_context(), transactions.unit():
        ids = {"wzgorze": cast.wzgorze.id, "ostrowiecka": cast.ostrowiecka.id}
        project = FundingProject(title="Razem", sentence="Dofinansowane.")
        db.session.add(project)
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
        read = CalendarImport(user_id=cast.animator.id, community_id=cast.wzgorze.id)
        db.session.add(read)
        ids["venue"] = cast.hall.id
        db.session.flush()
        ids["project"] = project.id
        ids["import"] = read.id
        ids["member"] = cast.animator.id
        winter = Break(name="ferie", first_on=date(2099, 1, 5), last_on=date(2099, 1, 18))
        db.session.add(winter)
        db.session.flush()
        ids["break_"] = winter.id
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
        for name, community in (("person", cast.wzgorze), ("neighbour", cast.ostrowiecka)):
            ids[name] = meet_person(
                Known(f"Jan {name}", phone="600100200"),
                channel=Channel.PHONE,
                community_ids=[community.id],
                actor=None,
            ).id
        for name, community in (("a_idea", cast.wzgorze), ("b_unread", cast.ostrowiecka)):
            idea = give_idea(
                Thought("Ławka", "Przed blokiem."),
                community=db.session.get_one(Community, community.id),
                origin=Origin(),
            )
            if name == "a_idea":
                publish_idea(idea, actor=db.session.get_one(User, cast.animator.id))
            ids[name] = idea.id
        ids["consent"] = give_consent(
            Agreement(ConsentChannel.SMS, ids["wzgorze"], "600100200", "Chcę SMS-y", "pl"),
            person_id=ids["person"],
            source=ConsentSource.PHONE,
        ).id
    return ids


def test_each_role_enters_exactly_where_it_may(
    app: Flask, cast: Cast, world: dict[str, int]
) -> None:
    marks = {status: mark for mark, status in ANSWERS.items()}
    found = dict.fromkeys(MATRIX, "")
    for role in ROLES:
        visitor = Browser(app, sign_in_as)
        if role != "stranger":
            visitor.sign_in(getattr(cast, role))
        for address in MATRIX:
            status = visitor.get(address.format(**world), follow=False).status
            found[address] += marks.get(status, f"({status})")
    assert found == MATRIX


def test_every_door_is_in_the_table(app: Flask) -> None:
    found = {e: d.policy or d.kind if d else None for e, d in doors(app).items()}
    assert found == DOORS


def test_every_staff_address_is_in_the_matrix(app: Flask) -> None:
    """Every page that staff can open by GET stands in the matrix at least once."""
    adapter = app.url_map.bind("")
    sample = dict.fromkeys(
        ("a", "b", "a_draft", "b_draft", "wzgorze", "ostrowiecka", "venue", "project"), 1
    ) | {"a_meeting": 1, "b_meeting": 1, "a_course": 1, "b_course": 1, "a_session": 1}
    sample |= {"b_session": 1, "member": 1, "break_": 1, "import": 1}
    sample |= dict.fromkeys(("person", "neighbour", "consent"), 1)
    sample |= {"a_signup": 1, "b_signup": 1, "a_idea": 1, "b_unread": 1}
    sample |= {"a_ask": 1, "b_ask": 1}
    sample |= {"a_line": 1, "b_line": 1}
    covered = {adapter.match(a.format(**sample).partition("?")[0])[0] for a in MATRIX}
    staff = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
        and isinstance(door := doors(app).get(rule.endpoint), Door)
        and door.kind == "staff"
    }
    assert staff - covered - ONLY_WITH_A_PICTURE == set()


ONLY_WITH_A_PICTURE = {"events.picture"}
"""Held by the tests of pictures: there is none in the world of this file."""


def test_a_view_without_a_door_stops_the_start(app: Flask) -> None:
    forgetful = Flask("forgetful")
    forgetful.add_url_rule("/otwarte", "open", lambda: "")
    with pytest.raises(RuntimeError, match="open"):
        refuse_unguarded_views(forgetful)
