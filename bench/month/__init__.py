"""The false-alarm budget: a made-up month of a hundred workstations without customer data.

Every incident that the shipped rules raise on it is wrong, but for a few kinds of file that do
hold somebody's data by the letter of the policy (a supplier's business card). Those are counted
and shown apart.

    company.py    who sits at the workstations, and the directory of people
    kinds.py      what a kind of file is, and the list of all kinds
    words.py      firms, goods, places, sentences
    trade.py, finance.py, office.py, public.py, machines.py, code.py, mails.py    the kinds
    plan.py       who makes which files on which day
    measure.py    the real pipeline over all of them
    show.py       tables for people and for docs/benchmarks.md
"""
