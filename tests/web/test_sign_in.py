"""Sign-in with an organisation's own account: the whole flow, and everything that must not end in a session."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from time import sleep
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import sqlalchemy as sa
from joserfc import jwt
from joserfc.jwk import OctKey
from litestar import Request, route

from directory.reader import Remit, Role
from store.home import open_home
from store.sessions import IDLE, SHIFT, Session, UnreadSession
from store.sign_ins import LASTS
from tests.web.conftest import Browser, Client, a_server
from tests.web.makers import BOXING_NIGHT, PLANTED
from tests.web.provider import CLIENT_ID, CLIENT_SECRET, Provider, a_provider
from web.curate.frame import keeper_of
from web.limits import Limits
from web.logs import WRITTEN_WITHIN
from web.oidc import ASKED_AGAIN_AFTER
from web.settings import ProviderSettings

HERE = "http://127.0.0.1:8000"
ROLES = (
    ("crisis-publishers", Role.PUBLISHER),
    ("crisis-curators", Role.CURATOR),
    ("crisis-police", Role.POLICE),
    ("crisis-111", Role.NHS111),
)


class Time:
    """A clock that a test moves."""

    def __init__(self) -> None:
        """Begin on that night."""
        self.now = BOXING_NIGHT

    def __call__(self) -> datetime:
        """Return the instant."""
        return self.now


@pytest.fixture(scope="module")
def time() -> Time:
    return Time()


@pytest.fixture(scope="module")
def running_provider(time: Time) -> Iterator[Provider]:
    with a_provider(time) as provider:
        yield provider


@pytest.fixture(scope="module")
def settings(running_provider: Provider) -> ProviderSettings:
    return ProviderSettings(issuer=running_provider.issuer, client_id=CLIENT_ID, client_secret=CLIENT_SECRET, roles=ROLES)


@pytest.fixture(scope="module")
def server(home: Path, client: Client, time: Time, settings: ProviderSettings) -> Iterator[Browser]:
    with a_server(home, clock=time, public_url=HERE, provider=settings) as server:
        yield server


@pytest.fixture
def provider(running_provider: Provider, time: Time) -> Provider:
    """Give an honest provider, and begin the night a day later: whatever was fetched from it before is old."""
    running_provider.reset()
    time.now += timedelta(days=1)
    return running_provider


@pytest.fixture
def browser(server: Browser) -> Browser:
    """Give a browser that was never here before; its limits are a new server's."""
    server.cookies.clear()
    server.served.state.limits = Limits(200, lambda: 0.0)
    return server


def get(browser: Browser, address: str, params: dict[str, str] | None = None) -> httpx.Response:
    return browser.get(address, params=params, follow_redirects=False)


def sent_to_provider(browser: Browser, page: str = "/136") -> str:
    response = get(browser, f"/sign-in/start?page={page}")
    assert response.status_code == 303, response.text
    return response.headers["location"]


def come_back(browser: Browser, provider: Provider, page: str = "/136", **more: str) -> httpx.Response:
    code, state = provider.sign_in(sent_to_provider(browser, page))
    return get(browser, "/sign-in/callback", params={"code": code, "state": state, **more})


def token_of(browser: Browser) -> str:
    return {cookie.name: cookie.value or "" for cookie in browser.cookies.jar}.get("crisis_session", "")


def is_signed_in(browser: Browser) -> bool:
    return "Signed in as" in browser.get("/136").text


# The flow


def test_police_sign_in_and_get_their_line_on_the_page_they_came_from(browser: Browser, provider: Provider) -> None:
    response = come_back(browser, provider, "/136")
    assert (response.status_code, response.headers["location"]) == (303, "/136")
    page = browser.post("/136", data={"place": "NN1 5BD"})
    assert f"01632 {PLANTED}" in page.text
    assert "Signed in as Pat Officer (police)." in page.text
    assert page.headers["cache-control"] == "no-store"


def test_the_provider_is_asked_for_a_code_with_state_nonce_and_challenge(browser: Browser, provider: Provider) -> None:
    first, second = ({n: v[0] for n, v in parse_qs(urlsplit(sent_to_provider(browser)).query).items()} for _ in range(2))
    assert first["redirect_uri"] == f"{HERE}/sign-in/callback"
    assert (first["response_type"], first["code_challenge_method"], first["client_id"]) == ("code", "S256", CLIENT_ID)
    for name in ("state", "nonce", "code_challenge"):
        assert len(first[name]) == 43
        assert first[name] != second[name]


