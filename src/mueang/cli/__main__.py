"""Run `python -m mueang.cli`."""

from mueang.cli import main

main(prog_name="mueang")
