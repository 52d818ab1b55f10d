"""The policy as data: clauses, grades, places, company and people, and a folder of rules."""
