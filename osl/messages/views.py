"""The staff's list of letters that did not leave."""

from flask import Blueprint, flash, render_template
from werkzeug.wrappers import Response as BaseResponse

from osl.core.access import acting_user, requires
from osl.core.i18n import _
from osl.core.outbox import OutgoingLetter
from osl.core.web import see_other
from osl.messages import operations, policies
from osl.messages.queries import get_letter, letters_not_left

messages = Blueprint("messages", __name__, url_prefix="/panel/listy")


@messages.get("")
@requires(policies.can_see_letters)
def letters() -> str:
    return render_template("messages/letters.html", letters=letters_not_left())


@messages.post("/<int:letter_id>/ponowienie")
@requires(policies.can_send_again, load=get_letter)
def send_again(letter: OutgoingLetter) -> BaseResponse:
    operations.send_again(letter, actor=acting_user())
    flash(_("The letter will be tried again at once."))
    return see_other(".letters")
