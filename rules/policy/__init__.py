"""What is wrong with a policy that is well-formed: the static checks before it comes into force."""

from rules.policy.books import Book
from rules.policy.check import check
from rules.policy.finding import CATALOGUE, Finding, Kind
from rules.policy.people import Person
from rules.policy.walled_off import Client, Clients

__all__ = ["CATALOGUE", "Book", "Client", "Clients", "Finding", "Kind", "Person", "check"]