def test_the_cookie_is_read_by_no_script_and_brought_by_no_other_site(browser: Browser, provider: Provider) -> None:
    cookies = come_back(browser, provider).headers.get_list("set-cookie")
    (cookie,) = [cookie.lower() for cookie in cookies if cookie.startswith("crisis_session=")]
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/" in cookie
    assert "domain" not in cookie


@pytest.mark.parametrize(
    "page", ["https://example.org/", "//example.org", "/\\example.org", "/136?x=<marker>", "javascript:x", "/sign-in/callback"]
)
def test_one_comes_back_to_our_own_pages_only(browser: Browser, provider: Provider, page: str) -> None:
    assert come_back(browser, provider, page).headers["location"] == "/"


@pytest.mark.parametrize(
    ("roles", "role"),
    [
        pytest.param(["crisis-police"], "police", id="one"),
        pytest.param("crisis-111", "nhs111", id="one that is no list"),
        pytest.param(["crisis-police", "x", "crisis-publishers"], "publisher", id="the first of ours counts"),
    ],
)
def test_the_role_is_the_one_that_the_settings_make_of_the_claim(
    browser: Browser, provider: Provider, roles: object, role: str
) -> None:
    provider.claims["roles"] = roles
    come_back(browser, provider)
    assert f"Signed in as Pat Officer ({role})." in browser.get("/136").text


@pytest.mark.parametrize("roles", [[], ["somebody-else"], ["operator", "admin"], {"crisis-police": 1}, None, 7])
def test_whoever_has_no_role_of_ours_is_not_signed_in(browser: Browser, provider: Provider, roles: object) -> None:
    provider.claims["roles"] = roles
    response = come_back(browser, provider)
    assert response.status_code == 403
    assert "no role that this directory knows" in response.text
    assert not is_signed_in(browser)


def test_a_curator_keeps_what_the_claims_name_and_no_more(browser: Browser, provider: Provider, home: Path, time: Time) -> None:
    provider.claims |= {"roles": "crisis-curators", "areas": ["icb:QPM"], "organizations": "A Trust"}
    come_back(browser, provider)
    assert the_sessions(home, time)[-1].reader.remit == Remit(areas=("icb:QPM",), organizations=("A Trust",))
    browser.cookies.clear()
    time.now += timedelta(seconds=1)
    provider.claims = {"sub": "8", "roles": "crisis-curators"}
    come_back(browser, provider)
    newest = the_sessions(home, time)[-1].reader
    assert (newest.remit, newest.name) == (Remit(), "8")


def the_sessions(home: Path, time: Time) -> tuple[Session | UnreadSession, ...]:
    async def read() -> tuple[Session | UnreadSession, ...]:
        async with open_home(home, at=time.now) as opened:
            return await opened.sessions.list(at=time.now)

    return asyncio.run(read())


def test_roles_may_stand_in_the_user_info_alone(browser: Browser, provider: Provider) -> None:
    del provider.claims["roles"]
    provider.info = {"sub": "7", "roles": ["crisis-police"]}
    assert come_back(browser, provider).status_code == 303
    browser.cookies.clear()
    provider.info = {"sub": "another", "roles": ["crisis-police"]}
    assert come_back(browser, provider).status_code == 502


def test_a_signature_by_an_elliptic_curve_is_taken(browser: Browser, provider: Provider) -> None:
    provider.signs, provider.header = provider.curve, {"alg": "ES256", "kid": "curve"}
    assert come_back(browser, provider).status_code == 303


def test_a_new_key_of_the_provider_is_fetched_when_it_is_first_used(browser: Browser, provider: Provider, time: Time) -> None:
    come_back(browser, provider)
    time.now += ASKED_AGAIN_AFTER
    provider.published = [provider.second]
    provider.signs, provider.header = provider.second, {"alg": "RS256", "kid": "second"}
    provider.asked.clear()
    assert come_back(browser, provider).status_code == 303
    come_back(browser, provider)
    assert provider.asked.count("/jwks") == 1


def test_tokens_of_unknown_keys_do_not_make_us_hammer_the_provider(browser: Browser, provider: Provider) -> None:
    come_back(browser, provider)
    provider.asked.clear()
    provider.signs, provider.header = provider.second, {"alg": "RS256", "kid": "unknown"}
    for _ in range(5):
        assert come_back(browser, provider).status_code == 502
    assert "/jwks" not in provider.asked


