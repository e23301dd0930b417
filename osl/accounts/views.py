"""The door for the team: coming in, leaving, and one's own account."""

from typing import Any

from flask import Blueprint, Response, flash, make_response, render_template, request, session
from werkzeug.wrappers import Response as BaseResponse

from osl.accounts import credentials, factors, links, operations, policies, sessions
from osl.accounts.attempts import RESET, TooManyTries, count
from osl.accounts.forms import (
    AcceptInvitationForm,
    ButtonForm,
    ChangePasswordForm,
    CodeForm,
    EmailForm,
    NameForm,
    NewPasswordForm,
    ProofForm,
    SecondFactorForm,
    SignInForm,
)
from osl.accounts.models import StaffSession, TokenPurpose, User
from osl.accounts.proof import with_proof
from osl.accounts.queries import get_own_session, roles_of, site_name
from osl.core.access import acting_user, current_viewer, public, requires, token
from osl.core.errors import DomainError
from osl.core.forms import OslForm, render_form
from osl.core.i18n import _
from osl.core.web import local_path, see_other, see_other_path

PANEL = "/panel"
CODES_SHOWN_WITHIN = 600
"""Seconds from the making of recovery codes to the page that shows them."""

accounts = Blueprint("accounts", __name__, url_prefix=PANEL)


def onward() -> str:
    """Where someone wanted to go when they were asked to sign in."""
    return local_path(request.args.get("next"), PANEL)


def slow_down(template: str, form: OslForm, refusal: TooManyTries, **context: Any) -> BaseResponse:
    """The same page with everything kept and a sentence that says how long to wait."""
    form.refuse(refusal)
    response = render_form(template, form, **context)
    response.status_code = 429
    response.headers["Retry-After"] = str(refusal.seconds)
    return response


def dead_link(purpose: TokenPurpose) -> Response:
    """What to do with a link that was used, has lapsed, or was never ours."""
    return make_response(render_template("accounts/dead_link.html", purpose=purpose.value), 410)


def admitted(user: User) -> BaseResponse:
    """On from the first proof: to the question for the second factor, or in."""
    sessions.begin(user)
    if user.has_second_factor:
        return see_other("accounts.code", next=request.args.get("next"))
    return see_other_path(onward())


@accounts.route("/logowanie", methods=["GET", "POST"])
@public
def sign_in() -> BaseResponse:
    if request.method == "GET" and current_viewer() is not None:
        return see_other_path(onward())
    if request.method == "GET" and sessions.waiting() is not None:
        return see_other("accounts.code", next=request.args.get("next"))
    form = SignInForm()
    if form.validate_on_submit():
        try:
            user = credentials.enter_with_password(form.fields["email"], form.fields["password"])
        except TooManyTries as refusal:
            return slow_down("accounts/sign_in.html", form, refusal)
        if user is not None:
            return admitted(user)
        form.refuse(DomainError(_("The e-mail address or the password is not right.")))
    return render_form("accounts/sign_in.html", form)


@accounts.post("/wylogowanie")
@public
def sign_out() -> BaseResponse:
    sessions.sign_out(current_viewer())
    flash(_("You are signed out."))
    response = see_other("accounts.sign_in")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@accounts.route("/kod", methods=["GET", "POST"])
@token
def code() -> BaseResponse:
    waiting = sessions.waiting()
    if waiting is None:
        return see_other("accounts.sign_in", next=request.args.get("next"))
    form = CodeForm()
    if form.validate_on_submit():
        try:
            passed = sessions.pass_factor(waiting, form.fields["code"])
        except TooManyTries as refusal:
            return slow_down("accounts/code.html", form, refusal)
        if passed:
            return see_other_path(onward())
        form.refuse(DomainError(_("This code is not right, or it was used already.")), "code")
    return render_form("accounts/code.html", form)


