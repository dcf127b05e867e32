"""What becomes of a case once it is distributed.

``distribution`` is what stands before it: whether it is in time, and who will read. ``delivery``
brings an edition to its readers, ``readers`` says how far it came, ``changes`` what is new in it,
and ``public`` what visitors see.
"""
