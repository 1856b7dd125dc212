// The contact sheet: from picture to picture by arrows, reviewed by letters, looked at closely, compared.
(() => {
  "use strict";
  const find = (id) => document.getElementById(id);
  const shots = () => [...document.querySelectorAll("[data-shot]")];
  const isTyping = (target) => target.closest?.("input, select, textarea, [contenteditable]") != null;
  const box = find("lightbox");
  const rejecting = find("reject");
  const marked = new Set();
  let open = null; // the take in the lightbox
  let wanted = null; // what is to be rejected

  const takeOf = (target) => target?.closest("[data-take]")?.dataset.take;
  const here = () => (box?.open ? open : takeOf(document.activeElement?.closest(".shot") ?? document.querySelector(".light:not(dialog .light)")));
  const shotOf = (take) => document.querySelector(`.shot[data-take="${CSS.escape(take)}"]`);

  function step(by) {
    const all = shots();
    if (all.length === 0) return;
    const at = box?.open ? all.findIndex((shot) => takeOf(shot) === open) : all.indexOf(document.activeElement);
    const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
    if (box?.open) look(takeOf(next));
    else next.focus();
  }

  // How many stand side by side in a row.
  function across() {
    const all = shots();
    const top = all[0]?.getBoundingClientRect().top;
    const next = all.findIndex((shot) => shot.getBoundingClientRect().top > top + 4);
    return next < 0 ? all.length : next;
  }

  async function look(take) {
    open = take;
    const answer = await fetch(`/desk/takes/${take}?part=light`, { headers: { "hx-request": "true" } }).catch(() => null);
    if (!answer?.ok || open !== take) return;
    const drawn = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".light");
    const close = document.createElement("button");
    close.className = "way lightbox__close";
    close.textContent = "Close";
    close.addEventListener("click", () => box.close());
    box.replaceChildren(close, drawn);
    if (!box.open) box.showModal();
    close.focus();
  }
  box?.addEventListener("close", () => {
    const shot = open && shotOf(open);
    open = null;
    box.replaceChildren();
    shot?.querySelector("[data-shot]").focus();
  });

  async function review(take, fields) {
    const told = await desk.act({ do: "review", take_id: take, ...fields });
    if (!told) return false;
    show(take, fields);
    desk.changed("sheet");
    if (box?.open && open === take) look(take);
    return true;
  }

  // At once, so that who reviews quickly sees it; the server's word follows.
  function show(take, fields) {
    const shot = shotOf(take);
    if (!shot) return;
    if (fields.verdict) {
      shot.classList.remove("shot--draft", "shot--approved", "shot--rejected");
      shot.classList.add(`shot--${fields.verdict}`);
      shot.querySelector(".shot__verdict").textContent = fields.verdict;
    }
    if (fields.starred) shot.classList.toggle("is-starred", fields.starred === "true");
  }

  function reject(take) {
    wanted = take;
    const field = find("reject-reason");
    rejecting.showModal();
    field.select();
  }
  // Where the sheet was drawn anew meanwhile, the browser has nothing left to give the focus back to.
  rejecting?.addEventListener("close", () => {
    if (wanted && document.activeElement === document.body) shotOf(wanted)?.querySelector("[data-shot]").focus();
  });
  find("reject-form")?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const take = wanted;
    const reason = find("reject-reason").value.trim();
    if (!reason) return;
    rejecting.close();
    await review(take, { verdict: "rejected", reason });
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-close]")) event.target.closest("dialog").close();
    const shot = event.target.closest("[data-shot]");
    if (!shot || !box || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    look(takeOf(shot));
  });

  function mark(take) {
    if (marked.has(take)) marked.delete(take);
    else if (marked.size < 12) marked.add(take);
    for (const shot of document.querySelectorAll(".shot")) shot.classList.toggle("is-marked", marked.has(shot.dataset.take));
    const way = find("compare-way");
    if (!way) return;
    way.hidden = marked.size < 2;
    way.href = `/desk/compare?${[...marked].map((one) => `take=${one}`).join("&")}`;
    find("compare-count").textContent = marked.size;
    desk.say(`${marked.size} marked to compare`);
  }
  document.addEventListener("desk:renewed", () => {
    for (const shot of document.querySelectorAll(".shot")) shot.classList.toggle("is-marked", marked.has(shot.dataset.take));
  });
  // A form in the lightbox was sent: it shows what came of it.
  document.addEventListener("desk:done", () => { if (box?.open && open) look(open); });

  document.querySelector("[data-sieve]")?.addEventListener("change", (event) => event.currentTarget.requestSubmit());

  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing || event.repeat && key.length === 1) return;
    if (find("help")?.open || rejecting?.open || isTyping(target) || target.matches?.(".jobs > .job")) return;
    const isOnSheet = target.matches?.("[data-shot]") || box?.open;
    const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: across(), ArrowUp: -across() }[key];
    if (by && (isOnSheet || target === document.body)) {
      event.preventDefault();
      step(isOnSheet ? by : 0);
      return;
    }
    const take = here();
    if (!take) return;
    const shot = shotOf(take);
    const starred = shot ? shot.classList.contains("is-starred") : document.querySelector('[data-key="s"]')?.value === "false";
    const job = shot?.dataset.job ?? document.querySelector(".light")?.dataset.job;
    const way = {
      a: () => review(take, { verdict: "approved", reason: "" }),
      d: () => review(take, { verdict: "draft", reason: "" }),
      r: () => (rejecting ? reject(take) : document.querySelector(".light [name=reason]")?.focus()),
      s: () => review(take, { starred: String(!starred) }),
      b: () => review(take, { best: "true" }),
      c: () => mark(take),
      C: () => { if (marked.size > 1) location.assign(find("compare-way").href); },
      m: async () => { if (await desk.act({ do: "reproduce", job_id: job })) desk.changed("queue"); },
    }[key];
    if (!way) return;
    event.preventDefault();
    way();
  });
})();
