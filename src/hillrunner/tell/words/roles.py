"""What a muscle does in a phase of the stride, as a plain phrase."""

from __future__ import annotations

import xarray as xr

from hillrunner.analysis.muscles import BRAKING, DRIVING, HOLDING, RESTING, SPRINGING

_PHRASES = {
    DRIVING: "its fibres shorten under load and deliver {fibre_work_positive:.1f} J",
    BRAKING: "its fibres lengthen under load and take up {taken:.1f} J",
    HOLDING: "it carries {force:.0f} N with little change of length",
    SPRINGING: "its tendon takes up {stored:.1f} J and gives back {tendon_work_positive:.1f} J",
    RESTING: "it carries little force and does little work",
}


def describe_role(roles: xr.Dataset) -> str:
    """One plain phrase for one muscle or group in one phase.

    Parameters
    ----------
    roles : xarray.Dataset
        :func:`~hillrunner.analysis.muscles.muscle_roles` with one muscle, or
        :func:`~hillrunner.analysis.muscles.group_roles` with one side and group; one phase.

    Returns
    -------
    str
        Such as ``"braking: its fibres lengthen under load and take up 4.1 J"``.
    """
    numbers = {str(n): v.item() for n, v in roles.data_vars.items() if v.dtype.kind == "f"}
    doing = str(roles["doing"].item())
    phrase = _PHRASES[doing].format(
        **numbers,
        taken=-numbers["fibre_work_negative"],
        stored=-numbers["tendon_work_negative"],
    )
    return f"{doing}: {phrase}"
