"""What a careful eye would see on a page: barriers, sideways scrolling, words of the other language, forgotten slots."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from playwright.sync_api import Page

from mueang_site.demo.published import sources

REPOSITORY = Path(__file__).parents[2]
AXE = REPOSITORY / "node_modules" / "axe-core" / "axe.min.js"

_WIDER = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= window.innerWidth) return [];
  const out = [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > room + 1);
  return [`${document.documentElement.scrollWidth} px wide`, ...out.slice(0, 5).map((one) => one.outerHTML.slice(0, 120))];
}"""

_TEXTS = """(left_out) => {
  const found = [];
  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE || (node.matches?.('.th') && !node.querySelector(':not(wbr)'))) {
      if (node.textContent.trim()) found.push(node.textContent.trim());
    } else if (node.nodeType === Node.ELEMENT_NODE && !node.matches('script, style, noscript' + (left_out && ', ' + left_out))) node.childNodes.forEach(walk);
  };
  walk(document.body);
  const said = 'title, aria-label, placeholder, alt, data-upload-text, data-upload-broken, data-copied'.split(', ');
  for (const name of said) for (const one of document.querySelectorAll(`[${name}]`))
    if (!(left_out && one.closest(left_out))) found.push(one.getAttribute(name));
  found.push(document.title);
  return found;
}"""


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


def barriers(page: Page) -> list[str]:
    """Return what axe finds, one line a violation with its first place."""
    page.evaluate(_axe())
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [f"{one['id']} ({len(one['nodes'])}): {one['nodes'][0]['html'][:160]} {one['nodes'][0]['failureSummary'][:200]}" for one in found]


def wider_than_window(page: Page) -> list[str]:
    """Return what makes the page scroll sideways."""
    return list(page.evaluate(_WIDER))


def words(page: Page, *, but: str = "") -> list[str]:
    """Return the texts of a page, also those that only machines read aloud; `but` names places that are left out."""
    return list(page.evaluate(_TEXTS, but))


_PAIR = re.compile(r"""(["'])((?:(?!\1).)*[\u0e00-\u0e7f](?:(?!\1).)*)\1,?\s*f?(["'])((?:(?!\3).)*[A-Za-z](?:(?!\3).)*)\3""")
_SLOT = re.compile(r"\{[^}]*\}")
_FORGOTTEN = re.compile(r"[{}]|\bundefined\b|\bNone\b|\bnan\b|\bNaN\b|\bnull\b|[Ll]orem ipsum|TODO|&(?:amp|lt|gt|quot|#\d+);|SafeString")
INVENTED = "(ข้อมูลสมมติ)"
"""Stands in the names of the people of the demo, which are data."""
THAI = re.compile(r"[\u0e00-\u0e7f]")


@cache
def _own_words() -> tuple[frozenset[str], frozenset[str]]:
    """Return what our sources say in Thai and in English, wherever the two stand side by side."""
    sources = [path for path in (REPOSITORY / "src").rglob("*") if path.suffix in (".py", ".html") and "demo" not in path.parts]
    pairs = [(pair[1], pair[3]) for path in sources for pair in _PAIR.findall(path.read_text(encoding="utf-8"))]
    return frozenset(_pieces(th for th, _ in pairs)), frozenset(_pieces(en for _, en in pairs))


@cache
def _told_by_sources() -> frozenset[str]:
    """Return what the sources of the demo city say of themselves, which is in Thai alone."""
    return frozenset(text for told in sources().values() for text in told.values() if isinstance(text, str))


def _pieces(texts: Iterable[str]) -> Iterator[str]:
    """Yield the parts of the texts between their slots."""
    for text in texts:
        yield from (piece for part in _SLOT.split(text) if (piece := part.strip(" .,:;–“”()")))


def strayed(page: Page, language: str, *, but: str = "") -> list[str]:
    """Return texts that hold words of ours in the other language. What data say stands in whatever language they have."""
    thai, english = _own_words()
    other = (
        {piece for piece in thai if len(piece) >= 10} if language == "en" else {piece for piece in english if piece.count(" ") >= 2 and not THAI.search(piece)}
    )
    exact = {piece for piece in thai if THAI.search(piece)} if language == "en" else set()
    said = [text for text in words(page, but=but) if INVENTED not in text and text not in _told_by_sources()]
    return [text for text in said if text in exact or any(piece in text for piece in other)]


def forgotten(page: Page) -> list[str]:
    """Return texts with a slot that nobody filled, or a word that only programmers know."""
    return [text for text in words(page, but="pre, code, [data-upload-text]") if _FORGOTTEN.search(text)]
