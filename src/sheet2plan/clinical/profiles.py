"""Which payer's or program's rules hold for a client."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sheet2plan.catalog import Profile
from sheet2plan.errors import ConfigError


def choose_profile(
    program: str | None, payer: str | None, profiles: Iterable[Profile], chosen: Mapping[str, str]
) -> Profile | None:
    """The profile the clinic chose for the client's program or payer; else a verified one that the words match.

    The program goes before the payer, as it says more. A profile that is not verified holds only when it is chosen.
    """
    by_key = {profile.key: profile for profile in profiles}
    named = {name.casefold(): key for name, key in chosen.items()}
    words = [word.casefold() for word in (program, payer) if word]
    for word in words:
        if word in named:
            return by_key.get(named[word])
    for word in words:
        for profile in by_key.values():
            if profile.verified and any(match.casefold() in word for match in profile.matches):
                return profile
    return by_key.get(named["*"]) if "*" in named else None


def check_chosen(profiles: Iterable[Profile], chosen: Mapping[str, str]) -> None:
    """Raises ConfigError when the settings name a profile that isn't there."""
    known = sorted(profile.key for profile in profiles)
    for word, key in chosen.items():
        if key not in known:
            raise ConfigError(
                f"[profiles] “{word}” names {key}, which is no profile.", f"Choose one of: {', '.join(known)}."
            )