# What must not end in a session


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"aud": "another"}, id="for another"),
        pytest.param({"aud": ["another", "third"]}, id="for several others"),
        pytest.param({"aud": None}, id="for nobody"),
        pytest.param({"azp": "another"}, id="given to another"),
        pytest.param({"iss": "https://example.org"}, id="by another"),
        pytest.param({"nonce": "x" * 43}, id="of another sign-in"),
        pytest.param({"nonce": None}, id="of no sign-in"),
        pytest.param({"exp": int(BOXING_NIGHT.timestamp())}, id="expired"),
        pytest.param({"exp": "never"}, id="without an end"),
        pytest.param({"iat": int(BOXING_NIGHT.timestamp()) - 86_400}, id="old"),
        pytest.param({"iat": 4_000_000_000}, id="of the future"),
        pytest.param({"iat": None}, id="of no time"),
        pytest.param({"nbf": 4_000_000_000}, id="not yet"),
        pytest.param({"sub": ""}, id="of nobody"),
    ],
)
def test_a_token_that_says_the_wrong_thing_signs_nobody_in(browser: Browser, provider: Provider, wrong: dict[str, Any]) -> None:
    provider.wrong = wrong
    response = come_back(browser, provider)
    assert response.status_code == 502
    assert "Nobody was signed in" in response.text
    assert "crisis_session" not in str(response.headers)
    assert not is_signed_in(browser)


def unsigned(provider: Provider, claims: dict[str, Any]) -> str:
    token = jwt.encode({"alg": "RS256"}, claims, provider.first)
    return "eyJhbGciOiJub25lIn0." + token.split(".")[1] + "."


@pytest.mark.parametrize(
    "made", ["by a stranger", "with our secret", "with the public key as a secret", "unsigned", "cut off", "none"]
)
def test_a_token_that_is_not_signed_by_the_provider_signs_nobody_in(browser: Browser, provider: Provider, made: str) -> None:
    code, state = provider.sign_in(sent_to_provider(browser))
    now = int(provider._clock().timestamp())
    nonce = provider._codes[code]["nonce"]
    claims = {"iss": provider.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 300, "nonce": nonce, **provider.claims}
    good = jwt.encode({"alg": "RS256", "kid": "first"}, claims, provider.first)
    shared = {"alg": "HS256", "kid": "first"}
    provider.token = {
        "by a stranger": jwt.encode({"alg": "RS256", "kid": "first"}, claims, provider.stranger),
        "with our secret": jwt.encode(shared, claims, OctKey.import_key(CLIENT_SECRET * 5)),
        "with the public key as a secret": jwt.encode(
            shared, claims, OctKey.import_key(str(provider.first.as_dict(private=False)))
        ),
        "unsigned": unsigned(provider, claims),
        "cut off": good[:-8],
        "none": "marker",
    }[made]
    response = get(browser, "/sign-in/callback", params={"code": code, "state": state})
    assert response.status_code == 502
    assert "marker" not in response.text
    assert not is_signed_in(browser)


def test_a_callback_counts_once(browser: Browser, provider: Provider) -> None:
    code, state = provider.sign_in(sent_to_provider(browser))
    back = {"code": code, "state": state}
    binding = dict(browser.cookies)
    assert get(browser, "/sign-in/callback", params=back).status_code == 303
    browser.cookies.clear()
    browser.cookies.update(binding)
    provider.sign_in(sent_to_provider(browser))
    browser.cookies.clear()
    browser.cookies.update(binding)
    assert get(browser, "/sign-in/callback", params=back).status_code == 403
    assert not is_signed_in(browser)


def test_a_callback_of_another_browser_is_refused(browser: Browser, provider: Provider) -> None:
    code, state = provider.sign_in(sent_to_provider(browser))  # the attacker's own, whose address they send to somebody
    browser.cookies.clear()
    assert get(browser, "/sign-in/callback", params={"code": code, "state": state}).status_code == 403
    assert not is_signed_in(browser)


@pytest.mark.parametrize("state", ["", "marker", "x" * 43, "x" * 5000, "\x00", "é"])
def test_a_state_that_nobody_was_given_is_refused(browser: Browser, provider: Provider, state: str) -> None:
    sent_to_provider(browser)
    response = get(browser, "/sign-in/callback", params={"code": "code-1", "state": state})
    assert response.status_code == 403
    assert "marker" not in response.text


