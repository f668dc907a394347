"""The names of months and weekdays, in the languages the wire reads.

Works on: words.
Comes in: a word as printed, folded.
Goes out: the number of the month (1-12) or weekday (Monday is 0).
Does not know: dates; which of the readers meets which name.
"""

from __future__ import annotations

from bot.text import fold

_MONTHS = (  # behind the bar: forms that are words of their own in running text, and mean months only in a date stamp
    "january jan januar janvier enero gennaio janeiro januari jänner ene | janv gen styczen stycznia ocak",
    "february feb februar fevrier febrero febbraio fevereiro februari | fevr fev luty lutego subat",
    "march mar marz mars marzo marco maart mär mrz | maerz marca mart",
    "april apr avril abril aprile | avr abr kwietnia nisan",
    "may mai mayo maggio maio mei | mag maj maja mayis",
    "june jun juni juin junio giugno junho | giu czerwca haziran",
    "july jul juli juillet julio luglio julho | juil lug lipca temmuz",
    "august aug aout agosto augustus | ago augusti sierpnia agustos",
    "september sep sept septembre septiembre settembre setembro | set wrzesnia eylul",
    "october oct oktober octobre octubre ottobre outubro okt | ott out pazdziernika ekim",
    "november nov novembre noviembre novembro | listopada kasim",
    "december dec dezember decembre diciembre dicembre dezembro dez | dic grudnia aralik",
)
_WEEKDAYS = (
    "monday mon montag lundi lunes lunedi segunda-feira maandag",
    "tuesday tue tues dienstag mardi martes martedi terca-feira dinsdag",
    "wednesday wed mittwoch mercredi miercoles mercoledi quarta-feira woensdag",
    "thursday thu thur thurs donnerstag jeudi jueves giovedi quinta-feira donderdag",
    "friday fri freitag vendredi viernes venerdi sexta-feira vrijdag",
    "saturday sat samstag sonnabend samedi sabado sabato zaterdag",
    "sunday sun sonntag dimanche domingo domenica zondag",
)
MONTH = {fold(name): n for n, row in enumerate(_MONTHS, 1) for name in row.partition(" | ")[0].split()}
"""Names of months that can be met in running text."""
MONTH_STAMPED = MONTH | {fold(name): n for n, row in enumerate(_MONTHS, 1) for name in row.partition(" | ")[2].split()}
"""Also the short forms that only a date stamp makes clear: "set", "out", "ago"."""
WEEKDAY = {fold(name): number for number, row in enumerate(_WEEKDAYS) for name in row.split()}
DAYNAME = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
