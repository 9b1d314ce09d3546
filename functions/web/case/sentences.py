"""Who a sentence of a case speaks of."""

from __future__ import annotations

from ...domain.vocabulary import Text

YOU = Text("您", "You")
PLATFORM = Text("平台客服", "The platform")
