"""What German words say of urgency."""

from __future__ import annotations

from deskhand.rules.priority.kinds import Kind, Words

NOT = "nicht kein keine keinen keiner keinem ohne nie weder nichts"
"""Words that turn what follows into its opposite."""

WORDS: Words = {
    Kind.OUTAGE: """
        totalausfall
        (system|server|plattform|netz|netzwerk|website|webseite|seite|shop|dienst|produktion|anlage|\
            alles) ~ (ausgefallen|down|offline|lahm|tot)
        produktion (steht|steht still|stillsteht|gestoppt)
        (geht|funktioniert|lauft) ~ (gar nichts|nichts mehr|uberhaupt nichts)
        (gar nichts|nichts) (geht|funktioniert|lauft) ~ mehr
        (komplett|vollstandig|gesamt*) ~ (ausgefallen|nicht erreichbar)
        (gehackt|angegriffen)
        (datenverlust|datenleck|datenpanne|sicherheitsvorfall|verschlusselungstrojaner|ransomware)
        (daten|auftrage|dateien|bestellungen) ~ (weg|verloren|geloscht|verschlusselt|verschwunden)
        (kundendaten|personendaten|daten) ~ (sichtbar|offentlich)
        (kein mitarbeiter|niemand|keiner) ~ (arbeiten|anmelden|zugreifen)
        """,
    Kind.URGENT: """
        dringend*
        eilt
        eilig
        (sofort|sofortig*|umgehend|unverzuglich|schnellstmoglich|schnellstens)
        so (schnell|bald|rasch) wie moglich
        notfall
        (hochste prioritat|kritisch)
        asap
        """,
    Kind.BROKEN: """
        (kann|konnen|konnte|konnten) ~ nicht ~ (anmelden|einloggen|zugreifen|arbeiten|offnen|bezahlen|verbinden|\
            senden|speichern|drucken|hochladen|herunterladen|bestellen)
        (login|anmeldung|einloggen|anmelden|zugriff|zugang) ~ (nicht moglich|gesperrt|abgelehnt|verweigert|\
            fehlgeschlagen|unmoglich)
        (zahlung|bezahlung|uberweisung|lastschrift|import|export|upload|synchronisierung) ~ (fehlgeschlagen|\
            abgelehnt|gescheitert|schlagt fehl)
        (funktioniert|funktionieren|geht|gehen|lauft|klappt) ~ (nicht|nicht mehr)
        (sturzt|sturzen|sturzte) ~ ab
        (absturz*|abgesturzt)
        (konto|zugang|benutzer|account) ~ (gesperrt|blockiert|deaktiviert)
        (kein|keinen) (zugriff|zugang)
        (doppelt|zweimal) (abgebucht|belastet|berechnet|bezahlt)
        (abbuchung|lastschrift|rechnung) (doppelt|zweimal)
        (kommen|kommt) ~ (nicht|keine|nicht mehr) ~ an
        (mails|nachrichten|belege) ~ (fehlen|verschwunden)
        (erhalten|bekommen) keine
        """,
    Kind.FLAW: """
        fehler*
        problem*
        (falsch|falsche|falscher|falsches|fehlerhaft*|defekt|kaputt)
        (langsam|stockt|hangt)
        (fehlt|fehlen)
        storung*
        """,
    Kind.MANY: """
        alle (kunden|nutzer|benutzer|mitarbeiter|kollegen|standorte)
        (gesamte|ganze|gesamten|ganzen) (firma|abteilung|plattform|team|belegschaft|buro)
        (niemand|keiner) (kann|von uns)
        kein mitarbeiter
        """,
    Kind.PRESSING: """
        (frist|stichtag) ~ (endet|heute|morgen)
        (heute|morgen) um
        (bis|noch) heute
        in (einer|einer halben) stunde
        (beginnt|startet) (gleich|jetzt)
        (wartet|warten) schon
        """,
    Kind.CALM: """
        (keine|ohne) eile
        (eilt nicht|hat zeit|nicht eilig|bei gelegenheit|irgendwann)
        (niedrige|geringe) prioritat
        (erst|reicht) nachste* (woche|monat|monats)
        (kosmetisch|kleinigkeit)
        """,
    Kind.WISH: """
        (verbesserungsvorschlag*|vorschlag*|anregung*|wunsch|wunsche)
        (ware|ware es) (schon|toll|gut|praktisch)
        (eine idee|ideen)
        (danke|vielen dank|dankeschon)
        (lob|ruckmeldung)
        tippfehler
        """,
    Kind.ASKING: """
        (frage|fragen|ruckfrage)
        (wie|wo) (kann|konnen|finde|finden|geht|exportiere|lege)
        gibt es
        (wurde gern wissen|interessiert mich)
        """,
}
