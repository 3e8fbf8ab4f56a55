"""The thresholds that a reader of a report can meet, each with its source; the texts of reports are formatted from here."""

from __future__ import annotations

#: Largest share of false ones among what is called established: flags, changed themes, new topics, groups, reversals.
#: The usual level of Benjamini and Hochberg 1995.
MAX_Q = 0.05
#: Ratio of two shares that is large enough to matter: the 95% interval of a change lies beyond it. A choice: a fifth more.
LEAST_RATIO = 1.2
#: Mentions that a theme needs for its share to be judged over time or between runs, and where it is most mentioned to be flagged.
#: A choice: with fewer no change that Fisher's exact test can establish is small enough to be worth the test.
MENTIONS_TO_JUDGE = 5
#: Answers, or responses, of a period from which it is drawn in a course and compared with another: fewer make the line jump by
#: chance. A choice: of ten answers from 1 to 5 the mean is right within .7 in 19 of 20 cases where answers spread by 1.
ANSWERS_TO_DRAW = 10
#: Complete waves from which changes of shares are judged: fewer do not tell how much shares vary by themselves.
WAVES_TO_JUDGE = 4
#: Complete waves from which a change has a direction over time; with fewer it is "changed".
WAVES_FOR_DIRECTION = 6
#: A theme that grows is emerging when its share in the first half of the waves was at most this part of the last one.
EMERGING_RATIO = 0.2
#: Respondents who must mention a theme, and must not, for its effect to have an interval: most of one that rests on two is
#: borrowed (measured: 98 to 100% coverage).
RESPONDENTS_FOR_INTERVAL = 3
#: Respondents with an answer other than the most common one who mention a theme, or would be expected to, for its effect to be
#: established; as many have to be on the other side. The usual least count of a table's cell (Cochran 1954, Biometrics 10:417).
RARE_ANSWERS_TO_ESTABLISH = 5
#: Respondents with a comment that mentions no theme, from which effects are adjusted: it is them that the adjusted lens compares
#: with. Measured where every other comment has one theme, at 400 answers: 95% intervals hold 79% with 3, 90% with 8, 94% with 20.
RESPONDENTS_WITHOUT_THEME = 20
#: Share of those with a comment that is enough in a survey of fewer than 200 (measured at 30 to 150 answers: 93 to 96%).
SHARE_WITHOUT_THEME = 0.1
#: Answers of either kind, negative or positive, from which a penalty, or a reward, is given. A choice.
ANSWERS_PER_SIDE = 10
#: Respondents who must mention a theme, and must not, in a run for it to have a coefficient of its own in the split of a
#: metric's change; of both runs together for a common one. A choice.
RESPONDENTS_PER_RUN = 5
#: Mentions, before and after a fix together, from which a theme is set beside another. A choice.
MENTIONS_BESIDE_A_FIX = 10
#: Complete waves before a fix that a check of parallel trends takes.
WAVES_BEFORE_A_FIX = 4
#: One-sided confidence of the conservative damage, and of a step between tiers.
TIER_CONFIDENCE = 0.8
#: Number of worst themes that ``p_top5`` is about.
WORST = 5
#: Respondents from which a chance of being among the worst is given (measured: its calibration error is .01 to .04 at 300
#: answers, up to .07 at 200 and .09 at 100: with eight themes what is stated is too low, as so few answers hardly tell whether
#: most themes cost or earn; ``tests/statistics/test_rank_certainty.py``).
RESPONDENTS_FOR_CHANCE = 300
#: Respondents below which a group is not shown by name: it could point at a person. The usual cell size of anonymous surveys.
MIN_CELL = 5
#: Stability (Jaccard) from which a theme counts as stable (Hennig 2007, Comput. Stat. Data Anal. 52:258).
STABLE = 0.75
#: Stability below which a theme dissolves (the same source).
DISSOLVES = 0.5
