"""What English words say of urgency."""

from __future__ import annotations

from deskhand.rules.priority.kinds import Kind, Words

NOT = "not no never without nothing hardly neither nor"
"""Words that turn what follows into its opposite."""

WORDS: Words = {
    Kind.OUTAGE: """
        (everything|all|site|website|system|server|servers|platform|service|services|network|production|\
            store) ~ (down|offline|unreachable)
        production (stopped|stands still|halted)
        outage
        blackout
        nothing works
        nothing is working
        (total|complete) (failure|outage|breakdown)
        (data|file|files|database|orders|records) ~ (lost|wiped|erased|destroyed)
        (loss of data|data loss|data leak|data breach|leak of data)
        (been|got|was|were|are|is) (hacked|breached|compromised)
        (security|privacy) (breach|incident)
        ransomware
        (personal|private|client|customer) data ~ (visible|exposed|leaked|public)
        (records|data|files) visible to ~ (strangers|others|everyone|everybody)
        (nobody|no one|none) (can|of us can|in the company can) ~ (work|log in|login|open|reach|pay)
        (no customer|no customers|no user|no users) can
        all (customers|users|clients) ~ (can not|locked out)
        """,
    Kind.URGENT: """
        urgent
        urgently
        asap
        (as soon as possible|as quickly as possible)
        emergency
        immediately
        immediate (help|action|attention|response)
        (right away|right now|at once|straight away)
        top priority
        critical
        help now
        """,
    Kind.BROKEN: """
        (can not|unable to|could not|not able to|fail to|failed to|impossible to) ~ (log in|login|log on|logon|\
            sign in|signin|access|work|open|pay|connect|upload|download|send|save|print|order|export|checkout|reach)
        (log in|login|sign in|password reset|checkout|payment|payments|sync|integration|webhook|api|export|import|\
            upload|download|connection|app|application|system|page|button|service) ~ (fail*|not working|not work|\
            broken|rejected|refused|declined|stopped|crash*)
        (not working|does not work|do not work|did not work|stopped working|stops working|no longer works|\
            will not work)
        crash*
        (keeps|keep|kept) (freezing|crashing|failing|closing|restarting|stopping)
        locked out
        (account|user) ~ (locked|blocked|suspended|disabled)
        (charged|billed|paid|debited) (twice|two times|double|again)
        (card|payment|transaction) ~ (declined|rejected|refused|failed)
        (not being|not been|not getting|are not|is not) (delivered|sent|received)
        (orders|data|files|messages|emails|entries|records|tickets) ~ (missing|disappeared|vanished|gone|not arriving)
        (no|lost) access
        broken for
        blocked
        fatal error
        """,
    Kind.FLAW: """
        error*
        bug*
        problem*
        issue*
        broken
        wrong
        incorrect
        fail*
        slow
        slowly
        late
        missing
        (not load|not loading|not show|not shown|not open)
        stuck
        trouble
        """,
    Kind.MANY: """
        (everyone|everybody)
        (all|many) (users|customers|clients|employees|colleagues|staff|agents|people|of us)
        (whole|entire) (team|company|office|department|platform|school)
        (nobody|no one|none) (of us|in the company|in the office|can)
        (company wide|companywide|worldwide)
        our (team|customers|clients) ~ (can not|wait*|complain*)
        """,
    Kind.PRESSING: """
        deadline
        (due|closes|ends|expires|needed) (today|tonight|tomorrow|now)
        (today|tonight|this morning|this afternoon) at
        in (an|one|half an) hour
        in (ten|fifteen|twenty|thirty|forty|10|15|20|30|45|60) minutes
        (before|by) (noon|tonight|tomorrow|end of day|eod|close of business)
        tomorrow morning
        every hour
        """,
    Kind.CALM: """
        no (rush|hurry|urgency|pressure)
        (low|lowest) priority
        (whenever|when) you (have|find|get) (time|a moment|a minute|the chance)
        (in no hurry|not in a hurry|take your time|can wait|no need to hurry)
        (some day|at some point|some time)
        (minor|cosmetic|trivial)
        """,
    Kind.WISH: """
        (feature|enhancement) request*
        suggestion*
        suggest
        (would be|would be really|it be) (nice|great|lovely|useful|helpful)
        would (love|like to suggest)
        could you (add|consider|implement)
        (just an|an) idea
        idea*
        wish
        feedback
        (thank you|thanks a lot|many thanks|well done|great job)
        typo*
        (just saying hello|works fine again|solved itself)
        """,
    Kind.ASKING: """
        question*
        (how|where) (do|can|could|should|would) (i|we|one|you)
        (which|what|do) ~ (do you support|do you offer|you plan)
        wondering
        (just|simply) (asking|curious)
        is there (a|an|any)
        (roadmap|training)
        """,
}