@accounts.route("/wejscie/<secret>", methods=["GET", "POST"])
@token
def enter(secret: str) -> BaseResponse:
    link = links.find(secret, TokenPurpose.SIGN_IN)
    if link is None:
        return dead_link(TokenPurpose.SIGN_IN)
    form = ButtonForm()
    if form.validate_on_submit():
        user = operations.use_sign_in_link(secret)
        return admitted(user) if user else dead_link(TokenPurpose.SIGN_IN)
    return render_form("accounts/enter.html", form, member=link.user)


@accounts.route("/zaproszenie/<secret>", methods=["GET", "POST"])
@token
def accept_invitation(secret: str) -> BaseResponse:
    link = links.find(secret, TokenPurpose.INVITATION)
    if link is None:
        return dead_link(TokenPurpose.INVITATION)
    form = AcceptInvitationForm(obj=link.user)
    if form.validate_on_submit():
        try:
            kept = credentials.prepare_password(link.user, form.fields["password"])
        except DomainError as refusal:
            form.refuse(refusal, "password")
        else:
            user = operations.accept_invitation(
                secret, name=form.fields["name"], password_hash=kept
            )
            return admitted(user) if user else dead_link(TokenPurpose.INVITATION)
    return render_form("accounts/invitation.html", form, member=link.user)


@accounts.route("/haslo", methods=["GET", "POST"])
@public
def ask_for_reset() -> BaseResponse:
    form = EmailForm()
    if form.validate_on_submit():
        try:
            count(RESET, form.fields["email"])
        except TooManyTries as refusal:
            return slow_down("accounts/ask_for_reset.html", form, refusal)
        credentials.ask_for_reset(form.fields["email"])
        flash(
            _(
                "If this address has an account, a letter with a link is on its way. "
                "The link works for an hour."
            )
        )
        return see_other("accounts.sign_in")
    return render_form("accounts/ask_for_reset.html", form)


@accounts.route("/haslo/<secret>", methods=["GET", "POST"])
@token
def reset_password(secret: str) -> BaseResponse:
    link = links.find(secret, TokenPurpose.PASSWORD_RESET)
    if link is None:
        return dead_link(TokenPurpose.PASSWORD_RESET)
    form = NewPasswordForm()
    if form.validate_on_submit():
        try:
            kept = credentials.prepare_password(link.user, form.fields["password"])
        except DomainError as refusal:
            form.refuse(refusal, "password")
        else:
            if credentials.reset_password(secret, password_hash=kept) is None:
                return dead_link(TokenPurpose.PASSWORD_RESET)
            flash(_("The new password is set. Sign in with it."))
            return see_other("accounts.sign_in")
    return render_form("accounts/reset_password.html", form, member=link.user)


@accounts.route("/potwierdzenie", methods=["GET", "POST"])
@requires(policies.is_of_the_team, unfinished=True)
def prove() -> BaseResponse:
    form = ProofForm()
    if form.validate_on_submit():
        try:
            credentials.confirm_password(acting_user(), form.fields["password"])
        except TooManyTries as refusal:
            return slow_down("accounts/prove.html", form, refusal)
        except DomainError as refusal:
            form.refuse(refusal, "password")
        else:
            sessions.prove(acting_user())
            return see_other_path(onward())
    return render_form("accounts/prove.html", form)


@accounts.get("/konto")
@requires(policies.is_of_the_team)
def account() -> str:
    user = acting_user()
    return render_template(
        "accounts/account.html",
        user=user,
        roles=roles_of(user),
        sessions=sessions.alive_sessions_of(user),
        codes_left=factors.paper_codes_left(user),
    )


@accounts.route("/konto/imie", methods=["GET", "POST"])
@requires(policies.is_of_the_team)
def rename() -> BaseResponse:
    form = NameForm(obj=acting_user())
    if form.validate_on_submit():
        credentials.rename_oneself(acting_user(), name=form.fields["name"])
        flash(_("Your name is saved."))
        return see_other("accounts.account")
    return render_form("accounts/rename.html", form)


