"""What the generator of requests has to know about this bank: who calls, and what no schema can say.

Settings come by the environment: FUZZ_URL is the bank, FUZZ_CALLER `user` or `nobody`, FUZZ_TALLY a file that gets one
line for each answer.
"""

import json
import os
import re
import secrets

import requests
import schemathesis
from schemathesis.core.failures import Failure

URL = os.environ["FUZZ_URL"].rstrip("/") + "/api"
CALLER = os.environ["FUZZ_CALLER"]
TALLY = open(os.environ["FUZZ_TALLY"], "a", encoding="utf-8", buffering=1)

# They end sessions: each of these calls gets a user of its own.
ENDS_SESSIONS = {"logout", "revokeSession", "revokeOtherSessions", "changePassword"}

# Rules that the contract has in words, since no schema can say them: what breaks one is a 400 that names the field.
IN_WORDS = {
    "register": {"username", "password", "displayName"},
    "changePassword": {"newPassword"},
    "openAccount": {"name", "currency"},
    "transfer": {"memo"},
    "transferInBulk": {"payments.key", "payments.memo"},
}

# Of the parts of a path the generator makes ids too, such as "bulk", which the contract does not call one.
TAKE_ID = {"getTransfer", "getTransferProvenance"}
ID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")

# Wrong names and passwords are told by these with a session that lives.
TELL_CREDENTIALS = {"login", "changePassword"}


def name_of(case):
    return case.operation.definition.raw["operationId"]


def is_public(case):
    return case.operation.definition.raw.get("security") == []


def mode_of(case):
    return "positive" if case.meta is not None and case.meta.generation.mode.is_positive else "negative"


def problem_of(response):
    if not response.headers.get("content-type", [""])[0].startswith("application/problem+json"):
        return {}
    return response.json()


# Of the users below: all of them live.
SESSIONS = set()


def sent_session(response):
    return response.request.headers.get("Authorization", "").removeprefix("Bearer ")


class User:
    """A customer of the bank with a session that nobody else uses."""

    def __init__(self):
        self.password = secrets.token_urlsafe(12)
        body = {"username": "f" + secrets.token_hex(10), "password": self.password, "displayName": "Fuzz"}
        answer = requests.post(f"{URL}/register", json=body, timeout=30)
        answer.raise_for_status()
        self.session = answer.json()["sessionId"]
        SESSIONS.add(self.session)


if CALLER == "user":
    shared = User()

    @schemathesis.auth(refresh_interval=None)
    class Session:
        def get(self, case, context):
            return User() if name_of(case) in ENDS_SESSIONS else shared

        def set(self, case, user, context):
            case.headers = {**(case.headers or {}), "Authorization": f"Bearer {user.session}"}
            # Without the right password, no change of it would ever be made.
            if name_of(case) == "changePassword" and mode_of(case) == "positive" and isinstance(case.body, dict):
                case.body = {**case.body, "currentPassword": user.password}


@schemathesis.check
def caller_is_who_it_is(ctx, response, case):
    """A user is not signed out meanwhile, and nobody gets at what is not public."""
    if CALLER == "nobody" and not is_public(case) and response.status_code < 300:
        raise Failure(operation=case.operation.label, title="Open to nobody", message="2xx without a session")
    # Some requests are made to bring no session, or one that never was.
    with_session = CALLER == "user" and sent_session(response) in SESSIONS
    if with_session and response.status_code == 401 and name_of(case) not in TELL_CREDENTIALS:
        raise Failure(operation=case.operation.label, title="Signed out", message="401 in a session that lives")


@schemathesis.hook
def filter_failure(context, failure, case, response):
    if type(failure).__name__ != "RejectedPositiveData":
        return True
    if name_of(case) in TAKE_ID and not ID.fullmatch(str(case.path_parameters["id"])):
        return False
    if response.status_code != 400:
        return True
    fields = {re.sub(r"\.\d+\.", ".", error["field"]) for error in problem_of(response).get("errors", [])}
    return not fields or not fields <= IN_WORDS.get(name_of(case), set())


@schemathesis.hook
def after_call(context, case, response):
    kind = "public" if is_public(case) else "guarded"
    told = problem_of(response).get("code", "")
    line = {"operation": name_of(case), "kind": kind, "mode": mode_of(case), "status": response.status_code, "code": told}
    TALLY.write(json.dumps(line) + "\n")
