"""
Faust 0.15.3 and aiokafka 0.14 without their losses: a thin layer of subclasses.

Each class overrides what `self_check.py` has seen before; on any other version
the worker refuses to start.
"""
