"""Verbs whose past is no ending.

Works on: stems.
Comes in: nothing; this is a table.
Goes out: the stem of the verb by the stem of its past form.
Does not know: tenses.
"""

from __future__ import annotations

IRREGULAR = {
    "bought": "buy", "sold": "sell", "shut": "shut", "left": "leave", "took": "take", "taken": "take", "gave": "give",
    "given": "give", "made": "make", "built": "build", "won": "win", "lost": "lose", "began": "begin", "begun": "begin",
    "rose": "rise", "fell": "fall", "went": "go", "came": "come", "sent": "send", "paid": "pay", "met": "meet",
    "held": "hold", "struck": "strike", "cerro": "cerrar", "found": "find", "stole": "steal", "spent": "spend",
    "became": "become", "fallen": "fall", "risen": "rise", "grew": "grow", "grown": "grow", "beaten": "beat",
    "shot": "shoot",
    "led": "lead", "said": "say", "told": "tell", "kept": "keep", "stood": "stand", "fought": "fight",
    "caught": "catch",
    "brought": "bring", "chose": "choose", "chosen": "choose", "drove": "drive", "driven": "drive", "broke": "break",
    "broken": "break", "wrote": "write", "written": "write", "knew": "know", "known": "know", "spoke": "speak",
    "taught": "teach", "thought": "think", "ran": "run", "sank": "sink", "sunk": "sink", "hid": "hide",
    "hidden": "hide", "tore": "tear", "torn": "tear", "threw": "throw", "thrown": "throw", "swept": "sweep",
    "flew": "fly", "drew": "draw", "drawn": "draw", "froze": "freeze", "frozen": "freeze", "bit": "bite",
    "cut": "cut", "hit": "hit", "put": "put", "set": "set", "hurt": "hurt", "stolen": "steal", "fled": "flee",
    "sought": "seek", "ate": "eat", "wore": "wear", "shook": "shake", "slid": "slide",
}  # fmt: skip
