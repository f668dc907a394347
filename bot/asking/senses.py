"""Words that ask and answer the same thing.

Works on: stems and pairs of stems in English, French, German and Spanish.
Comes in: one word of a question.
Goes out: every stem by which a source may say it, and the stems that say the opposite.
Does not know: which passage is meant, or what the question asks for.
"""

from __future__ import annotations

from functools import lru_cache

from bot.asking.forms import stems

_SENSES = """
en: die died dies dead death deaths kill kills killed killing fatal fatality perish perished slain casualty
 fr: mort morts morte mortes mourir tué tués décès décédé es: muerto muertos murió murieron morir muerte fallecido
 fallecidos
 de: tot tote toten gestorben starben sterben getötet todesopfer
en: drown drowned drowning
en: injure injured injury injuries hurt wounded wound burns
 fr: blessé blessés blessée es: herido heridos resultaron de: verletzt verletzte verletzten verletzter
en: begin begins began begun start starts started starting commence effective resume take_effect took_effect
 into_force into_effect come_into kick_off
 fr: commencer commence débuter débute reprendre reprendra de: beginnt beginnen begann startet starten es: comenzar
 empezar
 comenzará empezará comenzó
en: launch launched lift_off liftoff blast_off takeoff
en: end ends ended ending finish finished conclude concludes concluded over expire expires
 fr: finir terminer fin de: enden endet endete ende es: terminar terminó fin
en: meeting meetings meet meets met talks talk negotiation negotiations session discussions discussion
 fr: réunion rencontre rencontré pourparlers négociations de: treffen traf gespräche verhandlungen es: reunión
 reunió negociaciones
en: speak speaks talk talks talked conversation phone
en: arrest arrested arrests detain detained detention custody held
 fr: arrêté arrêtés interpellé interpellés détenu de: festgenommen verhaftet es: detenido detenidos detuvo arrestado
en: cost costs price prices priced valued worth value fee
 fr: coût coûte coûté prix coûter de: kosten kostet kostete preis es: costo coste cuesta costó precio
en: pay pays paid spend spent payment
en: resign resigned resigns resignation quit quits step_down stepped_down stepping_down leave_office
 fr: démission démissionné démissionner démissionne de: rücktritt zurückgetreten tritt_zurück es: dimitir dimitió
 dimisión renunció
en: say says said tell tells told state stated statement remark remarked note noted add added emphasize emphasized
 emphasizing emphasise emphasised stress stressed claim claimed declare declared warn warned call called describe
 described insist
 argue argued comment commented express expressed reiterate reiterated acknowledge acknowledged report reported
 announce announced
 respond responded reaction reacted react
 fr: dit déclaré déclarer affirmé affirmer indiqué annoncé expliqué de: sagte sagt sagen gesagt erklärte teilte
 mitteilte
 es: dijo decir dice afirmó declaró aseguró señaló anunció
en: earthquake quake tremor temblor es: terremoto sismo fr: séisme de: erdbeben
en: fire blaze wildfire inferno fr: incendie feu de: brand feuer es: incendio
en: flood flooding floods inundation fr: crue inondation de: hochwasser es: inundación
en: blackout outage power_cut
en: cut cuts reduce reduced reduces reduction lower lowered slash slashed trim
en: rise rises rose risen increase increased increases climb climbed jump jumped grow grew gain gained soar soared up
 fr: hausse augmentation augmenté de: anstieg gestiegen es: aumento aumentó subió
en: fall falls fell fallen drop dropped decline declined decrease decreased slip slipped down
en: win wins won winner victory beat beats defeat defeated fr: gagné remporté vainqueur de: gewann gewonnen sieger
 es: ganó ganador
en: lose loses lost loser losses loss
en: close closed closes closing shut shuts shutdown fr: fermé fermée fermer fermées de: geschlossen gesperrt
 schließen es: cerrado cerró
 cerrar cerrada
en: open opens opened opening reopen reopened reopens fr: ouvrir ouvert rouvrir de: öffnet geöffnet eröffnet es:
 abrir abrió reabrir
 reabrirá
en: injunction ban banned bans prohibit prohibited forbidden
en: rescue rescued rescues save saved winch winched hoisted airlifted plucked safety
 survivors survive survived survivor alive
en: evacuate evacuated evacuation evacuees fr: évacué évacués évacuation de: evakuiert es: evacuar evacuados
 evacuadas evacuado
en: buy buys bought purchase purchased acquire acquired acquisition takeover
en: sell sells sold sale
en: lead leads led leader head headed heads chair chaired leading run runs running
en: boss chief chief_executive ceo
en: replace replaced successor replacement take_over took_over takes_over succeed succeeded
 fr: remplacer successeur de: nachfolger es: sustituto sucesor
en: sentence sentenced jail jailed prison imprisoned term
en: convict convicted guilty conviction
en: acquit acquitted cleared
en: accuse accused charge charged accusation blame blamed
en: vote votes voted voting ballot ballots referendum
en: election elections fr: élection élections de: wahl wahlen es: elección elecciones
en: back backed backing support supported supports favour favor
en: oppose opposed against
en: agree agreed agreement deal accord pact
en: sign signed signing signature
en: strike strikes walkout fr: grève de: streik es: huelga
en: attack attacks attacked strike assault
en: explode exploded explosion blast blew
en: crash crashed collision collided collide
en: collapse collapsed cave_in roof_fall
en: build built construct constructed construction building completed fr: construit construire de: gebaut es: construir
 construido
en: establish established creation fr: fondé fondée de: gegründet es: fundada fundado
en: destroy destroyed destruction wrecked demolish demolished demolition fr: détruit détruites détruire
en: steal stolen stole theft thieves robbed robbery
en: alive survive survived survivors survivor safety unhurt unharmed
en: find finds discover discovered recover recovered locate located detect detected fr: trouvé découvert
en: ask asked asks request requested demand demanded call_for called_for seek sought
 fr: demandé demander es: pedir pidió de: forderte fordert
en: need needs needed require required requires
en: happen happened occur occurred
en: send sends sent deploy deployed dispatch dispatched
en: hit hits struck strike strikes
en: affect affects affected affecting impact impacted
en: child children kid kids fr: enfant enfants de: kind kinder es: niño niños
en: woman women
en: man men
en: soldier soldiers troop troops fr: soldat soldats de: soldaten es: soldados
en: police officer officers policeman
en: car cars vehicle vehicles automobile
en: doctor doctors physician medic
en: worker workers employee employees staff workforce fr: salariés employés de: beschäftigte mitarbeiter es:
 trabajadores empleados
en: company firm business corporation
en: plane aircraft airplane jet
en: ship vessel ferry boat
en: country countries nation nations state states
en: people persons person residents inhabitants fr: personnes personne habitants gens de: menschen personen es:
 personas gente
en: last lasted lasts continue fr: duré durer dure de: dauert dauerte es: duró durar dura
en: stay remain remains remained keep kept store stored
en: fund funded funding finance financed
en: suspend suspended suspension halt halted call_off called_off pause paused
en: postpone postponed postpones delay delayed put_off
en: turn_off turned_off switch_off switched_off
en: get gets got receive receives received
en: rain rains rainfall
en: arrive arrives arrived arrival land landed due
en: hack hacking hacker hackers hacked cyberattack ransomware
en: cover covers covered apply applies applied
en: sea ocean waves
en: line railway rail
en: cancel cancelled canceled scrap scrapped call_off called_off
en: publish published publication
en: appoint appointed name_as nominate nominated
en: fire fired sack sacked dismiss dismissed
en: hire hired recruit
en: duty duties tariff tariffs levy levies
en: audience spectators crowd crowds attendance
en: see saw seen watch watched
en: participate participated take_part took_part join joined attend attended
en: offer offered
en: injury_time extra_time
en: reward bounty
en: pledge pledged promise promised
en: spark sparked trigger triggered cause caused
en: visit visited visits trip travel travelled traveled fr: visite visiter visitera es: visita visitar
en: flee fled escape escaped
en: wait waited waiting
en: cut_off stranded trapped
en: salary wage wages pay
en: raise raised rise
en: help helped aid assist assistance
en: choose chose chosen elect elected pick picked fr: élire élu de: gewählt es: elegir elegirá elegido
en: old age aged
en: lawyer attorney solicitor counsel
en: plan plans planned intend intends expect expects expected
en: reject rejected refuse refused deny denied decline
en: approve approved approval pass passed passes adopt adopted adopts
en: deadline due
en: own owns owned owner owners operator operate operates operated operates
en: score scored scores scorer goal goals hat_trick
en: accident disaster sinking capsize capsized overturned capsizing wreck
en: merger merge takeover purchase deal
en: survivor survivors rescued pulled hauled
en: carry carried carrying carries load loaded laden aboard on_board board
en: union unions metalworkers
en: want wants wanted demand demands seek seeks
en: strong strength force
en: burn burned burnt destroyed scorched
en: contain contained containment control
en: resignation departure
en: protest protests protesters demonstration demonstrators rally march marched
en: shoot shot gunman gunmen shooting
en: law bill legislation act
en: limit cap ceiling
en: poll survey
en: storm hurricane typhoon cyclone
en: drug drugs medicine
en: home homes house houses household
en: teenager teen
en: student students pupil pupils
en: town city village
en: profit profits earnings
en: debut first
en: illness disease sick ill
en: delay delays late
en: crew sailors
en: sanction sanctions embargo
en: truce ceasefire
en: hostage hostages captive captives
en: refugee refugees migrants
en: investigate investigation inquiry probe
en: judge court
en: jobs layoffs redundancies
en: flight flights
en: name named called
en: big large size huge
en: movie film
en: game match
en: firefighter firefighters crews
"""
_OPPOSITES = """begin/end rise/fall win/lose open/close lift/impose accept/reject arrest/release
 increase/decrease buy/sell
convict/acquit agree/reject strengthen/weaken join/leave approve/reject alive/die alive/bodies gain/lose
 ban/allow import/export hire/fire"""


