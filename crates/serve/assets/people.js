// Sessions of downloads as they go on. Without this script the page shows them as they stood when it was loaded.
(() => {
  "use strict";
  const heard = new Map();
  const number = (value) => value.toLocaleString("en-US");

  // Replaces the list by what the server draws of it now.
  async function renew() {
    const at = new URL(location.href);
    at.searchParams.set("part", "list");
    const answer = await fetch(at).catch(() => null);
    if (!answer?.ok) return;
    const drawn = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("sessions");
    const old = document.getElementById("sessions");
    if (!drawn || !old) return;
    old.replaceWith(drawn);
    listen();
  }

  function show(session) {
    const line = document.querySelector(`[data-session="${CSS.escape(session.session_id)}"]`);
    const bar = line?.querySelector("progress");
    if (!bar) return;
    bar.value = session.progress;
    const done = session.completed_assets + session.failed_assets;
    const facts = [`${number(done)} of ${number(session.total_assets)}`, `${number(session.failed_assets)} failed`];
    if (session.eta_s !== null) facts.push(`about ${Math.ceil(session.eta_s / 60)} min more`);
    line.querySelector("[data-facts]").textContent = facts.join(" · ");
  }

  // Each message is the whole session, so that nothing is missed when the connection breaks.
  function listen() {
    for (const line of document.querySelectorAll('[data-session][data-status="running"]')) {
      const id = line.dataset.session;
      if (heard.has(id)) continue;
      const events = new EventSource(`/api/download-sessions/${id}/events`);
      heard.set(id, events);
      events.addEventListener("message", (event) => {
        const session = JSON.parse(event.data);
        if (session.status === "running") return show(session);
        events.close();
        heard.delete(id);
        const spoken = document.getElementById("spoken");
        if (spoken) spoken.textContent = `A session ended: ${session.status}`;
        renew();
      });
      // A browser that has given a stream up does not open it again; the list does, when it is drawn anew.
      events.addEventListener("error", () => {
        if (events.readyState === EventSource.CLOSED) heard.delete(id);
      });
    }
  }

  listen();
  // Sessions begin elsewhere, on a command line or another machine.
  setInterval(() => { if (!document.hidden && heard.size === 0) renew(); }, 10000);
})();
