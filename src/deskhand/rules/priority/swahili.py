"""What Swahili words say of urgency."""

from __future__ import annotations

from deskhand.rules.priority.kinds import Kind, Words

NOT = "si sio siyo hakuna bila wala"
"""Words that turn what follows into its opposite; verbs bear their own negation."""

WORDS: Words = {
    Kind.OUTAGE: """
        (mfumo|seva|tovuti|huduma|mtandao|jukwaa) ~ (umeanguka|imeanguka|umezimika|imezimika|haipatikani|haupatikani)
        hakuna kinachofanya kazi
        (kila kitu|vyote) ~ (kimesimama|vimesimama)
        (uzalishaji|kazi) ~ (umesimama|zimesimama)
        (tumedukuliwa|imedukuliwa|nimedukuliwa|udukuzi)
        (data|taarifa|faili|oda) ~ (zimepotea|zimefutwa|zimevuja)
        hakuna (mteja|mtu|mtumiaji) anayeweza
        """,
    Kind.URGENT: """
        (haraka|haraka sana|upesi)
        (dharura|mara moja|sasa hivi|papo hapo)
        """,
    Kind.BROKEN: """
        (siwezi|hatuwezi|hawawezi|nimeshindwa|tumeshindwa|nashindwa) ~ (kuingia|kufungua|kulipa|kutuma|kupakua|\
            kufanya|kupata|kuchapisha)
        (siwezi|hatuwezi)
        (haifanyi|hazifanyi|haufanyi|hayafanyi) kazi
        (malipo|muamala|kadi) ~ (yameshindwa|yamekataliwa|umeshindwa|imekataliwa)
        (nimekatwa|tumekatwa) ~ (mara mbili|mara dufu)
        (akaunti) ~ (imefungwa|imezuiwa)
        (inajifunga|imekwama|inakwama)
        (barua pepe|ujumbe) ~ (haifiki|hazifiki|haufiki)
        """,
    Kind.FLAW: """
        (kosa|makosa|hitilafu|tatizo|matatizo|shida)
        (si sahihi|vibaya)
        (polepole|taratibu)
        """,
    Kind.MANY: """
        (wateja|watumiaji|wafanyakazi) wote
        (kampuni|ofisi|timu) (yote|nzima)
        hakuna (mteja|mtumiaji)
        """,
    Kind.PRESSING: """
        (muda|tarehe) ~ (unaisha|leo|kesho)
        (kabla ya) (leo|kesho|mchana|jioni)
        baada ya (saa moja|nusu saa|dakika)
        """,
    Kind.CALM: """
        (si haraka|bila haraka|hakuna haraka|si lazima sasa|wakati wowote|ukipata nafasi)
        """,
    Kind.WISH: """
        (pendekezo|mapendekezo|wazo|ombi)
        (ingekuwa|itakuwa) (vizuri|vyema)
        (asante|ahsante|shukrani)
        """,
    Kind.ASKING: """
        (swali|maswali)
        (ninawezaje|nawezaje|tunawezaje|jinsi ya)
        (naweza kupata wapi|wapi naweza|je kuna)
        """,
}
