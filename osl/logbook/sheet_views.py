"""The attendance list on paper: printed, signed, photographed and typed in."""

from flask import Blueprint, Response, flash, make_response, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from osl.accounts.models import User
from osl.accounts.queries import names_of
from osl.core.access import acting_user, requires
from osl.core.errors import DomainError
from osl.core.forms import OslForm, render_form
from osl.core.i18n import _, _n
from osl.core.papers import show_paper
from osl.core.reading import note_reading
from osl.core.web import see_other
from osl.events.models import Event, EventFormat, Occurrence
from osl.logbook.attendance import SheetOvertaken, refuse_not_held
from osl.logbook.models import AttendanceMode, SheetPhoto
from osl.logbook.policies import can_keep_log, can_keep_logbook
from osl.logbook.presence import get_event_to_log
from osl.logbook.queries import get_meeting_to_log, mode_of, mode_of_meeting, roll_of
from osl.logbook.retyping import retype_sheet
from osl.logbook.retyping_forms import RetypeForm, row_value
from osl.logbook.sheet_forms import PhotoForm
from osl.logbook.sheet_photos import (
    add_photo,
    check_photo,
    erased_on,
    get_photo,
    photos_of,
    points_of,
    remove_photo,
    take_back_check,
)
from osl.logbook.sheets import PRINTED, counting_sheet, course_sheet, meeting_sheet

sheets = Blueprint("sheets", __name__, url_prefix="/panel/listy")

ANEW, YES = "od-nowa", "tak"
IS_CHECKED = "checked"


def load_meeting(viewer: User | None, meeting_id: int) -> Occurrence:
    return get_meeting_to_log(viewer, meeting_id)


def load_event(viewer: User | None, event_id: int) -> Event:
    return get_event_to_log(viewer, event_id)


def load_photo(viewer: User | None, photo_id: int) -> SheetPhoto:
    return get_photo(viewer, photo_id)


def can_keep_photo(user: User, photo: SheetPhoto) -> bool:
    return can_keep_log(user, photo.occurrence)


@sheets.get("/<int:meeting_id>.pdf")
@requires(can_keep_log, load=load_meeting)
def meeting(one: Occurrence) -> BaseResponse:
    """The list to sign. Of a meeting whose people are counted there is a sheet to count on."""
    if mode_of_meeting(one) is AttendanceMode.HEAD_COUNT:
        return see_other(".counting", meeting_id=one.id)
    made = meeting_sheet(one)
    note_reading(PRINTED, actor=acting_user(), subject=one.event)
    return show_paper(made)


@sheets.get("/<int:meeting_id>/kreski.pdf")
@requires(can_keep_log, load=load_meeting)
def counting(one: Occurrence) -> BaseResponse:
    """A sheet to count on in strokes. Nobody's name stands on it, so no reading is noted."""
    return show_paper(counting_sheet(one))


@sheets.get("/kurs/<int:event_id>.pdf")
@requires(can_keep_logbook, load=load_event)
def course(event: Event) -> BaseResponse:
    """The list of a whole course, a column for each meeting."""
    if event.format is not EventFormat.COURSE or mode_of(event) is AttendanceMode.HEAD_COUNT:
        flash(_("Only a course whose attendance is kept by name has one list for all meetings."))
        return see_other("events.show", event_id=event.id)
    made = course_sheet(event)
    note_reading(PRINTED, actor=acting_user(), subject=event)
    return show_paper(made)


