"""How strong a body is and becomes: the verbs of lifting."""

from __future__ import annotations

from pathlib import Path

from hillrunner.cli.grammar.common import ALL_FILES, EPILOG, OWN, RUNNER, Verb, Verbs, add_output
from hillrunner.cli.notation import number


def lift(verbs: Verbs) -> None:
    """Flags of the verb ``lift``."""
    lift = verbs.add_parser(
        "lift",
        help="simulate a lift, or the most that can be lifted",
        description="Simulate one repetition of a lift: squat (a bar on the shoulders), deadlift "
        "(a bar from the floor), calf-raise (standing, a bar on the shoulders), seated-calf-raise "
        "(a load on the knees), hip-thrust (the back on a bench, a bar on the hips), "
        "split-squat, lunge or step-up (one foot ahead, a step ahead and back, or on a box; a bar "
        "or dumbbells). Tempo and way are given; "
        "posture, balance and muscles are found.",
        epilog=EPILOG,
    )
    lift.set_defaults(verb=Verb("hillrunner.cli.lift", "lift"))
    exercise = "squat, deadlift, calf-raise, seated-calf-raise, hip-thrust, split-squat, lunge "
    exercise += "or step-up; none with --table"
    lift.add_argument("exercise", nargs="?", metavar="EXERCISE", help=exercise)
    lift.add_argument("runner", type=Path, metavar="RUNNER.toml", help=RUNNER)
    what = lift.add_argument_group("what is lifted, and how")
    load = "kg, or %% of the largest load (as 70%%), or max: the largest load (default 0)"
    what.add_argument("--load", default="0", metavar="LOAD", help=load)
    depth = "of a squat: knee flexion in deg, or half (90), parallel (110), full (125); of a "
    depth += "split squat, lunge or step-up: flexion of the front knee (default 90); of a hip "
    depth += "thrust: of the hips (default 65)"
    what.add_argument("--depth", type=number, metavar="DEPTH", help=depth)
    rise = "of a calf raise: deg of the soles from the ground (default 30; seated 25)"
    what.add_argument("--rise", type=number, metavar="DEG", help=rise)
    height = "of a deadlift: m of the bar over the floor, at its lowest (default 0.225)"
    what.add_argument("--height", type=number, metavar="M", help=height)
    stride = "of a split squat or lunge: how far one foot is ahead, in body heights (default 0.4)"
    what.add_argument("--stride", type=number, metavar="SHARE", help=stride)
    carry = "where one leg is ahead: shoulders (a bar, the default) or hands (dumbbells)"
    what.add_argument("--carry", metavar="WHERE", help=carry)
    front = "of the same: the leg ahead, right (the default) or left"
    what.add_argument("--front", metavar="SIDE", help=front)
    for flag in ("--down", "--up"):
        way = f"time for the way {flag[2:]}, s (default 1)"
        what.add_argument(flag, type=number, metavar="S", help=way)
    beside = lift.add_argument_group("side by side")
    table = "all exercises with one load, by muscle group, instead of one"
    beside.add_argument("--table", action="store_true", help=table)
    compare = "also with this load, or this other exercise, beside the first"
    beside.add_argument("--compare", metavar="LOAD|EXERCISE", help=compare)
    solve = lift.add_argument_group("how it is solved")
    start = "start from this lift (default: the nearest that comes with hillrunner)"
    solve.add_argument("--start", type=Path, metavar="MOTION.nc", help=start)
    mesh = "intervals each way (8 to 400; default 30)"
    solve.add_argument("--mesh", type=number, metavar="N", help=mesh)
    limit = "give up after S seconds (default none)"
    solve.add_argument("--time-limit", type=number, metavar="S", help=limit)
    add_output(lift, "also write motion, tables for OpenSim and a report here")


