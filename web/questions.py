"""What the first page may ask a person, in plain words, and which facts of the context the answers become.

It asks only for what the answer says could change it (`Answer.ask`), a few at a time, and every question may be skipped.
"""

from __future__ import annotations

from typing import Any, get_args

import msgspec

from routing.context import CallerContext, Need
from web.words import _

MOST_FOLLOW_UPS = 3
"""Questions after the first three; more would keep a frightened person from the number."""

TICKED = "ticked"

OTHER_LANGUAGE = "und"
"""The tag of a language that was not named (BCP 47)."""


class Choice(msgspec.Struct, frozen=True):
    """One answer to a question: what the form sends, and its words."""

    value: str
    words: str
    is_chosen: bool = False


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """One question: the fact it is about, its words, its answers, and whether several of them may hold."""

    fact: str
    words: str
    choices: tuple[Choice, ...]
    is_several: bool = False

    def field_of(self, choice: Choice) -> str:
        """Return the name of the form's field that holds a choice: its own where several may hold."""
        return f"{self.fact}-{choice.value}" if self.is_several else self.fact

    @property
    def is_answered(self) -> bool:
        """Say whether an answer was chosen."""
        return any(choice.is_chosen for choice in self.choices)


_YES_NO = (Choice("yes", _("Yes")), Choice("no", _("No")), Choice("unknown", _("Not sure")))

QUESTIONS = {
    question.fact: question
    for question in (
        Question(fact="danger_to_life", words=_("Is anybody’s life in danger?"), choices=_YES_NO),
        Question(fact="overdose", words=_("Has the person taken too much of a medicine or a drug?"), choices=_YES_NO),
        Question(
            fact="injury",
            words=_("Is the person hurt?"),
            choices=(
                Choice("serious", _("Yes, badly")),
                Choice("minor", _("Yes, a little")),
                Choice("none", _("No")),
                Choice("unknown", _("Not sure")),
            ),
        ),
        Question(fact="risk_to_baby", words=_("Could the baby be in danger?"), choices=_YES_NO),
        Question(
            fact="needs",
            words=_("Does any of this fit?"),
            is_several=True,
            choices=(
                Choice("deaf_bsl", _("The person is deaf")),
                Choice("cannot_speak", _("The person cannot speak, or it is not safe to speak")),
                Choice("no_credit", _("There is no money on the phone")),
                Choice("sudden_confusion", _("The person is suddenly confused")),
                Choice("dementia", _("The person has dementia")),
                Choice("perinatal", _("The person is pregnant or has a baby")),
                Choice("ld_autism", _("The person has a learning disability or is autistic")),
                Choice("veteran", _("The person was in the army, navy or air force")),
                Choice("domestic_abuse", _("Somebody at home hurts or frightens the person")),
                Choice("substance_use", _("The person has a problem with drink or drugs")),
                Choice("bereaved_suicide", _("Somebody close died by suicide")),
                Choice("homeless", _("The person has no home")),
                Choice("lone_carer_stress", _("The carer cannot go on")),
            ),
        ),
        Question(fact="known_to_services", words=_("Does a mental health team already help the person?"), choices=_YES_NO),
        Question(fact="crisis_plan", words=_("Does the person have a crisis plan?"), choices=_YES_NO),
        Question(
            fact="language",
            words=_("Is it hard to do this in English?"),
            choices=(Choice(OTHER_LANGUAGE, _("Yes")), Choice("en", _("No"))),
        ),
    )
}
"""Every fact that a person may be asked for beyond who, where and how old; the other facts are for professionals."""

_NEEDS: tuple[Need, ...] = get_args(Need)


def told(form: dict[str, str], context: CallerContext) -> CallerContext:
    """Add what the form says to the context; an answer that is none of ours is left out."""
    facts: dict[str, Any] = {
        question.fact: form[question.fact]
        for question in QUESTIONS.values()
        if not question.is_several and form.get(question.fact) in {choice.value for choice in question.choices}
    }
    needs = tuple(need for need in _NEEDS if f"needs-{need}" in form)
    if needs:
        facts["needs"] = needs
    return msgspec.structs.replace(context, **facts)


def kept(form: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """Return the answers of the form that are ours, as its fields: what a second form has to carry on."""
    asked = [as_answered(question, form) for question in QUESTIONS.values()]
    fields = {question.field_of(choice) for question in asked for choice in question.choices if choice.is_chosen}
    return tuple((field, form[field]) for field in sorted(fields))


def follow_ups(ask: tuple[str, ...], form: dict[str, str]) -> tuple[Question, ...]:
    """Return what was answered before, and the next few questions that could change the answer, each with what was chosen."""
    asked = [as_answered(question, form) for question in QUESTIONS.values()]
    answered = [question for question in asked if question.is_answered]
    known = {question.fact for question in answered}
    open_ones = [fact for fact in ask if fact in QUESTIONS and fact not in known]
    return (*answered, *(QUESTIONS[fact] for fact in open_ones[:MOST_FOLLOW_UPS]))


def as_answered(question: Question, form: dict[str, str]) -> Question:
    """Return the question with what was chosen."""
    sent = {choice.value: question.field_of(choice) for choice in question.choices}
    choices = tuple(
        msgspec.structs.replace(choice, is_chosen=form.get(sent[choice.value]) in (choice.value, TICKED))
        for choice in question.choices
    )
    return msgspec.structs.replace(question, choices=choices)
