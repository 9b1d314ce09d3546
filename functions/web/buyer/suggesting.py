"""Which problem a buyer's words sound like: a hint beside their own choice, which they take or leave."""

from __future__ import annotations

from flask import Blueprint, jsonify
from werkzeug.wrappers import Response

from ...domain.standard import CATEGORIES
from ...domain.vocabulary import Role, Text
from ..frame import forms, guards
from ..frame.filters import say

GUARD = "open: a form's own token"
SOUNDS = Text("根据描述更像：{category}", "The words sound more like: {category}")
TAKE = Text("改成这个", "Change to this")
ENOUGH = 6
"""Characters below which words are not asked about."""
blueprint = Blueprint("suggesting", __name__)


@blueprint.post("/c/<marketplace>/suggest")
def suggest(marketplace: str) -> Response:
    """For the words typed so far: the likelier category and how to say so; empty when the choice fits."""
    guards.market(marketplace)
    code = better(forms.text("category", 4), forms.text("words"))
    text = say(SOUNDS).format(category=say(CATEGORIES[code].label)) if code else ""
    return jsonify({"code": code, "text": text, "take": say(TAKE)})


def better(category: str, words: str) -> str:
    """The category that ``words`` speak of, when the one chosen is none of the two likeliest; empty else."""
    from ...domain.wording import suggest as likeliest

    if len(words) < ENOUGH:
        return ""
    likely = [code for code in likeliest(words) if CATEGORIES[code].filed_by is Role.BUYER]
    return likely[0] if likely and category not in likely[:2] else ""
