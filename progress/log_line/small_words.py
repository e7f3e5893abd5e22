"""Words that say nothing about the topic of a line of the study log."""

# Left out of a note at its ends.
_SMALL = """
    a about abt an and approx around at by did die der das den ein eine for from für i im in into is it mit my n
    of on or over roughly so some spent under almost nearly just studied study studying the this to um und uhr up
    von was with worked your über zu ca circa ungefähr etwa chapter
"""
SMALL_WORDS = frozenset(_SMALL.split())
# In the names of topics and parts, but no hint at one: they are in too many other sentences.
_WEAK = """
    advanced basic basics beyond book class concept concepts core critical deep dive effect effects first from
    fundamental fundamentals half hand human idea ideas intro intuition introduction key language large learn learned
    learning lesson look lot main memory method methods model models more new next not note notes one organization
    outside own part parts plain practical practice problem problems product program project question questions
    random read real repair result results review same set sets simple size small some step steps stuff system
    systems task tasks technique techniques test tests text theory thing things time tiny top topic two understand
    understanding use used using value values version when which why with without word words work zero shot few
    write writing year your before after back data code coding gap gaps worth closing leave out choose choosing
    fast faster than six lower upper there here within limit budget
"""
WEAK_WORDS = frozenset(_WEAK.split())
