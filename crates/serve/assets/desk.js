// The desk: forms that stay on the page, the prompt compiled while it is written, and the queue as it moves.
// Without this script every form leads back to its page.
const desk = (() => {
  "use strict";
  const find = (id) => document.getElementById(id);
  const root = () => find("desk");
  const later = (wait, call) => {
    let timer = 0;
    return () => { clearTimeout(timer); timer = setTimeout(call, wait); };
  };

  function say(text) {
    for (const place of [find("spoken"), find("line")]) if (place) place.textContent = text;
    const trouble = find("trouble");
    if (trouble) trouble.hidden = true;
  }

  function warn(text) {
    const place = find("trouble");
    if (!place) return;
    place.textContent = text;
    place.hidden = false;
    if (find("spoken")) find("spoken").textContent = text;
  }

  let refused = 0; // the status of the last refusal
  async function send(body) {
    let answer;
    refused = 0;
    try {
      answer = await fetch("/desk", { method: "POST", headers: { "hx-request": "true" }, body });
    } catch {
      warn("Emaki does not answer. Is the server still running?");
      return null;
    }
    const isOurs = answer.headers.get("content-type")?.startsWith("application/json");
    const told = isOurs ? await answer.json() : {};
    if (answer.ok) {
      say(told.said ?? "done");
      return told;
    }
    refused = answer.status;
    const wait = answer.headers.get("retry-after");
    warn(told.said ?? (answer.status === 403 ? "This page is too old, or your token may only look. Load it again."
      : wait ? `Too many requests; try again in ${wait} s.` : "That could not be done; try again."));
    return null;
  }

  // A change by its fields, as the forms send them.
  const act = (fields) => send(new URLSearchParams({ csrf: seal(), ...fields }));
  const seal = () => root()?.dataset.seal ?? document.querySelector("[data-act] [name=csrf]").value;

  // Replaces a part of the page by what the server draws of it; what has the focus keeps it.
  async function renew(part, id) {
    const at = new URL(location.href);
    at.searchParams.set("part", part);
    at.hash = "";
    const answer = await fetch(part === "grid" ? location.pathname : at, { headers: { "hx-request": "true" } }).catch(() => null);
    if (!answer?.ok) return;
    const drawn = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(id);
    const old = find(id);
    if (!drawn || !old) return;
    const focus = old.contains(document.activeElement) ? document.activeElement : null;
    const kept = focus?.closest("[data-take], [data-job]");
    const key = kept?.dataset.take ? `[data-take="${kept.dataset.take}"]` : kept ? `[data-job="${kept.dataset.job}"]` : null;
    const place = kept ? [...kept.parentNode.children].indexOf(kept) : -1;
    old.replaceWith(drawn);
    document.dispatchEvent(new CustomEvent("desk:renewed", { detail: id }));
    if (!kept) return;
    const list = drawn.querySelector(kept.dataset.take ? ".shots" : ".jobs");
    const next = drawn.querySelector(key) ?? list?.children[Math.min(place, list.children.length - 1)];
    (next?.querySelector("[data-shot]") ?? next)?.focus({ preventScroll: true });
  }
  const renewers = {
    queue: later(80, () => renew("queue", "queue-list")),
    sheet: later(80, () => renew("sheet", "sheet")),
    cast: later(400, () => renew("cast", "cast-list")),
    grid: later(120, () => renew("grid", "grid")),
  };
  function changed(...parts) {
    const whole = root()?.dataset.whole;
    for (const part of whole ? [whole] : parts) renewers[part]();
  }

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches?.("[data-act]")) return;
    event.preventDefault();
    const body = new URLSearchParams(new FormData(form));
    const pressed = event.submitter;
    if (pressed?.name) body.set(pressed.name, pressed.value);
    if (pressed) pressed.disabled = true;
    const told = await send(body);
    if (pressed) pressed.disabled = false;
    // Somebody else was quicker: the page comes again with what was typed and what the other one wrote.
    if (!told && refused === 409 && form.matches("[data-both]")) return form.submit();
    if (!told) return;
    // The next wish is another one, even where its words are the same.
    if (told.key && form.elements.idempotency_key) form.elements.idempotency_key.value = told.key;
    const wish = body.get("do");
    if (form.matches("[data-compose]") && !told.to) return changed("queue");
    if (told.to) return location.assign(told.to);
    // To its own page: what is shown may be the answer to a form, and loading that again would send it again.
    if (!root() || /character|version/.test(wish)) return location.assign(body.get("back") ?? location.href);
    document.dispatchEvent(new CustomEvent("desk:done", { detail: { wish, body } }));
    changed("queue", "sheet");
  });

  // The prompt, compiled while it is written.
  const compose = document.querySelector("[data-compose]");
  if (compose) {
    let asked = 0;
    const look = async () => {
      const mine = ++asked;
      const body = new URLSearchParams(new FormData(compose));
      const place = find("compiled");
      if (!body.get("prompt").trim()) {
        place.replaceChildren();
        return;
      }
      const answer = await fetch("/desk/preview", { method: "POST", headers: { "hx-request": "true" }, body }).catch(() => null);
      if (!answer?.ok || mine !== asked) return;
      const drawn = new DOMParser().parseFromString(await answer.text(), "text/html").body;
      place.replaceChildren(...drawn.childNodes);
    };
    compose.addEventListener("input", later(220, look));
    compose.addEventListener("change", later(220, look));
    compose.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        compose.requestSubmit();
      }
    });
    if (compose.elements.prompt.value) look();
  }

  // What happens, as it happens. Events are numbered, so that nothing is missed when the connection breaks.
  function listen() {
    const page = root();
    if (!page?.dataset.project) return;
    let after = Number(page.dataset.after);
    let pause = 500;
    const open = () => {
      const scheme = location.protocol === "https:" ? "wss" : "ws";
      const socket = new WebSocket(`${scheme}://${location.host}/ws?project=${page.dataset.project}&after=${after}`);
      socket.addEventListener("open", () => { pause = 500; page.dataset.live = "true"; });
      socket.addEventListener("message", (event) => {
        const told = JSON.parse(event.data);
        if (told.seq) after = told.seq;
        hear(told);
      });
      socket.addEventListener("close", () => {
        delete page.dataset.live;
        setTimeout(open, pause);
        pause = Math.min(pause * 2, 15000);
      });
    };
    open();
  }

  function hear(event) {
    if (event.event === "changed") return changed("cast", "queue");
    if (event.event === "reviewed") return changed("sheet", "cast");
    const lines = [...document.querySelectorAll(`.job[data-job="${CSS.escape(event.job_id)}"]`)];
    const isHere = lines.length > 0 && lines.every((line) => line.querySelector("progress") && line.dataset.status !== "queued");
    if (["completed", "failed", "cancelled", "quarantined"].includes(event.status)) {
      return changed("queue", "sheet", "cast");
    }
    if (!isHere || event.status === "queued") return changed("queue");
    for (const line of lines) {
      line.dataset.status = event.status;
      line.querySelector("progress").value = event.progress;
      const said = line.querySelector("[data-said]");
      if (said) said.textContent = event.message || event.status;
      const preview = line.querySelector(".job__preview");
      if (preview && event.event === "preview") show(preview, event.job_id, event.seq);
    }
  }

  function show(place, job, seq) {
    place.src = `/jobs/${job}/preview?at=${seq ?? 0}`;
    place.hidden = false;
  }
  document.addEventListener("desk:renewed", (event) => {
    if (event.detail === "queue-list") previews();
  });
  function previews() {
    for (const place of document.querySelectorAll(".job__preview[data-preview]")) show(place, place.closest(".job").dataset.job);
  }

  // Jobs: dragged to another priority, or moved by + and -.
  let dragged = null;
  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.(".job[draggable]") ?? null;
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.job);
    find("queue-list")?.classList.add("is-dragging");
  });
  document.addEventListener("dragend", () => {
    dragged = null;
    find("queue-list")?.classList.remove("is-dragging");
  });
  const laneAt = (target) => (dragged ? target.closest?.("[data-lane]") : null);
  document.addEventListener("dragover", (event) => {
    const lane = laneAt(event.target);
    for (const other of document.querySelectorAll("[data-lane].is-over")) other.classList.toggle("is-over", other === lane);
    if (!lane) return;
    event.preventDefault();
    lane.classList.add("is-over");
  });
  document.addEventListener("drop", async (event) => {
    const lane = laneAt(event.target);
    if (!lane) return;
    event.preventDefault();
    const told = await act({ do: "move", job_id: dragged.dataset.job, priority: lane.dataset.lane });
    if (told) changed("queue");
  });
  document.addEventListener("keydown", async (event) => {
    const job = event.target.matches?.(".jobs > .job") ? event.target : null;
    if (!job || event.altKey || event.ctrlKey || event.metaKey) return;
    const all = [...document.querySelectorAll(".jobs > .job")];
    const to = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (to) {
      event.preventDefault();
      all[all.indexOf(job) + to]?.focus();
      return;
    }
    const wish = { "+": "sooner", "-": "later", Delete: "cancel" }[event.key];
    const button = wish && job.querySelector(`button[value="${wish}"]`);
    if (!button || button.disabled) return;
    event.preventDefault();
    button.click();
  });

  listen();
  previews();
  return { act, changed, say, warn };
})();
