"""Browsers that tell what a page should not do: ask another host, break the policy, log errors."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

from journey.city import City

CHROMIUM = "/usr/bin/chromium"
OPTIONS = ("--no-sandbox", "--disable-dev-shm-usage", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")
"""A stranger is not found. To stop each request and look at it would do the same, but costs much and takes the cache away."""
TIMEOUT = 45_000
OWN_SCHEMES = ("data", "blob", "about")
PARTS = ("stylesheet", "script", "font", "image")


@dataclass
class Watch:
    """What was seen in a context that should not be."""

    own: str
    strangers: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        context.on("request", self._notice)
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.faults.append(f"{error.page.url if error.page else ''}: {error.error}"))
        context.on("response", self._see)

    def _notice(self, request: Request) -> None:
        """Keep the address if it is another host's; asked it is not, for the browser resolves no name (see OPTIONS)."""
        address = urlsplit(request.url)
        if address.scheme not in OWN_SCHEMES and address.netloc != self.own:
            self.strangers.append(request.url)

    def _hear(self, message: ConsoleMessage) -> None:
        """Keep errors and warnings. That an answer was no success is heard too, and seen better by `_see`.

        Of slow drawing the browser's own driver warns, which here is a program in place of a graphics card.
        """
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource") and "GL Driver Message" not in message.text:
            self.faults.append(f"{message.page.url if message.page else ''}: {message.text}")

    def _see(self, response: Response) -> None:
        broken = response.status >= 400 and response.request.resource_type in PARTS
        if broken or response.status >= 500:
            self.faults.append(f"{response.status} {response.url}")


@dataclass
class Visits:
    """Opens pages for people; each is watched."""

    browser: Browser
    city: City
    states: Path
    watches: list[Watch] = field(default_factory=list)

    def page(self, email: str = "", *, width: int = 1440, language: str = "", javascript: bool = True) -> Page:
        """Return a page in a fresh context, signed in as the person of that e-mail."""
        context = self.browser.new_context(
            base_url=self.city.address,
            viewport={"width": width, "height": 900},
            java_script_enabled=javascript,
            storage_state=self._signed_in(email) if email else None,
            reduced_motion="reduce",
        )
        context.set_default_timeout(TIMEOUT)
        if language:
            context.add_cookies([{"name": "mueang_language", "value": language, "url": self.city.address}])
        watch = Watch(urlsplit(self.city.address).netloc)
        watch.over(context)
        self.watches.append(watch)
        return context.new_page()

    def close(self) -> None:
        for context in self.browser.contexts:
            context.close()

    def check(self) -> None:
        """Fail if a page did what it should not, and forget it."""
        strangers = [address for watch in self.watches for address in watch.strangers]
        faults = [fault for watch in self.watches for fault in watch.faults]
        for watch in self.watches:
            watch.strangers.clear()
            watch.faults.clear()
        assert not strangers, f"asked other hosts: {strangers}"
        assert not faults, f"faults in the browser: {faults}"

    def _signed_in(self, email: str) -> str:
        """Return the file with the cookies of a person who signed in by the form, once for all her pages."""
        path = self.states / f"{email}.json"
        if not path.exists():
            with contextlib.closing(self.browser.new_context(base_url=self.city.address)) as context:
                page = context.new_page()
                sign_in(page, email, self.city.account(email)["password"])
                page.get_by_role("button", name="ออกจากระบบ").first.wait_for(timeout=TIMEOUT, state="attached")
                context.storage_state(path=path)
        return str(path)


def sign_in(page: Page, email: str, password: str) -> None:
    """Fill in and send the form of the page of sign-in."""
    page.goto("/accounts/login/")
    page.fill("#id-login", email)
    page.fill("#id-password", password)
    page.click("main form button")
