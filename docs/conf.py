"""How the documentation is built: ``python -m sphinx -W --keep-going -b html docs build/docs``."""

import sys
from pathlib import Path

import hillrunner

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "hillrunner"
author = "The hillrunner authors"
copyright = "the hillrunner authors; Apache-2.0"
version = release = hillrunner.__version__

extensions = [
    "myst_parser",  # pages in Markdown
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",  # docstrings as NumPy writes them
    "sphinx.ext.viewcode",
    "sphinx_copybutton",
    "sphinx_gallery.gen_gallery",
    "rooms",  # docs/_ext/rooms.py: the pages of the API reference
]
source_suffix = {".md": "markdown", ".rst": "restructuredtext"}
exclude_patterns = ["gallery", "validation.html", "_ext"]
suppress_warnings = [
    "config.cache",
    "ref.python",  # one short name of a type in two modules; a name in none is another warning
]

# Strict: a reference that leads nowhere is a warning, and -W makes it an error. The names below are
# of other packages, whose documentation is elsewhere, and of the language itself.
nitpicky = True
nitpick_ignore_regex = [
    (
        r"py:.*",
        r"(xr|xarray|np|numpy|scipy|pd|NDArray|DataArray|Dataset|ca|casadi|pydantic|typing|collections"
        r"|pathlib|enum|contextlib|markupsafe|jinja2|xml|concurrent|multiprocessing|os|io|argparse|Path|Callable|Mapping|Sequence"
        r"|Iterator|Iterable|NoneType)(\..*)?",
    ),
    # What pydantic writes into signatures.
    (r"py:class", r"annotated_types\..*|Field|FieldInfo|[GL][te]|[\d.]+|(tuple|dict|list)\[.*"),
]

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_inherit_docstrings = False
autodoc_default_options = {"members": True, "undoc-members": True, "ignore-module-all": True}
add_module_names = False
toc_object_entries = False  # the sidebar is of pages and modules; every page carries it
python_use_unqualified_type_names = True
napoleon_numpy_docstring = True
napoleon_google_docstring = False
napoleon_custom_sections = [("Attributes", "params_style")]
napoleon_use_param = False
napoleon_use_rtype = False

sphinx_gallery_conf = {
    "examples_dirs": "gallery",
    "gallery_dirs": "auto_gallery",
    "filename_pattern": r"\.py$",  # every page is run
    "ignore_pattern": r"(__init__|conftest)\.py$",
    "abort_on_example_error": True,
    "download_all_examples": False,
    "remove_config_comments": True,
    "show_memory": False,
    "within_subsection_order": "FileNameSortKey",
}

html_theme = "furo"
html_title = "hillrunner"
html_static_path = ["_static"]
html_css_files = ["house.css"]
html_copy_source = False
copybutton_exclude = ".linenos, .gp"
