"""`python -m zhaoren.readings`: docs/interpretations.md, priced on the sample cities."""

from __future__ import annotations

import sys
from datetime import date

from zhaoren.content import Content, find_content
from zhaoren.readings.describe import described
from zhaoren.readings.inbox import price_readings
from zhaoren.rules import city_ids, load_rules

AS_OF = date(2026, 11, 20)  # the date of the sample inboxes


def document(content: Content) -> str:
    """The document over every sample city."""
    readings = {
        load_rules(content, city).city.title: price_readings(
            content, city, content.sample_data / city / "inbox", AS_OF
        )
        for city in city_ids(content)
        if (content.sample_data / city / "inbox").is_dir()
    }
    return described(readings, AS_OF.isoformat())


if __name__ == "__main__":
    sys.stdout.write(document(find_content()))
