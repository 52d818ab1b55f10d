"""The agent: what is seen on a workstation while it happens."""
