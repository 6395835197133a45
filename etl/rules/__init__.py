"""Rules of one published value: each reads a text and says, in a note, what it had to repair or refuse.

A rule never raises and never changes what it has already read: reading its result again gives the same.
A value returns often (a buyer signs many contracts), so each rule remembers what it has judged.
"""

REMEMBERED = 1 << 17
"""How many values a rule remembers: some megabytes, whatever the size of the files."""
