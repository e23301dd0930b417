"""How agreements and checks are said on the team's pages."""

from datetime import date

from osl.core.i18n import _, _l, _n, day_month
from osl.volunteers.agreement_terms import AgeGroup, days, days_left, is_long, signing_group
from osl.volunteers.models import Agreement, AgreementState, CheckKind, CostTerms

STATES = {
    AgreementState.DRAFT: _l("Being written"),
    AgreementState.PRINTED: _l("Printed, not signed yet"),
    AgreementState.SIGNED: _l("Signed, in force"),
    AgreementState.ENDED: _l("No longer in force"),
}

PILLS = {
    AgreementState.DRAFT: "draft",
    AgreementState.PRINTED: "info",
    AgreementState.SIGNED: "ok",
    AgreementState.ENDED: "off",
}

CHECKS = {
    CheckKind.REGISTER: _l("Register of sexual offenders (the one with limited access)"),
    CheckKind.COMMISSION_REGISTER: _l("Register of the State Commission"),
    CheckKind.CRIMINAL_RECORD: _l("Certificate of the National Criminal Register (KRK)"),
}

COSTS = {
    CostTerms.REFUNDED: _l("The centre gives travel costs and allowances back"),
    CostTerms.WAIVED: _l("The volunteer gives up having costs returned"),
}


def age_sentence(agreement: Agreement) -> str:
    """All that the team learns of somebody's age."""
    group = signing_group(agreement)
    if group is AgeGroup.ADULT:
        return _("An adult")
    if group is AgeGroup.CHILD:
        return _("Under 13: the guardian signs")
    if agreement.guardian_consent_on is None:
        return _("Aged 13–17, the guardian's consent is not there yet")
    return _("Aged 13–17, the guardian's consent is there")


def time_sentence(agreement: Agreement) -> str:
    """From when until when it holds."""
    starts = day_month(agreement.starts_on)
    if agreement.ends_on is None:
        return _("from %(starts)s, without an end", starts=starts)
    return _("from %(starts)s to %(ends)s", starts=starts, ends=day_month(agreement.ends_on))


def ending_sentence(agreement: Agreement, day: date) -> str:
    """A word of warning when it ends soon; nothing otherwise."""
    left = days_left(agreement, day)
    if left is None:
        return ""
    if left == 0:
        return _("Its last day is today")
    return _n("Ends in %(num)s day", "Ends in %(num)s days", left)


def insurance_rule(agreement: Agreement) -> str:
    """Which side of the 30 days it is on, and what follows."""
    if agreement.ends_on is None:
        return _(
            "This agreement has no end, so it counts as longer than 30 days: it is in writing, "
            "and the state covers accidents by law (art. 46(2))."
        )
    number = days(agreement.starts_on, agreement.ends_on)
    if is_long(agreement.starts_on, agreement.ends_on):
        return _(
            "It lasts %(number)d days, more than 30: it is in writing, and the state covers "
            "accidents by law (art. 46(2)).",
            number=number,
        )
    return _n(
        "It lasts %(num)s day, no more than 30: the centre must insure the volunteer against "
        "accidents (art. 46(3)).",
        "It lasts %(num)s days, no more than 30: the centre must insure the volunteer against "
        "accidents (art. 46(3)).",
        number,
    )


def insurance_sentence(agreement: Agreement) -> str:
    """How accidents are covered."""
    if is_long(agreement.starts_on, agreement.ends_on):
        return _("The state, by law: it lasts more than 30 days")
    return agreement.insurance or "–"
