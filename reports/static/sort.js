// Makes the headers of a table sort it, and a box above it filter it by name; without this script
// the table reads as it is.
"use strict";
for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0];
  const box = document.createElement("input");
  box.type = "search";
  box.className = "filter";
  box.placeholder = "Filter by name";
  box.setAttribute("aria-label", "Filter the table by name");
  table.parentElement.before(box);
  box.addEventListener("input", () => {
    const wanted = box.value.trim().toLowerCase();
    for (const row of body.rows) row.hidden = !row.cells[0].textContent.toLowerCase().includes(wanted);
  });
  [...table.tHead.rows[0].cells].forEach((header, index) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = header.textContent;
    header.replaceChildren(button);
    button.addEventListener("click", () => {
      const order = header.getAttribute("aria-sort") === "descending" ? 1 : -1;
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      header.setAttribute("aria-sort", order === 1 ? "ascending" : "descending");
      const value = (row) => row.cells[index].dataset.value ?? row.cells[index].textContent;
      const isNumeric = header.classList.contains("number");
      const rows = [...body.rows].sort((a, b) => {
        const [x, y] = [value(a), value(b)];
        if (isNumeric) return order * ((x === "" ? -Infinity : Number(x)) - (y === "" ? -Infinity : Number(y)));
        return order * x.localeCompare(y);
      });
      body.replaceChildren(...rows);
    });
  });
}
