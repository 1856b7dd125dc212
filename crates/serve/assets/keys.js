// Keys: / to the search field, arrows through the results and through what was understood, Esc to clear, ? for help.
(() => {
  "use strict";
  const field = () => document.getElementById("q");
  const hits = () => [...document.querySelectorAll("[data-hit]")];
  const isTyping = (target) => target.closest("input, select, textarea, [contenteditable]") !== null;

  function step(by) {
    const all = hits();
    const at = all.indexOf(document.activeElement);
    const next = at + by;
    if (next < 0) {
      field()?.focus();
    } else if (next < all.length) {
      all[next].focus();
      all[next].closest("li")?.scrollIntoView({ block: "nearest" });
    }
  }

  // What was understood: arrows go from piece to piece, Delete takes one back.
  function onPiece(key, target) {
    const all = [...document.querySelectorAll("[data-chip]")];
    const at = all.indexOf(target);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[key];
    if (to !== undefined) {
      all[Math.min(Math.max(to, 0), all.length - 1)].focus();
      return true;
    }
    if (key !== "Delete" && key !== "Backspace") return false;
    target.closest("li").querySelector("a[data-chip]").click();
    return true;
  }

  // A piece that is being changed has its field in focus, and only one is.
  document.addEventListener("toggle", (event) => {
    const { target } = event;
    if (!target.matches?.("[data-edit]") || !target.open) return;
    for (const other of document.querySelectorAll("[data-edit][open]")) {
      if (other !== target) other.open = false;
    }
    target.querySelector("select, input:not([type=hidden])")?.focus();
  }, true);

  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    const help = document.getElementById("help");
    if (help?.open) return;
    const changed = key === "Escape" ? target.closest("[data-edit][open]") : null;
    if (changed) {
      event.preventDefault();
      changed.open = false;
      changed.querySelector("summary").focus();
      return;
    }
    if (target.matches("[data-chip]") && onPiece(key, target)) {
      event.preventDefault();
      return;
    }
    const onHit = target.matches("[data-hit]");
    const inField = target === field();
    if ((key === "ArrowDown" || key === "ArrowUp") && (onHit || inField)) {
      if (inField && key === "ArrowUp") return;
      event.preventDefault();
      step(key === "ArrowDown" ? 1 : -1);
    } else if (key === "Escape" && (onHit || inField)) {
      event.preventDefault();
      const input = field();
      if (input && input.value !== "") {
        input.value = "";
        input.dispatchEvent(new Event("input", { bubbles: true }));
      }
      input?.focus();
    } else if (isTyping(target)) {
      return;
    } else if (key === "/") {
      event.preventDefault();
      field()?.focus();
      field()?.select();
    } else if (key === "?") {
      event.preventDefault();
      help?.showModal();
    } else if (key === "ArrowDown" && target === document.body && hits().length > 0) {
      event.preventDefault();
      step(1);
    }
  });
})();
