"""客盾 Kedun: a company's written policy on customer data, as a program."""

__version__ = "0.1.0"
