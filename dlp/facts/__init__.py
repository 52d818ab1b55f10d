"""What rules may know besides a sighting and its text: of people, approvals, data sets, destruction.

Each module is one `dlp.judge.FactSource`; a pipeline asks them all. They tell what is on file and
leave out what is not: nobody is accused on a guess.
"""

from __future__ import annotations

from dlp.facts.approvals import ApprovalFacts
from dlp.facts.datasets import DataSetFacts
from dlp.facts.destroyed import DestroyedFacts
from dlp.facts.leaks import LeakFacts
from dlp.facts.people import PeopleFacts
from dlp.fingerprint import Fingerprinter
from dlp.judge import FactSource, GradeFacts
from dlp.leaks import Leaks
from dlp.policy import Policy
from dlp.register import Register
from dlp.settings import Settings
from dlp.storage import Storage, who_reads

__all__ = ["ApprovalFacts", "DataSetFacts", "DestroyedFacts", "LeakFacts", "PeopleFacts", "standard"]


def standard(policy: Policy, settings: Settings, fingerprints: Fingerprinter) -> list[FactSource]:
    """The sources of every pipeline."""
    state = settings.state_folder
    register = Register(state)
    return [
        GradeFacts(policy.grades),
        Storage(policy.media),
        PeopleFacts(policy.company),
        ApprovalFacts(policy, state, register, fingerprints),
        DataSetFacts(policy.datasets, policy.company, readers=who_reads),
        DestroyedFacts(register),
        LeakFacts(Leaks(state, settings.leaks.days)),
    ]
