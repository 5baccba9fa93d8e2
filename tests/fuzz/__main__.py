"""python -m fuzz --seconds 120: prints how many spoilt files were read, and the seed of one that crashed, hung or grew; exits 1 if there is any."""

from __future__ import annotations

import argparse
import sys

from fuzz.reading import fuzzed


def main() -> int:
    """Do what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    count, fault = fuzzed(asked.seconds, asked.seed)
    print(f"{count} spoilt files were read or refused from seed {asked.seed} on; {fault or 'no crash, no hang, no growth'}")
    return 1 if fault else 0


if __name__ == "__main__":
    sys.exit(main())
