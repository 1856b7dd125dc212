// The grid as a place: which cell is the one, moving about, what the bar above tells of it.
const cells = (() => {
  "use strict";
  const table = () => document.querySelector("#grid table");
  const lines = () => [...document.querySelectorAll("#grid tbody tr")];
  const inLine = (line) => [...line.querySelectorAll("td")];
  const lineOf = (id) => lines().find((line) => line.dataset.row === id);
  const head = (cell) => document.querySelector(`#grid th[data-field="${cell.dataset.field}"]`);
  const text = (cell) => cell.querySelector(".cell")?.textContent ?? "";
  const isHand = (cell) => cell.classList.contains("is-hand");
  const isFixed = (cell) => cell.classList.contains("is-fixed");
  const label = (cell) => head(cell)?.textContent.replace(/[↑↓]/g, "").trim() ?? "Source";
  // Kept apart from the page, because rows are replaced under it.
  let place = null;

  const at = (row, field) => lineOf(row)?.querySelector(`td[data-field="${field}"]`) ?? null;
  const here = () => (place ? at(place.row, place.field) : null);

  function tell(cell) {
    const line = cell.closest("tr");
    const value = text(cell);
    document.getElementById("cell-where").textContent = `${line.dataset.name} · ${label(cell)}`;
    document.getElementById("cell-value").textContent = value === "" ? "empty" : value;
    const by = document.getElementById("cell-by");
    by.textContent = isHand(cell) ? `${cell.dataset.by} · automatic: ${cell.dataset.automatic}` : cell.dataset.by;
    if (value === "" && !isHand(cell)) by.textContent = "";
    by.classList.toggle("is-hand", isHand(cell));
    const show = (way, is) => {
      const button = document.querySelector(`[data-way="${way}"]`);
      if (button) button.hidden = !is;
      return button;
    };
    show("edit", !isFixed(cell));
    show("back", isHand(cell));
    show("past", true);
    const out = show("out", true);
    out.firstChild.textContent = line.classList.contains("is-out") ? "Bring back " : "Leave out ";
  }

  // Makes a cell the one. Only it can be reached by Tab, so that the grid is one stop on the way.
  function choose(cell, focus = true) {
    const before = document.querySelector("#grid td.is-here");
    if (before && before !== cell) {
      before.classList.remove("is-here");
      before.removeAttribute("tabindex");
    }
    cell.classList.add("is-here");
    cell.tabIndex = 0;
    place = { row: cell.closest("tr").dataset.row, field: cell.dataset.field };
    tell(cell);
    if (focus) {
      cell.focus({ preventScroll: true });
      cell.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
  }

  function move(down, right) {
    const cell = here();
    if (!cell) return false;
    const line = cell.closest("tr");
    const all = lines();
    const row = all[Math.min(all.length - 1, Math.max(0, all.indexOf(line) + down))];
    const column = inLine(line).indexOf(cell) + right;
    const wanted = inLine(row)[Math.min(inLine(row).length - 1, Math.max(0, column))];
    if (!wanted || wanted === cell) return false;
    choose(wanted);
    return true;
  }

  // The next cell in reading order; false at either end of the grid.
  function step(by) {
    const cell = here();
    if (!cell) return false;
    const all = lines().flatMap(inLine);
    const wanted = all[all.indexOf(cell) + by];
    if (!wanted) return false;
    choose(wanted);
    return true;
  }

  // After rows were replaced: the same cell if it is still there, else the first one.
  function settle(focus) {
    const cell = here() ?? lines()[0]?.querySelector("td");
    if (cell) choose(cell, focus);
  }

  // Puts a row's new cells in place of the old ones, but not of one that is being edited or saved.
  function renew(html, field) {
    const fresh = document.createElement("template");
    fresh.innerHTML = html;
    const line = fresh.content.querySelector("tr");
    const old = lineOf(line.dataset.row);
    if (!old) return null;
    old.className = line.className;
    old.dataset.name = line.dataset.name;
    old.querySelector("th").replaceWith(line.querySelector("th"));
    for (const cell of inLine(line)) {
      const was = old.querySelector(`td[data-field="${cell.dataset.field}"]`);
      if (!was || was.matches(".is-editing, .is-busy")) continue;
      const hadFocus = was === document.activeElement;
      const changed = cell.dataset.field === field || text(was) !== text(cell);
      was.replaceWith(cell);
      if (changed) cell.classList.add("is-fresh");
      if (place && place.row === line.dataset.row && place.field === cell.dataset.field) choose(cell, hadFocus);
    }
    return old;
  }

  return { table, lines, inLine, lineOf, head, text, label, isHand, isFixed, at, here, choose, move, step, settle, renew, tell };
})();
