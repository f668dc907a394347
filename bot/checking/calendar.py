"""Weekdays and months of four languages by one key each.

Works on: folded words.
Comes in: nothing; these are tables.
Goes out: "1" to "7" for a weekday from Monday, "m1" to "m12" for a month.
Does not know: dates.
"""

from __future__ import annotations

_DAYS = {
    "monday": "1", "tuesday": "2", "wednesday": "3", "thursday": "4", "friday": "5", "saturday": "6", "sunday": "7",
    "montag": "1", "dienstag": "2", "mittwoch": "3", "donnerstag": "4", "freitag": "5", "samstag": "6", "sonntag": "7",
    "lundi": "1", "mardi": "2", "mercredi": "3", "jeudi": "4", "vendredi": "5", "samedi": "6", "dimanche": "7",
    "lunes": "1", "martes": "2", "miercoles": "3", "jueves": "4", "viernes": "5", "sabado": "6", "domingo": "7",
}  # fmt: skip
MONTHS = {
    word: f"m{number}"
    for number, listed in enumerate(
        (
            "january januar janvier enero", "february februar fevrier febrero", "march marz mars marzo",
            "april avril abril", "may mai mayo", "june juni juin junio", "july juli juillet julio",
            "august aout agosto",
            "september septembre septiembre", "october oktober octobre octubre", "november novembre noviembre",
            "december dezember decembre diciembre",
        ),
        1,
    )
    for word in listed.split()
}  # fmt: skip
CALENDAR = _DAYS | MONTHS