def test_a_sign_in_that_took_too_long_is_refused(browser: Browser, provider: Provider, time: Time) -> None:
    code, state = provider.sign_in(sent_to_provider(browser))
    time.now += LASTS
    assert get(browser, "/sign-in/callback", params={"code": code, "state": state}).status_code == 403


def test_a_code_that_the_provider_does_not_know_is_refused(browser: Browser, provider: Provider) -> None:
    _, state = provider.sign_in(sent_to_provider(browser))
    response = get(browser, "/sign-in/callback", params={"code": "marker", "state": state})
    assert response.status_code == 403
    assert "marker" not in response.text


def test_a_provider_that_says_no_is_told_without_its_words(browser: Browser, provider: Provider) -> None:
    _, state = provider.sign_in(sent_to_provider(browser))
    said = {"error": "access_denied", "error_description": "marker", "state": state}
    response = get(browser, "/sign-in/callback", params=said)
    assert response.status_code == 403
    assert "Your organisation did not sign you in." in response.text
    assert "marker" not in response.text


def test_an_answer_under_another_issuers_name_is_refused(browser: Browser, provider: Provider) -> None:
    assert come_back(browser, provider, iss="https://example.org").status_code == 403
    assert come_back(browser, provider, iss=provider.issuer).status_code == 303


def test_a_session_that_somebody_else_chose_is_never_taken_up(browser: Browser, provider: Provider) -> None:
    chosen = "x" * 43
    browser.cookies.set("crisis_session", chosen)
    assert not is_signed_in(browser)
    browser.cookies.clear()
    code, state = provider.sign_in(sent_to_provider(browser))
    browser.cookies.set("crisis_session", chosen)
    response = get(browser, "/sign-in/callback", params={"code": code, "state": state})
    given = re.search("crisis_session=([^;]*)", str(response.headers))
    assert given is not None
    assert given[1] != chosen
    browser.cookies.clear()
    browser.cookies.set("crisis_session", chosen)
    assert not is_signed_in(browser)


def test_signing_in_again_ends_the_session_before(browser: Browser, provider: Provider) -> None:
    come_back(browser, provider)
    before = token_of(browser)
    come_back(browser, provider)
    assert token_of(browser) != before
    browser.cookies.clear()
    browser.cookies.set("crisis_session", before)
    assert not is_signed_in(browser)


# How it ends


