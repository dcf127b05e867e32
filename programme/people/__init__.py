"""Who is in a programme: coming in, roles as they change and end, names and addresses as typed.

The links by which people come in are in ``programme.invitations``, log-ins in
``programme.accounts``.
"""
