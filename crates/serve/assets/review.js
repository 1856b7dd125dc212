// Review: s, d, k and u press the button that bears them. Without this script the buttons are there.
(() => {
  "use strict";
  const isTyping = (target) => target.closest("input, select, textarea, [contenteditable]") !== null;
  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing || event.repeat) return;
    if (document.getElementById("help")?.open || isTyping(target)) return;
    const button = document.querySelector(`button[data-key="${CSS.escape(key)}"]`);
    if (!button || button.disabled) return;
    event.preventDefault();
    const author = document.getElementById("author");
    if (author && !document.querySelector("#author summary").textContent.startsWith("Editing as")) {
      author.open = true;
      document.getElementById("author-field")?.focus();
      return;
    }
    button.click();
  });
})();
