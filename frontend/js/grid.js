// A grid of inputs that moves like a spreadsheet: arrows and Enter, paste of many cells, rows that come as they are needed.
// Without this file the form adds rows and takes pasted cells through its own buttons.
import { fresh } from "./once.js";

function fill(template, slots) {
  return template.replace(/\{(\w+)\}/g, (_, name) => slots[name] ?? "");
}

// Cells as spreadsheets copy them: tabs and line ends, quotes around cells that hold such.
function cellsOf(text) {
  const rows = [[""]];
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    const row = rows.at(-1);
    if (sign === '"' && (quoted || row.at(-1) === "")) {
      if (quoted && text[at + 1] === '"') row[row.length - 1] += text[(at += 1)];
      else quoted = !quoted;
    } else if (sign === "\t" && !quoted) row.push("");
    else if (sign === "\n" && !quoted) rows.push([""]);
    else row[row.length - 1] += sign === "\n" ? " " : sign;
  }
  if (rows.length > 1 && rows.at(-1).join("") === "") rows.pop();
  return rows;
}

class Grid {
  constructor(form) {
    this.form = form;
    this.most = Number(form.dataset.grid);
    this.body = form.querySelector("tbody");
    this.count = form.elements.namedItem("rows");
  }

  get lines() {
    return [...this.form.querySelectorAll("table tr")].map((row) => [...row.querySelectorAll("input")]).filter((line) => line.length);
  }

  place(input) {
    const lines = this.lines;
    const row = lines.findIndex((line) => line.includes(input));
    return { lines, row, column: row < 0 ? -1 : lines[row].indexOf(input) };
  }

  grow() {
    const last = this.body.lastElementChild;
    if (!last || this.body.rows.length >= this.most) return false;
    const row = last.cloneNode(true);
    const at = this.body.rows.length;
    row.querySelector("th").textContent = String(at + 1);
    row.querySelectorAll("input").forEach((input, column) => {
      input.name = `cell-${at}-${column}`;
      input.value = "";
      input.setAttribute("aria-label", fill(this.form.dataset.cell, { r: at + 1, name: this.name(column) }));
    });
    this.body.append(row);
    this.count.value = String(at + 1);
    return true;
  }

  name(column) {
    const head = this.form.querySelectorAll("thead th")[column];
    return head?.querySelector("input")?.value || head?.textContent?.trim() || String(column + 1);
  }

  go(row, column) {
    if (row >= this.lines.length && !this.grow()) return false;
    const input = this.lines[row]?.[column];
    input?.focus();
    input?.select();
    return Boolean(input);
  }

  key(event) {
    const input = event.target;
    if (!input.matches?.("input.cell") || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const { row, column } = this.place(input);
    const whole = input.selectionStart === 0 && input.selectionEnd === input.value.length;
    const moves = {
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
      Enter: [event.shiftKey ? -1 : 1, 0],
      ArrowLeft: input.selectionEnd === 0 || whole ? [0, -1] : null,
      ArrowRight: input.selectionStart === input.value.length || whole ? [0, 1] : null,
    };
    const move = moves[event.key];
    if (!move) return;
    // Enter never sends the form from a cell: half a table would go.
    if (this.go(row + move[0], column + move[1]) || event.key === "Enter") event.preventDefault();
  }

  paste(event) {
    const input = event.target;
    const text = (event.clipboardData?.getData("text/plain") ?? "").replace(/\r\n?/g, "\n");
    if (!input.matches?.("input.cell") || !/[\t\n]/.test(text.replace(/\n$/, ""))) return;
    event.preventDefault();
    const { lines, row, column } = this.place(input);
    const cells = cellsOf(text);
    const room = lines.length - this.body.rows.length + this.most - row;
    if (cells.length > room || Math.max(...cells.map((one) => one.length)) > lines[row].length - column) return this.leave(text);
    while (this.lines.length < row + cells.length && this.grow());
    const grown = this.lines;
    cells.forEach((line, down) =>
      line.forEach((cell, right) => {
        const target = grown[row + down][column + right];
        if (!target.readOnly) target.value = cell.trim();
      }),
    );
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // What does not fit is never cut: it goes where the form takes any number of cells.
  leave(text) {
    const field = this.form.elements.namedItem("pasted");
    field.value = text;
    field.focus();
  }
}

export function watchGrids(root) {
  for (const form of fresh(root, "form[data-grid]", "grid")) {
    const grid = new Grid(form);
    form.addEventListener("keydown", (event) => grid.key(event));
    form.addEventListener("paste", (event) => grid.paste(event));
  }
}
