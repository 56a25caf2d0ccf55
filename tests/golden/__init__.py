"""Every kind of row, engine record, command and message of each row version, to the byte."""
