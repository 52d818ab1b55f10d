"""The submission relay: judges each message before it goes on, and keeps what it has acknowledged.

client ─▶ door ─▶ judging ─▶ deliver: the next hop's own answer goes back to the client
├──▶ hold:    spool, then 250; released by an approval or by a person
└──▶ refuse:  5xx with clause and advice
next hop down or busy ─▶ spool, then 250 ─▶ courier, again and again
"""
