// Editing in the grid: keys, editors, saving, undo, the past. Without this script each row has its page.
(() => {
  "use strict";
  if (!document.getElementById("sieve")) return;
  const find = (id) => document.getElementById(id);
  const base = () => find("grid").dataset.base;
  const seal = () => find("grid-seal").value;
  const isTyping = (target) => target.closest?.("input, select, textarea, [contenteditable]") != null;
  let editing = null; // { cell, input, seen, close }
  let pending = null; // what waits for a name
  let queue = Promise.resolve(); // one save after the other, so that none overtakes another

  function say(text, isGood = false) {
    find("spoken").textContent = text;
    find("cell-value").textContent = text;
    find("cell-where").textContent = "";
    find("cell-by").textContent = "";
    find("cellbar").classList.toggle("is-good", isGood);
    if (isGood) setTimeout(() => find("cellbar").classList.remove("is-good"), 1600);
  }

  function warn(text) {
    const place = find("trouble");
    place.textContent = text;
    place.hidden = text === "";
  }

  async function send(url, fields) {
    const body = new URLSearchParams({ csrf: seal(), ...fields });
    let answer;
    try {
      answer = await fetch(url, { method: "POST", headers: { "hx-request": "true" }, body });
    } catch {
      return { status: 0, said: "Emaki does not answer. Is the server still running?" };
    }
    const isOurs = answer.headers.get("content-type")?.startsWith("application/json");
    const told = isOurs ? await answer.json() : {};
    if (!isOurs) {
      const wait = answer.headers.get("retry-after");
      told.said = answer.status === 403 ? "This page is too old, or your token may only look. Load it again."
        : wait ? `Too many requests; try again in ${wait} s.` : "It could not be saved; try again.";
    }
    return { ...told, status: answer.status };
  }

  const ask = (url) => fetch(url, { headers: { "hx-request": "true" } });

  function needsAuthor(again) {
    pending = again;
    find("author").open = true;
    find("author-field").focus();
    find("author-field").select();
    say("Write your name first: it stands beside each edit.");
  }

  // Sends a change of a cell and shows what came of it. `shown` is what the cell shows meanwhile.
  function change(cell, fields, shown) {
    const line = cell.closest("tr");
    const [row, field, href] = [line.dataset.row, cell.dataset.field, line.dataset.href];
    const before = cell.cloneNode(true);
    if (shown !== undefined) cell.querySelector(".cell").textContent = shown;
    cell.classList.add("is-busy");
    warn("");
    queue = queue.then(async () => {
      const told = await send(href, { field, ...fields });
      const now = cells.at(row, field);
      if (now) now.classList.remove("is-busy");
      if (told.status === 200) {
        cells.renew(told.row, field);
        if (!editing) say(told.said, true);
        return;
      }
      if (now && shown !== undefined) now.querySelector(".cell").textContent = cells.text(before);
      if (told.needs_author) return needsAuthor(() => change(cells.at(row, field) ?? cell, fields, shown));
      refuse(now, fields, told);
    });
    return queue;
  }

  // A change that was not made: its editor opens again with what was typed and what is wrong with it.
  function refuse(cell, fields, told) {
    find("spoken").textContent = told.said;
    if (!cell || fields.do !== "set" || editing) return warn(`Not saved: ${told.said}`);
    open(cell, { draft: fields.value, seen: fields.seen, told });
  }

  function widget(cell, head, value) {
    const kind = head.dataset.kind;
    let input;
    if (kind === "choice") {
      input = document.createElement("select");
      const words = head.dataset.choices.split("|");
      if (!words.includes(value)) words.unshift(value);
      for (const word of words) input.add(new Option(word === "" ? "–" : word, word, false, word === value));
    } else if (kind === "text") {
      input = document.createElement("textarea");
    } else {
      input = document.createElement("input");
      input.autocomplete = "off";
      if (kind === "integer") input.inputMode = "numeric";
      if (kind === "decimal") input.inputMode = "decimal";
      if (cell.dataset.field === "series" && base().endsWith("/character")) offer(input);
    }
    input.value = value;
    input.setAttribute("aria-label", `${cells.label(cell)} of ${cell.closest("tr").dataset.name}`);
    return input;
  }

  // Names of series while one is typed.
  function offer(input) {
    input.setAttribute("list", "series-names");
    let latest = 0;
    const look = async () => {
      const mine = ++latest;
      const url = `${base().replace(/character$/, "series")}?part=names&q=${encodeURIComponent(input.value)}`;
      const answer = await ask(url).catch(() => null);
      if (!answer?.ok || mine !== latest) return;
      find("series-names").replaceChildren(...(await answer.json()).map((name) => new Option(name, name)));
    };
    input.addEventListener("input", look);
  }

  async function open(cell, { draft, seen, told } = {}) {
    if (!cell || editing) return;
    if (cells.isFixed(cell)) return say("Ids are given and never edited.");
    if (cell.classList.contains("is-busy")) await queue;
    const place = [cell.closest("tr").dataset.row, cell.dataset.field];
    const head = cells.head(cell);
    let value = seen ?? cells.text(cell);
    if (head.dataset.kind === "text" && seen === undefined) {
      const answer = await ask(`${cell.closest("tr").dataset.href}?part=value&field=${cell.dataset.field}`).catch(() => null);
      if (!answer?.ok) return warn("The text could not be fetched; try again.");
      value = (await answer.json()).value;
    }
    cell = cells.at(...place);
    if (!cell || editing) return;
    cells.choose(cell);
    const input = widget(cell, head, draft ?? value);
    const box = document.createElement("div");
    box.className = `editor editor--${head.dataset.kind}`;
    box.append(input);
    if (head.dataset.kind === "text") note(box, "Enter saves, Shift+Enter begins a new line, Esc leaves it as it was");
    if (head.dataset.kind === "line" && cell.dataset.field === "genres") note(box, "with | between them");
    cell.append(box);
    cell.classList.add("is-editing");
    cell.classList.remove("is-refused");
    editing = { cell, input, box, seen: value };
    if (told) showTrouble(box, told);
    input.addEventListener("keydown", typed);
    input.addEventListener("change", () => { if (input.tagName === "SELECT" && editing?.byMouse) commit(0, 0); });
    input.addEventListener("pointerdown", () => { if (editing) editing.byMouse = true; });
    input.focus();
    if (input.select && draft === undefined) input.select();
    box.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  function note(box, text) {
    const line = document.createElement("p");
    line.className = "editor__note";
    line.textContent = text;
    box.append(line);
  }

  function showTrouble(box, told) {
    const place = document.createElement("div");
    place.className = "editor__trouble";
    place.setAttribute("role", "alert");
    place.innerHTML = told.trouble ?? "";
    if (!told.trouble) place.textContent = told.said;
    if (told.now != null) {
      const ways = document.createElement("p");
      ways.className = "field__ways";
      const way = (text, act) => {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "way";
        button.textContent = text;
        button.addEventListener("click", act);
        ways.append(button);
      };
      way("Keep what is there now", () => close(true).then(refresh));
      way("Save mine over it", () => { editing.seen = told.now; editing.over = true; commit(0, 0); });
      place.append(ways);
    }
    box.append(place);
  }

  async function close(focus) {
    if (!editing) return;
    const { cell, box } = editing;
    editing = null;
    box.remove();
    cell.classList.remove("is-editing");
    if (focus) cells.choose(cell);
  }

  // Fetches the rows anew, when somebody else's change was met.
  const refresh = () => globalThis.htmx?.ajax("GET", location.pathname + location.search, { target: "#grid", swap: "outerHTML" });

  async function commit(down, right) {
    const { cell, input, seen, over } = editing;
    const value = input.value;
    await close(true);
    if (down !== 0 || right !== 0) right !== 0 ? cells.step(right) : cells.move(down, 0);
    if (value === seen && !over) return;
    const shown = value.replace(/\s+/g, " ").slice(0, 160);
    change(cell, { do: "set", value, seen }, shown);
  }

  function typed(event) {
    if (event.isComposing) return;
    const { key, shiftKey, altKey } = event;
    event.stopPropagation();
    if (key === "Escape") {
      event.preventDefault();
      close(true);
    } else if (key === "Enter" && editing.input.tagName === "TEXTAREA" && (shiftKey || altKey)) {
      if (altKey) {
        event.preventDefault();
        editing.input.setRangeText("\n", editing.input.selectionStart, editing.input.selectionEnd, "end");
      }
    } else if (key === "Enter") {
      event.preventDefault();
      commit(shiftKey ? -1 : 1, 0);
    } else if (key === "Tab") {
      event.preventDefault();
      commit(0, shiftKey ? -1 : 1);
    }
  }

  function takeBack(cell) {
    if (!cell || !cells.isHand(cell)) return say("This value is the automatic one.");
    const seen = cell.hasAttribute("data-cut") ? {} : { seen: cells.text(cell) };
    change(cell, { do: "take_back", ...seen });
  }

  function undo(fields) {
    warn("");
    queue = queue.then(async () => {
      const told = await send(`${base()}/undo`, fields);
      if (told.needs_author) return needsAuthor(() => undo(fields));
      if (told.status !== 200) return warn(`Not undone: ${told.said}`);
      if (told.row && base().endsWith(`/${told.form}`)) cells.renew(told.row);
      say(told.said, true);
    });
    return queue;
  }

  async function past(cell, ofRow) {
    if (!cell) return;
    const href = cell.closest("tr").dataset.href;
    const field = ofRow || cell.dataset.field === "id" ? "" : `?field=${cell.dataset.field}`;
    const answer = await ask(href + field).catch(() => null);
    if (!answer?.ok) return warn("The history could not be fetched; try again.");
    const drawer = find("past");
    drawer.innerHTML = await answer.text();
    drawer.dataset.again = href + field;
    if (!drawer.open) drawer.showModal();
  }

  function leaveOut(cell) {
    const line = cell?.closest("tr");
    if (!line) return;
    const name = line.querySelector('td[data-field="name"]') ?? cell;
    if (line.classList.contains("is-out")) {
      change(name, { do: "bring_back" });
      return;
    }
    find("out-title").textContent = `Leave out ${line.dataset.name}`;
    find("out").dataset.row = line.dataset.row;
    find("out").showModal();
    find("out-reason").select();
  }

  const turn = (rel) => document.querySelector(`#grid a[rel="${rel}"]`)?.click();

  // Keys on a cell. Gives whether the key was ours.
  function onCell(event, cell) {
    const { key, shiftKey } = event;
    const ctrl = event.ctrlKey || event.metaKey;
    const far = 1e6;
    switch (key) {
      case "ArrowDown": return cells.move(ctrl ? far : 1, 0) || true;
      case "ArrowUp": return cells.move(ctrl ? -far : -1, 0) || true;
      case "ArrowRight": return cells.move(0, ctrl ? far : 1) || true;
      case "ArrowLeft": return cells.move(0, ctrl ? -far : -1) || true;
      case "PageDown": return cells.move(15, 0) || true;
      case "PageUp": return cells.move(-15, 0) || true;
      case "Home": return cells.move(ctrl ? -far : 0, -far) || true;
      case "End": return cells.move(ctrl ? far : 0, far) || true;
      case "Tab": return cells.step(shiftKey ? -1 : 1);
    }
    if (ctrl) return false;
    switch (key) {
      case "Enter": case "F2": open(cell); return true;
      case "Delete": case "Backspace": open(cell, { draft: "" }); return true;
      case "Escape": find("sieve-q").focus(); return true;
      case "a": takeBack(cell); return true;
      case "h": past(cell, false); return true;
      case "H": past(cell, true); return true;
      case "x": leaveOut(cell); return true;
    }
    if (cell.dataset.field === "rarity" && ["1", "2", "3"].includes(key)) {
      if (cells.text(cell) !== key) change(cell, { do: "set", value: key, seen: cells.text(cell) }, key);
      return true;
    }
    return false;
  }

  // Keys anywhere on the page. Gives whether the key was ours.
  function anywhere(event) {
    const ctrl = event.ctrlKey || event.metaKey;
    switch (event.key) {
      case "z": undo({}); return true;
      case "y": undo({ redo: "1" }); return true;
      case "Z": undo({ redo: "1" }); return true;
    }
    if (ctrl) return false;
    switch (event.key) {
      case "/": find("sieve-q").focus(); find("sieve-q").select(); return true;
      case "n": turn("next"); return true;
      case "p": turn("prev"); return true;
      case "ArrowDown": case "ArrowRight": if (event.target !== document.body) return false; cells.settle(true); return true;
    }
    return false;
  }

  // Caught on the way down, before the keys of the other pages.
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey || document.querySelector("dialog[open]") || editing?.input === event.target) return;
    const { target } = event;
    let isOurs = false;
    if (target === find("sieve-q")) {
      const toGrid = event.key === "ArrowDown" || event.key === "Enter" || (event.key === "Escape" && target.value === "");
      if (toGrid && cells.lines().length > 0) { cells.settle(true); isOurs = true; }
    } else if (!isTyping(target)) {
      const cell = target.closest?.("#grid td");
      isOurs = (cell && onCell(event, cell)) || anywhere(event);
    }
    if (!isOurs) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);

  document.addEventListener("pointerdown", (event) => {
    const cell = event.target.closest?.("#grid td");
    if (editing && !editing.box.contains(event.target)) commit(0, 0);
    if (!cell || event.target.closest("a, .editor")) return;
    const wasHere = cell === cells.here() && document.activeElement === cell;
    event.preventDefault();
    cells.choose(cell);
    // A second touch of the same cell edits it: touch screens have no keys.
    if (wasHere && event.pointerType !== "mouse") open(cell);
  });
  document.addEventListener("dblclick", (event) => {
    const cell = event.target.closest?.("#grid td");
    if (cell && !event.target.closest("a, .editor")) open(cell);
  });

  document.addEventListener("click", (event) => {
    const closer = event.target.closest?.("[data-close]");
    if (closer) return closer.closest("dialog").close();
    const cell = cells.here();
    switch (event.target.closest?.("[data-way]")?.dataset.way) {
      case "edit": open(cell); break;
      case "back": takeBack(cell); break;
      case "past": past(cell, false); break;
      case "out": leaveOut(cell); break;
    }
  });

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (form.matches("[data-undo]")) {
      event.preventDefault();
      const fields = {};
      if (event.submitter?.name === "redo") fields.redo = "1";
      if (form.elements.seq) fields.seq = form.elements.seq.value;
      await undo(fields);
      const drawer = form.closest("dialog");
      if (drawer) {
        const answer = await ask(drawer.dataset.again).catch(() => null);
        if (answer?.ok) drawer.innerHTML = await answer.text();
      }
    } else if (form.matches(".author__form")) {
      event.preventDefault();
      const told = await send(form.action, { author: form.elements.author.value });
      if (told.status !== 204) return form.submit();
      const name = find("author-name");
      name.textContent = form.elements.author.value.trim();
      name.closest("summary").replaceChildren("Editing as ", name);
      find("author").open = false;
      cells.settle(true);
      const again = pending;
      pending = null;
      again?.();
    } else if (form.id === "out-form") {
      const line = cells.lineOf(find("out").dataset.row);
      const reason = form.elements.reason.value;
      if (line) change(line.querySelector('td[data-field="name"]'), { do: "leave_out", reason });
    }
  });

  find("past").addEventListener("close", () => cells.settle(true));
  find("out").addEventListener("close", () => cells.settle(true));
  // Typing has asked already; leaving the field must not ask again.
  find("sieve-q").addEventListener("change", (event) => event.stopPropagation());
  let hadFocus = false;
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target?.id !== "grid") return;
    hadFocus = find("grid").contains(document.activeElement);
    close(false);
  });
  document.addEventListener("htmx:afterSwap", () => cells.settle(hadFocus));
  cells.settle(false);
})();
