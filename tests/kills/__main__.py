"""python -m kills --kills 100: prints a histogram of the stages and every fault; exits 1 if there is any."""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "mueang_site.config.settings"


def main() -> int:
    """Build the city once, then kill its publication again and again."""
    options = arguments()
    with tempfile.TemporaryDirectory(prefix="kills-") as folder:
        template = Path(folder) / "city"
        prepare_django(template)
        from kills import city, trial
        from kills.stages import BETWEEN_FIRST_BYTE_AND_COMMIT, STAGES

        built, _ = trial.in_child(build, template)
        if built != 0:
            return 2
        expected, lengths = undisturbed(template, Path(folder) / "undisturbed")
        draw = random.Random(options.seed)
        outcomes = [trial.run(template, draw.choice(STAGES), draw.randrange(10**9), expected, lengths, planted=options.planted) for _ in range(options.kills)]
        assert city
    killed = Counter(outcome.stage for outcome in outcomes if outcome.killed)
    between = sum(killed[stage] for stage in BETWEEN_FIRST_BYTE_AND_COMMIT)
    for stage in STAGES:
        print(f"{stage:<10} {killed[stage]:>4} {'#' * killed[stage]}")
    faults = [f"{outcome.stage}: {fault}" for outcome in outcomes for fault in outcome.faults]
    print(*faults, sep="\n")
    print(f"{sum(killed.values())} killed of {options.kills}, {between} between the first byte and the end of the transaction, {len(faults)} faults")
    return 1 if faults or sum(killed.values()) < options.kills * 0.9 else 0


def arguments() -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--planted", action="store_true", help="publish in a way that is not atomic; the harness must say so")
    return parser.parse_args()


def prepare_django(template: Path) -> None:
    """Import all that a trial needs, so that none pays for it again, and open nothing: children are made by fork."""
    from mueang_site import runtime

    runtime.choose(template)
    import django

    django.setup()
    import ibis.backends.sql.compilers

    from mueang.base import thai
    from mueang.lake.engines import duckdb
    from mueang_site.submissions import tasks

    thai.segment("เมือง")
    assert all((ibis, duckdb, tasks))


def build() -> None:
    """Make the city in its folder."""
    from django.core.management import call_command

    from kills import city
    from mueang_site import runtime

    runtime.settings().prepare()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    city.build()


def undisturbed(template: Path, data: Path) -> tuple[dict[str, Any], dict[str, float]]:
    """Return what is seen after a publication that nobody kills, and how long its stages took."""
    import shutil

    from kills import trial

    shutil.copytree(template, data, symlinks=True)
    _, found = trial.in_child(trial.undisturbed, data)
    return found


if __name__ == "__main__":
    sys.exit(main())
