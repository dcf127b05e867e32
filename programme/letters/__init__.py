"""The words of every mail: what each kind says, what may stand in it, and a programme's own words.

``kinds`` knows them all; each app registers its own when it is ready. ``writing`` puts the values
of one occasion into the words.
"""
