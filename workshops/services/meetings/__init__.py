"""Everything that can happen to a networking session and its meetings.

- Of the session: ``session`` (set up, opened, closed), ``slots`` and ``tables`` (with ``effects``:
  what a change does to meetings), ``plans`` (computed, taken over, published), ``by_hand``.
- Of a meeting: ``requests`` (asked, answered, withdrawn), ``picking`` (a time), ``leaving``
  (cancelled, left), ``following`` (what follows by itself), ``desk`` (who came), ``outcomes``
  (what people say) and ``asking`` (them for it), ``links``. ``placing`` alone writes time and
  table.
- Of a person: ``networkers``.
- By mail: ``letters`` (one meeting), ``telling`` (all times of a person).
- ``rows``: what is held, the log, and the error that says why something cannot be.
"""
