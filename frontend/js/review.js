// The review by keyboard and pointer: arrows walk along the rows of the sheet, Shift chooses several, letters say what they
// are; raw and clean rows scroll together, and stay where they are when a correction was read. Without this file each row is
// a link to a panel with the same buttons.
import { fresh } from "./once.js";

const ACTS = { h: "header", d: "data", t: "total", n: "note", k: "include" };
let kept = null;

function rowsOf(walk) {
  return [...walk.querySelectorAll("a.of-row")];
}

class Walk {
  constructor(table) {
    this.table = table;
    this.anchor = null;
    this.rows = rowsOf(table);
    this.rows.forEach((link, at) => (link.tabIndex = at === 0 ? 0 : -1));
  }

  go(link, extend) {
    if (!link) return false;
    if (!extend) this.anchor = link;
    this.rows.forEach((one) => (one.tabIndex = one === link ? 0 : -1));
    this.mark(link);
    link.focus();
    return true;
  }

  // The rows from the anchor to this one are chosen.
  mark(link) {
    const [a, b] = [this.rows.indexOf(this.anchor ?? link), this.rows.indexOf(link)].sort((x, y) => x - y);
    this.rows.forEach((one, at) => one.classList.toggle("is-chosen", a !== b && at >= a && at <= b));
    this.first = this.rows[a];
    this.last = this.rows[b];
  }

  key(event) {
    const link = event.target.closest("a.of-row");
    if (!link || event.altKey || event.ctrlKey || event.metaKey) return;
    const at = this.rows.indexOf(link);
    const moves = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: this.rows.length - 1, PageDown: Math.min(at + 12, this.rows.length - 1), PageUp: Math.max(at - 12, 0) };
    if (event.key in moves) {
      if (this.go(this.rows[moves[event.key]], event.shiftKey)) event.preventDefault();
      else document.querySelector(`[data-move=${event.key === "ArrowDown" ? "after" : "before"}]`)?.focus();
    } else if (event.key === " ") {
      event.preventDefault();
      link.click();
    } else if (ACTS[event.key.toLowerCase()]) {
      event.preventDefault();
      this.mark(link);
      this.say(ACTS[event.key.toLowerCase()]);
    }
  }

  // Send what the key says by a form of the page, as its buttons would.
  say(act) {
    const form = document.querySelector("#answers");
    if (act === "header" && this.table.closest("[data-named]")) return;
    for (const [name, value] of [["first", Number(this.first.dataset.row) + 1], ["last", Number(this.last.dataset.row) + 1]]) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name, value });
      form.append(field);
    }
    const button = document.createElement("button");
    Object.assign(button, { name: "act", value: act, hidden: true });
    form.append(button);
    remember();
    button.click();
  }

  click(event) {
    const link = event.target.closest("a.of-row");
    if (!link) return;
    if (event.shiftKey && this.anchor) {
      event.preventDefault();
      this.go(link, true);
      const address = new URL(link.href);
      address.searchParams.set("row", this.first.dataset.row);
      address.searchParams.set("to", this.last.dataset.row);
      open(address);
    } else this.anchor = link;
  }
}

// A panel opens in its place; its address is that of the link, so that it can be opened without this file too.
async function open(address) {
  const answer = await fetch(address, { headers: { "HX-Request": "true" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const panel = page.querySelector("#panel");
  if (!panel) return;
  document.querySelector("#panel").replaceWith(panel);
  panel.focus();
}

function close() {
  const panel = document.querySelector("section#panel");
  if (!panel) return;
  const row = panel.querySelector("input[name=first]")?.value;
  const empty = document.createElement("div");
  Object.assign(empty, { id: "panel", hidden: true });
  panel.replaceWith(empty);
  (document.querySelector(`a.of-row[data-row="${Number(row) - 1}"]`) ?? document.querySelector("a.of-row[tabindex='0']"))?.focus();
}

// What is in view, to be in view again on the page that the correction leads to.
function remember() {
  const at = document.activeElement?.dataset?.row ?? document.querySelector("section#panel input[name=first]")?.value - 1;
  sessionStorage.setItem("review", JSON.stringify({ page: location.pathname, top: scrollY, sheets: positions(), row: at }));
}

function positions() {
  return [...document.querySelectorAll("[data-twin]")].map((sheet) => [sheet.scrollLeft, sheet.scrollTop]);
}

function restore(found) {
  document.querySelectorAll("[data-twin]").forEach((sheet, at) => found.sheets[at] && sheet.scrollTo(...found.sheets[at]));
  scrollTo(0, found.top);
  const link = document.querySelector(`a.of-row[data-row="${found.row}"]`);
  if (link && !document.querySelector("section#panel")) link.focus({ preventScroll: true });
}

function recall() {
  const found = JSON.parse(sessionStorage.getItem("review") ?? "null");
  sessionStorage.removeItem("review");
  if (found?.page === location.pathname) restore(found);
}

function keys(event) {
  if (event.key === "Escape" && document.querySelector("section#panel")) {
    event.preventDefault();
    return close();
  }
  if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest("input, select, textarea")) return;
  // Letters hold inside the sheet and its panel only: elsewhere they belong to the reader's own tools.
  const inside = event.target.closest("#sheet");
  const button = inside && document.querySelector(`${event.target.closest("#panel") ? "#panel" : "#review"} [data-key="${CSS.escape(event.key)}"]`);
  if (!button || event.target.closest("[data-walk]") && ACTS[event.key]) return;
  event.preventDefault();
  button.matches("input") ? (button.focus(), button.select()) : button.click();
}

function together(sheets) {
  let leader = null;
  for (const sheet of sheets) {
    for (const begins of ["pointerenter", "focusin", "touchstart"]) sheet.addEventListener(begins, () => (leader = sheet), { passive: true });
    sheet.addEventListener("scroll", () => {
      if (leader && leader !== sheet) return;
      for (const other of sheets) if (other !== sheet) other.scrollTop = sheet.scrollTop;
    });
  }
}

function panels(event) {
  const link = event.target.closest("a.of-row, a.of-column, a.of-place");
  if (event.target.closest("[data-close]")) {
    event.preventDefault();
    close();
  } else if (link && !event.defaultPrevented && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    open(link.href);
  }
}

export function watchReview(root) {
  for (const table of fresh(root, "table[data-walk]", "walk")) {
    const walk = new Walk(table);
    table.addEventListener("keydown", (event) => walk.key(event));
    table.addEventListener("click", (event) => walk.click(event));
    together([...document.querySelectorAll("[data-twin]")]);
  }
  for (const review of fresh(root, "[data-review]", "review")) {
    review.addEventListener("keydown", keys);
    review.addEventListener("click", panels);
    review.addEventListener("submit", remember);
    kept ? restore(kept) : recall();
    kept = null;
  }
}

// The page of the full result takes the place of the provisional one where the reader is.
document.addEventListener("htmx:before:swap", () => {
  if (document.querySelector("[data-review]")) kept = { top: scrollY, sheets: positions(), row: document.activeElement?.dataset?.row };
});