def test_signing_out_ends_the_session_itself(browser: Browser, provider: Provider) -> None:
    come_back(browser, provider)
    token = token_of(browser)
    response = browser.post("/sign-out", data={"page": "/136"}, follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (303, "/136")
    assert token_of(browser) == ""
    browser.cookies.set("crisis_session", token)
    assert not is_signed_in(browser)


@pytest.mark.parametrize(
    ("role", "idle", "still"),
    [("crisis-police", IDLE - timedelta(minutes=1), True), ("crisis-police", IDLE, False), ("crisis-111", IDLE * 4, True)],
)
def test_a_session_that_is_not_used_ends_but_a_call_handlers_lasts_the_shift(
    browser: Browser, provider: Provider, time: Time, role: str, idle: timedelta, still: bool
) -> None:
    provider.claims["roles"] = role
    come_back(browser, provider)
    time.now += idle
    assert is_signed_in(browser) is still


def test_no_session_outlives_a_shift(browser: Browser, provider: Provider, time: Time) -> None:
    come_back(browser, provider)
    began = time.now
    while time.now + IDLE / 2 < began + SHIFT:
        time.now += IDLE / 2
        assert is_signed_in(browser)
    time.now = began + SHIFT
    assert not is_signed_in(browser)


def soon(holds: Callable[[], bool]) -> bool:
    """Wait until something holds that is heard in a second or two; on a slow machine longer."""
    for _ in range(300):
        if holds():
            return True
        sleep(0.1)
    return False


def test_a_session_that_was_ended_at_the_command_line_ends_when_it_is_heard(
    browser: Browser, provider: Provider, home: Path, time: Time
) -> None:
    async def end() -> None:
        async with open_home(home, at=time.now) as opened:
            await opened.sessions.end_all()

    come_back(browser, provider)
    assert is_signed_in(browser)
    asyncio.run(end())
    assert soon(lambda: not is_signed_in(browser))


# Guessing


def test_whoever_guesses_sign_ins_is_held_back_and_a_right_one_is_not(browser: Browser, provider: Provider) -> None:
    code, state = provider.sign_in(sent_to_provider(browser))
    guessed = [get(browser, "/sign-in/callback", params={"code": "x", "state": "y" * 43}) for _ in range(21)]
    assert [response.status_code for response in guessed] == [403] * 20 + [429]
    assert int(guessed[-1].headers["retry-after"]) >= 1
    assert "tel:999" in guessed[-1].text
    assert get(browser, "/sign-in/callback", params={"code": code, "state": state}).status_code == 303


def test_sign_ins_begun_without_end_are_held_back(browser: Browser, provider: Provider) -> None:
    begun = [get(browser, "/sign-in/start").status_code for _ in range(101)]
    assert begun == [303] * 100 + [429]


# When something is away


@pytest.mark.parametrize(
    ("path", "answer", "status"),
    [
        pytest.param("/.well-known/openid-configuration", (500, b"marker"), 503, id="it fails"),
        pytest.param("/.well-known/openid-configuration", (200, b"<marker>"), 502, id="no document"),
        pytest.param("/.well-known/openid-configuration", (302, b""), 502, id="it is elsewhere"),
        pytest.param("/.well-known/openid-configuration", (200, b"[" * 300_000), 502, id="far too much"),
        pytest.param("/jwks", (200, b'{"keys": "marker"}'), 502, id="no keys"),
        pytest.param(
            "/jwks", (200, b'{"keys": [7, {"kty": "RSA", "n": 5}, {"kty": "EC", "crv": "x"}]}'), 502, id="strange keys"
        ),
        pytest.param("/token", (503, b"marker"), 503, id="no tokens now"),
        pytest.param("/token", (200, b'{"marker": 1}'), 502, id="no token"),
        pytest.param("/token", (401, b"marker"), 502, id="it does not know us"),
    ],
)
def test_a_provider_that_is_away_or_answers_nonsense_is_said_plainly_and_nobody_is_signed_in(
    browser: Browser, provider: Provider, path: str, answer: tuple[int, bytes], status: int
) -> None:
    provider.answers[path] = answer
    response = get(browser, "/sign-in/start?page=/136")
    if response.status_code == 303:
        code, state = provider.sign_in(response.headers["location"])
        response = get(browser, "/sign-in/callback", params={"code": code, "state": state})
    assert response.status_code == status
    assert "sign-in service of your organisation" in response.text
    assert "marker" not in response.text
    assert "tel:999" in response.text
    assert not is_signed_in(browser)


@pytest.mark.parametrize(
    "wrong",
    [{"issuer": "https://example.org"}, {"token_endpoint": "http://192.0.2.7/token"}, {"jwks_uri": "file:///etc/passwd"}],
)
def test_a_document_that_leads_elsewhere_is_not_followed(browser: Browser, provider: Provider, wrong: dict[str, str]) -> None:
    provider.document_wrong = wrong
    assert get(browser, "/sign-in/start").status_code == 502


@pytest.fixture
def away(home: Path) -> Iterator[None]:
    """Take the tables of sessions and sign-ins away."""
    engine = sa.create_engine(f"sqlite:///{home / 'crisis.sqlite3'}")
    with engine.begin() as connection:
        for table in ("session", "sign_in"):
            connection.execute(sa.text(f"ALTER TABLE {table} RENAME TO {table}_away"))
    yield
    with engine.begin() as connection:
        for table in ("session", "sign_in"):
            connection.execute(sa.text(f"ALTER TABLE {table}_away RENAME TO {table}"))
    engine.dispose()


def test_while_the_database_is_away_those_signed_in_stay_so_until_they_sign_out(
    browser: Browser, provider: Provider, time: Time, request: pytest.FixtureRequest
) -> None:
    come_back(browser, provider)
    assert is_signed_in(browser)
    request.getfixturevalue("away")
    time.now += timedelta(minutes=20)
    assert is_signed_in(browser)
    token = token_of(browser)
    browser.cookies.clear()
    browser.cookies.set("crisis_session", "y" * 43)
    assert browser.get("/136").status_code == 200
    assert not is_signed_in(browser)
    browser.cookies.clear()
    browser.cookies.set("crisis_session", token)
    ended = browser.post("/sign-out", follow_redirects=False)
    assert ended.status_code == 303
    assert "Max-Age=0" in ended.headers["set-cookie"]
    browser.cookies.set("crisis_session", token)
    assert not is_signed_in(browser)


@pytest.mark.usefixtures("away")
def test_while_the_database_is_away_one_signs_in_all_the_same(browser: Browser, provider: Provider) -> None:
    assert come_back(browser, provider).status_code == 303
    assert is_signed_in(browser)


# The pages


def test_the_page_says_what_is_to_come(browser: Browser) -> None:
    page = browser.get("/sign-in?page=/136").text
    assert "Sign in with your organisation" in page
    assert 'href="/sign-in/start?page=/136"' in unescape(page)
    assert "12 hours" in page


def test_where_no_provider_is_configured_the_page_says_so(client: Client) -> None:
    assert "No sign-in service is configured here." in client.get("/sign-in").text
    for path in ("/sign-in/start", "/sign-in/callback"):
        assert client.get(path).status_code == 404


def test_in_a_demonstration_the_page_says_how(demo_client: Client) -> None:
    demo_client.cookies.clear()
    assert "choose a role in the bar" in demo_client.get("/sign-in").text


def test_the_public_is_offered_to_sign_in_at_the_foot_of_the_page(browser: Browser, client: Client) -> None:
    assert 'href="/sign-in?page=/136"' in browser.get("/136").text
    assert "/sign-in" not in client.get("/136").text


def test_a_session_does_not_count_below_the_api(browser: Browser, provider: Provider) -> None:
    come_back(browser, provider)
    for path in ("/api/v1/services/planted-line", "//api/v1/services/planted-line", "/api//v1/services/planted-line/"):
        assert PLANTED not in browser.get(HERE + path).text
    assert PLANTED not in browser.post("/api/v1/answers", json={"caller": "police", "place": "NN1"}).text


def test_no_log_or_figure_holds_a_session_a_name_or_a_code(
    browser: Browser, provider: Provider, capfd: pytest.CaptureFixture[str]
) -> None:
    provider.claims["name"] = "Marker"
    code, state = provider.sign_in(sent_to_provider(browser), "marker-code")
    get(browser, "/sign-in/callback", params={"code": code, "state": state})
    token = token_of(browser)
    assert token
    browser.get("/136")
    figures = browser.get("/metrics").text
    sleep(2 * WRITTEN_WITHIN)
    said = capfd.readouterr()
    for text in (figures, said.out, said.err):
        assert token not in text
        assert state not in text
        assert "arker" not in text


# A page for somebody who is signed in


@route("/curate/for-keepers", http_method=["GET", "HEAD", "POST"], include_in_schema=False)
async def for_keepers(request: Request[Any, Any, Any]) -> str:
    """Be a page of the keepers."""
    return keeper_of(request).name


@pytest.fixture(scope="module")
def keepers_page(server: Browser) -> str:
    server.served.register(for_keepers)
    return "/curate/for-keepers"


def test_whoever_is_not_signed_in_is_sent_to_sign_in_and_comes_back(
    browser: Browser, provider: Provider, keepers_page: str
) -> None:
    response = get(browser, f"{keepers_page}?area=police:E23000022&marker=1")
    assert response.status_code == 303
    assert response.headers["location"] == f"/sign-in?page={keepers_page}%3Farea%3Dpolice%3AE23000022"
    page = get(browser, response.headers["location"]).text
    start = re.search('href="(/sign-in/start[^"]*)"', page)
    assert start is not None
    provider.claims["roles"] = "crisis-publishers"
    code, state = provider.sign_in(get(browser, unescape(start[1])).headers["location"])
    back = get(browser, "/sign-in/callback", params={"code": code, "state": state})
    assert back.headers["location"] == f"{keepers_page}?area=police:E23000022"
    assert get(browser, back.headers["location"]).text == "Pat Officer"


def test_a_form_of_whoever_is_not_signed_in_is_refused(browser: Browser, keepers_page: str) -> None:
    assert browser.post(keepers_page, follow_redirects=False).status_code == 401


def test_another_role_is_told_that_the_page_is_not_for_it(browser: Browser, provider: Provider, keepers_page: str) -> None:
    come_back(browser, provider)
    assert get(browser, keepers_page).status_code == 403
