"""Small PDFs made byte by byte: lines of text at places, rules, pages turned or locked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

HEIGHT = 800
ROW, SIZE = 20, 10


@dataclass
class Page:
    """What is drawn on a page of 600 by 800 points; places count from its upper left corner."""

    turned: int = 0
    drawn: list[str] = field(default_factory=list)

    def write(self, x: float, y: float, text: str) -> Page:
        """Write a text so that its line stands at `y`."""
        escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        self.drawn.append(f"BT /F1 {SIZE} Tf {x} {HEIGHT - y} Td ({escaped}) Tj ET")
        return self

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> Page:
        """Draw a line."""
        self.drawn.append(f"0.5 w {x0} {HEIGHT - y0} m {x1} {HEIGHT - y1} l S")
        return self

    def table(self, rows: Sequence[Sequence[str]], *, x: float = 50, y: float = 100, widths: Sequence[float] = (), ruled: bool = True) -> Page:
        """Write a table, with its rules or without."""
        widths = widths or [100] * len(rows[0])
        edges = [x + sum(widths[:k]) for k in range(len(widths) + 1)]
        for k, row in enumerate(rows):
            for edge, cell in zip(edges, row, strict=False):
                self.write(edge + 4, y + k * ROW + 14, cell)
        if ruled:
            for k in range(len(rows) + 1):
                self.rule(edges[0], y + k * ROW, edges[-1], y + k * ROW)
            for edge in edges:
                self.rule(edge, y, edge, y + len(rows) * ROW)
        return self


def pdf(*pages: Page, locked: bool = False) -> bytes:
    """Return the file."""
    kids = " ".join(f"{4 + 2 * k} 0 R" for k in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for k, page in enumerate(pages):
        content = "\n".join(page.drawn)
        where = f"/MediaBox [0 0 600 {HEIGHT}] /Rotate {page.turned}"
        objects.append(f"<< /Type /Page /Parent 2 0 R {where} /Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * k} 0 R >>")
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    if locked:
        objects.append(f"<< /Filter /Standard /V 1 /R 2 /P -4 /O <{'11' * 32}> /U <{'22' * 32}> >>")
    return _file(objects, f" /Encrypt {len(objects)} 0 R /ID [<00> <00>]" if locked else "")


def _file(objects: Iterable[str], trailer: str) -> bytes:
    body, places = b"%PDF-1.7\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(places) + 1} /Root 1 0 R{trailer} >>\nstartxref\n{len(body)}\n%%EOF\n"
    return body + end.encode("latin-1")
