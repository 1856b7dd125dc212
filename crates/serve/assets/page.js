// What the page does beside keys: hides pictures that do not load, keeps open what was open when the
// panel is replaced, tells of failed requests, and remembers where the visitor is.
(() => {
  "use strict";
  document.documentElement.classList.add("scripted");

  // Errors of pictures do not bubble, so they are caught on their way down.
  document.addEventListener("error", (event) => {
    if (event.target.matches?.(".poster__picture")) event.target.classList.add("is-missing");
  }, true);
  const checkPictures = () => {
    for (const picture of document.querySelectorAll(".poster__picture")) {
      if (picture.complete && picture.naturalWidth === 0) picture.classList.add("is-missing");
    }
  };
  checkPictures();

  let kept = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target?.id !== "panel") return;
    const filters = document.getElementById("filters");
    kept = {
      isOpen: filters?.matches(":popover-open") ?? false,
      scroll: filters?.scrollTop ?? 0,
      groups: [...document.querySelectorAll("[data-keep]")].map((group) => [group.dataset.keep, group.open]),
    };
  });
  document.addEventListener("htmx:afterSwap", () => {
    if (kept === null) return;
    const filters = document.getElementById("filters");
    for (const [name, open] of kept.groups) {
      const group = document.querySelector(`[data-keep="${name}"]`);
      if (group) group.open = open || group.querySelector(":checked") !== null;
    }
    if (kept.isOpen && filters) {
      filters.showPopover();
      filters.scrollTop = kept.scroll;
    }
    kept = null;
    checkPictures();
  });

  const tell = (text) => {
    const place = document.getElementById("trouble");
    if (!place) return;
    place.textContent = text;
    place.hidden = false;
    const spoken = document.getElementById("spoken");
    if (spoken) spoken.textContent = text;
  };
  document.addEventListener("htmx:sendError", () => tell("Emaki does not answer. Is the server still running?"));
  document.addEventListener("htmx:responseError", (event) => {
    const wait = event.detail.xhr.getResponseHeader("retry-after");
    tell(wait ? `Too many requests; try again in ${wait} s.` : "The search failed; try again.");
  });

  document.addEventListener("submit", (event) => {
    const back = event.target.querySelector?.("[data-back]");
    if (back) back.value = location.pathname + location.search;
  });
})();
