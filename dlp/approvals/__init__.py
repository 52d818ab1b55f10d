"""Approvals for giving customer data away (clause 4.2.3): signed, expiring, bound to content and recipient.

A grant is signed with Ed25519 (RFC 8032) by an approver, whose private key never comes to a
workstation; checking needs the public key only, which stands in the policy's approvers.yml.
"""

from __future__ import annotations

from dlp.approvals.approvers import Approver, Approvers, load_approvers
from dlp.approvals.cover import Asked, answer
from dlp.approvals.grant import Grant
from dlp.approvals.papers import Paper, Papers
from dlp.approvals.revocations import Revocations

__all__ = ["Approver", "Approvers", "Asked", "Grant", "Paper", "Papers", "Revocations", "answer", "load_approvers"]
