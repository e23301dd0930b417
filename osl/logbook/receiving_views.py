"""What the phone in the hall asks for: marks to be kept, the list as it is now, and its worker."""

from pathlib import Path
from typing import Any

from flask import Response, current_app, jsonify, make_response, request
from flask_wtf.csrf import generate_csrf

from osl.accounts.models import User
from osl.core.access import acting_user, public, requires
from osl.core.errors import DomainError
from osl.events.models import Occurrence
from osl.logbook.attendance_blueprint import attendance
from osl.logbook.batches import Batch, Malformed, read_batch
from osl.logbook.policies import can_keep_log
from osl.logbook.queries import get_meeting_to_log
from osl.logbook.roll_state import clock_notice, state_of, told_answers
from osl.logbook.sending import receive_marks


def load_meeting(viewer: User | None, meeting_id: int) -> Occurrence:
    return get_meeting_to_log(viewer, meeting_id)


@attendance.post("/obecnosc/<int:meeting_id>/znaki")
@requires(can_keep_log, load=load_meeting)
def receive(meeting: Occurrence) -> Response:
    try:
        batch = _sent_batch()
        answers = receive_marks(meeting, batch.marks, device=batch.device, actor=acting_user())
    except Malformed as refusal:
        return _refused(str(refusal), 422)
    except DomainError as refusal:
        return _refused(str(refusal), 409)
    return jsonify(
        answers=told_answers(answers, acting_user()),
        notice=clock_notice(batch.now),
        **state_of(meeting).told(),
    )


@attendance.get("/obecnosc/<int:meeting_id>/stan")
@requires(can_keep_log, load=load_meeting)
def state(meeting: Occurrence) -> Response:
    return jsonify(token=generate_csrf(), **state_of(meeting).told())


@attendance.get("/obecnosc/worker.js")
@public
def worker() -> Response:
    """The script that shows the list without a line; it answers for the pages below this address
    and for nothing else."""
    script = Path(str(current_app.static_folder)) / "js" / "attendance_worker.js"
    response = make_response(script.read_text(encoding="utf-8"))
    response.mimetype = "text/javascript"
    response.headers["Cache-Control"] = "no-cache"
    return response


def _sent_batch() -> Batch:
    try:
        told: Any = request.get_json(silent=True)
    except RecursionError:  # lists within lists, as no page of ours sends them
        raise Malformed from None
    return read_batch(told)


def _refused(words: str, status: int) -> Response:
    response = jsonify(error=words)
    response.status_code = status
    return response