def train(verbs: Verbs) -> None:
    """Flags of the verb ``train``."""
    train = verbs.add_parser(
        "train",
        help="say what weeks of strength training are worth",
        description="Say what a plan of strength training does to a runner, week by week: lifts, "
        "strength, size, tendons, and with them economy, race time, top speed and loads, with "
        "intervals over plausible responders. The plan's lifts are simulated for this body, and "
        "the run again with the changed muscles. What is solved is kept in the folder, so that "
        "the same command goes on where it was interrupted.",
        epilog=EPILOG,
    )
    train.set_defaults(verb=Verb("hillrunner.cli.train", "train"))
    train.add_argument("runner", type=Path, metavar="RUNNER.toml", help=RUNNER)
    what = train.add_argument_group("what is trained")
    plan = "a plan's file (examples/plan.toml), or one that ships: heavy-legs, calf-tendon, "
    what.add_argument("--plan", metavar="PLAN", help=f"{plan}bodyweight, maintenance")
    best = "instead of a plan: find the one that serves a goal best"
    what.add_argument("--best", action="store_true", help=best)
    what.add_argument("--weeks", type=number, metavar="N", help="weeks, in place of the plan's")
    after = "weeks to look on after it, in place of the plan's"
    what.add_argument("--after", type=number, metavar="N", help=after)
    found = train.add_argument_group("what the best plan is found by (with --best)")
    goal = "race (default), 'top speed', or a load to lower, as kneecap or 'Achilles tendon'"
    found.add_argument("--goal", metavar="GOAL", help=goal)
    found.add_argument("--sessions", type=number, metavar="N", help="a week (default 2)")
    found.add_argument("--minutes", type=number, metavar="M", help="of a session (default 40)")
    among = "one that may be chosen; may be repeated (default: all that are simulated)"
    found.add_argument("--exercise", action="append", metavar="NAME", help=among)
    found.add_argument("--running", type=number, metavar="KM", help="a week (default 40)")
    who = train.add_argument_group("who trains")
    race = "distance whose time is asked for, as '10 km' (default: that of the runner's race)"
    who.add_argument("--race", metavar="D", help=race)
    who.add_argument("--vo2max", type=number, metavar="X", help="maximal oxygen uptake, mL/kg/min")
    most = "your own largest load, as 'half squat=100' (kg); may be repeated"
    who.add_argument("--one-rep-max", action="append", metavar="LIFT=KG", help=most)
    age = "years of strength training before (default 0)"
    who.add_argument("--training-age", type=number, metavar="YEARS", help=age)
    how = train.add_argument_group("how it is solved")
    again = "weeks whose run is solved again (default: the last, and the last one after it)"
    how.add_argument("--solve", type=number, nargs="+", metavar="WEEK", help=again)
    how.add_argument("--quick", action="store_true", help="solve no run again: prices alone")
    how.add_argument("--start", type=Path, metavar="OWN.nc", help=OWN)
    bodies = "plausible bodies for the intervals too (8 or more; minutes each; default 0)"
    how.add_argument("--bodies", type=number, metavar="N", help=bodies)
    how.add_argument("--jobs", type=number, metavar="N", help="processes at a time (default 2)")
    add_output(train, f"{ALL_FILES}out/train-RUNNER-PLAN)")


def strength(verbs: Verbs) -> None:
    """Flags of the verb ``strength``."""
    tests = verbs.add_parser(
        "strength",
        help="turn strength tests into strength factors of muscle groups",
        description="Compare strength tests with what the model's muscles can do in them: strength "
        "factors of the muscle groups, how sure they are, and which groups the tests say nothing "
        "about. Tests not given as flags are read from [tests] in the runner's file.",
        epilog=EPILOG,
    )
    tests.set_defaults(verb=Verb("hillrunner.cli.strength", "strength"))
    tests.add_argument("runner", type=Path, metavar="RUNNER.toml", help=RUNNER)
    for flag, unit, words in (
        ("--squat", "KG", "one-repetition maximum, both legs"),
        ("--deadlift", "KG", "one-repetition maximum, both legs"),
        ("--split-squat", "KG", "one-repetition maximum of split squat or lunge"),
        ("--calf-raise", "KG", "one-repetition maximum, standing on one leg"),
        ("--jump", "M", "height of a vertical jump, m"),
        ("--leg-muscle-volume", "L", "all muscles of one leg, by magnetic resonance"),
    ):
        tests.add_argument(flag, type=number, metavar=unit, help=words)
    torque = "best isometric torque of one leg, as 'knee extension=220'; may be repeated"
    tests.add_argument("--isometric", action="append", metavar="'TEST=N m'", help=torque)
    tests.add_argument(
        "--training",
        metavar="LEVEL",
        help="training level, used where no test is given: untrained, recreational, endurance or "
        "sprint",
    )
    add_output(tests)
