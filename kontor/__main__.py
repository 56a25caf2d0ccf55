"""`python -m kontor` is `kontor`."""

from kontor.entry import main

if __name__ == "__main__":
    main()
