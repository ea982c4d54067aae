"""`python -m tests.sim`: seeds run, one seed replayed, planted faults hunted.

run [--seeds 0-499] [--processes 2]    every seed; exit 1 when one is wrong, 1 when a kind of fault never happened
replay SEED                            one seed with everything that happens in it
mutants [NAME ...] [--seeds 0-59]      each planted fault in a copy of the product, and the seed that caught it
"""

from __future__ import annotations

import argparse
import os
import sys


def main() -> int:
    """Understand the command, and run it in a process whose sets are always walked in the same order."""
    if os.environ.get("PYTHONHASHSEED") != "0":
        environment = os.environ | {"PYTHONHASHSEED": "0"}
        os.execve(sys.executable, [sys.executable, "-m", "tests.sim", *sys.argv[1:]], environment)
    parser = argparse.ArgumentParser(prog="python -m tests.sim", description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run")
    run.add_argument("--seeds", default="0-499")
    run.add_argument("--processes", type=int, default=2)
    run.add_argument("--until-wrong", action="store_true", help="end at the first seed that is wrong")
    replay = commands.add_parser("replay")
    replay.add_argument("seed", type=int)
    mutants = commands.add_parser("mutants")
    mutants.add_argument("names", nargs="*")
    mutants.add_argument("--seeds", default="0-59")
    mutants.add_argument("--processes", type=int, default=2)
    work = commands.add_parser("work")  # one of the processes of `run`
    work.add_argument("template")
    work.add_argument("seeds")
    said = parser.parse_args()
    if said.command == "mutants":
        from tests.sim import hunt

        return hunt.hunt(said.names, said.seeds, said.processes)
    if said.command == "run":
        from tests.sim import crew

        return crew.run(said.seeds, said.processes, until_wrong=said.until_wrong)
    from tests.sim import machine

    machine.install()
    from tests.sim import crew

    return crew.replay(said.seed) if said.command == "replay" else crew.work(said.template, said.seeds)


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    os._exit(code)  # coroutines of simulated processes that were killed are not closed in good order