@accounts.route("/konto/haslo", methods=["GET", "POST"])
@requires(policies.is_of_the_team, unfinished=True)
def password() -> BaseResponse:
    user = acting_user()
    form = ChangePasswordForm() if user.password_hash else NewPasswordForm()
    if form.validate_on_submit():
        try:
            if isinstance(form, ChangePasswordForm):
                credentials.confirm_password(user, form.fields["current"])
        except TooManyTries as refusal:
            return slow_down("accounts/password.html", form, refusal)
        except DomainError as refusal:
            form.refuse(refusal, "current")
        else:
            return _take_password(user, form)
    return render_form("accounts/password.html", form)


def _take_password(user: User, form: NewPasswordForm) -> BaseResponse:
    try:
        kept = credentials.prepare_password(user, form.fields["password"])
    except DomainError as refusal:
        form.refuse(refusal, "password")
        return render_form("accounts/password.html", form)
    credentials.change_password(user, password_hash=kept)
    flash(_("The new password is set. In other browsers you are signed out."))
    return see_other(user.unfinished_step or "accounts.account")


@accounts.route("/drugi-skladnik", methods=["GET", "POST"])
@requires(policies.is_of_the_team, unfinished=True)
@with_proof
def second_factor() -> BaseResponse:
    user = acting_user()
    if user.password_hash is None:
        return see_other("accounts.password")
    form = SecondFactorForm()
    secret = _secret_of(form, user)
    if secret is None:
        secret = factors.new_secret()
        form.sealed.data = factors.seal(f"{user.id} {secret}")
        if form.is_submitted():
            form.refuse(
                DomainError(_("This page was open for too long. Scan the new picture, please.")),
                "code",
            )
    elif form.validate_on_submit():
        try:
            codes = credentials.set_up_factor(user, secret=secret, typed=form.fields["code"])
        except DomainError as refusal:
            form.refuse(refusal, "code")
        else:
            return _show_codes(codes)
    return render_form(
        "accounts/second_factor.html",
        form,
        drawing=factors.drawing(user, secret, site_name()),
        spelled=factors.spelled(secret),
    )


def _secret_of(form: SecondFactorForm, user: User) -> str | None:
    """The app's new secret: the page brings it back, sealed, until it is confirmed."""
    sealed = form.sealed.data
    told = factors.unseal(sealed, longest_seconds=factors.SETTING_UP_SECONDS) if sealed else None
    owner, _space, secret = (told or "").partition(" ")
    return secret if owner == str(user.id) else None


def _show_codes(codes: list[str]) -> BaseResponse:
    """On to the page that shows the codes once. They travel sealed in the person's own cookie."""
    session["codes"] = factors.seal(" ".join(codes))
    return see_other("accounts.recovery_codes")


@accounts.route("/drugi-skladnik/kody", methods=["GET", "POST"])
@requires(policies.is_of_the_team)
@with_proof
def recovery_codes() -> BaseResponse:
    user = acting_user()
    if not user.has_second_factor:
        return see_other("accounts.second_factor")
    form = ButtonForm()
    if form.validate_on_submit():
        return _show_codes(credentials.renew_paper_codes(user))
    sealed = session.pop("codes", "")
    codes = factors.unseal(sealed, longest_seconds=CODES_SHOWN_WITHIN) if sealed else None
    return render_form(
        "accounts/recovery_codes.html",
        form,
        codes=(codes or "").split(),
        codes_left=factors.paper_codes_left(user),
    )


@accounts.post("/konto/sesje/<int:session_id>/zakonczenie")
@requires(policies.owns_session, load=get_own_session)
def end_session(staff_session: StaffSession) -> BaseResponse:
    sessions.end(staff_session)
    flash(_("This browser is signed out."))
    return see_other("accounts.account")


@accounts.post("/konto/sesje/zakonczenie")
@requires(policies.is_of_the_team)
def end_other_sessions() -> BaseResponse:
    operations.end_sessions(acting_user(), actor=acting_user())
    flash(_("In all other browsers you are signed out."))
    return see_other("accounts.account")


def staff_addresses() -> dict[str, str]:
    """Where the bar of staff pages leads; nothing for strangers."""
    return {"sign_out_address": "/panel/wylogowanie", "account_address": "/panel/konto"}
