"""How each kind of ballot is counted: pure arithmetic on integers and fractions, explained in words.

    kinds.py        the registry: `KINDS[Kind.SINGLE]` reads, checks, keeps and counts the papers of a kind
    papers.py       piles of equal papers, the one canonical JSON text of a paper, what is valid
    totals.py bundles.py
                    papers that scrutineers counted by hand, into sums or into bundles of equal ones
    options.py      what can be chosen: stable ids and texts
    bases.py        what a share is a share of, in each measure of the rule set; when a result is valid
    results.py      standings, who is chosen, the words of a result; used by single, approval, score, election
    picking.py      the best of several, ties left as they are
    wording.py      phrases that all results share
    single.py approval.py score.py election.py hands.py consent.py temperature.py objection.py yes_no.py
    ranked.py (runoff.py, pairwise.py, explained.py)
                    a kind each: `Settings` (the question), `Paper`, `check_paper`, `count`

Quorum, turnout and measures come with the body's rule set, what is asked and the majority it takes with `Settings`.

A count is fair in the same ways for every kind: each paper is counted once, as marked, blank or invalid; the order of
papers and the numbering of options make no difference; multiplying all weights changes no outcome.
"""
