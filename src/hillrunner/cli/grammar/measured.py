"""What was measured: the verbs that read, follow and compare."""

from __future__ import annotations

from pathlib import Path

from hillrunner.cli.grammar.common import (
    ALL_FILES,
    EPILOG,
    RUNNER,
    Verb,
    Verbs,
    add_grade,
    add_output,
)
from hillrunner.cli.notation import number, speed


def read(verbs: Verbs) -> None:
    """Flags of the verb ``read``."""
    read = verbs.add_parser(
        "read",
        help="say what is in a lab's or watch's files, and what is wrong with them",
        description="Say what is in measured files and what is wrong with them, before anything "
        "is solved: markers, force plates, coordinates, axes, feet on plates, strides with the "
        "reason for every one left out. Files of one trial are put together. Exits with 2 where "
        "something forbids their use.",
        epilog=EPILOG,
    )
    read.set_defaults(verb=Verb("hillrunner.cli.read", "read"))
    kinds = ".c3d, .trc, .mot, .sto, .csv, or .fit, .tcx, .gpx of a watch"
    read.add_argument("files", nargs="+", type=Path, metavar="FILE", help=kinds)
    mapping = "what names and columns mean, as a TOML file (a .csv needs one)"
    read.add_argument("--map", type=Path, metavar="MAP.toml", help=mapping)
    add_output(read)


def track(verbs: Verbs) -> None:
    """Flags of the verb ``track``."""
    track = verbs.add_parser(
        "track",
        help="find the muscle forces of strides that were measured",
        description="Find the muscles, tendons and joints of measured strides: the motion of all "
        "muscles that stays as near to the measured angles as markers can tell, under the measured "
        "forces of the ground, and costs least otherwise. Where none were measured they are found "
        "too. Says first what of it can be believed.",
        epilog=EPILOG,
    )
    track.set_defaults(verb=Verb("hillrunner.cli.track", "track"))
    track.add_argument("runner", nargs="?", type=Path, metavar="RUNNER.toml", help=RUNNER)
    files = track.add_argument_group("what was measured")
    files.add_argument("--markers", type=Path, metavar="RUN", help="a .c3d or .trc of running")
    angles = "instead of markers: inverse kinematics, in OpenSim's names (needs RUNNER.toml)"
    files.add_argument("--angles", type=Path, metavar="IK.mot", help=angles)
    forces = "forces of the ground, where they were measured and are in a file of their own"
    files.add_argument("--forces", type=Path, metavar="GRF.mot", help=forces)
    aside = "find the forces of the ground without the measured ones, and compare with these"
    files.add_argument("--hold-back", action="store_true", help=aside)
    static = "markers of the same person standing, for the size of the body"
    files.add_argument("--static", type=Path, metavar="STATIC", help=static)
    mapping = "what names mean, as a TOML file"
    files.add_argument("--map", type=Path, metavar="MAP.toml", help=mapping)
    pace = "of the ground under the runner (default: that of feet that stand)"
    files.add_argument("--speed", type=speed, metavar="V", help=pace)
    add_grade(files)
    how = track.add_argument_group("what is found")
    strides = "how many steady strides, or mean: all right ones as one (default 1)"
    how.add_argument("--strides", default="1", metavar="N", help=strides)
    mesh = "intervals per step (8 to 400; default 30)"
    how.add_argument("--mesh", type=number, metavar="N", help=mesh)
    jobs = "strides at a time, once the first is found (default 2)"
    how.add_argument("--jobs", type=number, metavar="N", help=jobs)
    limit = "give up after S seconds a stride (default none)"
    how.add_argument("--time-limit", type=number, metavar="S", help=limit)
    add_output(track, "folder for motions, reports and tables (default: none are written)")


def style(verbs: Verbs) -> None:
    """Flags of the verb ``style``."""
    style = verbs.add_parser(
        "style",
        help="find what a measured runner does that effort alone does not explain",
        description="Run a followed stride again on the ground of computed runs, and find what the "
        "runner prefers there that effort alone does not explain, by joint and part of the stride. "
        "The motion that is written, own.nc, is the optimum of effort and preference: whatif and "
        "technique start from it, and changes are then from how this runner really runs. "
        "Takes minutes.",
        epilog=EPILOG,
    )
    style.set_defaults(verb=Verb("hillrunner.cli.style", "style"))
    one = "a motion.nc written by track"
    style.add_argument("base", type=Path, metavar="MOTION.nc", help=one)
    how = style.add_argument_group("how it is done")
    hold = (
        "how firmly the runner keeps to the stride when something changes, 0.001 to 1 (default: "
        "the weakest with which it is a minimum)"
    )
    how.add_argument("--hold", type=number, metavar="H", help=hold)
    limit = "give up after S seconds a solve (default none)"
    how.add_argument("--time-limit", type=number, metavar="S", help=limit)
    add_output(style, "folder for motions, pages and result (default: none are written)")


def validate(verbs: Verbs) -> None:
    """Flags of the verb ``validate``."""
    check = verbs.add_parser(
        "validate",
        help="compare the simulator with published measurements",
        description="Simulate the default body over speeds and slopes and compare it with what is "
        "published of runners: a table, a page and a JSON file. Solved motions are kept in the "
        "folder, so that the same command goes on where it was interrupted.",
        epilog=EPILOG,
    )
    check.set_defaults(verb=Verb("hillrunner.cli.validate", "validate"))
    quick = "use the motions that come with hillrunner; solve nothing"
    check.add_argument("--quick", action="store_true", help=quick)
    check.add_argument(
        "--speeds", type=speed, nargs="+", metavar="V", help="compare at these speeds only, m/s"
    )
    check.add_argument(
        "--individuals",
        type=Path,
        metavar="DATA_DIR",
        help="also simulate the measured runners whose strides are in this folder, and follow "
        "strides of theirs that were recorded with markers and forces",
    )
    check.add_argument("--jobs", type=number, metavar="N", help="processes at a time (default 2)")
    add_output(check, f"{ALL_FILES}out/validate)")


def body(verbs: Verbs) -> None:
    """Flags of the verb ``body``."""
    brief = "import a musculoskeletal model, or show one"
    body = verbs.add_parser("body", help=brief, description=f"{brief.capitalize()}.", epilog=EPILOG)
    actions = body.add_subparsers(title="verbs", metavar="VERB", required=True)
    bring = actions.add_parser(
        "import",
        help="make a body file from an OpenSim model",
        description="Make a body file from an OpenSim model. Needs the extra 'opensim', in this "
        "Python or in the one that HILLRUNNER_OPENSIM_PYTHON names.",
        epilog=EPILOG,
    )
    bring.set_defaults(verb=Verb("hillrunner.cli.body", "import_body"))
    bring.add_argument("model", type=Path, metavar="MODEL.osim", help="an OpenSim model")
    file = "the body file to write (required)"
    bring.add_argument("--out", type=Path, required=True, metavar="BODY.json", help=file)
    height = "height of the person the model describes, m"
    bring.add_argument("--height", type=number, metavar="M", help=height)
    show = actions.add_parser(
        "show",
        help="print the anatomy",
        description="Print segments, joints and muscles of a body.",
        epilog=EPILOG,
    )
    show.set_defaults(verb=Verb("hillrunner.cli.body", "show_body"))
    show.add_argument(
        "--body", type=Path, metavar="BODY.json", help="a body other than the default"
    )
    one = "one muscle in full: soleus, or left:soleus"
    show.add_argument("--muscle", metavar="NAME", help=one)