@sheets.route("/<int:meeting_id>/przepisanie", methods=["GET", "POST"])
@requires(can_keep_log, load=load_meeting)
def retype(one: Occurrence) -> BaseResponse:
    """The signed list typed in: it begins with everybody present, or with what is noted."""
    form = RetypeForm.of(roll_of(one), starts_anew=request.args.get(ANEW) == YES)
    if not form.is_submitted():
        return retype_page(one, form)
    actor = acting_user()
    is_whole = form.validate_on_submit()
    if not form.asks_who(actor) and is_whole:
        try:
            came = retype_sheet(
                one,
                form.sent,
                form.written(actor),
                others_were_absent=form.others_were_absent,
                actor=actor,
                key=form.one_use_key,
            )
        except SheetOvertaken as refusal:
            form.show_clashes(refusal.clashes)
            return retype_page(one, form, 409)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(
                _n(
                    "The list is typed in: %(num)s person was there.",
                    "The list is typed in: %(num)s people were there.",
                    came,
                )
            )
            return see_other(".retype", meeting_id=one.id)
    return retype_page(one, form, 422)


def retype_page(one: Occurrence, form: RetypeForm, status: int = 200) -> Response:
    body = render_template(
        "logbook/retype.html",
        form=form,
        meeting=one,
        event=one.event,
        not_held=why_not_held(one),
        is_counted=mode_of_meeting(one) is AttendanceMode.HEAD_COUNT,
        photo_form=PhotoForm(formdata=None),
        row_value=row_value,
        anew={ANEW: YES},
        **shown_photos(one),
    )
    return make_response(body, status)


@sheets.route("/<int:meeting_id>/zdjecie", methods=["GET", "POST"])
@requires(can_keep_log, load=load_meeting)
def photo(one: Occurrence) -> BaseResponse:
    """The photos of the signed sheet, and a place to add one."""
    form = PhotoForm()
    if form.validate_on_submit():
        try:
            add_photo(one, form.photo.data, actor=acting_user())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("The photo is kept. Compare it with what is typed in, then mark it checked."))
            return see_other(".retype", meeting_id=one.id)
    return render_form(
        "logbook/sheet_photo.html",
        form,
        meeting=one,
        event=one.event,
        not_held=why_not_held(one),
        **shown_photos(one),
    )


@sheets.get("/zdjecia/<int:photo_id>.jpg")
@requires(can_keep_photo, load=load_photo)
def photo_file(one: SheetPhoto) -> Response:
    """The photograph, for those who keep this log and for nobody on the way."""
    response = Response(points_of(one), mimetype="image/jpeg")
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Disposition"] = "inline; filename=lista.jpg"
    return response


@sheets.post("/zdjecia/<int:photo_id>/sprawdzenie")
@requires(can_keep_photo, load=load_photo)
def photo_check(one: SheetPhoto) -> BaseResponse:
    """Somebody has compared the photo with the list, or ticked it by mistake."""
    if OslForm().validate_on_submit() and request.form.get(IS_CHECKED) == YES:
        check_photo(one, actor=acting_user())
        flash(_("The photo is checked. It will be erased in a week."))
    else:
        take_back_check(one, actor=acting_user())
        flash(_("The photo is still to be checked."))
    return see_other(".retype", meeting_id=one.occurrence_id)


@sheets.post("/zdjecia/<int:photo_id>/usuniecie")
@requires(can_keep_photo, load=load_photo)
def photo_removal(one: SheetPhoto) -> BaseResponse:
    """Erase a photo now."""
    meeting_id = one.occurrence_id
    if OslForm().validate_on_submit():
        remove_photo(one, actor=acting_user())
        flash(_("The photo is erased."))
    return see_other(".retype", meeting_id=meeting_id)


def shown_photos(one: Occurrence) -> dict[str, object]:
    """What a page needs to show the photos of a sheet."""
    photos = photos_of(one)
    people = {number for photo in photos for number in (photo.added_by_id, photo.checked_by_id)}
    return {
        "photos": photos,
        "names": names_of([number for number in people if number is not None]),
        "erased_on": erased_on,
    }


def why_not_held(one: Occurrence) -> str:
    """Why nothing can be noted of this meeting; nothing where it can."""
    try:
        refuse_not_held(one)
    except DomainError as refusal:
        return str(refusal)
    return ""
