// Keys: / to the search field, arrows through the results, Esc to clear, ? for help.
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

  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    const help = document.getElementById("help");
    if (help?.open) return;
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