@lru_cache(maxsize=1)
def _groups() -> tuple[frozenset[str], ...]:
    """Every sense as the set of its stems, phrases as `first_second`."""
    out: list[frozenset[str]] = []
    for line in _SENSES.strip().replace("\n ", " ").split("\n"):
        members: set[str] = set()
        language = "en"
        for word in line.split():
            if word.endswith(":"):
                language = word[:-1]
            elif "_" in word:
                members.add("_".join(stems(word.replace("_", " "), language)))
            else:
                members.update(stems(word, language))
        out.append(frozenset(members))
    return tuple(out)


@lru_cache(maxsize=1)
def _senses() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for group in _groups():
        for stem in group:
            table.setdefault(stem, set()).update(group)
    return {stem: frozenset(group) for stem, group in table.items()}


@lru_cache(maxsize=1)
def phrases() -> dict[tuple[str, str], str]:
    """Pairs of stems that are one word in sense: ("step", "down") -> "step_down"."""
    return {(a, b): s for s in _senses() if "_" in s for a, _, b in [s.partition("_")]}


def alike(stem: str) -> frozenset[str]:
    """The stems that may stand for this one, itself left out."""
    return _senses().get(stem, frozenset()) - {stem}


@lru_cache(maxsize=1)
def _opposites() -> dict[str, frozenset[str]]:
    table: dict[str, frozenset[str]] = {}
    for pair in _OPPOSITES.split():
        left, right = (frozenset(stems(w)) for w in pair.split("/"))
        wide = [frozenset().union(side, *(alike(s) for s in side)) for side in (left, right)]
        for side, other in (wide, wide[::-1]):
            for stem in side:
                table[stem] = table.get(stem, frozenset()) | (other - side)
    return table


def opposed(stem: str) -> frozenset[str]:
    """The stems that say the opposite of this one."""
    return _opposites().get(stem, frozenset())
