"""All that a person or a schedule can start.

Prefect reads its settings from the environment while it is imported, so they are set here, before
any flow imports it. What the user has set stands.
"""

import os
from pathlib import Path

_PREFECT = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    # The second UI calls an analytics host whatever the two settings above say.
    "PREFECT_SERVER_UI_V2_ENABLED": "false",
    "PREFECT_HOME": str(Path(__file__).resolve().parent.parent / "data" / "prefect"),
    # What goes wrong is said once, by the command, or by the schedule's own log.
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_ROOT_LEVEL": "CRITICAL",
    # The temporary server takes some 13 s to start on a busy machine; the default gives up at 20.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
}
for _name, _value in _PREFECT.items():
    os.environ.setdefault(_name, _value)

# A run that is stopped takes no leave of the locks between its processes; the helper that frees
# them need not tell the user so.
os.environ.setdefault("PYTHONWARNINGS", "ignore::UserWarning:multiprocessing.resource_tracker")
